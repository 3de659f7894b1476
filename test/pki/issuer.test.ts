import { Chart, Duration, Testing } from 'cdk8s';
import { CertificateIssuer, ICertificateIssuer, ServerCertificate, StorageCa, TempoMonolithicS3Tls, TlsMinio, VaultAuth } from '../../src';
import { connections } from '../../src/trust/connections';
import { makeCa, NOW } from '../util/certificates';
import { messageOf } from '../util/errors';

function chart(): Chart {
  return new Chart(Testing.app(), 'tracing', { namespace: 'tracing' });
}

describe('bootstrap', () => {
  test('makes a root that keeps its key when it is renewed, a CA issuer, and a bundle in the clients\' namespaces', () => {
    const c = chart();
    const issuer = CertificateIssuer.bootstrap(c, 'pki', { namespaces: ['metrics'] });
    issuer.bundle._bind(c, 'tracing');
    const objects = Testing.synth(c);
    expect(objects.map((o) => `${o.kind} ${o.metadata.name}`)).toEqual(['ClusterIssuer pki-self-signed', 'Certificate pki-ca', 'ClusterIssuer pki', 'Bundle pki-ca-bundle']);
    expect(objects[1].metadata.namespace).toBe('cert-manager');
    expect(objects[1].spec).toMatchObject({ isCA: true, commonName: 'pki CA', duration: '87600h', privateKey: { rotationPolicy: 'Never' }, usages: ['cert sign', 'crl sign', 'digital signature'] });
    expect(objects[2].spec).toEqual({ ca: { secretName: 'pki-ca' } });
    expect(objects[3].spec).toEqual({
      sources: [{ secret: { name: 'pki-ca', key: 'tls.crt' } }],
      target: { configMap: { key: 'service-ca.crt' }, namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['metrics', 'tracing'] }] } },
    });
  });

  test('gives the bundle another name when a further CA joins it, so that clients which read it at start are rolled', () => {
    const first = CertificateIssuer.bootstrap(chart(), 'pki').bundle.configMapName;
    const second = CertificateIssuer.bootstrap(chart(), 'pki', { additionalCertificates: makeCa('Next CA').certificatePem }).bundle.configMapName;
    expect(first).toBe('pki-ca-bundle');
    expect(second).toMatch(/^pki-ca-bundle-[0-9a-f]{10}$/);
  });

  test('is refused at synth when nobody reads its bundle, with one line for the construct and the way out', () => {
    const c = chart();
    const issuer = CertificateIssuer.bootstrap(c, 'pki');
    expect(issuer.node.validate()).toEqual([expect.stringMatching(/^the bundle has no namespace to go to[^]*fix {6}[^]*namespaces: \['tracing'\]/)]);
    expect(() => Testing.synth(c)).toThrow(/\[tracing\/pki\] the bundle has no namespace to go to/);
    issuer.bundle._bind(c, 'tracing');
    expect(issuer.node.validate()).toEqual([]);
    expect(issuer.ca).toBe(issuer.bundle);
  });

  test.each<[string, object, RegExp]>([
    ['an empty common name', { commonName: '' }, /commonName is empty/],
    ['a common name of 65 characters', { commonName: 'x'.repeat(65) }, /commonName is too long/],
    ['a renewal longer than the life', { duration: Duration.days(1), renewBefore: Duration.days(2) }, /durations cannot work/],
    ['an impossible name', { name: 'PKI' }, /name is not a DNS label[^]*"pki"/],
    ['a name too long for what is derived from it', { name: 'p'.repeat(51) }, /at most 50 characters/],
    ['a leaf among the CAs', { additionalCertificates: 'x' }, /holds no certificate/],
    ['an impossible namespace', { namespaces: ['tracing_1'] }, /namespaces\[0\]/],
    ['an impossible trust namespace', { trustNamespace: '' }, /trustNamespace is empty/],
  ])('refuses %s', (_what, props, message) => {
    const text = messageOf(() => CertificateIssuer.bootstrap(chart(), 'pki', props));
    expect(text).toMatch(message);
    expect(text).toMatch(/^\[tracing\/pki\]/);
  });
});

test('an issuer that exists is only a reference', () => {
  const c = chart();
  const ca = StorageCa.fromBundle('corp-ca');
  const issuer = CertificateIssuer.fromClusterIssuerName(c, 'issuer', 'corp', { ca });
  expect(issuer).toMatchObject({ issuerName: 'corp', issuerKind: 'ClusterIssuer', issuerGroup: 'cert-manager.io', issuerNamespace: undefined, ca });
  expect(CertificateIssuer.fromIssuerName(c, 'issuer2', 'corp')).toMatchObject({ issuerKind: 'Issuer', issuerNamespace: 'tracing' });
  expect(Testing.synth(c)).toEqual([]);
  expect(messageOf(() => CertificateIssuer.fromClusterIssuerName(c, 'bad', 'Corp Issuer'))).toMatch(/^\[tracing\/bad\] issuerName/);
});

