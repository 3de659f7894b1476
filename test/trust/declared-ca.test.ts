import { prove } from '../../src/trust/prove';
import { parseYaml } from '../../src/trust/yaml';
import { Fact } from '../../src/x509/facts';
import { makeCa, makeServer, NOW } from '../util/certificates';

const SERVER = `
apiVersion: v1
kind: Service
metadata: { name: minio, namespace: tracing }
spec: { selector: { app: minio }, ports: [{ port: 9000 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: minio, namespace: tracing }
spec:
  selector: { matchLabels: { app: minio } }
  template:
    metadata: { labels: { app: minio } }
    spec:
      containers:
        - name: minio
          image: quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z
          args: [server, /data, --certs-dir, /certs]
          volumeMounts: [{ name: certs, mountPath: /certs }]
      volumes: [{ name: certs, secret: { secretName: minio-tls, items: [{ key: tls.crt, path: public.crt }, { key: tls.key, path: private.key }] } }]
---
apiVersion: v1
kind: Pod
metadata: { name: client, namespace: tracing }
spec:
  containers:
    - name: curl
      image: curlimages/curl:8.10.1
      command: [curl, --cacert, /ca/ca.crt, 'https://minio.tracing.svc:9000']
      volumeMounts: [{ name: ca, mountPath: /ca }]
  volumes: [{ name: ca, configMap: { name: storage-ca } }]
`;

/** A Certificate of an issuer that is told by its kind, its name and its group. */
const issuedBy = (issuerRef: string) => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: minio, namespace: tracing }
spec: { secretName: minio-tls, dnsNames: [minio.tracing.svc], issuerRef: ${issuerRef} }
`;

/** A ClusterIssuer that signs with a root of its own. */
const ownRoot = (name: string) => `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: ${name}-self }
spec: { selfSigned: {} }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ${name}, namespace: cert-manager }
spec: { isCA: true, commonName: ${name}, secretName: ${name}, issuerRef: { kind: ClusterIssuer, name: ${name}-self } }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: ${name} }
spec: { ca: { secretName: ${name} } }
`;

/** The verdict on the one connection, and the rules that are violated. */
function said(manifests: readonly string[], bundle: Fact, certificate?: Fact): string {
  const sources = parseYaml([SERVER, ...manifests].join('---\n')).map((object) => ({ object }));
  const facts = { configMaps: { 'storage-ca': { 'ca.crt': bundle } }, ...(certificate === undefined ? {} : { secrets: { 'minio-tls': { 'tls.crt': certificate } } }) };
  const { connections, findings } = prove(sources, { now: NOW, facts: [{ namespace: 'tracing', facts }] });
  expect(connections).toHaveLength(1);
  return [connections[0].verdict, ...findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)].join(' ');
}

describe('a bundle of which is told whose CA is in it', () => {
  test.each([
    ['ClusterIssuer internal', '{ kind: ClusterIssuer, name: internal }', 'consistent'],
    ['Issuer internal', '{ name: internal }', 'consistent'],
    ['Issuer tracing/internal', '{ kind: Issuer, name: internal }', 'consistent'],
    ['awspca.cert-manager.io AWSPCAClusterIssuer internal', '{ group: awspca.cert-manager.io, kind: AWSPCAClusterIssuer, name: internal }', 'consistent'],
    // Another issuer may sign with the same CA, and a name says nothing of who is behind an issuer.
    ['Issuer elsewhere/internal', '{ kind: Issuer, name: internal }', 'unverified'],
    ['ClusterIssuer internal', '{ kind: Issuer, name: internal }', 'unverified'],
    ['the root of the company', '{ kind: ClusterIssuer, name: internal }', 'unverified'],
  ])('%s, and a certificate of %s', (ca, issuerRef, verdict) => {
    expect(said([issuedBy(issuerRef)], { ca: [ca] })).toBe(verdict);
  });

  test('an issuer that the manifests show is the CA with which it signs', () => {
    const own = [ownRoot('one'), ownRoot('two'), issuedBy('{ kind: ClusterIssuer, name: one }')];
    expect(said(own, { ca: ['ClusterIssuer one'] })).toBe('consistent');
    expect(said(own, { ca: ['ClusterIssuer two', 'ClusterIssuer one'] })).toBe('consistent');
    expect(said(own, { ca: ['ClusterIssuer two'] })).toBe('broken OT006');
    expect(said(own, { ca: ['ours'] })).toBe('unverified'); // "ours" may be this one
  });

  test('an issuer whose CA shows proves what is signed by it', () => {
    const root = makeCa('one');
    const shown = [ownRoot('one').split('---')[2], `apiVersion: v1\nkind: Secret\nmetadata: { name: one, namespace: cert-manager }\nstringData: { tls.crt: ${JSON.stringify(root.certificatePem)}, tls.key: ${JSON.stringify(root.privateKeyPem)} }\n`];
    expect(said(shown, { ca: ['ClusterIssuer one'] }, makeServer(root, ['minio.tracing.svc']).certificatePem)).toBe('proved');
    expect(said(shown, { ca: ['ClusterIssuer one'] }, makeServer(makeCa('one'), ['minio.tracing.svc']).certificatePem)).toBe('broken OT006');
    expect(said(shown, root.certificatePem, { dnsNames: ['minio.tracing.svc'], ca: ['ClusterIssuer one'] })).toBe('consistent');
    expect(said(shown, makeCa('two').certificatePem, { dnsNames: ['minio.tracing.svc'], ca: ['ClusterIssuer one'] })).toBe('broken OT006');
  });

  test('a bundle of unknown certificates, and a known certificate', () => {
    expect(said([], { ca: ['ours'] }, makeServer(makeCa('ours'), ['minio.tracing.svc']).certificatePem)).toBe('unverified');
  });
});

describe('a certificate of which is told who signs it', () => {
  const covering = { dnsNames: ['minio.tracing.svc'] };

  test('the same name is the same CA, and another is another', () => {
    expect(said([], { ca: ['ours'] }, { ...covering, ca: ['ours'] })).toBe('consistent');
    expect(said([], { ca: ['old', 'ours'] }, { ...covering, ca: ['ours'] })).toBe('consistent');
    expect(said([], { ca: ['ours'] }, { ...covering, ca: ['team', 'ours'] })).toBe('consistent');
    expect(said([], { ca: ['theirs'] }, { ...covering, ca: ['ours'] })).toBe('broken OT006');
    expect(said([], { ca: ['ours'] }, { dnsNames: ['elsewhere'], ca: ['ours'] })).toBe('broken OT007');
    expect(said([], { ca: ['ours'] }, covering)).toBe('unverified');
  });

  test('a name is not held against certificates', () => {
    expect(said([], makeCa('theirs').certificatePem, { ...covering, ca: ['ours'] })).toBe('unverified');
  });
});

test('what is no list of names tells nothing', () => {
  for (const odd of [7, 'ours', {}, [], [null], null]) {
    expect(said([issuedBy('{ name: internal }')], { ca: odd } as unknown as Fact)).toBe('unverified');
  }
});
