import { App, Chart, Testing } from 'cdk8s';
import { Manifests, published, referenced, tracing } from './fixture';
import { RequiredSecrets, TempoMonolithicS3Tls, TlsNetworkPolicies } from '../../src';
import { warningsOf } from '../../src/kube/warnings';
import { MinioTenant, MinioTenantProps, RootCredentials, S3Credentials, StoreVolume, TlsMinio } from '../../src/objectstore';
import { CertificateIssuer, ServerCertificate, StorageCa } from '../../src/pki';
import { prove } from '../../src/trust/prove';
import { makeCa, NOW, serviceNames } from '../util/certificates';
import { messageOf } from '../util/errors';

const PEERS = '*.store-hl.tracing.svc.cluster.local';
const NAMES = [...serviceNames('minio', 'tracing'), PEERS];
const ca = makeCa();
/** Four servers whose certificate is known, with Tempo and policies. */
const made = (() => {
  const app = Testing.app();
  const chart = tracing(app);
  const tenant = new MinioTenant(chart, 'store', { certificate: published(NAMES, ca), operatorNamespace: 'minio-operator' });
  new TempoMonolithicS3Tls(chart, 'traces', { storage: tenant.bucket('tempo') });
  new TlsNetworkPolicies(chart, 'policies', {});
  return { app, tenant, manifests: new Manifests(Testing.synth(chart)) };
})();
const { manifests, tenant } = made;
const spec = manifests.one('Tenant').spec;

function synth(props: MinioTenantProps, then: (tenant: MinioTenant) => void = () => undefined) {
  const chart = tracing();
  const one = new MinioTenant(chart, 'store', props);
  then(one);
  return { manifests: new Manifests(Testing.synth(chart)), tenant: one, chart };
}

describe('a Tenant with a certificate of its own', () => {
  test('is dialled on port 443 of the Service minio, whatever it is called', () => {
    expect([tenant.endpoint, tenant.host, tenant.port, tenant.headlessServiceName]).toEqual(['https://minio.tracing.svc:443', 'minio.tracing.svc', 443, 'store-hl']);
    expect(manifests.job.containers[0].env[0]).toEqual({ name: 'ENDPOINT', value: 'https://minio.tracing.svc:443' });
  });

  test('asks the cluster for none, and trusts the CA and not only the leaf', () => {
    expect(spec).toMatchObject({ requestAutoCert: false, externalCertSecret: [{ name: 'minio-tls', type: 'kubernetes.io/tls' }] });
    const [{ name }] = spec.externalCaCertSecret;
    expect(name).toMatch(/^store-ca-[0-9a-f]{10}$/);
    expect(manifests.one('Secret', name).stringData).toEqual({ 'public.crt': ca.certificatePem });
  });

  test('loses one server at a time when nodes are emptied, and one server alone may go', () => {
    expect(manifests.one('PodDisruptionBudget').spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: { 'v1.min.io/tenant': 'store' } } });
    expect(synth({ certificate: published(NAMES, ca), servers: 1 }).manifests.of('PodDisruptionBudget')).toEqual([]);
  });

  test('is trusted by the operator', () => {
    const secret = manifests.one('Secret', 'operator-ca-tls-tracing-store');
    expect([secret.metadata.namespace, secret.stringData]).toEqual(['minio-operator', { 'ca.crt': ca.certificatePem }]);
  });

  test('says which Secrets it needs: the administrator also in the operator\'s words', () => {
    const wanted = RequiredSecrets.of(made.app).map((one) => `${one.namespace}/${one.name}: ${Object.keys(one.keys).join(', ')}`);
    expect(wanted).toEqual([
      'tracing/minio-tls: tls.crt, tls.key',
      'tracing/store-root: rootUser, rootPassword, config.env',
      'tracing/store-tempo: endpoint, bucket, access_key_id, access_key_secret',
    ]);
  });

  test('is proved: Tempo, the Job, and the servers among themselves', () => {
    const { connections, findings } = prove(manifests.all.map((object) => ({ object })), { now: NOW });
    expect(connections.map(({ client, verdict }) => `${client.product} ${client.address?.host} ${verdict}`).sort()).toEqual([
      ...[0, 1, 2, 3].map((n) => `MinIO store-pool-0-${n}.store-hl.tracing.svc.cluster.local proved`),
      'Tempo minio.tracing.svc proved', 'mc minio.tracing.svc proved',
    ].sort());
    expect(findings).toEqual([]);
  });

  test('policies let Tempo and the Job through to port 9000 of its pods', () => {
    const to = { to: [{ podSelector: { matchLabels: { 'v1.min.io/tenant': 'store' } } }], ports: [{ protocol: 'TCP', port: 9000 }] };
    const egress = manifests.of('NetworkPolicy').map((policy) => policy.spec.egress.filter((rule: any) => rule.ports[0].port === 9000));
    expect(egress).toEqual(expect.arrayContaining([[to]]));
  });
});

