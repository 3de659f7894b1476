import { rule } from './rule';
import { Certificate } from '../../x509/certificate';
import { keyMatches } from '../../x509/key';

export const keyOfAnotherCertificate = rule({
  id: 'OT004',
  severity: 'error',
  title: 'the private key does not belong to the certificate',
  what: 'A server is given a certificate and a private key that are not a pair, or a key file that it cannot read.',
  why: 'Go refuses to load the pair ("tls: private key does not match public key", crypto/tls X509KeyPair): the server does not start, or goes on with the pair it had.',
  fix: 'put the certificate and the key that were made together into one Secret; the leaf comes first in the certificate file',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc of one)
  tls.key: (key of another)
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
    const pairs = server.certificates.filter((c) => c.pem !== undefined && c.keyPem !== undefined);
    if (pairs.length === 0) { return 'not applicable'; }
    const wrong = pairs.flatMap((material) => {
      const leaf = Certificate.poolFromPem(material.pem as string)[0];
      const resource = material.keyRef ?? material.ref;
      if (leaf === undefined) { return []; }
      try {
        return keyMatches(leaf, material.keyPem as string) ? [] : [{ message: `the key is not that of the first certificate, ${leaf}`, resource, related: [server.ref] }];
      } catch (e) {
        return [{ message: `the private key cannot be read: ${(e as Error).message.split('\n')[0]}`, resource, related: [server.ref] }];
      }
    });
    return wrong.length > 0 ? wrong : 'satisfied';
  },
});
