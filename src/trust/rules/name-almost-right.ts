import { alike } from '../alike';
import { podTemplate, WORKLOADS } from '../containers';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { isTempo } from '../tempo/custom-resource';
import { sourcesOf } from '../trust-sources/bundles';
import { caNamespace, issuerOf } from '../trust-sources/issuers';
import { specialNamespaces } from '../trust-sources/special-namespaces';
import { calledBy, isThere, unmentioned } from '../used-names';
import { rule } from './rule';
import { namedBy } from '../tempo/named-by';
import { isMap, items } from '../values';

export const nameAlmostRight = rule({
  id: 'OT020',
  severity: 'error',
  title: 'what is named is not there, and something of almost that name is, which nobody names',
  what: 'A Secret, a ConfigMap or an issuer is named that the manifests do not have, and its namespace has one whose name differs by a slip of the pen (a letter more or less, two swapped) and that nobody names.',
  why: 'A misspelt name: a pod that mounts what is not there stays in ContainerCreating, and operators wait or report a configuration error.',
  fix: 'correct the name',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: trace-s3, tls: {enabled: true, caName: storage-ca}}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}}
`,
  on: 'object',
  kinds: [...WORKLOADS, 'TempoMonolithic', 'TempoStack', 'Certificate', 'Issuer', 'ClusterIssuer', 'Bundle', 'ClusterBundle', 'Tenant'],
  check: (object, { inventory }) => {
    const all = namesIn(inventory, object);
    if (all.length === 0) { return 'not applicable'; }
    const found = all.flatMap(({ kind, name, field, namespace = namespaceOf(object) }) => {
      if (isThere(inventory, kind, namespace, name)) { return []; }
      const near = unmentioned(inventory, kind, namespace).filter((one) => alike(name, calledBy(one)));
      return near.length !== 1 ? [] : [{
        message: `there is no ${kind} ${name}; there is ${near[0].kind === kind ? '' : 'that of '}${near[0].kind} ${near[0].metadata.name}, which nobody names`,
        resource: inventory.ref(object, field),
        related: [inventory.ref(near[0])],
      }];
    });
    return found.length > 0 ? found : 'satisfied';
  },
});

/** A name, of what kind of object, and the field that it stands in. */
export interface Named {
  readonly kind: string;
  readonly name: string;
  readonly field: string;
  /** where it is looked for; with the object unless it is said */
  readonly namespace?: string;
}

function namesIn(inventory: Inventory, object: Manifest): Named[] {
  switch (object.kind) {
    case 'TempoMonolithic': case 'TempoStack': return isTempo(object) ? namedBy(object) : [];
    case 'Tenant': return items(object.spec?.externalCertSecret).filter(isMap).flatMap((one, i) => named('Secret', one.name, `spec.externalCertSecret[${i}].name`));
    case 'Issuer': case 'ClusterIssuer': return named('Secret', object.spec?.ca?.secretName, 'spec.ca.secretName')
      .map((one) => ({ ...one, namespace: caNamespace(inventory, object, one.name) }));
    case 'Bundle': case 'ClusterBundle': return sourcesOf(object).flatMap(({ kind, name, field }) => (kind === undefined ? [] : named(kind, name, field)))
      .map((one) => ({ ...one, namespace: specialNamespaces(inventory).bundles.name }));
    case 'Certificate': {
      const { kind, group, name } = issuerOf(inventory, object);
      return group === 'cert-manager.io' && (kind === 'Issuer' || kind === 'ClusterIssuer') ? named(kind, name, 'spec.issuerRef') : [];
    }
    default: return mounted(object);
  }
}

/** The Secrets and ConfigMaps that a workload mounts and cannot do without. */
export function mounted(object: Manifest): Named[] {
  const template = podTemplate(object);
  return items(template?.spec.volumes).filter(isMap).flatMap((volume, i) => {
    const field = `${template?.field}.volumes[${i}]`;
    return [volume, ...items(volume.projected?.sources).filter(isMap)].flatMap((source) => [
      ...(isMap(source.secret) && source.secret.optional !== true ? named('Secret', source.secret.secretName ?? source.secret.name, field) : []),
      ...(isMap(source.configMap) && source.configMap.optional !== true ? named('ConfigMap', source.configMap.name, field) : []),
    ]);
  });
}

function named(kind: string, name: unknown, field: string): Named[] {
  return typeof name === 'string' && name !== '' ? [{ kind, name, field }] : [];
}
