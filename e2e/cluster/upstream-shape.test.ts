/**
 * The shape of upstream's own test of S3 over TLS (tempo-operator 0.22.0, tests/e2e/monolithic-s3-tls): a Deployment of MinIO whose shell makes the bucket's
 * folder, certificates under MinIO's own file names in a Secret that is mounted as it is, the short name dialled, the CA under ca.crt, one user for all. None
 * of it is ours, so the prover has no annotations to read. Keys and certificates are made here.
 */
import { eventually } from './cluster';
import { Proxy } from './proxy';
import { reporting, sideBySide } from './scene';
import { traceId, Traces } from './traces';
import { authority, leafFor, pem, shown } from '../scenes/certificates';
import { secret } from '../scenes/manifests';
import { SILO } from '../scenes/presets';

const report = reporting('upstream-shape');
const root = authority('Root');
const another = authority('Root');

let proxy: Proxy;
beforeAll(async () => { proxy = await Proxy.start(); });
afterAll(() => { proxy.close(); });

const labels = { 'app.kubernetes.io/name': 'minio' };

function objects(namespace: string, trusted = pem(root), endpoint = 'https://minio:9000'): any[] {
  const { certificate, key } = shown(leafFor(namespace)(root, { dnsNames: ['minio'] }));
  const keys = { access_key_id: 'tempo', access_key_secret: 'supersecret' };
  const minio = {
    name: 'minio',
    image: SILO.reference,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-c', 'mkdir -p /storage/tempo && minio server --certs-dir=/tmp/.minio/certs /storage'],
    env: [{ name: 'MINIO_ACCESS_KEY', value: keys.access_key_id }, { name: 'MINIO_SECRET_KEY', value: keys.access_key_secret }],
    ports: [{ containerPort: 9000 }],
    volumeMounts: [{ name: 'storage', mountPath: '/storage' }, { name: 'cert', mountPath: '/tmp/.minio/certs' }],
  };
  const volumes = [{ name: 'storage', emptyDir: {} }, { name: 'cert', secret: { secretName: 'minio-cert' } }];
  const template = { metadata: { labels }, spec: { containers: [minio], volumes } };
  return [
    secret('minio-cert', { 'public.crt': certificate, 'private.key': key }),
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'minio' }, spec: { selector: { matchLabels: labels }, strategy: { type: 'Recreate' }, template } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'minio' }, spec: { selector: labels, ports: [{ port: 9000, protocol: 'TCP', targetPort: 9000 }] } },
    secret('minio', { endpoint, bucket: 'tempo', ...keys }),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'storage-ca' }, data: { 'ca.crt': trusted } },
    {
      apiVersion: 'tempo.grafana.com/v1alpha1',
      kind: 'TempoMonolithic',
      metadata: { name: 'simplest' },
      spec: { storage: { traces: { backend: 's3', s3: { secret: 'minio', tls: { enabled: true, caName: 'storage-ca' } } } } },
    },
  ].map((object: any) => ({ ...object, metadata: { namespace, ...object.metadata } }));
}

const looksAt = ['tempomonolithic', 'simplest'] as const;

test.concurrent('as it is: a trace is written and found', async () => {
  await sideBySide(report, {
    name: 'the shape of upstream\'s own test',
    looksAt,
    restricted: false,
    objects: (namespace) => objects(namespace),
    then: async ({ name }) => {
      const traces = new Traces(proxy, name, 'tempo-simplest');
      const id = traceId();
      await eventually(60, () => traces.send(id), (taken) => taken);
      await eventually(60, () => traces.found(id), (found) => found);
    },
  });
});

test.concurrent('with the CA of another test', async () => {
  await sideBySide(report, {
    name: 'the shape of upstream\'s own test, with another CA of the same name',
    looksAt,
    restricted: false,
    objects: (namespace) => objects(namespace, pem(another)),
    says: /certificate signed by unknown authority/,
    rule: 'OT006',
  });
});

test.concurrent('with a name that its certificate does not cover', async () => {
  await sideBySide(report, {
    name: 'the shape of upstream\'s own test, dialled by another of its names',
    looksAt,
    restricted: false,
    objects: (namespace) => objects(namespace, undefined, `https://minio.${namespace}.svc.cluster.local:9000`),
    says: /certificate is valid for minio, not minio\./,
    rule: 'OT007',
  });
});
