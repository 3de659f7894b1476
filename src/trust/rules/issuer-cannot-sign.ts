import { rule } from './rule';
import { Certificate } from '../../x509/certificate';
import { keyMatches } from '../../x509/key';
import { Inventory, keysOf, Manifest, Ref } from '../inventory';
import { caNamespace, certificateOf } from '../trust-sources/issuers';

export const issuerCannotSign = rule({
  id: 'OT414',
  severity: 'error',
  title: 'the CA of an issuer is none, or cannot sign',
  what: 'The Secret of a CA issuer is made by a Certificate without isCA, holds a certificate that is no CA, lacks tls.crt or tls.key, or holds another key.',
  why: 'The issuer never becomes ready ("certificate is not a CA", cert-manager 1.21 pkg/issuer/ca/setup.go) and signs nothing (pkg/util/kube/pki.go).',
  fix: 'set isCA: true on the Certificate of the CA, or put the CA\'s own certificate and key into the Secret as tls.crt and tls.key',
  violating: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: storage-root, namespace: tracing}
spec: {commonName: Storage root, secretName: storage-root, issuerRef: {name: elsewhere, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: storage, namespace: tracing}
spec: {ca: {secretName: storage-root}}
`,
  satisfying: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: storage-root, namespace: tracing}
spec: {isCA: true, commonName: Storage root, secretName: storage-root, issuerRef: {name: elsewhere, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: storage, namespace: tracing}
spec: {ca: {secretName: storage-root}}
`,
  on: 'object',
  kinds: ['Issuer', 'ClusterIssuer'],
  check: (object, { inventory }) => {
    const name = object.spec?.ca?.secretName;
    if ((object.kind !== 'Issuer' && object.kind !== 'ClusterIssuer') || !object.apiVersion.startsWith('cert-manager.io/') || typeof name !== 'string') { return 'not applicable'; }
    const namespace = caNamespace(inventory, object, name);
    const issuer = inventory.ref(object, 'spec.ca.secretName');
    const secret = inventory.get('Secret', namespace, name);
    if (secret) {
      const fault = inSecret(inventory, secret, namespace, name);
      return fault ? [{ ...fault, related: [issuer] }] : 'satisfied';
    }
    const certificate = certificateOf(inventory, namespace, name);
    if (!certificate) { return 'not applicable'; }
    if (certificate.spec?.isCA === true) { return 'satisfied'; }
    return [{
      message: `${object.kind} ${object.metadata.name} signs with Certificate ${certificate.metadata.name}, which is no CA: it does not set isCA`,
      resource: inventory.ref(certificate, 'spec'),
      related: [issuer],
    }];
  },
});

function inSecret(inventory: Inventory, secret: Manifest, namespace: string, name: string): { message: string; resource: Ref } | undefined {
  const keys = keysOf(secret);
  if (keys.length === 0) { return undefined; }
  const missing = ['tls.crt', 'tls.key'].filter((key) => !keys.includes(key));
  if (missing.length > 0 && !certificateOf(inventory, namespace, name)) {
    return { message: `the Secret has ${keys.join(', ')}, and a CA issuer signs with tls.crt and tls.key`, resource: inventory.ref(secret, 'data') };
  }
  const [pem, key] = ['tls.crt', 'tls.key'].map((each) => inventory.value('Secret', namespace, name, each));
  if (typeof pem !== 'string') { return undefined; }
  const ca = Certificate.poolFromPem(pem)[0];
  if (!ca) { return undefined; }
  if (!ca.isCa) { return { message: `${ca} in tls.crt is no CA: its basic constraints do not say CA:TRUE`, resource: inventory.ref(secret, 'data["tls.crt"]') }; }
  if (typeof key !== 'string') { return undefined; }
  try {
    return keyMatches(ca, key) ? undefined : { message: `the key in tls.key is not that of ${ca}`, resource: inventory.ref(secret, 'data["tls.key"]') };
  } catch (e) {
    return { message: `tls.key cannot be read: ${(e as Error).message.split('\n')[0]}`, resource: inventory.ref(secret, 'data["tls.key"]') };
  }
}
