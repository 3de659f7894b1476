// Stores as the proof sees them: each with a CA of its own, a leaf, MinIO, and a Tempo that trusts the CA and dials the leaf's name.
import { createRequire } from 'node:module';

const { issueCa, issueLeaf } = createRequire(import.meta.url)('../../lib/x509/issue.js');

const DAY = 86_400_000;
/** The instant for which all certificates here are made, and at which they are judged. */
export const NOW = new Date('2026-06-01T12:00:00Z');
const VALID = { notBefore: new Date(NOW.getTime() - DAY), notAfter: new Date(NOW.getTime() + 365 * DAY) };

const base64 = (text) => Buffer.from(text).toString('base64');

/** A CA, a leaf of it for a host, and the leaf's key, in PEM. */
export function pair(name, host) {
  const ca = issueCa({ commonName: `CA of ${name}`, ...VALID });
  const leaf = issueLeaf(ca, { commonName: name, dnsNames: [host], usages: ['serverAuth'], ...VALID });
  return { ca: ca.certificatePem, leaf: leaf.certificatePem, key: leaf.privateKeyPem, host };
}

/** The objects of one store in a namespace: seven, and one connection that is to be proved. */
export function store(namespace, { ca, leaf, key, host }) {
  const metadata = (name) => ({ name, namespace });
  const files = [{ key: 'tls.crt', path: 'public.crt' }, { key: 'tls.key', path: 'private.key' }];
  const fromSecret = (name) => ({ name, valueFrom: { secretKeyRef: { name: 'minio-root', key: name } } });
  const pod = {
    securityContext: { runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000, runAsNonRoot: true },
    containers: [{
      name: 'minio',
      image: 'docker.io/pgsty/silo:RELEASE.2026-09-16T00-00-00Z',
      args: ['server', '--certs-dir=/certs', '/data'],
      env: [fromSecret('MINIO_ROOT_USER'), fromSecret('MINIO_ROOT_PASSWORD')],
      ports: [{ name: 'https', containerPort: 9000 }],
      readinessProbe: { httpGet: { path: '/minio/health/ready', port: 'https', scheme: 'HTTPS' } },
      resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1Gi' } },
      volumeMounts: [{ name: 'certs', mountPath: '/certs', readOnly: true }, { name: 'data', mountPath: '/data' }],
    }],
    volumes: [{ name: 'certs', secret: { secretName: 'minio-tls', items: files } }],
  };
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: metadata('minio-tls'), type: 'kubernetes.io/tls', data: { 'tls.crt': base64(leaf), 'tls.key': base64(key) } },
    { apiVersion: 'v1', kind: 'Secret', metadata: metadata('minio-root'), stringData: { MINIO_ROOT_USER: 'operator', MINIO_ROOT_PASSWORD: 'only-in-the-bench' } },
    { apiVersion: 'v1', kind: 'Service', metadata: metadata('minio'), spec: { selector: { app: 'minio' }, ports: [{ name: 'https', port: 9000, targetPort: 'https' }] } },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: metadata('minio'),
      spec: {
        serviceName: 'minio',
        replicas: 1,
        selector: { matchLabels: { app: 'minio' } },
        template: { metadata: { labels: { app: 'minio' } }, spec: pod },
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } } }],
      },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('storage-ca'), data: { 'ca.crt': ca } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('traces-s3'),
      stringData: { endpoint: `https://${host}:9000`, bucket: 'tempo', access_key_id: 'tempo', access_key_secret: 'only-in-the-bench' },
    },
    {
      apiVersion: 'tempo.grafana.com/v1alpha1',
      kind: 'TempoMonolithic',
      metadata: metadata('traces'),
      spec: { storage: { traces: { backend: 's3', size: '10Gi', s3: { secret: 'traces-s3', tls: { enabled: true, caName: 'storage-ca' } } } } },
    },
  ];
}

/** A number of stores that share nothing: their objects, and their certificates. */
export function independentStores(count) {
  const pairs = Array.from({ length: count }, (_, i) => pair(`minio-${i}`, `minio.team-${i}.svc`));
  return { pairs, objects: pairs.flatMap((each, i) => store(`team-${i}`, each)) };
}
