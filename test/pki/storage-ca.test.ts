import { Chart, Testing } from 'cdk8s';
import { StorageCa } from '../../src';
import { inDays, makeCa, makeServer, NOW } from '../util/certificates';
import { messageOf } from '../util/errors';

const current = makeCa('Current CA');
const next = makeCa('Next CA');
const expired = makeCa('Old CA', { notBefore: inDays(-20), notAfter: inDays(-1) });
const leaf = makeServer(current, ['minio']);

function chart(): Chart {
  return new Chart(Testing.app(), 'tracing', { namespace: 'tracing' });
}

describe('a bundle from PEM', () => {
  test('holds both keys alike, and is named after its content', () => {
    const c = chart();
    const bound = StorageCa.fromPem(current.certificatePem)._bind(c, 'tracing');
    const [configMap] = Testing.synth(c);
    expect(configMap.kind).toBe('ConfigMap');
    expect(configMap.metadata.name).toBe(bound.configMapName);
    expect(configMap.metadata.name).toMatch(/^storage-ca-[0-9a-f]{10}$/);
    expect(configMap.immutable).toBe(true);
    expect(configMap.data).toEqual({ 'ca.crt': current.certificatePem, 'service-ca.crt': current.certificatePem });
  });

  test('has another name when one byte of it is another', () => {
    const names = [current, next].map((ca) => StorageCa.fromPem(ca.certificatePem).configMapName);
    expect(new Set(names).size).toBe(2);
  });

  test('holds current, next and previous in that order, and each once', () => {
    const ca = StorageCa.fromPem(current.certificatePem, { next: next.certificatePem, previous: current.certificatePem });
    expect(ca.certificates).toBe(current.certificatePem + next.certificatePem);
  });

  test('is one ConfigMap for a namespace, however many clients read it', () => {
    const c = chart();
    const ca = StorageCa.fromPem(current.certificatePem);
    ca._bind(c, 'tracing');
    StorageCa.fromPem(current.certificatePem)._bind(c, 'tracing');
    ca._bind(c, 'metrics');
    expect(Testing.synth(c).map((o) => o.metadata.namespace)).toEqual(['tracing', 'metrics']);
  });

  test.each([
    ['CRLF', current.certificatePem.replace(/\n/g, '\r\n')],
    ['a BOM', `\ufeff${current.certificatePem}`],
    ['text before it', `subject=CN = Current CA\n${current.certificatePem}`],
    ['blank lines around it', `\n\n${current.certificatePem}\n\n\n`],
    ['no final newline', current.certificatePem.trimEnd()],
  ])('is read as Go reads it: with %s', (_what, pem) => {
    expect(StorageCa.fromPem(pem).certificates).toBe(current.certificatePem);
  });

  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /current must be text/],
    ['a number', 42, /current must be text\n {2}got {6}42/],
    ['a Buffer', Buffer.from(current.certificatePem), /current must be text/],
    ['empty text', '', /current is empty/],
    ['white space', ' \n ', /current is empty/],
    ['a path', './ca.crt', /holds no certificate[^]*pass the content of the file, not its path/],
    ['Base64 of PEM', Buffer.from(current.certificatePem).toString('base64'), /holds no certificate[^]*Base64 without its armour/],
    ['DER in Base64', current.certificate.raw.toString('base64'), /holds no certificate[^]*Base64 without its armour/],
    ['an elided body', '-----BEGIN CERTIFICATE-----\nMIIF\n# ... (full CA certificate content)\n-----END CERTIFICATE-----\n', /finds 0[^]*restore the elided/],
    ['an indented block', current.certificatePem.replace(/^/gm, '    '), /finds 0/],
    ['one good and one broken block', `${current.certificatePem}-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n`, /has 2 certificate blocks, of which a PEM reader finds 1/],
    ['an OpenSSL trusted certificate', current.certificatePem.replace(/CERTIFICATE/g, 'TRUSTED CERTIFICATE'), /finds 0/],
    ['a private key', current.privateKeyPem, /holds a private key[^]*if this key was ever committed, replace it/i],
    ['a certificate with its key', current.certificatePem + current.privateKeyPem, /holds a private key/],
    ['a leaf', leaf.certificatePem, /a certificate that is no CA[^]*CN=minio[^]*CA:TRUE/],
    ['a CA that may not sign', makeCa('Mute CA', { keyUsage: ['digitalSignature'] }).certificatePem, /may not sign certificates/],
    ['a truncated certificate', `-----BEGIN CERTIFICATE-----\n${current.certificate.raw.subarray(0, 60).toString('base64')}\n-----END CERTIFICATE-----\n`, /certificate 1 of current cannot be read/],
  ])('refuses %s', (_what, pem, message) => {
    const text = messageOf(() => StorageCa.fromPem(pem as string));
    expect(text).toMatch(message);
    expect(text).toMatch(/^\[StorageCa\.fromPem\]/);
    expect(text).not.toContain('BEGIN PRIVATE KEY-----\nM');
  });

  test('judges validity only at a given time', () => {
    expect(() => StorageCa.fromPem(expired.certificatePem)).not.toThrow();
    expect(messageOf(() => StorageCa.fromPem(expired.certificatePem, { now: NOW }))).toMatch(/has expired[^]*CN=Old CA, valid until 2026-01-14/);
    expect(messageOf(() => StorageCa.fromPem(current.certificatePem, { now: inDays(-9) }))).toMatch(/not valid yet/);
    expect(messageOf(() => StorageCa.fromPem(current.certificatePem, { previous: expired.certificatePem, now: NOW }))).toMatch(/the CA in previous has expired/);
  });
});

describe('a bundle that exists', () => {
  test('makes no object, and tells what is publicly known of it', () => {
    const c = chart();
    const bound = StorageCa.fromConfigMap('corp-ca', { key: 'ca-bundle.crt', publicCertificates: current.certificatePem })._bind(c, 'tracing');
    expect(Testing.synth(c)).toEqual([]);
    expect(bound).toMatchObject({ configMapName: 'corp-ca', key: 'ca-bundle.crt', facts: { configMaps: { 'corp-ca': { 'ca-bundle.crt': current.certificatePem } } } });
  });

  test.each<[unknown, RegExp]>([
    ['Corp CA', /not a Kubernetes object name[^]*"corp-ca"/],
    ['', /name is empty/],
    [' corp-ca', /white space[^]*use "corp-ca"/],
    [7, /must be text/],
    ['a'.repeat(254), /254 characters/],
    ['größe', /not a Kubernetes object name/],
  ])('refuses the name %j', (name, message) => {
    expect(messageOf(() => StorageCa.fromConfigMap(name as string))).toMatch(message);
  });

  test('refuses a key in which the Tempo operator does not look', () => {
    expect(messageOf(() => StorageCa.fromConfigMap('corp-ca', { key: 'bundle.pem' }))).toMatch(/"bundle.pem"[^]*service-ca.crt, ca.crt, ca-bundle.crt/);
  });

  test('of OpenShift is an annotated, empty ConfigMap', () => {
    const c = chart();
    StorageCa.openshiftServiceCa()._bind(c, 'tracing');
    const [configMap] = Testing.synth(c);
    expect(configMap.metadata.annotations).toEqual({ 'service.beta.openshift.io/inject-cabundle': 'true' });
    expect(configMap.data).toBeUndefined();
  });
});
