import { Chart, Duration, Testing } from 'cdk8s';
import { CertificateIssuer, StorageCa } from '../../src';
import { makeCa } from '../util/certificates';
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