describe('certificates', () => {
  test('of cert-manager: the names are asked for, and ca.crt is read', () => {
    const chart = tracing();
    const issuer = CertificateIssuer.fromClusterIssuerName(chart, 'issuer', 'internal', { ca: StorageCa.fromConfigMap('internal-ca') });
    const store = new MinioTenant(chart, 'store', { certificate: ServerCertificate.issuedBy(issuer) });
    const all = new Manifests(Testing.synth(chart));
    expect(all.one('Tenant')).toMatchSnapshot();
    expect(all.one('Certificate').spec.dnsNames).toEqual(expect.arrayContaining(NAMES));
    expect(all.one('Tenant').spec).toMatchObject({ externalCertSecret: [{ name: 'minio-tls', type: 'cert-manager.io/v1' }] });
    expect(all.one('Tenant').spec.externalCaCertSecret).toBeUndefined();
    expect(warningsOf(store)).toEqual([]);
  });

  test('that the cluster signs: clients trust what was said', () => {
    const { manifests: auto, tenant: store } = synth({ autoCertCa: StorageCa.fromConfigMap('kube-root-ca.crt'), buckets: ['tempo'] });
    expect(auto.one('Tenant').spec.requestAutoCert).toBe(true);
    expect(auto.one('Tenant').spec.externalCertSecret).toBeUndefined();
    expect(auto.volume('ca', auto.job).configMap.name).toBe('kube-root-ca.crt');
    expect(store.certificateSecretName).toBe('store-tls');
  });

  test('that the cluster signs: the servers trust the signer, and not only the leaf, where its CA is known', () => {
    const auto = (autoCertCa: StorageCa) => synth({ autoCertCa });
    const known = auto(StorageCa.fromPem(ca.certificatePem));
    const [{ name }] = known.manifests.one('Tenant').spec.externalCaCertSecret;
    expect(known.manifests.one('Secret', name).stringData).toEqual({ 'public.crt': ca.certificatePem });
    const warned = [known, ...['kube-root-ca.crt', 'of-the-signer'].map((config) => auto(StorageCa.fromConfigMap(config)))].map((one) => warningsOf(one.tenant).length);
    expect(warned).toEqual([0, 0, 1]); // what a service account brings is trusted anyway
  });

  test('with MinIO\'s own keys', () => {
    const certificate = ServerCertificate.fromSecret('own', { certificateKey: 'public.crt', privateKeyKey: 'private.key', ca: StorageCa.fromConfigMap('ca') });
    expect(synth({ certificate }).manifests.one('Tenant').spec.externalCertSecret).toEqual([{ name: 'own' }]);
  });

  test('of OpenShift, for one server: the Service that the operator makes is annotated', () => {
    const only = synth({ certificate: ServerCertificate.openshiftServiceCa(), servers: 1 }).manifests.one('Tenant').spec;
    expect(only.serviceMetadata.minioServiceAnnotations).toEqual({ 'service.beta.openshift.io/serving-cert-secret-name': 'minio-tls' });
  });

  test('whose CA is not known make several servers trust a leaf: a warning', () => {
    const warned = (props: Partial<MinioTenantProps>) => warningsOf(synth({ certificate: referenced(), ...props }).tenant).length;
    expect([warned({}), warned({ servers: 1 })]).toEqual([1, 0]);
  });

  test('whose CA is not known are to be told to the operator', () => {
    const { chart } = synth({ certificate: referenced(), operatorNamespace: 'minio-operator' });
    expect(RequiredSecrets.of(chart).map(({ name, keys }) => [name, keys])).toContainEqual(['operator-ca-tls-tracing-store', { 'ca.crt': '' }]);
  });
});