test('the CA of an issuer that exists is in the bundle that it is told with, for whoever proves the manifests', () => {
  const told = (make: (c: Chart, ca: StorageCa) => ICertificateIssuer, ca = StorageCa.fromConfigMap('corp')) => {
    const c = chart();
    return make(c, ca).ca?._bind(c, 'tracing').facts;
  };
  const holding = (issuer: string) => ({ configMaps: { corp: { 'ca.crt': { ca: [issuer] } } } });
  expect(told((c, ca) => CertificateIssuer.fromClusterIssuerName(c, 'issuer', 'corp', { ca }))).toEqual(holding('ClusterIssuer corp'));
  expect(told((c, ca) => CertificateIssuer.fromIssuerName(c, 'issuer', 'corp', { ca }))).toEqual(holding('Issuer tracing/corp'));
  const step = { group: 'certmanager.step.sm', kind: 'StepClusterIssuer' };
  expect(told((c, ca) => CertificateIssuer.fromClusterIssuerName(c, 'issuer', 'corp', { ca, ...step }))).toEqual(holding('certmanager.step.sm StepClusterIssuer corp'));
  // Certificates say more than a name.
  const { certificatePem } = makeCa('corp');
  expect(told((c, ca) => CertificateIssuer.fromClusterIssuerName(c, 'issuer', 'corp', { ca }), StorageCa.fromConfigMap('corp', { publicCertificates: certificatePem })))
    .toEqual({ configMaps: { corp: { 'ca.crt': certificatePem } } });
});

describe('Vault', () => {
  const server = 'https://vault.vault.svc:8200';
  const path = 'pki_int/sign/tracing';
  const root = makeCa('Vault root');

  test('an Issuer has an account of its own, for which cert-manager may make tokens and for no other', () => {
    const c = chart();
    const issuer = CertificateIssuer.vault(c, 'vault', { server, path, auth: VaultAuth.serviceAccount('tracing'), serverCa: root.certificatePem });
    expect(issuer).toMatchObject({ issuerName: 'vault', issuerKind: 'Issuer', issuerNamespace: 'tracing', ca: undefined });
    const [account, role, binding, object] = Testing.synth(c);
    expect(account).toMatchObject({ kind: 'ServiceAccount', metadata: { name: 'vault', namespace: 'tracing' } });
    expect(role.rules).toEqual([{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: ['vault'], verbs: ['create'] }]);
    expect(binding).toMatchObject({ roleRef: { kind: 'Role', name: role.metadata.name }, subjects: [{ name: 'cert-manager', namespace: 'cert-manager' }] });
    expect(object.spec).toEqual({
      vault: {
        server, path, caBundle: Buffer.from(root.certificatePem).toString('base64'), auth: { kubernetes: { role: 'tracing', mountPath: '/v1/auth/kubernetes', serviceAccountRef: { name: 'vault' } } },
      },
    });
  });

  test('a ClusterIssuer has its account where cert-manager looks for it, and an existing account or an AppRole makes nothing', () => {
    const c = chart();
    CertificateIssuer.vault(c, 'all', { server, path, auth: VaultAuth.serviceAccount('tracing'), clusterScoped: true, certManagerNamespace: 'certs' });
    CertificateIssuer.vault(c, 'own', { server, path, auth: VaultAuth.serviceAccount('tracing', { serviceAccountName: 'mine', audiences: ['vault'] }) });
    CertificateIssuer.vault(c, 'app', { server, path, auth: VaultAuth.appRole('0f3c', 'vault-approle') });
    const objects = Testing.synth(c);
    expect(objects.map((o) => `${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`)).toEqual([
      'ServiceAccount certs/all', 'Role certs/all-tokens', 'RoleBinding certs/all-tokens', 'ClusterIssuer /all', 'Issuer tracing/own', 'Issuer tracing/app',
    ]);
    expect(objects[4].spec.vault.auth.kubernetes.serviceAccountRef).toEqual({ name: 'mine', audiences: ['vault'] });
    expect(objects[5].spec.vault.auth).toEqual({ appRole: { path: 'approle', roleId: '0f3c', secretRef: { name: 'vault-approle', key: 'secretId' } } });
  });

  test.each([
    ['its CA is told', StorageCa.fromPem(root.certificatePem), undefined, 'consistent'],
    ['its CA is in a bundle that nobody shows', StorageCa.fromBundle('vault-ca'), undefined, 'consistent'],
    ['a certificate of it is verified by such a bundle', undefined, StorageCa.fromBundle('vault-ca'), 'consistent'],
  ])('a connection to what it signs is judged by what is told: %s', (_what, ca, given, verdict) => {
    const c = chart();
    const issuer = CertificateIssuer.vault(c, 'vault', { server, path, auth: VaultAuth.serviceAccount('tracing'), ca });
    const minio = new TlsMinio(c, 'minio', { certificate: ServerCertificate.issuedBy(issuer, { ca: given }) });
    new TempoMonolithicS3Tls(c, 'traces', { storage: minio.bucket('tempo') });
    expect([...new Set(connections(Testing.synth(c), NOW).filter(({ client }) => client.tls).map((each) => each.verdict))]).toEqual([verdict]);
  });

  test.each<[string, object, RegExp]>([
    ['an address without TLS', { server: 'http://vault:8200' }, /server is not the https address/],
    ['a path that makes keys', { path: 'pki_int/issue/tracing' }, /path does not lead to an endpoint that signs[^]*MOUNT\/sign\/ROLE/],
    ['an authentication in other words', { auth: { kubernetes: {} } }, /auth must be made by a method of VaultAuth/],
    ['a key as the CA', { serverCa: root.privateKeyPem }, /serverCa holds a private key/],
  ])('refuses %s', (_what, props, message) => {
    expect(messageOf(() => CertificateIssuer.vault(chart(), 'vault', { server, path, auth: VaultAuth.serviceAccount('tracing'), ...props }))).toMatch(message);
  });
});
