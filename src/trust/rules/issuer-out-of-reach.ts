import { asksForCertificates, CERTIFICATE_KINDS, ofCertificates } from './certificates';
import { rule } from './rule';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { Answer } from '../model';
import { grouped, once } from '../once';
import { isStandIn } from '../stand-ins';
import { issuerOf } from '../trust-sources/issuers';
import { maybeNamed } from '../unfinished';
import { isMap } from '../values';

export const issuerOutOfReach = rule({
  id: 'OT402',
  severity: 'error',
  title: 'the Certificate names an issuer that it cannot reach',
  what: 'The issuer of a Certificate is not where it is looked for: an Issuer in another namespace, a ClusterIssuer that is named without its kind, '
    + 'or an Issuer that is named as a ClusterIssuer.',
  why: 'cert-manager looks for an Issuer in the namespace of the Certificate only, and a kind that is not written is Issuer: the Certificate waits for ever '
    + '(cert-manager 1.21, pkg/apis/meta/v1/types.go, pkg/issuer/helper.go).',
  fix: 'name the kind of the issuer (kind: ClusterIssuer), or put an Issuer into the namespace of the Certificate',
  violating: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: storage}
spec: {ca: {secretName: storage-root}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, dnsNames: [minio.tracing.svc], issuerRef: {name: storage}}
`,
  satisfying: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: storage}
spec: {ca: {secretName: storage-root}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, dnsNames: [minio.tracing.svc], issuerRef: {name: storage, kind: ClusterIssuer}}
`,
  on: 'object',
  kinds: CERTIFICATE_KINDS,
  among: asksForCertificates,
  check: (object, { inventory }) => ofCertificates(inventory, object, (certificate) => reach(inventory, certificate)),
});

function reach(inventory: Inventory, object: Manifest): Answer {
  if (!isMap(object.spec?.issuerRef)) { return 'not applicable'; }
  const { kind, group, name, issuer } = issuerOf(inventory, object);
  if (group !== 'cert-manager.io' || (kind !== 'Issuer' && kind !== 'ClusterIssuer')) { return 'not applicable'; }
  if (issuer) { return 'satisfied'; }
  if (maybeNamed(inventory, kind, name)) { return 'not applicable'; }
  const others = once(inventory, kind === 'Issuer' ? issuers : clusterIssuers).get(name) ?? [];
  const [crossed] = once(inventory, kind === 'Issuer' ? clusterIssuers : issuers).get(name) ?? [];
  const field = 'spec.issuerRef';
  if (others.length === 0 && crossed) {
    const stated = isMap(object.spec.issuerRef) && object.spec.issuerRef.kind !== undefined;
    return [{
      message: `${name} is a ${crossed.kind} here, and the ${asker(inventory, object)} asks for ${stated ? `the ${kind}` : 'no kind, which means Issuer'}`,
      resource: inventory.ref(object, field),
      related: [inventory.ref(crossed)],
    }];
  }
  // An Issuer with no namespace of its own may be applied anywhere; so may a Certificate.
  const away = others.filter((one) => one.metadata.namespace !== undefined);
  if (away.length === 0 || away.length < others.length || object.metadata.namespace === undefined) { return 'not applicable'; }
  return [{
    message: `Issuer ${name} is in ${[...new Set(away.map(namespaceOf))].join(', ')}, and the ${asker(inventory, object)} is in ${namespaceOf(object)}`,
    resource: inventory.ref(object, field),
    related: away.map((one) => inventory.ref(one)),
  }];
}

/** Who asks: a Certificate, an Ingress or Gateway of which cert-manager makes one, or a volume of a pod. */
function asker(inventory: Inventory, certificate: Manifest): string {
  return isStandIn(certificate.metadata.name) ? 'volume' : inventory.ref(certificate).kind;
}

const issuers = (inventory: Inventory): Map<string, Manifest[]> => grouped(inventory.all('Issuer'), (one) => one.metadata.name);
const clusterIssuers = (inventory: Inventory): Map<string, Manifest[]> => grouped(inventory.all('ClusterIssuer'), (one) => one.metadata.name);
