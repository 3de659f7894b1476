import { rule } from './rule';
import { Certificate } from '../../x509/certificate';

export const serverKeyCanSign = rule({
  id: 'OT418',
  severity: 'warning',
  title: 'a server\'s key can sign certificates that its clients accept',
  what: 'The certificate of a server is itself a CA (CA:TRUE), and may sign others.',
  why: 'Whoever reads the Secret of that server can make a certificate for any name, and every client that trusts the CA above takes it: a chain over the server\'s own '
    + 'certificate verifies (RFC 5280 6.1; so do the demo certificates of tempo-operator 0.22, tests/e2e).',
  fix: 'issue the certificate again with CA:FALSE (openssl: basicConstraints=critical,CA:FALSE; cert-manager: without isCA)',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc of one, is ca)
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
  check: (server) => {
    const known = server.certificates.filter((certificate) => certificate.pem !== undefined);
    if (known.length === 0) { return 'not applicable'; }
    const found = known.flatMap((material) => Certificate.poolFromPem(material.pem as string).slice(0, 1).flatMap((leaf) => {
      const signs = leaf.isCa && (leaf.keyUsage === undefined || leaf.keyUsage.includes('keyCertSign'));
      // One that nobody above signed is trusted for itself alone, or is the CA of its clients.
      return signs && !leaf.selfIssued ? [{ message: `${leaf} is a CA below ${leaf.issuer.text || 'its issuer'}`, resource: material.ref, related: [server.ref] }] : [];
    }));
    return found.length > 0 ? found : 'satisfied';
  },
});
