import { ofMinio, runsMinio } from './minio';
import { rule } from './rule';
import { callsOf } from '../commands/calls';
import { ContainerContext, containerRef, WORKLOADS } from '../containers';
import { minioExample } from '../minio/example';
import { filesBelow, placeOf } from '../mounts';
import { items } from '../values';

const ENDPOINT = `---
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'http://minio.tracing.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3}}}}
`;

export const minioServesPlainHttp = rule({
  id: 'OT201',
  severity: 'error',
  title: 'MinIO is given a certificate, and serves plain HTTP',
  what: 'A volume with certificates is mounted for MinIO, and public.crt or private.key is not where it looks for them.',
  why: 'MinIO speaks TLS only when both files are in its directory, under exactly these names; with either missing it serves plain HTTP and does not say so '
    + '(minio 7aac2a2c5, cmd/common-main.go:942; seen on a cluster with tls.crt and tls.key mounted as they are).',
  fix: 'mount the Secret at the directory of --certs-dir with items: tls.crt as public.crt, tls.key as private.key',
  violating: minioExample({ volume: 'secret: {secretName: minio-tls}' }) + ENDPOINT,
  satisfying: minioExample({}),
  on: 'object',
  kinds: WORKLOADS,
  among: runsMinio,
  check: (object, { inventory }) => ofMinio(object, inventory, (context, setup) => {
    const { directory, places } = setup;
    if (setup.tls !== false || directory === undefined || !places) { return setup.tls ? [] : undefined; }
    const names = ['public.crt', 'private.key'];
    const found = [places.certificate, places.key].map((place, i) => (place.at === 'file' && !setup.missing.includes(names[i])));
    const lacking = names.filter((_name, i) => !found[i]);
    // Only the authorities that it trusts may be mounted there: no sign that TLS is meant.
    const given = [...filesBelow(inventory, context.namespace, context.pod, context.container, directory).keys()].filter((path) => !path.startsWith('CAs/'));
    if (given.length > 0 || found.includes(true)) {
      return [{
        message: `MinIO looks for public.crt and private.key in ${directory}, and finds no ${lacking.join(' and no ')} there${
          given.length > 0 ? ` (but ${given.slice(0, 4).join(', ')})` : ''}`,
        resource: containerRef(context),
      }];
    }
    const elsewhere = pairElsewhere(context);
    return elsewhere === undefined ? undefined : [{ message: `public.crt and private.key are mounted at ${elsewhere}, and MinIO looks for them in ${directory}`, resource: containerRef(context) }];
  }),
});

/** Where else both files are mounted, when nothing that the container starts could take them from there. */
function pairElsewhere(context: ContainerContext): string | undefined {
  const { inventory, namespace, pod, container } = context;
  if (callsOf(context).some((call) => /^(cp|ln|mv|install|cat)$/.test(call.words[0]))) { return undefined; }
  const has = (path: string) => placeOf(inventory, namespace, pod, container, path).at === 'file'
    && [...filesBelow(inventory, namespace, pod, container, path.slice(0, path.lastIndexOf('/'))).keys()].includes(path.slice(path.lastIndexOf('/') + 1));
  return items(container.volumeMounts).map((mount) => String(mount.mountPath ?? '').replace(/\/+$/, '')).find((path) => has(`${path}/public.crt`) && has(`${path}/private.key`));
}
