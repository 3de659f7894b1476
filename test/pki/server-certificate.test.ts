import { Chart, Duration, Testing } from 'cdk8s';
import { CertificateIssuer, ClientCertificate, KeyAlgorithm, RequiredSecrets, ServerCertificate, StorageCa } from '../../src';
import { CertificateRequest } from '../../src/pki/binding';
import { inDays, makeCa, makeServer, NOW, serviceNames } from '../util/certificates';
import { messageOf } from '../util/errors';

const ca = makeCa();
const otherCa = makeCa('Other CA');
const names = serviceNames('minio', 'tracing');
const server = makeServer(ca, names);
const request: CertificateRequest = { owner: 'minio', namespace: 'tracing', usage: 'server', dnsNames: names, dialled: 'minio.tracing.svc' };

function chart(): Chart {
  return new Chart(Testing.app(), 'tracing', { namespace: 'tracing' });
}

describe('an existing Secret', () => {
  test('makes no object and keeps its keys', () => {
    const c = chart();
    const bound = ServerCertificate.fromSecret('minio-cert', { certificateKey: 'public.crt', privateKeyKey: 'private.key' })._bind(c, request);
    expect(bound).toMatchObject({ place: { secret: { name: 'minio-cert', certificateKey: 'public.crt', privateKeyKey: 'private.key' } }, facts: {} });
    expect(Testing.synth(c)).toEqual([]);
  });

  test('carries what may be told of it as facts', () => {
    const known = ServerCertificate.fromSecret('minio-cert', { publicFacts: { certificate: server.certificatePem }, ca: StorageCa.fromPem(ca.certificatePem) });
    expect(known._bind(chart(), request).facts).toEqual({ secrets: { 'minio-cert': { 'tls.crt': server.certificatePem } } });
    const named = ServerCertificate.fromSecret('minio-cert', { publicFacts: { dnsNames: ['*.tracing.svc'] } });
    expect(named._bind(chart(), request).facts).toEqual({ secrets: { 'minio-cert': { 'tls.crt': { dnsNames: ['*.tracing.svc'] } } } });
  });

  test.each([
    ['of a server', () => ServerCertificate.fromSecret('minio-cert', { certificateKey: 'public.crt', privateKeyKey: 'private.key' }), 'public.crt', 'private.key'],
    ['of a client', () => ClientCertificate.fromSecret('minio-cert'), 'tls.crt', 'tls.key'],
    ['that is known', () => ServerCertificate.fromPem({ certificate: server.certificatePem, secretName: 'minio-cert' }), 'tls.crt', 'tls.key'],
  ])('%s is listed as required, with its keys', (_what, make, certificateKey, privateKeyKey) => {
    const c = chart();
    make()._bind(c, { ...request, usage: 'server' });
    expect(RequiredSecrets.of(c)).toEqual([{
      namespace: 'tracing', name: 'minio-cert', purpose: 'certificate and private key of minio', keys: { [certificateKey]: '', [privateKeyKey]: '' }, path: 'tracing',
    }]);
  });

  test('is refused when its declared names miss the dialled one', () => {
    const named = ServerCertificate.fromSecret('minio-cert', { publicFacts: { dnsNames: ['minio'] } });
    expect(messageOf(() => named._bind(chart(), request))).toMatch(/does not cover[^]*minio\.tracing\.svc, while it covers minio\n {2}allowed {2}(?!.*\*)/);
  });
});

describe('a certificate that is known', () => {
  const facts = (pem: string, more: object = {}) => ServerCertificate.fromPem({ certificate: pem, secretName: 'minio-cert', ca: StorageCa.fromPem(ca.certificatePem), ...more });

  test('is accepted when it serves', () => {
    expect(() => facts(server.certificatePem, { now: NOW })._bind(chart(), request)).not.toThrow();
  });

  test('is accepted as upstream\'s fixture is: short name, CA:TRUE, no extended key usage', () => {
    const odd = makeServer(ca, ['minio'], { overrides: { basicConstraints: { ca: true }, extKeyUsage: undefined } });
    expect(() => facts(odd.certificatePem)._bind(chart(), { ...request, dialled: 'minio' })).not.toThrow();
  });

  test.each<[string, () => ServerCertificate, RegExp]>([
    ['for another name', () => facts(makeServer(ca, ['minio']).certificatePem), /does not cover the name that clients dial[^]*minio\.tracing\.svc, while the certificate covers minio\n[^]*add|issue it again/],
    ['with a common name only', () => facts(makeServer(ca, [], { commonName: 'minio.tracing.svc' }).certificatePem), /no name at all \(a common name is not looked at\)/],
    ['for clients', () => facts(makeServer(ca, names, { usages: ['clientAuth'] }).certificatePem), /may not be used by a server\n {2}got {6}clientAuth\n/],
    ['by another CA', () => facts(makeServer(otherCa, names).certificatePem), /does not verify against its CA[^]*Other CA[^]*Test CA/],
    ['with the CA first', () => facts(ca.certificatePem + server.certificatePem), /starts with a CA[^]*reverse/],
    ['that has expired', () => facts(makeServer(ca, names, { notAfter: inDays(0) }).certificatePem, { now: inDays(1) }), /has expired/],
    ['that is not valid yet', () => facts(server.certificatePem, { now: inDays(-2) }), /not valid yet/],
  ])('is refused %s', (_what, make, message) => {
    const text = messageOf(() => make()._bind(chart(), request));
    expect(text).toMatch(message);
    expect(text).toMatch(/^\[tracing\]/);
  });
});

