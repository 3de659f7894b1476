import { rule } from './rule';
import { Certificate } from '../../x509/certificate';

export const bundleHoldsWhatReadersSkip = rule({
  id: 'OT417',
  severity: 'warning',
  title: 'a bundle holds certificates that readers skip',
  what: 'In a trust bundle some certificates can be read and others cannot: elided or damaged, indented, or with headers.',
  why: 'Readers leave out in silence what they cannot read (Go crypto/x509 CertPool.AppendCertsFromPEM): the bundle trusts fewer CAs than it seems to, '
    + 'which shows on the day the others are needed.',
  fix: 'put the whole certificate there, or remove what is left of it',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.crt: |
    (ca one)
    -----BEGIN CERTIFICATE-----
    ... (the next CA)
    -----END CERTIFICATE-----
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data: {ca.crt: (ca one)}
`,
  on: 'client',
  check: ({ trust, ref }) => {
    const shown = trust.bundles.filter((bundle) => bundle.pem !== undefined);
    if (shown.length === 0) { return 'not applicable'; }
    const found = shown.flatMap((bundle) => {
      const begun = [...new Set((bundle.pem as string).split(/^[ \t]*-----BEGIN CERTIFICATE-----/m).slice(1).map((text) => text.replace(/\s+/g, '').split('-----END')[0]))].length;
      const read = Certificate.poolFromPem(bundle.pem as string).length;
      return read > 0 && read < begun ? [{ message: `${begun - read} of ${begun} certificates cannot be read`, resource: bundle.ref, related: [ref] }] : [];
    });
    return found.length > 0 ? found : 'satisfied';
  },
});
