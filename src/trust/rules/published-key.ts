import { createHash } from 'node:crypto';
import { rule } from './rule';
import { Certificate } from '../../x509/certificate';

/** Public keys (SHA-256 of their SubjectPublicKeyInfo) whose private keys anybody can download. */
const PUBLISHED: ReadonlyMap<string, string> = new Map([
  ...[
    '99cd811d85d9280c1d67843bbba0d0af184d85749a2df35da6379b7554327ad7', 'f54c685727fc2056bc4de34a94f99ee6a13baf71123c1666596f3ea839f94987',
    '2f225dbc9dd9ecc7abec842a790a9d6b2d1300aca42abd6d6e568ad0940c1ee8', 'edd646b1b715646bd8bd8cb9b8b582be2c3cdcf8fe13724e57260789b159ffbc',
    'a03f7bfc4179c272806fda4952ab0f4ea996f33dbb030ec77e197cd76028ca90', '64902bfcf4943086f30c16dcc6f4c243cedf583090f24fbb1eed724e1f35a317',
    'a0accfc21705e4310924cbddbff627a222bd74f5e2e11ae087e2c87d4498d08b', 'fc8dd89a3de206d11f1ff31152bb37f7767c7d94fc40defe4dd8abead596883a',
  ].map((hash): [string, string] => [hash, 'the tests of tempo-operator']),
  ['b2b04340cfaee616ec9c2c62d261b208e54bb197498df52e8cadede23ac0ba5e', 'RFC 9500'],
  ['c4c10105a0be0ed4dd3354428dc38a9bfee64da141ce16e75c94eda272f9dd3a', 'RFC 9500'],
]);

export const publishedKey = rule({
  id: 'OT424',
  severity: 'warning',
  title: 'the private key of a server is published',
  what: 'The certificate of a server is for a key that stands in a public repository or document: the demo certificates of tempo-operator, test keys of RFC 9500.',
  why: 'Anybody can download the key and stand in for the server (tempo-operator 0.22, tests/e2e, valid until 2033 and later).',
  fix: 'make a new key and certificate',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: |
    -----BEGIN CERTIFICATE-----
    MIIBtzCCAV2gAwIBAgIQfV800XVRK3dGVwJ2Qk/r+TAKBggqhkjOPQQDAjASMRAw
    DgYDVQQDDAdUZXN0IENBMCAXDTI1MDEwMTAwMDAwMFoYDzIxMjUwMTAxMDAwMDAw
    WjAQMQ4wDAYDVQQDDAVtaW5pbzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEIl
    SPiPt4L/teyjdERSxyoeVY+9b3O+XkjpMjLMRcWxbEzRDEy41bihcTnpSILImSVy
    mTQl9BQZq36QpCpJQnKjgZQwgZEwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMC
    B4AwEwYDVR0lBAwwCgYIKwYBBQUHAwEwHQYDVR0OBBYEFCNIeMaN4cbzswbLmosw
    X8bpZAXyMB8GA1UdIwQYMBaAFOorNPvhDgQpb36e3Cb1OW9f2DlKMBwGA1UdEQQV
    MBOCEW1pbmlvLnRyYWNpbmcuc3ZjMAoGCCqGSM49BAMCA0gAMEUCIQDe525Gqn7b
    oFvDySMOEi0QTylz+kFjHf3wlEBCeZs1+QIgKCFRpdqR2a11FhfLDgUDspJdxvNH
    bx75PUpUXY6d2sk=
    -----END CERTIFICATE-----
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
      const where = PUBLISHED.get(createHash('sha256').update(leaf.publicKeyInfo.raw).digest('hex'));
      return where === undefined ? [] : [{ message: `the private key of ${leaf} is published in ${where}`, resource: material.ref, related: [server.ref] }];
    }));
    return found.length > 0 ? found : 'satisfied';
  },
});