describe('unsafeInline', () => {
  test('puts the pair into a Secret, clean', () => {
    const c = chart();
    const messy = `\n${server.privateKeyPem}\n\n`;
    const bound = ServerCertificate.unsafeInline({ certificate: server.certificatePem, privateKey: messy, ca: ca.certificatePem })._bind(c, request);
    const [secret] = Testing.synth(c);
    expect(secret).toMatchObject({ kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name: 'minio-tls', namespace: 'tracing' } });
    expect(secret.stringData['tls.key']).toBe(server.privateKeyPem);
    expect(bound.ca?.certificates).toBe(ca.certificatePem);
  });

  test.each<[string, object, RegExp]>([
    ['another\'s key', { privateKey: ca.privateKeyPem }, /does not belong to the certificate/],
    ['no key', { privateKey: '' }, /privateKey is empty/],
    ['a certificate as key', { privateKey: server.certificatePem }, /privateKey cannot be read/],
    ['garbage as key', { privateKey: 'secret' }, /privateKey cannot be read/],
    ['a wrong type', { privateKey: 5 }, /privateKey must be text/],
    ['a key as certificate', { certificate: server.privateKeyPem }, /certificate holds a private key/],
  ])('refuses %s, and shows no key', (_what, change, message) => {
    const text = messageOf(() => ServerCertificate.unsafeInline({ certificate: server.certificatePem, privateKey: server.privateKeyPem, ...change }));
    expect(text).toMatch(message);
    expect(text).not.toMatch(/PRIVATE KEY-----/);
  });

  test('is the only way by which a private key gets into a manifest', () => {
    for (const make of [() => ServerCertificate.fromSecret(server.privateKeyPem), () => ServerCertificate.fromPem({ certificate: server.privateKeyPem, secretName: 'x' })]) {
      expect(messageOf(() => make()._bind(chart(), request))).not.toMatch(/-----BEGIN/);
    }
  });
});

describe('a certificate of an issuer', () => {
  function issue(c: Chart, options: object = {}) {
    const issuer = CertificateIssuer.bootstrap(c, 'pki', { namespaces: ['tracing'] });
    return ServerCertificate.issuedBy(issuer, options)._bind(c, request);
  }

  test('has the names of the Service, server auth, and a new key at each renewal', () => {
    const c = chart();
    issue(c);
    const certificate = Testing.synth(c).find((o) => o.kind === 'Certificate' && o.metadata.namespace === 'tracing');
    expect(certificate.spec).toEqual({
      secretName: 'minio-tls',
      issuerRef: { name: 'pki', kind: 'ClusterIssuer', group: 'cert-manager.io' },
      commonName: 'minio',
      dnsNames: names,
      duration: '2160h',
      renewBefore: '720h',
      usages: ['digital signature', 'server auth'],
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    });
  });

  test('of RSA may encipher keys, and covers what is asked for beside the Service', () => {
    const c = chart();
    issue(c, { keyAlgorithm: KeyAlgorithm.RSA_4096, additionalDnsNames: ['*.s3.example.com'], ipAddresses: ['10.0.0.5'], secretName: 'other' });
    const { spec } = Testing.synth(c).find((o) => o.kind === 'Certificate' && o.metadata.name === 'other');
    expect(spec.usages).toEqual(['digital signature', 'key encipherment', 'server auth']);
    expect(spec.dnsNames).toContain('*.s3.example.com');
    expect(spec.ipAddresses).toEqual(['10.0.0.5']);
    expect(spec.privateKey).toMatchObject({ algorithm: 'RSA', size: 4096 });
  });

  test('of a client has client auth', () => {
    const c = chart();
    const issuer = CertificateIssuer.bootstrap(c, 'pki', { namespaces: ['tracing'] });
    ClientCertificate.issuedBy(issuer)._bind(c, { owner: 'querier', namespace: 'tracing', usage: 'client', dnsNames: ['querier'] });
    expect(Testing.synth(c).find((o) => o.metadata.name === 'querier-tls').spec.usages).toEqual(['digital signature', 'client auth']);
  });

  test.each<[string, object, RegExp]>([
    ['a duration under an hour', { duration: Duration.minutes(59) }, /duration is too short/],
    ['a renewal after the end', { duration: Duration.hours(2), renewBefore: Duration.hours(2) }, /renewBefore is out of range/],
    ['a renewal at the last minute', { renewBefore: Duration.minutes(4) }, /renewBefore is out of range/],
    ['a certificate that outlives its CA', { duration: Duration.days(3000) }, /would outlive its CA/],
    ['a name with a scheme', { additionalDnsNames: ['https://minio'] }, /additionalDnsNames\[0\] is neither a DNS name nor an IP/],
    ['an international name', { additionalDnsNames: ['bücher.example'] }, /xn--/],
    ['a list that is none', { additionalDnsNames: 'minio' }, /additionalDnsNames must be a list/],
    ['an address with a port', { ipAddresses: ['10.0.0.5:9000'] }, /ipAddresses\[0\]/],
    ['an impossible Secret name', { secretName: 'My_Secret' }, /secretName is not a Kubernetes object name/],
  ])('refuses %s', (_what, options, message) => {
    expect(messageOf(() => issue(chart(), options))).toMatch(message);
  });

  test('comes only from an Issuer of the same namespace', () => {
    const c = chart();
    const issuer = CertificateIssuer.fromIssuerName(c, 'issuer', 'corp');
    expect(messageOf(() => ServerCertificate.issuedBy(issuer)._bind(c, { ...request, namespace: 'metrics' }))).toMatch(/serves its own namespace only/);
  });
});
