import { rule } from './rule';
import { Certificate } from '../../x509/certificate';

/** The days within which somebody should act: longer than a holiday. */
const DAYS = 21;

export const certificateEndsSoon = rule({
  id: 'OT012',
  severity: 'warning',
  title: 'a certificate ends soon',
  what: `A certificate that stands in the manifests, and that nothing in them renews, ends within ${DAYS} days of the given time.`,
  why: 'It has to be replaced by hand, and the outage comes without a warning: neither MinIO nor Tempo exports the end of a certificate as a metric.',
  fix: 'issue it again, or let cert-manager renew it',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc of one, until 5)
  tls.key: (key of minio.tracing.svc)
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc of one)
  tls.key: (key of minio.tracing.svc)
`,
  on: 'server',
  check: (server, world) => {
    const known = server.certificates.filter((c) => c.pem !== undefined);
    if (known.length === 0) { return 'not applicable'; }
    const soon = known.flatMap((material) => Certificate.poolFromPem(material.pem as string).slice(0, 1).flatMap((leaf) => {
      const days = Math.floor((leaf.notAfter.getTime() - world.options.now.getTime()) / 86_400_000);
      return days >= 0 && days < DAYS ? [{ message: `${leaf} ends in ${days} days`, resource: material.ref, related: [server.ref] }] : [];
    }));
    return soon.length > 0 ? soon : 'satisfied';
  },
});
