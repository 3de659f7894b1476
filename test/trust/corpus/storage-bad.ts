import { configMap, custom, mapVolume, secret, secretVolume, service, workload } from './kinds';
import { ca, leaf } from './pki';
import { dialled, endpoint, HOST, minio, minioContainer, monolithic, plainMinio, Store, store, tempoStack } from './store';
import { bad, set, Tree } from './tree';

const pairOf = (hosts: string) => ({ 'tls.crt': leaf(hosts).certificatePem, 'tls.key': leaf(hosts).privateKeyPem });
const S3 = { secret: 'traces-s3', tls: { enabled: true, caName: 'storage-ca' } };
const TEMPO = 'TempoMonolithic/traces';
const CLIENT = `${TEMPO} Secret/traces-s3`;
const BOTH = `${CLIENT} StatefulSet/minio Secret/minio-tls Service/minio`;
const CA = `ConfigMap/storage-ca ${TEMPO}`;
const tempo = (more: object, s3: object = S3) => store((s) => { s.tempo = monolithic('traces', { backend: 's3', s3 }, more); });
const s3Tls = (tls: object) => tempo({}, { secret: 'traces-s3', tls: { enabled: true, caName: 'storage-ca', ...tls } });
const extra = (s3: object) => tempo({ extraConfig: { tempo: { storage: { trace: { s3 } } } } });
const otlp = (tls: object, more: (s: Store) => void = () => undefined) => store((s) => {
  s.more.push(secret('otlp-tls', { 'tls.crt': leaf('tempo-traces.tracing.svc').certificatePem, 'tls.key': leaf('tempo-traces.tracing.svc').privateKeyPem }));
  s.tempo = monolithic('traces', { backend: 's3', s3: S3 }, { ingestion: { otlp: { grpc: { enabled: true, tls: { enabled: true, ...tls } } } } });
  more(s);
});
const credentials = (more: object, remove: readonly string[] = []) => store((s) => {
  s.s3 = endpoint(`https://${HOST}:9000`, more);
  for (const key of remove) { delete s.s3.stringData[key]; }
});
const server = (container: object, volumes?: any[]) => store((s) => { s.minio = minio('StatefulSet', minioContainer(container), volumes); });
const stack = (storage: object, url = `https://${HOST}:9000`, more: object = {}) => store((s) => { s.s3 = endpoint(url); s.tempo = tempoStack('traces', storage, more); });
const STACK = 'TempoStack/traces Secret/traces-s3 StatefulSet/minio Secret/minio-tls';

