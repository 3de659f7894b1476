import { configMap, custom, mapVolume, secret, secretVolume, service, workload } from './kinds';
import { base64, ca, leaf } from './pki';
import { dialled, endpoint, HOST, minio, minioContainer, monolithic, pair, plainMinio, store, tempoStack, withLeaf } from './store';
import { good, set, Tree } from './tree';

const withoutNamespaces = (objects: readonly unknown[]): unknown[] => objects.map((object) => set(object, 'metadata.namespace', undefined));
const inNamespace = (namespace: string, object: any): any => set(object, 'metadata.namespace', namespace);
const encoded = (object: any): any => {
  const { stringData, ...rest } = object;
  return { ...rest, data: Object.fromEntries(Object.entries(stringData).map(([key, value]) => [key, base64(String(value))])) };
};
const S3 = { backend: 's3', s3: { secret: 'traces-s3', tls: { enabled: true, caName: 'storage-ca' } } };
const plainTempo = monolithic('traces', { backend: 's3', s3: { secret: 'traces-s3' } });
const stackStorage = { secret: { name: 'traces-s3', type: 's3' }, tls: { enabled: true, caName: 'storage-ca' } };
const mounted = (...mounts: any[]) => minioContainer({ volumeMounts: mounts });

/** Tempo and its object store in the many ways in which they are written. */
export const STORAGE_GOOD: readonly Tree[] = [
  good('Tempo on MinIO over TLS', () => store(), 'proved'),
  good('plain HTTP on both sides', () => store((s) => { plainMinio(s); s.s3 = endpoint('http://minio.tracing.svc:9000'); s.tempo = plainTempo; s.ca = undefined; }), 'consistent'),
  good('plain HTTP on both sides of a TempoStack', () => store((s) => {
    plainMinio(s);
    s.s3 = endpoint('http://minio.tracing.svc:9000');
    s.tempo = tempoStack('traces', { secret: { name: 'traces-s3', type: 's3' } });
  }), 'consistent'),
  good('TempoStack with TLS', () => store((s) => { s.tempo = tempoStack('traces', stackStorage); }), 'proved'),
  good('memory and claims as backends', () => [monolithic('a', { backend: 'memory' }), monolithic('b', { backend: 'pv', size: '5Gi' })]),
  good('no namespace anywhere, the short name dialled', () => withoutNamespaces(dialled('https://minio:9000', 'minio')), 'proved'),
  good('no namespace anywhere, the full name dialled', () => withoutNamespaces(store()), 'proved'),
  good('Lists', () => [{ apiVersion: 'v1', kind: 'List', items: store() }], 'proved'),
  good('Lists of one kind', () => [{ apiVersion: 'v1', kind: 'SecretList', items: store().filter((o: any) => o.kind === 'Secret') }, ...store().filter((o: any) => o.kind !== 'Secret')], 'proved'),
  good('the name with the cluster domain', () => dialled('https://minio.tracing.svc.cluster.local:9000', 'minio.tracing.svc.cluster.local'), 'proved'),
  good('a final dot', () => dialled('https://minio.tracing.svc.cluster.local.:9000', 'minio.tracing.svc.cluster.local'), 'proved'),
  good('the name with the namespace only', () => dialled('https://minio.tracing:9000', 'minio.tracing'), 'proved'),
  good('a custom cluster domain that is told', () => dialled('https://minio.tracing.svc.corp.example:9000', 'minio.tracing.svc.corp.example'), 'proved', { clusterDomains: ['corp.example'] }),
  good('a custom cluster domain that is not told', () => dialled('https://minio.tracing.svc.corp.example:9000', 'minio.tracing.svc.corp.example'), 'proved'),
  good('upper case in the endpoint', () => dialled('https://MINIO.Tracing.svc:9000', HOST), 'proved'),
  good('upper case in the certificate', () => dialled('https://minio.tracing.svc:9000', 'MinIO.tracing.SVC'), 'proved'),
  good('a path of one slash', () => dialled('https://minio.tracing.svc:9000/', HOST), 'proved'),
  good('a Service with another port', () => store((s) => {
    s.s3 = endpoint('https://minio.tracing.svc');
    s.service = service('minio', { app: 'minio' }, [{ name: 'https', port: 443, targetPort: 9000 }]);
  }), 'proved'),
  good('a named target port', () => store((s) => {
    s.s3 = endpoint('https://minio.tracing.svc:443');
    s.service = service('minio', { app: 'minio' }, [{ name: 's3', port: 443, targetPort: 'https' }]);
  }), 'proved'),
  good('a Service of type NodePort', () => store((s) => { s.service = service('minio', { app: 'minio' }, [{ port: 9000, nodePort: 30900 }], 'tracing', { type: 'NodePort' }); }), 'proved'),
  good('a Service of type LoadBalancer', () => store((s) => { s.service = service('minio', { app: 'minio' }, [{ port: 9000 }], 'tracing', { type: 'LoadBalancer' }); }), 'proved'),
  good('a headless Service', () => store((s) => { s.service = service('minio', { app: 'minio' }, [{ port: 9000 }], 'tracing', { clusterIP: 'None' }); }), 'proved'),
  good('a headless Service without ports', () => store((s) => { s.service = service('minio', { app: 'minio' }, [], 'tracing', { clusterIP: 'None' }); }), 'proved'),
  good('a pod of a headless Service', () => dialled('https://minio-0.minio.tracing.svc.cluster.local:9000', '*.minio.tracing.svc.cluster.local', (s) => {
    s.service = service('minio', { app: 'minio' }, [{ port: 9000 }], 'tracing', { clusterIP: 'None' });
  }), 'proved'),
  good('dialled by the address of the Service', () => withLeaf(leaf(HOST, { ips: ['10.96.7.7'] }), (s) => {
    s.s3 = endpoint('https://10.96.7.7:9000');
    s.service = service('minio', { app: 'minio' }, [{ port: 9000 }], 'tracing', { clusterIP: '10.96.7.7' });
  }), 'proved'),
  good('dialled by an IPv6 address', () => withLeaf(leaf(HOST, { ips: ['fd00::7'] }), (s) => {
    s.s3 = endpoint('https://[fd00::7]:9000');
    s.service = service('minio', { app: 'minio' }, [{ port: 9000 }], 'tracing', { clusterIP: 'fd00::7' });
  }), 'proved'),
  good('dialled through an ExternalName Service', () => withLeaf(leaf(`${HOST} objects.tracing.svc`), (s) => {
    s.s3 = endpoint('https://objects.tracing.svc:9000');
    s.more.push(service('objects', undefined, [], 'tracing', { type: 'ExternalName', externalName: 'minio.tracing.svc.cluster.local' }));
  }), 'proved'),
  good('an ExternalName Service that leads out of the cluster', () => store((s) => {
    s.s3 = endpoint('https://objects.tracing.svc');
    s.more.push(service('objects', undefined, [], 'tracing', { type: 'ExternalName', externalName: 's3.example.com' }));
  }), 'unverified'),
  good('a Service without selector, for a server outside', () => store((s) => { s.minio = undefined; s.service = service('minio', undefined, [{ port: 9000 }]); }), 'unverified'),
  good('Tempo in another namespace than MinIO', () => store((s) => {
    s.tempo = inNamespace('traces', s.tempo);
    s.s3 = inNamespace('traces', s.s3);
    s.ca = inNamespace('traces', s.ca);
  }), 'proved'),
  good('two Tempos on one store', () => store((s) => { s.more.push(monolithic('other', S3)); }), 'proved proved'),
  good('a public object store', () => [endpoint('https://s3.eu-central-1.amazonaws.com'), plainTempo], 'unverified'),
  good('credentials that the manifests do not have', () => store((s) => { s.s3 = undefined; }), 'unverified'),
  good('credentials from an ExternalSecret', () => store((s) => {
    s.s3 = custom('external-secrets.io/v1', 'ExternalSecret', 'traces-s3', { target: { name: 'traces-s3' }, data: [{ secretKey: 'endpoint', remoteRef: { key: 'tempo' } }] });
  }), 'unverified'),
  good('a SealedSecret as the server certificate', () => store((s) => {
    s.tls = { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', metadata: { name: 'minio-tls', namespace: 'tracing' }, spec: { encryptedData: { 'tls.crt': 'AgB', 'tls.key': 'AgC' } } };
  }), 'unverified'),
  good('a bundle that the manifests do not have', () => store((s) => { s.ca = undefined; }), 'unverified'),
  good('short-lived credentials for AWS', () => [
    secret('traces-s3', { bucket: 'tempo', region: 'eu-central-1', role_arn: 'arn:aws:iam::1:role/tempo' }), monolithic('traces', { backend: 's3', s3: { secret: 'traces-s3' } }),
  ]),
  good('Base64 in every Secret', () => store((s) => { s.tls = encoded(s.tls); s.s3 = encoded(s.s3); }), 'proved'),
  good('immutable Secret and ConfigMap', () => store((s) => { s.tls = { ...s.tls, immutable: true, type: 'kubernetes.io/tls' }; s.ca = { ...s.ca, immutable: true }; }), 'proved'),
  good('the bundle under service-ca.crt', () => store((s) => { s.ca = configMap('storage-ca', { 'service-ca.crt': ca().certificatePem }); }), 'proved'),
  good('the bundle under ca-bundle.crt', () => store((s) => { s.ca = configMap('storage-ca', { 'ca-bundle.crt': ca().certificatePem }); }), 'proved'),
  good('the bundle under two keys', () => store((s) => { s.ca = configMap('storage-ca', { 'ca.crt': ca().certificatePem, 'service-ca.crt': ca().certificatePem }); }), 'proved'),
  good('MinIO as a Deployment', () => store((s) => { s.minio = minio('Deployment'); }), 'proved'),
  good('MinIO as a Pod', () => store((s) => { const { template } = s.minio.spec; s.minio = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'minio', namespace: 'tracing', labels: { app: 'minio' } }, spec: template.spec }; }), 'proved'),
  good('MinIO started by a shell', () => store((s) => {
    s.minio = minio('Deployment', minioContainer({ command: ['/bin/sh', '-c'], args: ['mkdir -p /data/tempo && exec minio server --certs-dir /etc/minio/certs --console-address ":9001" /data'] }));
  }), 'proved'),
  good('MinIO started by a script of several lines', () => store((s) => {
    s.minio = minio('Deployment', minioContainer({ command: ['sh', '-ce', 'mkdir -p /data/tempo\nminio server /data \\\n  --certs-dir /etc/minio/certs\n'], args: undefined }));
  }), 'proved'),
  good('the directory of certificates from a variable', () => store((s) => {
    s.minio = minio('Deployment', minioContainer({ args: ['server', '--certs-dir', '$(CERTS)', '/data'], env: [{ name: 'CERTS', value: '/etc/minio/certs' }] }));
  }), 'proved'),
  good('the short flag for the directory', () => store((s) => { s.minio = minio('Deployment', minioContainer({ args: ['server', '-S', '/etc/minio/certs/', '/data'] })); }), 'proved'),
  good('the directory of root', () => store((s) => {
    s.minio = minio('Deployment', minioContainer({
      image: 'quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z', args: ['server', '/data'], volumeMounts: [{ name: 'certs', mountPath: '/root/.minio/certs' }],
    }));
  }), 'proved'),
  good('files under their own names in the Secret', () => store((s) => {
    s.tls = secret('minio-tls', { 'public.crt': leaf(HOST).certificatePem, 'private.key': leaf(HOST).privateKeyPem });
    s.minio = minio('Deployment', minioContainer(), [secretVolume('certs', 'minio-tls')]);
  }), 'proved'),
  good('a projected volume with the CA beside the pair', () => store((s) => {
    const items = (map: { [key: string]: string }) => Object.entries(map).map(([key, path]) => ({ key, path }));
    s.minio = minio('StatefulSet', minioContainer(), [{
      name: 'certs',
      projected: {
        sources: [
          { secret: { name: 'minio-tls', items: items({ 'tls.crt': 'public.crt', 'tls.key': 'private.key' }) } },
          { configMap: { name: 'storage-ca', items: items({ 'ca.crt': 'CAs/ca.crt' }) } },
        ],
      },
    }]);
  }), 'proved'),
  good('files mounted one by one', () => store((s) => {
    s.minio = minio('StatefulSet', mounted(
      { name: 'certs', mountPath: '/etc/minio/certs/public.crt', subPath: 'tls.crt', readOnly: true }, { name: 'certs', mountPath: '/etc/minio/certs/private.key', subPath: 'tls.key' },
    ), [secretVolume('certs', 'minio-tls')]);
  }), 'proved'),
  good('an optional volume', () => store((s) => { s.minio.spec.template.spec.volumes[0].secret.optional = true; }), 'proved'),
  good('certificates from a CSI driver', () => store((s) => {
    s.tls = undefined;
    s.minio = minio('StatefulSet', minioContainer(), [{ name: 'certs', csi: { driver: 'csi.cert-manager.io', readOnly: true, volumeAttributes: { 'csi.cert-manager.io/issuer-name': 'ca', 'csi.cert-manager.io/dns-names': HOST, 'csi.cert-manager.io/certificate-file': 'public.crt', 'csi.cert-manager.io/privatekey-file': 'private.key' } } }]);
  }), 'unverified'),
  good('two certificates by SNI', () => store((s) => {
    s.tls = pair(leaf('minio.example.com'));
    s.more.push(secret('minio-internal', { 'tls.crt': leaf(HOST).certificatePem, 'tls.key': leaf(HOST).privateKeyPem }));
    s.minio = minio('StatefulSet', mounted({ name: 'certs', mountPath: '/etc/minio/certs' }, { name: 'internal', mountPath: '/etc/minio/certs/internal' }), [
      secretVolume('certs', 'minio-tls', { 'tls.crt': 'public.crt', 'tls.key': 'private.key' }), secretVolume('internal', 'minio-internal', { 'tls.crt': 'public.crt', 'tls.key': 'private.key' }),
    ]);
  }), 'proved'),
  good('several servers with each other', () => withLeaf(leaf(`${HOST} *.minio-hl.tracing.svc.cluster.local`), (s) => {
    s.minio = minio('StatefulSet', minioContainer({ args: ['server', '--certs-dir=/etc/minio/certs', 'https://minio-{0...3}.minio-hl.tracing.svc.cluster.local/data'] }));
    s.minio.spec.serviceName = 'minio-hl';
    s.more.push(service('minio-hl', { app: 'minio' }, [{ port: 9000 }], 'tracing', { clusterIP: 'None' }));
  }), undefined),
  good('an image of Bitnami, whose directory of certificates is its own', () => store((s) => {
    s.minio = minio('Deployment', { name: 'minio', image: 'docker.io/bitnamilegacy/minio:2025.7.23', env: [{ name: 'MINIO_SCHEME', value: 'https' }], volumeMounts: [{ name: 'certs', mountPath: '/certs' }] });
  })),
  good('labels as Helm writes them', () => store((s) => {
    const labels = { 'app.kubernetes.io/name': 'minio', 'app.kubernetes.io/instance': 'release-1', 'helm.sh/chart': 'minio-5.4.0' };
    s.minio = workload('Deployment', 'minio', [minioContainer()], { volumes: s.minio.spec.template.spec.volumes }, 'tracing', labels);
    s.service = service('minio', { 'app.kubernetes.io/name': 'minio', 'app.kubernetes.io/instance': 'release-1' }, [{ port: 9000 }]);
  }), 'proved'),
  good('verification of another name', () => dialled('https://minio.tracing.svc:9000', 'objects.example.com', (s) => {
    s.tempo = monolithic('traces', S3, { extraConfig: { tempo: { storage: { trace: { s3: { tls_server_name: 'objects.example.com' } } } } } });
  }), 'proved'),
  good('verification that is switched off on purpose', () => dialled('https://minio.tracing.svc:9000', 'other', (s) => {
    s.tempo = monolithic('traces', S3, { extraConfig: { tempo: { storage: { trace: { s3: { tls_insecure_skip_verify: true } } } } } });
  }), 'unverified'),
  good('receivers with TLS', () => store((s) => {
    s.more.push(secret('otlp-tls', { 'tls.crt': leaf('tempo-traces.tracing.svc').certificatePem, 'tls.key': leaf('tempo-traces.tracing.svc').privateKeyPem }));
    s.tempo = monolithic('traces', S3, { ingestion: { otlp: { grpc: { enabled: true, tls: { enabled: true, certName: 'otlp-tls' } } } } });
  }), 'proved'),
  good('receivers that ask for client certificates', () => store((s) => {
    s.more.push(
      secret('otlp-tls', { 'tls.crt': leaf('tempo-traces.tracing.svc').certificatePem, 'tls.key': leaf('tempo-traces.tracing.svc').privateKeyPem }),
      configMap('senders', { 'service-ca.crt': ca('senders').certificatePem }),
    );
    const tls = { enabled: true, certName: 'otlp-tls', caName: 'senders', minVersion: '1.2' };
    s.tempo = monolithic('traces', S3, { ingestion: { otlp: { grpc: { enabled: true, tls }, http: { enabled: true, tls } } } });
  }), 'proved'),
  good('the lowest version of TLS, as storage has it', () => store((s) => {
    s.tempo = monolithic('traces', { backend: 's3', s3: { secret: 'traces-s3', tls: { enabled: true, caName: 'storage-ca', minVersion: 'VersionTLS13' } } });
  }), 'proved'),
  good('settings of Tempo that there are', () => store((s) => {
    s.tempo = monolithic('traces', S3, { extraConfig: { tempo: { storage: { trace: { s3: { part_size: 16777216, sse: { type: 'SSE-S3' } }, blocklist_poll: '5m' } }, compactor: { compaction: { block_retention: '48h' } } } } });
  }), 'proved'),
  good('among objects that have nothing to do with it', () => store((s) => {
    s.more.push(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tracing' } },
      custom('networking.k8s.io/v1', 'Ingress', 'web', { tls: [{ hosts: ['web.example.com'], secretName: 'web' }], rules: [{ host: 'web.example.com' }] }),
      custom('serving.knative.dev/v1', 'Service', 'minio', { template: { spec: { containers: [{ image: 'example.com/web:1' }] } } }),
      custom('projectcalico.org/v3', 'NetworkPolicy', 'all', { selector: 'all()', types: ['Egress'] }),
      workload('Deployment', 'web', [{ name: 'web', image: 'nginx:1.29', ports: [{ containerPort: 80 }] }]),
      workload('CronJob', 'odd', []),
    );
  }), 'proved'),
  good('a certificate that MinIO is given as a ConfigMap', () => store((s) => {
    s.more.push(configMap('public', { 'public.crt': leaf(HOST).certificatePem }));
    s.minio = minio('StatefulSet', mounted(
      { name: 'public', mountPath: '/etc/minio/certs/public.crt', subPath: 'public.crt' }, { name: 'certs', mountPath: '/etc/minio/certs/private.key', subPath: 'tls.key' },
    ), [mapVolume('public', 'public'), secretVolume('certs', 'minio-tls')]);
  }), 'proved'),
  good('the fixture of the operator: short name, a leaf that is a CA, no extended usage, a Deployment, a Secret without namespace', () => withoutNamespaces(withLeaf(
    leaf('minio', { keyType: 'rsa-2048', keyName: `of ${HOST}`, overrides: { basicConstraints: { ca: true }, keyUsage: false, extKeyUsage: false } }), (s) => {
      s.s3 = endpoint('https://minio:9000');
      s.tls = secret('minio-cert', { 'private.key': s.tls.stringData['tls.key'], 'public.crt': s.tls.stringData['tls.crt'] });
      s.minio = workload('Deployment', 'minio', [{
        name: 'minio',
        image: 'ghcr.io/grafana/tempo-operator/test-utils:main',
        command: ['/bin/sh', '-c', 'mkdir -p /storage/tempo && minio server --certs-dir=/tmp/.minio/certs /storage\n'],
        env: [{ name: 'MINIO_ACCESS_KEY', value: 'tempo' }, { name: 'MINIO_SECRET_KEY', value: 'supersecret' }],
        ports: [{ containerPort: 9000 }],
        volumeMounts: [{ mountPath: '/storage', name: 'storage' }, { mountPath: '/tmp/.minio/certs', name: 'minio-cert' }],
      }], { volumes: [{ name: 'storage', emptyDir: {} }, secretVolume('minio-cert', 'minio-cert')] });
    },
  )), 'proved'),
  good('a second certificate that the manifests do not have', () => store((s) => {
    s.tls = pair(leaf('minio.example.com'));
    s.minio = minio('StatefulSet', mounted({ name: 'certs', mountPath: '/etc/minio/certs' }, { name: 'internal', mountPath: '/etc/minio/certs/internal' }), [
      secretVolume('certs', 'minio-tls', { 'tls.crt': 'public.crt', 'tls.key': 'private.key' }), secretVolume('internal', 'minio-internal', { 'tls.crt': 'public.crt', 'tls.key': 'private.key' }),
    ]);
  }), 'unverified'),
  good('a bundle that is not here, beside one for something else', () => store((s) => {
    s.ca = undefined;
    s.more.push(configMap('web-ca', { 'ca.crt': ca('two').certificatePem }), configMap('storage-cas', { 'readme.txt': 'none' }));
    s.tempo = monolithic('traces', { backend: 's3', s3: { secret: 'traces-s3', tls: { enabled: true, caName: 'corporate-roots' } } });
  }), 'unverified'),
  good('a Service that another chart makes, beside one of another server', () => store((s) => {
    s.service = service('other', { app: 'other' }, [{ port: 9000 }]);
    s.more.push(workload('Deployment', 'other', [{ name: 'web', image: 'nginx:1.29', ports: [{ containerPort: 9000 }] }]));
  }), 'unverified'),
  good('certificates of several numbers, one of which is not here', () => store((s) => {
    s.more.push(secret('minio-tls-2', { 'tls.crt': leaf('b.example.com').certificatePem, 'tls.key': leaf('b.example.com').privateKeyPem }));
    s.more.push(workload('Deployment', 'web', [{ name: 'web', image: 'nginx:1.29' }], { volumes: [secretVolume('tls', 'minio-tls-3')] }));
  }), 'proved'),
  good('the same store in two namespaces, with the Service of one of them elsewhere', () => store((s) => {
    s.more.push(set(s.minio, 'metadata.namespace', 'staging'), set(s.tls, 'metadata.namespace', 'staging'), set(s.service, 'metadata.namespace', 'staging'),
      set(s.service, 'metadata.namespace', 'production'));
  }), 'proved'),
];
