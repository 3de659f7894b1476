import { rule } from './rule';
import { Certificate } from '../../x509/certificate';

export const bundleHoldsAnExpiredCa = rule({
  id: 'OT416',
  severity: 'note',
  title: 'a bundle holds a CA that has expired',
  what: 'A trust bundle with certificates that are valid holds one whose time is over.',
  why: 'It verifies nothing any more; it is left over from a rotation, and makes the bundle harder to read.',
  fix: 'remove it from the bundle',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.crt: |
    (ca one)
    (ca before, until -10)
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data: {ca.crt: (ca one)}
`,
  on: 'client',
  check: ({ trust, ref }, { options }) => {
    const pools = trust.bundles.flatMap((bundle) => (bundle.pem === undefined ? [] : [{ bundle, pool: Certificate.poolFromPem(bundle.pem) }]));
    if (pools.length === 0) { return 'not applicable'; }
    const found = pools.flatMap(({ bundle, pool }) => {
      const over = pool.filter((certificate) => certificate.notAfter < options.now);
      return over.length === pool.length ? [] : over.map((certificate) => ({
        message: `${certificate} expired at ${certificate.notAfter.toISOString().slice(0, 10)}`, resource: bundle.ref, related: [ref],
      }));
    });
    return found.length > 0 ? found : 'satisfied';
  },
});