/** Tempo and its object store with one fault each. */
export const STORAGE_BAD: readonly Tree[] = [
  bad('http is dialled where TLS is spoken', () => store((s) => { s.s3 = endpoint(`http://${HOST}:9000`); }), BOTH),
  bad('TLS is dialled where none is spoken', () => store((s) => plainMinio(s)), BOTH),
  bad('http with TLS configured: nobody says a word', () => store((s) => { plainMinio(s); s.s3 = endpoint(`http://${HOST}:9000`); }), BOTH),
  bad('the endpoint has no scheme', () => store((s) => { s.s3 = endpoint(`${HOST}:9000`); }), BOTH),
  bad('the scheme is in upper case', () => store((s) => { s.s3 = endpoint(`HTTPS://${HOST}:9000`); }), BOTH),
  bad('the endpoint has a path', () => store((s) => { s.s3 = endpoint(`https://${HOST}:9000/tempo`); }), BOTH),
  bad('the endpoint ends in a new line', () => store((s) => { s.s3 = endpoint(`https://${HOST}:9000\n`); }), BOTH),
  bad('the endpoint is empty', () => store((s) => { s.s3 = endpoint(''); }), BOTH),
  bad('a private CA and no bundle', () => tempo({}, { secret: 'traces-s3' }), BOTH),
  bad('TLS enabled and no bundle', () => s3Tls({ caName: undefined }), BOTH),
  bad('a bundle and TLS not enabled', () => s3Tls({ enabled: false }), BOTH),
  bad('a port that the Service does not have', () => store((s) => { s.s3 = endpoint(`https://${HOST}`); }), BOTH),
  bad('the bundle is under a key that nobody reads', () => store((s) => { s.ca = configMap('storage-ca', { 'tls-ca.crt': ca().certificatePem }); }), CA),
  bad('the bundle is empty', () => store((s) => { s.ca = configMap('storage-ca', { 'ca.crt': '' }); }), CA),
  bad('another bundle under a key that is read first', () => store((s) => { s.ca = configMap('storage-ca', { 'ca.crt': ca().certificatePem, 'service-ca.crt': ca('two').certificatePem }); }), `${CA} Secret/minio-tls StatefulSet/minio`),
  bad('a region beside static credentials', () => credentials({ region: 'us-east-1' }), CLIENT),
  bad('no bucket', () => credentials({}, ['bucket']), CLIENT),
  bad('no access key', () => credentials({}, ['access_key_id']), CLIENT),
  bad('no secret key', () => credentials({}, ['access_key_secret']), CLIENT),
  bad('no endpoint', () => credentials({}, ['endpoint']), CLIENT),
  bad('no credentials at all', () => tempo({}, {}), TEMPO),
  bad('the backend is left out', () => store((s) => { s.tempo = monolithic('traces', { s3: S3 }); }), TEMPO),
  bad('the lowest version as receivers have it', () => s3Tls({ minVersion: '1.3' }), TEMPO),
  bad('a version that there is not', () => s3Tls({ minVersion: 'TLS1.2' }), TEMPO),
  bad('a cipher that there is not', () => s3Tls({ minVersion: 'VersionTLS12', cipherSuites: ['ECDHE-RSA-AES128-GCM-SHA256'] }), TEMPO),
  bad('the client certificate has no key', () => store((s) => { s.more.push(secret('mtls', { 'tls.crt': leaf('tempo').certificatePem })); s.tempo.spec.storage.traces.s3.tls.certName = 'mtls'; }), `${TEMPO} Secret/mtls`),
  bad('bundle and client certificate of one name', () => store((s) => {
    s.more.push(secret('storage-ca', { 'tls.crt': leaf('tempo').certificatePem, 'tls.key': leaf('tempo').privateKeyPem }));
    s.tempo.spec.storage.traces.s3.tls.certName = 'storage-ca';
  }), `${TEMPO} Secret/storage-ca ConfigMap/storage-ca`),
  bad('a receiver with TLS and no certificate', () => otlp({}), TEMPO),
  bad('a receiver whose certificate has no key', () => otlp({ certName: 'otlp-tls' }, (s) => { delete s.more[0].stringData['tls.key']; }), `${TEMPO} Secret/otlp-tls`),
  bad('a receiver whose key is that of another', () => otlp({ certName: 'otlp-tls' }, (s) => { s.more[0].stringData['tls.key'] = leaf('other').privateKeyPem; }), `${TEMPO} Secret/otlp-tls`),
  bad('a receiver whose client CA is under ca.crt', () => otlp({ certName: 'otlp-tls', caName: 'senders' }, (s) => { s.more.push(configMap('senders', { 'ca.crt': ca('senders').certificatePem })); }), `${TEMPO} ConfigMap/senders`),
  bad('a receiver with the version as storage has it', () => otlp({ certName: 'otlp-tls', minVersion: 'VersionTLS12' }), TEMPO),
  bad('a field that the custom resource does not have', () => tempo({}, { ...S3, tls: { ...S3.tls, insecureSkipVerify: true } }), TEMPO),
  bad('a setting that Tempo does not have: http_config', () => extra({ http_config: { max_idle_conns: 10 } }), TEMPO),
  bad('a setting that Tempo does not have: sse_config', () => extra({ sse_config: { type: 'SSE-S3' } }), TEMPO),
  bad('a name to verify that the certificate does not cover', () => extra({ tls_server_name: 'objects.example.com' }), BOTH),
  bad('a name that is too long', () => store((s) => { s.tempo = monolithic('a-name-that-is-much-too-long-for-what-the-operator-makes-of-it-all', { backend: 's3', s3: S3 }); }), 'TempoMonolithic/a-name-that-is-much-too-long-for-what-the-operator-makes-of-it-all'),
  bad('a TempoStack with TLS off and https', () => stack({ secret: { name: 'traces-s3', type: 's3' } }), STACK),
  bad('a TempoStack with TLS on where none is spoken', () => store((s) => { plainMinio(s); s.s3 = endpoint(`http://${HOST}:9000`); s.tempo = tempoStack('traces', { secret: { name: 'traces-s3', type: 's3' }, tls: S3.tls }); }), STACK),
  bad('a TempoStack with the bundle of another CA', () => store((s) => {
    s.ca = configMap('storage-ca', { 'ca.crt': ca('two').certificatePem });
    s.tempo = tempoStack('traces', { secret: { name: 'traces-s3', type: 's3' }, tls: S3.tls });
  }), `${STACK} ConfigMap/storage-ca`),
  bad('a TempoStack whose distributor has TLS and no certificate', () => stack({ secret: { name: 'traces-s3', type: 's3' }, tls: S3.tls }, undefined, { template: { distributor: { tls: { enabled: true } } } }), 'TempoStack/traces'),
  bad('files of MinIO under names that it does not look for', () => server({}, [secretVolume('certs', 'minio-tls')]), BOTH),
  bad('the key file of MinIO is not mounted', () => server({}, [secretVolume('certs', 'minio-tls', { 'tls.crt': 'public.crt' })]), BOTH),
  bad('the directory of MinIO is another than that of its volume', () => server({ args: ['server', '--certs-dir=/certs', '/data'] }), BOTH),
  bad('a key of the Secret that there is not', () => server({}, [secretVolume('certs', 'minio-tls', { 'public.crt': 'public.crt', 'private.key': 'private.key' })]), BOTH),
  bad('the volume of the certificates is not mounted', () => server({ volumeMounts: [{ name: 'data', mountPath: '/data' }] }), BOTH),
  bad('the bundle is in another namespace', () => store((s) => { s.ca = set(s.ca, 'metadata.namespace', 'elsewhere'); }), CA),
  bad('the credentials are in another namespace', () => store((s) => { s.s3 = set(s.s3, 'metadata.namespace', 'elsewhere'); }), CLIENT),
  bad('roles without tenants', () => tempo({ query: { rbac: { enabled: true } } }), TEMPO),
  bad('an ingress for a page that is off', () => tempo({ jaegerui: { enabled: false, ingress: { enabled: true } } }), TEMPO),
  bad('alerts without metrics', () => tempo({ observability: { metrics: { prometheusRules: { enabled: true } } } }), TEMPO),
  bad('a TempoStack with a gateway and TLS of its distributor', () => stack({ secret: { name: 'traces-s3', type: 's3' }, tls: S3.tls }, undefined, {
    tenants: { mode: 'static', authentication: [{ tenantName: 'a', tenantId: 'a', oidc: { issuerURL: 'https://idp.example.com', secret: { name: 'x' } } }], authorization: { roles: [{ name: 'r', permissions: ['read'], resources: ['traces'], tenants: ['a'] }], roleBindings: [{ name: 'b', roles: ['r'], subjects: [{ name: 'u', kind: 'user' }] }] } },
    template: { gateway: { enabled: true }, distributor: { tls: { enabled: true, certName: 'otlp-tls' } } },
  }), 'TempoStack/traces'),
  bad('a TempoStack and a TempoMonolithic of one name', () => store((s) => { s.more.push(tempoStack('traces', { secret: { name: 'traces-s3', type: 's3' }, tls: S3.tls })); }), 'TempoStack/traces TempoMonolithic/traces'),
  bad('a Tenant dialled by a name that its own certificate does not cover', () => [
    custom('minio.min.io/v2', 'Tenant', 'objects', { pools: [{ name: 'a', servers: 4, volumesPerServer: 1 }], configuration: { name: 'env' }, requestAutoCert: true }),
    endpoint('https://minio:443'), configMap('storage-ca', { 'ca.crt': ca().certificatePem }), monolithic('traces', { backend: 's3', s3: S3 }),
  ], `${CLIENT} Tenant/objects`),
  bad('a Tenant dialled by its own name', () => [
    custom('minio.min.io/v2', 'Tenant', 'objects', {
      pools: [{ name: 'a', servers: 4, volumesPerServer: 1 }], configuration: { name: 'env' }, requestAutoCert: false, externalCertSecret: [{ name: 'minio-tls', type: 'kubernetes.io/tls' }],
    }),
    secret('minio-tls', pairOf('minio.tracing.svc *.objects-hl.tracing.svc.cluster.local'), 'tracing', { type: 'kubernetes.io/tls' }),
    endpoint('https://objects.tracing.svc'), configMap('storage-ca', { 'ca.crt': ca().certificatePem }), monolithic('traces', { backend: 's3', s3: S3 }),
  ], `${CLIENT} Tenant/objects`),
  bad('a Tenant dialled on the port of its pods', () => [
    custom('minio.min.io/v2', 'Tenant', 'objects', { pools: [{ name: 'a', servers: 4, volumesPerServer: 1 }], configuration: { name: 'env' } }),
    endpoint('https://minio.tracing.svc:9000'), configMap('storage-ca', { 'ca.crt': ca().certificatePem }), monolithic('traces', { backend: 's3', s3: S3 }),
  ], `${CLIENT} Tenant/objects`),
  bad('a Service whose target is a port where nobody listens', () => store((s) => { s.service = service('minio', { app: 'minio' }, [{ port: 9000, targetPort: 9001 }]); }), BOTH),
  bad('a Service whose named target is no port', () => store((s) => { s.service = service('minio', { app: 'minio' }, [{ port: 9000, targetPort: 'api' }]); }), BOTH),
  bad('a Service that selects other labels', () => store((s) => { s.service = service('minio', { app: 'mini' }, [{ port: 9000 }]); }), BOTH),
  bad('the bundle is binary data', () => store((s) => { s.ca = { ...configMap('storage-ca', {}), data: undefined, binaryData: { 'ca.crt': Buffer.from(ca().certificatePem).toString('base64') } }; }), CA),
  bad('the bundle is a Secret', () => store((s) => { s.ca = secret('storage-ca', { 'ca.crt': ca().certificatePem }); }), `${CA} Secret/storage-ca`),
  bad('MinIO is probed without TLS', () => server({ readinessProbe: { httpGet: { path: '/minio/health/ready', port: 9000 } } }), BOTH),
  bad('MinIO has a user and no password', () => server({ env: [{ name: 'MINIO_ROOT_USER', value: 'root-of-store' }] }), BOTH),
  bad('the password of MinIO is too short', () => server({ env: [{ name: 'MINIO_ROOT_USER', value: 'root-of-store' }, { name: 'MINIO_ROOT_PASSWORD', value: 'short' }] }), BOTH),
  bad('an additional certificate of MinIO has an address', () => store((s) => {
    s.more.push(secret('second', { 'public.crt': leaf('a.example.com', { ips: ['10.0.0.1'] }).certificatePem, 'private.key': leaf('a.example.com', { ips: ['10.0.0.1'] }).privateKeyPem }));
    s.minio = minio('StatefulSet', minioContainer({ volumeMounts: [{ name: 'certs', mountPath: '/etc/minio/certs' }, { name: 'second', mountPath: '/etc/minio/certs/second' }] }), [
      secretVolume('certs', 'minio-tls', { 'tls.crt': 'public.crt', 'tls.key': 'private.key' }), secretVolume('second', 'second'),
    ]);
  }), `${BOTH} Secret/second`),
  bad('the short name from another namespace', () => dialled('https://minio:9000', 'minio', (s) => {
    for (const part of ['tempo', 's3', 'ca'] as const) { s[part] = set(s[part], 'metadata.namespace', 'traces'); }
  }), BOTH),
  bad('the short name from another namespace, and a Job beside the server that has it right', () => dialled('https://minio:9000', 'minio', (s) => {
    s.more.push(workload('Job', 'bucket', [{ name: 'mc', image: 'minio/mc', command: ['mc', 'alias', 'set', 's', 'https://minio:9000', 'a', 'b'], volumeMounts: [{ name: 'ca', mountPath: '/root/.mc/certs/CAs' }] }],
      { volumes: [mapVolume('ca', 'storage-ca')] }), s.ca);
    for (const part of ['tempo', 's3', 'ca'] as const) { s[part] = set(s[part], 'metadata.namespace', 'traces'); }
  }), BOTH),
  bad('the certificate of MinIO from a ConfigMap that has no such key', () => server({}, [mapVolume('certs', 'storage-ca', { 'public.crt': 'public.crt', 'private.key': 'private.key' })]), `${BOTH} ConfigMap/storage-ca`),
  bad('an item of the volume names a key for the key file that there is not', () => server({}, [secretVolume('certs', 'minio-tls', { 'tls.crt': 'public.crt', 'private.key': 'private.key' })]), BOTH),
  bad('an optional item for a key file that there is not', () => store((s) => {
    s.minio = minio('StatefulSet', minioContainer(), [secretVolume('certs', 'minio-tls', { 'tls.crt': 'public.crt', 'private.key': 'private.key' })]);
    s.minio.spec.template.spec.volumes[0].secret.optional = true;
  }), BOTH),
  bad('a Service that leads to the console', () => store((s) => {
    s.minio = minio('StatefulSet', minioContainer({ args: ['server', '--certs-dir=/etc/minio/certs', '--console-address=:9001', '/data'] }));
    s.service = service('minio', { app: 'minio' }, [{ port: 9000, targetPort: 9001 }]);
  }), BOTH),
  bad('a misspelt bundle', () => tempo({}, { ...S3, tls: { enabled: true, caName: 'storag-ca' } }), CA),
  bad('a misspelt certificate', () => server({}, [secretVolume('certs', 'minio-tsl', { 'tls.crt': 'public.crt', 'tls.key': 'private.key' })]), BOTH),
  bad('credentials under a misspelt name', () => tempo({}, { ...S3, secret: 'trace-s3' }), CLIENT),
  bad('a Service under another name', () => store((s) => { s.service = service('object-store', { app: 'minio' }, [{ port: 9000 }]); }), `${CLIENT} Service/object-store`),
  bad('a Service under a misspelt name', () => dialled('https://minoi.tracing.svc:9000', 'minio.tracing.svc'), BOTH),
  bad('a Service in another namespace than its pods', () => store((s) => { s.service = set(s.service, 'metadata.namespace', 'storage'); }), BOTH),
  bad('a configuration in another namespace', () => store((s) => {
    s.minio = minio('StatefulSet', minioContainer(), [secretVolume('certs', 'minio-tls', { 'tls.crt': 'public.crt', 'tls.key': 'private.key' }), mapVolume('env', 'minio-env')]);
    s.more.push(configMap('minio-env', { 'config.env': 'export MINIO_BROWSER=off' }, 'storage'));
  }), `${BOTH} ConfigMap/minio-env`),
];
