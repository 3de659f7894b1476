import { rule } from './rule';
import { namespaceOf } from '../inventory';
import { minioExample } from '../minio/example';
import { once } from '../once';
import { caIn, issuerOf } from '../trust-sources/issuers';
import { isMap } from '../values';
import type { World } from '../world';

const SERVED = minioExample({ volume: 'secret: {secretName: minio-made, items: [{key: tls.crt, path: public.crt}, {key: tls.key, path: private.key}]}' });

export const leafSignsItself = rule({
  id: 'OT406',
  severity: 'warning',
  title: 'a server certificate signs itself',
  what: 'A Certificate that is no CA comes from a SelfSigned issuer, and a server of the manifests shows it or a client trusts it.',
  why: 'Its ca.crt is the certificate itself: whoever trusts it trusts that one certificate, and refuses the next one from the moment of renewal '
    + '(cert-manager issue 4807; trust-manager drops it when told to keep CAs only). For webhooks that is all right: cert-manager injects the next one.',
  fix: 'let the SelfSigned issuer sign a CA Certificate (isCA: true), and that CA sign the servers (an Issuer with ca.secretName)',
  violating: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: self, namespace: tracing}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, dnsNames: [minio.tracing.svc], issuerRef: {name: self}}
---${SERVED}`,
  satisfying: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: storage, namespace: tracing}
spec: {ca: {secretName: storage-root}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, dnsNames: [minio.tracing.svc], issuerRef: {name: storage}}
---${SERVED}`,
  on: 'object',
  kinds: ['Certificate'],
  check: (object, world) => {
    const { inventory } = world;
    if (object.kind !== 'Certificate' || !object.apiVersion.startsWith('cert-manager.io/') || object.spec?.isCA === true) { return 'not applicable'; }
    const { issuer } = issuerOf(inventory, object);
    if (!issuer) { return 'not applicable'; }
    if (!isMap(issuer.spec?.selfSigned)) { return 'satisfied'; }
    if (!once(world, used).has(caIn(inventory, namespaceOf(object), String(object.spec?.secretName)))) { return 'not applicable'; }
    return [{
      message: `Certificate ${object.metadata.name} is signed by its own key: ${issuer.kind} ${issuer.metadata.name} is SelfSigned`,
      resource: inventory.ref(object, 'spec.issuerRef'),
      related: [inventory.ref(issuer)],
    }];
  },
});

/** The certificates of cert-manager that servers show and clients trust, as comparable texts. */
function used(world: World): ReadonlySet<string> {
  const shown = world.servers.flatMap((server) => server.certificates.flatMap(({ self }) => self ?? []));
  const trusted = world.clients.flatMap((client) => client.trust.bundles.flatMap(({ authorities }) => authorities ?? []));
  return new Set([...shown, ...trusted]);
}
