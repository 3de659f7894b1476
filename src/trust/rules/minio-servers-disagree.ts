import { ofMinio, runsMinio } from './minio';
import { rule } from './rule';
import { containerRef, WORKLOADS } from '../containers';
import { peersOf } from '../minio/endpoints';
import { minioExample } from '../minio/example';

const AROUND = `---
apiVersion: v1
kind: Service
metadata: {name: minio-hl, namespace: tracing}
spec: {clusterIP: None, selector: {app: minio}, ports: [{name: https, port: 9000}]}
---
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc,*.minio-hl.tracing.svc.cluster.local of one)
  tls.key: (key of minio.tracing.svc)
`;
const args = (first: string) => `[server, --certs-dir=/certs, '${first}://minio-{0...1}.minio-hl.tracing.svc.cluster.local/data', 'https://minio-{2...3}.minio-hl.tracing.svc.cluster.local/data']`;
const example = (first: string) => minioExample({ args: args(first) }).replace('serviceName: minio', 'serviceName: minio-hl') + AROUND;

export const minioServersDisagree = rule({
  id: 'OT207',
  severity: 'error',
  title: 'servers of one store are dialled with http and with https',
  what: 'The arguments of a distributed MinIO name some servers with http and others with https.',
  why: 'All of them have to speak the same: MinIO stops (minio 7aac2a2c5, cmd/server-main.go:840-847, cmd/endpoint.go).',
  fix: 'write https:// for all servers where certificates are given, and http:// for all where there are none',
  violating: example('http'),
  satisfying: example('https'),
  on: 'object',
  kinds: WORKLOADS,
  among: runsMinio,
  check: (object, { inventory }) => ofMinio(object, inventory, (context, setup) => {
    const peers = peersOf(setup.volumes, setup.port);
    if (peers.length === 0) { return undefined; }
    const [plain, secure] = [peers.find((peer) => !peer.tls), peers.find((peer) => peer.tls)];
    return plain && secure ? [{ message: `it is told to serve ${plain.text} and ${secure.text}`, resource: containerRef(context, 'args') }] : [];
  }),
});