test('credentials for development stand in the manifest, in the operator\'s words too', () => {
  const { manifests: all } = synth({ certificate: referenced(), rootCredentials: RootCredentials.unsafeInline({ user: 'admin', password: 'a-long-enough-one' }) });
  const secret = all.one('Secret');
  expect(secret.stringData['config.env']).toBe('export MINIO_ROOT_USER="admin"\nexport MINIO_ROOT_PASSWORD="a-long-enough-one"\n');
  expect(all.one('Tenant').spec.configuration.name).toBe(secret.metadata.name);
});

test('what the user wants is done', () => {
  const { spec: own } = synth({
    certificate: referenced(),
    servers: 1,
    poolName: 'a',
    region: 'eu-central-1',
    console: true,
    extraEnv: { MINIO_COMPRESSION_ENABLE: 'on' },
    imagePullSecret: 'pull',
    podLabels: { a: 'b' },
    storage: StoreVolume.claim({ size: '1Gi', storageClassName: 'fast' }),
    platformUser: true,
    specOverrides: { logging: { json: true } },
  }).manifests.one('Tenant');
  expect(own.env.map(({ name, value }: any) => `${name}=${value}`)).toEqual(['MINIO_UPDATE=off', 'MINIO_BROWSER=on', 'MINIO_SITE_REGION=eu-central-1', 'MINIO_COMPRESSION_ENABLE=on']);
  expect(own.pools[0]).toMatchObject({ name: 'a', servers: 1, labels: { a: 'b' }, securityContext: { runAsNonRoot: true } });
  expect(own.pools[0].securityContext.runAsUser).toBeUndefined();
  expect(own.pools[0].volumeClaimTemplate).toEqual({
    metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } },
  });
  expect(own).toMatchObject({ imagePullSecret: { name: 'pull' }, logging: { json: true }, readiness: { httpGet: { path: '/minio/health/ready' } } });
});

describe('what cannot work is refused', () => {
  test.each<[string, any, RegExp]>([
    ['no certificate', {}, /neither certificate nor autoCertCa/],
    ['nothing', undefined, /props must be a map/],
    ['two certificates', { certificate: referenced(), autoCertCa: StorageCa.fromConfigMap('ca') }, /both certificate and autoCertCa/],
    ['a certificate of the Service alone', { certificate: published(serviceNames('minio', 'tracing')) }, /does not cover the names by which the servers dial each other[^]*store-pool-0-0\.store-hl\.tracing\.svc\.cluster\.local/],
    ['a certificate for the Tenant\'s name', { certificate: published(['store.tracing.svc', PEERS]) }, /minio\.tracing\.svc/],
    ['two servers with a volume each', { certificate: referenced(), servers: 2 }, /operator refuses this pool[^]*2 servers with 1 volume each/],
    ['seventeen servers', { certificate: referenced(), servers: 17 }, /lay objects evenly/],
    ['keys that it does not read', { certificate: ServerCertificate.fromSecret('own', { certificateKey: 'cert.pem' }) }, /does not find certificate and key[^]*cert\.pem/],
    ['no claim', { certificate: referenced(), storage: StoreVolume.ephemeral() }, /keeps data in claims only/],
    ['a variable of ours', { certificate: referenced(), extraEnv: { MINIO_BROWSER: 'on' } }, /sets a variable that this library sets/],
    ['a password with a quote', { certificate: referenced(), rootCredentials: RootCredentials.unsafeInline({ user: 'admin', password: 'it"s long enough'.replace(/ /g, '') }) }, /read by MinIO's operator as something else/],
  ])('%s', (_what, props, message) => { expect(messageOf(() => synth(props))).toMatch(message); });

  test('two Tenants in a namespace, or a TlsMinio that is called as the operator calls its Service', () => {
    const chart = new Chart(new App(), 'tracing', { namespace: 'tracing' });
    new MinioTenant(chart, 'store', { certificate: referenced() });
    expect(messageOf(() => new MinioTenant(chart, 'other', { certificate: referenced() }))).toMatch(/Service tracing\/minio/);
    expect(messageOf(() => new TlsMinio(chart, 'minio', { certificate: referenced() }))).toMatch(/Service tracing\/minio/);
  });

  test('root for an application', () => {
    expect(messageOf(() => synth({ certificate: referenced() }, (store) => store.bucket('tempo', { credentials: S3Credentials.fromSecret('store-root') })))).toMatch(/store's root user/);
  });
});
