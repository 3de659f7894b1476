import { Chart, Duration, Testing, Yaml } from 'cdk8s';
import { SERVER_PEM, sealedText, SOURCES, storeFrom } from './fixture';
import { ClientCertificate, RequiredSecrets, S3Credentials, SealingScope, SecretPush, SecretSource, SecretStoreKind, ServerCertificate, TlsProof } from '../../src';
import { connections } from '../../src/trust/connections';
import { NOW } from '../util/certificates';
import { messageOf } from '../util/errors';
import { mask } from '../util/mask';

const request = { owner: 'minio', namespace: 'tracing', usage: 'server' as const, dnsNames: ['minio.tracing.svc'] };
const chart = () => new Chart(Testing.app(), 'tracing', { namespace: 'tracing', disableResourceNameHashes: true });
const SECRETS = ['minio-root', 'minio-tempo', 'minio-tls'];
const KINDS = ['ExternalSecret', 'SealedSecret', 'SecretProviderClass'];
const verdicts = (objects: any[]) => [...new Set(connections(objects, NOW).filter(({ client }) => client.tls).map(({ verdict }) => verdict))];

describe.each(Object.entries(SOURCES))('a store whose Secrets come from %s', (_name, sources) => {
  const { chart: made, objects } = storeFrom(sources());
  const ours = objects.filter(({ kind }) => KINDS.includes(kind));

  test('is what it was', () => {
    expect(mask(ours.map((object) => Yaml.stringify(object)).join('---\n')).replace(/[A-Za-z0-9+/]{100,}=*/g, '(sealed)')).toMatchSnapshot();
  });

  test('has one object for each Secret, however many use it, and asks nobody to make one', () => {
    expect(ours.map(({ metadata, spec }) => spec.secretObjects?.[0].secretName ?? spec.target?.name ?? metadata.name).sort()).toEqual(SECRETS);
    expect(RequiredSecrets.of(made)).toEqual([]);
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  test('has them before what uses them', () => {
    const at = (kind: string) => objects.findIndex((object) => object.kind === kind);
    for (const kind of ['StatefulSet', 'Job', 'TempoMonolithic']) { for (const each of ours) { expect(objects.indexOf(each)).toBeLessThan(at(kind)); } }
  });

  test('is unverified, without an error, until the certificate is told: then it is proved', () => {
    expect(verdicts(objects)).toEqual(['unverified']);
    expect(TlsProof.ofManifests(Yaml.stringify(...objects)).errors).toEqual([]);
    expect(verdicts(storeFrom(sources(), { certificate: SERVER_PEM }).objects)).toEqual(['proved']);
  });
});

test.each(['External Secrets', 'Sealed Secrets'])('what %s write as it stands is read of anybody\'s manifests: the endpoint that Tempo dials', (name) => {
  const { objects } = storeFrom(SOURCES[name]());
  for (const { metadata } of objects) { delete metadata.annotations; }
  const dialled = () => connections(objects, NOW).find(({ client }) => client.ref.kind === 'TempoMonolithic')?.client.address?.text;
  expect(dialled()).toBe('https://minio.tracing.svc:9000');
  objects.find(({ kind, metadata }) => KINDS.includes(kind) && metadata.name === 'minio-tempo').spec.target = { manifest: { apiVersion: 'v1', kind: 'ConfigMap' } };
  expect(dialled()).toBe(name === 'External Secrets' ? undefined : 'https://minio.tracing.svc:9000');
});

describe('External Secrets', () => {
  const spec = (source: SecretSource, keys?: { certificateKey: string; privateKeyKey: string }) => {
    const c = chart();
    ClientCertificate.fromSecret('pair', { source, ...keys })._bind(c, { ...request, usage: 'client' });
    return Testing.synth(c)[0].spec;
  };

  test('values lose the white space at their ends, and the Secret has the type of its keys', () => {
    expect(spec(SecretSource.externalSecrets('vault')).target.template).toEqual({
      type: 'kubernetes.io/tls', engineVersion: 'v2', mergePolicy: 'Replace', data: { 'tls.crt': '{{ index . "tls.crt" | trim }}', 'tls.key': '{{ index . "tls.key" | trim }}' },
    });
    expect(spec(SecretSource.externalSecrets('vault'), { certificateKey: 'public.crt', privateKeyKey: 'private.key' }).target.template.type).toBe('Opaque');
  });

  test('a key lies in a property of the Secret\'s entry, in one of another name, or in an entry of its own', () => {
    const refs = (source: SecretSource) => spec(source).data.map(({ secretKey, remoteRef: { key, property } }: any) => [secretKey, key, property]);
    expect(refs(SecretSource.externalSecrets('vault', { prefix: 'a/' }))).toEqual([['tls.crt', 'a/pair', 'tls.crt'], ['tls.key', 'a/pair', 'tls.key']]);
    expect(refs(SecretSource.externalSecrets('vault', { entry: 'x', properties: { 'tls.crt': 'cert' } }))).toEqual([['tls.crt', 'x', 'cert'], ['tls.key', 'x', 'tls.key']]);
    expect(refs(SecretSource.externalSecrets('vault', { entries: { 'tls.crt': 'a-cert', 'tls.key': 'a-key' } }))).toEqual([['tls.crt', 'a-cert', undefined], ['tls.key', 'a-key', undefined]]);
  });

  test('an empty prefix is none', () => {
    expect(spec(SecretSource.externalSecrets('vault', { prefix: '' }))).toEqual(spec(SecretSource.externalSecrets('vault')));
  });

  test('a store of the namespace is named as such', () => {
    expect(spec(SecretSource.externalSecrets('vault', { storeKind: SecretStoreKind.SECRET_STORE })).secretStoreRef).toEqual({ name: 'vault', kind: 'SecretStore' });
  });

  test('two who want different keys of one Secret get both; two sources of one Secret are refused', () => {
    const c = chart();
    const source = SecretSource.externalSecrets('vault');
    const bind = (from: SecretSource, certificateKey: string) => ServerCertificate.fromSecret('pair', { source: from, certificateKey })._bind(c, request);
    bind(source, 'tls.crt');
    bind(source, 'chain.crt');
    expect(Testing.synth(c).map((object) => object.spec.data.map(({ secretKey }: any) => secretKey))).toEqual([['tls.crt', 'tls.key', 'chain.crt']]);
    expect(messageOf(() => bind(SecretSource.externalSecrets('vault'), 'tls.crt'))).toMatch(/one Secret has two sources[^]*tracing\/pair/);
  });

  test('credentials that are to say two things are refused', () => {
    const c = chart();
    const credentials = S3Credentials.fromSecret('s3', { source: SecretSource.externalSecrets('vault') });
    const context = { namespace: 'tracing', endpoint: 'https://minio.tracing.svc:9000', bucket: 'tempo' };
    credentials._bind(c, context);
    expect(messageOf(() => credentials._bind(c, { ...context, bucket: 'other' }))).toMatch(/two things under bucket[^]*tempo and other/);
  });
});

describe('Sealed Secrets', () => {
  const bind = (source: SecretSource) => {
    const c = chart();
    ServerCertificate.fromSecret('pair', { source })._bind(c, request);
    return Testing.synth(c)[0];
  };

  test('a wider scope is said in the words of the controller', () => {
    const made = bind(SecretSource.sealed({ 'tls.crt': sealedText(), 'tls.key': sealedText() }, { scope: SealingScope.NAMESPACE_WIDE }));
    expect(made.metadata.annotations).toEqual({ 'sealedsecrets.bitnami.com/namespace-wide': 'true' });
  });

  test.each<[string, () => unknown, RegExp]>([
    ['a key that is needed', () => bind(SecretSource.sealed({ 'tls.crt': sealedText() })), /needs keys that are not sealed\n {2}got {6}tls\.crt, without tls\.key[^]*kubeseal --raw --scope strict --name pair --namespace tracing --from-file=tls\.key/],
    ['what is plain', () => SecretSource.sealed({ 'tls.key': 'c2VjcmV0' }), /encryptedData\['tls\.key'\] is not what kubeseal makes/],
    ['a private key', () => SecretSource.sealed({ 'tls.key': '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----' }), /is not what kubeseal makes(?![^]*MIIB)/],
    ['no map', () => SecretSource.sealed('x' as any), /encryptedData must be a map/],
    ['what was sealed for one Secret, for two', () => {
      const source = SecretSource.sealed({ 'tls.crt': sealedText(), 'tls.key': sealedText() });
      const c = chart();
      for (const name of ['pair', 'other']) { ServerCertificate.fromSecret(name, { source })._bind(c, request); }
    }, /same sealed values are given to two Secrets[^]*tracing\/pair and tracing\/other[^]*--name other --namespace tracing/],
  ])('%s is refused where it is missing or not sealed', (_what, act, message) => {
    expect(messageOf(act)).toMatch(message);
  });
});

describe('Secrets Store CSI', () => {
  test('takes a list of objects as YAML has it, with a line break at its end', () => {
    expect(() => SecretSource.secretsStoreCsi('vault', { objects: '- objectName: tls.crt\n' })).not.toThrow();
    expect(messageOf(() => SecretSource.secretsStoreCsi('vault', { objects: ' ' }))).toMatch(/parameters\['objects'\]/);
  });

  test('a pod mounts the class, for otherwise nobody makes the Secret', () => {
    const { objects } = storeFrom(SOURCES['Secrets Store CSI']());
    const classes = objects.filter(({ kind }) => kind === 'SecretProviderClass').map(({ metadata }) => metadata.name);
    const mounted = objects.filter(({ kind }) => kind === 'Deployment').flatMap(({ spec }) => spec.template.spec.volumes.map((volume: any) => volume.csi.volumeAttributes.secretProviderClass));
    expect(mounted).toEqual(classes);
  });

  test('the pod that mounts it has a name of its own, however long the Secret\'s is, and no key is asked for that nobody wants', () => {
    const bind = (name: string, objectNames = {}) => {
      const c = chart();
      ServerCertificate.fromSecret(name, { source: SecretSource.secretsStoreCsi('vault', {}, { objectNames }) })._bind(c, request);
      return Testing.synth(c).find(({ kind }) => kind === 'Deployment')?.metadata.name;
    };
    const long = ['a', 'b'].map((last) => bind(`${'long.'.repeat(40)}${last}`));
    expect(new Set(long).size).toBe(2);
    for (const name of long) { expect(name).toMatch(/^(long-)+[0-9a-f]{10}-keeper$/); expect(name.length).toBeLessThanOrEqual(52); }
    expect(() => bind('pair', { 'tls.cert': 'x' })).toThrow(/objectNames is about a key that is not wanted there[^]*tls\.cert[^]*tls\.crt, tls\.key/);
  });
});

test.each<[string, () => unknown, RegExp]>([
  ['a name that is none', () => SecretSource.externalSecrets('My Vault'), /storeName is not a Kubernetes object name/],
  ['a kind that is none', () => SecretSource.externalSecrets('vault', { storeKind: 'Vault' as any }), /storeKind has an unknown value/],
  ['a number in place of a duration', () => SecretSource.externalSecrets('vault', { refreshInterval: 5 as any }), /refreshInterval must be a Duration/],
  ['what is no source', () => ServerCertificate.fromSecret('pair', { source: 'vault' as any }), /source must be made by a method of SecretSource/],
  ['a key of a Secret that is none', () => ServerCertificate.fromSecret('pair', { certificateKey: 'certs/tls.crt' }), /certificateKey is not a key of a Secret/],
  ['an image that moves', () => SecretSource.secretsStoreCsi('vault', {}, { keeperImage: 'pause:latest' }), /keeperImage names no fixed version/],
])('%s is refused', (_what, act, message) => {
  expect(messageOf(act)).toMatch(message);
});

describe('SecretPush', () => {
  const props = { secretName: 'tracing-ca', storeName: 'vault', entries: { 'tls.crt': 'observability/ca' } };

  test('writes the named keys of the Secret, and nothing else', () => {
    const c = chart();
    new SecretPush(c, 'push', { ...props, properties: { 'tls.crt': 'certificate' } });
    const { selector, data, deletionPolicy } = Testing.synth(c)[0].spec;
    expect({ selector, data, deletionPolicy }).toEqual({
      selector: { secret: { name: 'tracing-ca' } },
      data: [{ match: { secretKey: 'tls.crt', remoteRef: { remoteKey: 'observability/ca', property: 'certificate' } }, conversionStrategy: 'None' }],
      deletionPolicy: 'None',
    });
  });

  test('has a refresh interval in the words in which the operator writes the object back when it adds its finalizer', () => {
    const c = chart();
    new SecretPush(c, 'push', { ...props, deletesEntries: true, refreshInterval: Duration.minutes(90) });
    expect(Testing.synth(c)[0].spec).toMatchObject({ deletionPolicy: 'Delete', refreshInterval: '1h30m0s' });
  });

  test('takes no private key out of the cluster, unless it says unsafe', () => {
    const entries = { 'tls.crt': 'a', 'tls.key': 'b' };
    expect(messageOf(() => new SecretPush(chart(), 'push', { ...props, entries }))).toMatch(/private one by its name[^]*"tls\.key"[^]*unsafePrivateKeys: true/);
    expect(() => new SecretPush(chart(), 'push', { ...props, entries, unsafePrivateKeys: true })).not.toThrow();
    expect(messageOf(() => new SecretPush(chart(), 'push', { ...props, entries: {} }))).toMatch(/entries names no key/);
    expect(messageOf(() => new SecretPush(chart(), 'push', { ...props, entries: { '.dockerconfigjson': 'a' } }))).toMatch(/private one by its name/);
  });

  test('refuses a property of a key that is not written, and two keys for one place', () => {
    expect(messageOf(() => new SecretPush(chart(), 'push', { ...props, properties: { 'ca.crt': 'x' } }))).toMatch(/properties is about a key that is not wanted there[^]*ca\.crt[^]*tls\.crt/);
    const entries = { 'tls.crt': 'a', 'ca.crt': 'a' };
    expect(messageOf(() => new SecretPush(chart(), 'push', { ...props, entries }))).toMatch(/written to one place[^]*tls\.crt and ca\.crt in a/);
    expect(() => new SecretPush(chart(), 'push', { ...props, entries, properties: { 'ca.crt': 'ca' } })).not.toThrow();
  });
});

test('a property of a key that is misspelt is refused at synth, and one of another stage is not', () => {
  const c = chart();
  const source = SecretSource.externalSecrets('vault', { properties: { 'tls.cert': 'certificate', 'ca.crt': 'of another stage' } });
  ServerCertificate.fromSecret('pair', { source })._bind(c, request);
  expect(() => Testing.synth(c)).toThrow(/properties is about a key that no Secret of this source has\n {2}got {6}"tls\.cert"[^]*write tls\.crt/);
});
