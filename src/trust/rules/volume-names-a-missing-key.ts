import { podTemplate, WORKLOADS } from '../containers';
import { Inventory, namespaceOf } from '../inventory';
import { bundleIn } from '../material';
import { isMap, items } from '../values';
import { rule } from './rule';

/** File names of certificates and keys: of other files this library says nothing. */
const MATERIAL = /\.(crt|cer|pem|key|ca)$/i;

export const volumeNamesAMissingKey = rule({
  id: 'OT017',
  severity: 'error',
  title: 'a volume takes a certificate from a key that there is not',
  what: 'An item of a Secret or ConfigMap volume names a key for a certificate or a private key, and the object does not have it.',
  why: 'The kubelet mounts nothing of a volume of which an item is missing: the pod stays in ContainerCreating ("references non-existent secret key"; '
    + 'Kubernetes, volumes, `optional`).',
  fix: 'name a key that the object has, or put the file under that key',
  violating: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: tracing}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: nginx}]
      volumes: [{name: tls, secret: {secretName: minio-tls, items: [{key: server.crt, path: tls.crt}]}}]
`,
  satisfying: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: tracing}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: nginx}]
      volumes: [{name: tls, secret: {secretName: minio-tls, items: [{key: tls.crt, path: tls.crt}]}}]
`,
  on: 'object',
  kinds: WORKLOADS,
  check: (object, { inventory }) => {
    const template = podTemplate(object);
    const volumes = template ? items(template.spec.volumes).filter(isMap) : [];
    const parts = volumes.flatMap((volume, i) => taken(volume, `${template?.field}.volumes[${i}]`));
    if (parts.length === 0) { return 'not applicable'; }
    const found = parts.flatMap(({ field, ...part }) => lacking(inventory, namespaceOf(object), part).map(({ message, related }) =>
      ({ message, resource: inventory.ref(object, field), related: [related] })));
    return found.length > 0 ? found : 'satisfied';
  },
});

interface Part {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly keys: readonly string[];
}

/** The keys that a volume cannot do without. */
function taken(volume: { [key: string]: any }, field: string): (Part & { readonly field: string })[] {
  const sources = isMap(volume.projected) ? items(volume.projected.sources).filter(isMap).map((source, i) => ({ source, at: `${field}.projected.sources[${i}]` })) : [{ source: volume, at: field }];
  return sources.flatMap(({ source, at }) => ([['Secret', source.secret], ['ConfigMap', source.configMap]] as const).flatMap(([kind, given]) => {
    const name = isMap(given) ? given.secretName ?? given.name : undefined;
    if (typeof name !== 'string' || given.optional === true) { return []; }
    const keys = items(given.items).filter((item) => typeof item.key === 'string' && MATERIAL.test(`${item.key} ${String(item.path)}`)).map((item) => item.key as string);
    return keys.length === 0 ? [] : [{ kind, name, keys, field: at }];
  }));
}

function lacking(inventory: Inventory, namespace: string, { kind, name, keys }: Part) {
  return keys.flatMap((key) => {
    const { missing } = bundleIn(inventory, kind, namespace, name, key);
    return missing === undefined ? [] : [{ message: `the key ${key} is mounted: ${missing}`, related: inventory.refTo(kind, namespace, name) }];
  });
}
