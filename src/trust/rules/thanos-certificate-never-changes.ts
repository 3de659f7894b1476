import { rule } from './rule';
import { containerRef } from '../containers';
import { thanosExample } from '../thanos/example';
import { placeAt } from '../thanos/files';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';
import { tlsUses } from '../thanos/tls-faults';

const SERVER = thanosExample({
  component: 'store',
  args: ['--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key'],
  secrets: { '/etc/tls': 'store-tls' },
});

export const thanosCertificateNeverChanges = rule({
  id: 'OT326',
  severity: 'warning',
  title: 'a certificate of Thanos is mounted with subPath, and never changes',
  what: 'The certificate of a server or client of Thanos is a single file of a Secret, mounted with subPath.',
  why: 'The kubelet does not update files that are mounted with subPath (Kubernetes, Volumes): Thanos looks for a new certificate at each handshake '
    + '(pkg/tls/options.go), and goes on with the old one until somebody restarts it.',
  fix: 'mount the whole Secret at a directory',
  violating: SERVER.replace('{name: store-tls, mountPath: /etc/tls}', '{name: store-tls, mountPath: /etc/tls/tls.crt, subPath: tls.crt}, {name: store-tls, mountPath: /etc/tls/tls.key, subPath: tls.key}'),
  satisfying: SERVER,
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (tlsUses(command).length === 0 ? undefined : tlsUses(command).flatMap(({ what, certFile }) => {
    const place = certFile === '' ? undefined : placeAt(command, certFile);
    if (place?.at !== 'file' || place.file.kind !== 'Secret' || !place.file.subPath) { return []; }
    const { name } = place.file;
    return [{
      message: `${what}: ${certFile} of Secret ${name} is mounted with subPath, so that the pod does not see a renewed one`,
      resource: containerRef(command.context, 'volumeMounts'),
      related: [command.context.inventory.refTo('Secret', command.context.namespace, name)],
    }];
  }))),
});
