import { Inventory, isMap, items, Manifest, namespaceOf } from '../inventory';
import { grouped, once } from '../once';
import { rule } from './rule';
import { EVERY_TEMPO, Found, ofTempo } from './tempo';
import { at, hasGateway, scalar, storageOf, tlsBlocksOf } from '../tempo/custom-resource';

export const tempoReferenceElsewhere = rule({
  id: 'OT122',
  severity: 'error',
  title: 'a Tempo names an object that is in another namespace only',
  what: "A Secret or ConfigMap that a Tempo names is not in the Tempo's namespace, and one of that name is in another one.",
  why: 'The operator looks in the namespace of the resource, and pods mount nothing from any other (tempo-operator 0.22.0, internal/handlers/storage): the resource stays in '
    + 'ConfigurationError, or its pod in ContainerCreating. Nothing is said where something in the manifests may bring the object (cert-manager, trust-manager, External Secrets, copiers).',
  fix: "make the object in the Tempo's namespace too",
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: pki}
data:
  ca.crt: (ca one)
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.crt: (ca one)
`,
  on: 'object',
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const named = namedBy(tempo);
    const namespace = namespaceOf(tempo);
    // Who names no namespace leaves it to kubectl: then nobody knows where the Tempo will be.
    if (named.length === 0 || typeof tempo.metadata.namespace !== 'string' || tempo.metadata.namespace === '') { return undefined; }
    return named.map(({ kind, name, field }): Found => {
      if (inventory.get(kind, namespace, name) || isBrought(inventory, kind, namespace, name)) { return undefined; }
      const others = once(inventory, kind === 'Secret' ? secretsByName : configMapsByName).get(name) ?? [];
      const maybeHere = others.some((other) => !other.metadata.namespace
        || inventory.sameNamespace(namespaceOf(other), namespace) || isCopied(other));
      if (others.length === 0 || maybeHere) { return undefined; }
      return {
        message: `${kind} ${name} is looked for in namespace ${namespace}, and it is in ${others.map(namespaceOf).join(', ')}`,
        resource: inventory.ref(tempo, field),
        related: others.map((other) => inventory.ref(other)),
      };
    });
  }),
});

function namedBy(tempo: Manifest): { kind: 'Secret' | 'ConfigMap'; name: string; field: string }[] {
  const storage = storageOf(tempo);
  const blocks = tlsBlocksOf(tempo).filter((b) => b.enabled && (b.place === 'receiver' ? !hasGateway(tempo) : storage.backend === 's3'));
  const secretField = tempo.kind === 'TempoStack' ? 'spec.storage.secret.name' : `${storage.field}.secret`;
  return [
    ...(storage.secretName && ['s3', 'azure', 'gcs'].includes(storage.backend) ? [{ kind: 'Secret' as const, name: storage.secretName, field: secretField }] : []),
    ...blocks.flatMap(({ tls, field }) => [
      ...(scalar(tls.caName) ? [{ kind: 'ConfigMap' as const, name: String(tls.caName), field: `${field}.caName` }] : []),
      ...(scalar(tls.certName) ? [{ kind: 'Secret' as const, name: String(tls.certName), field: `${field}.certName` }] : []),
    ]),
  ];
}

function secretsByName(inventory: Inventory): Map<string, Manifest[]> {
  return grouped(inventory.all('Secret'), (secret) => secret.metadata.name);
}

function configMapsByName(inventory: Inventory): Map<string, Manifest[]> {
  return grouped(inventory.all('ConfigMap'), (map) => map.metadata.name);
}

/** Kinds whose objects write Secrets and ConfigMaps, with the names that they write. */
const WRITERS: { readonly [kind: string]: (object: Manifest) => readonly unknown[] } = {
  Certificate: (c) => [at(c, 'spec', 'secretName')],
  ExternalSecret: (e) => [at(e, 'spec', 'target', 'name') ?? e.metadata.name],
  ClusterExternalSecret: (e) => [at(e, 'spec', 'externalSecretSpec', 'target', 'name') ?? at(e, 'spec', 'externalSecretName') ?? e.metadata.name],
  SealedSecret: (s) => [at(s, 'spec', 'template', 'metadata', 'name') ?? s.metadata.name],
  Bundle: (b) => [b.metadata.name],
  ClusterBundle: (b) => [b.metadata.name],
  ObjectBucketClaim: (o) => [o.metadata.name],
};

function written(inventory: Inventory): ReadonlySet<string> {
  return new Set(Object.entries(WRITERS).flatMap(([kind, names]) => inventory.all(kind).flatMap((object) => names(object).filter((name): name is string => typeof name === 'string'))));
}

/** Whether something may bring the object: a writer of that name in any namespace, a policy that copies, or the cluster itself. */
function isBrought(inventory: Inventory, kind: string, namespace: string, name: string): boolean {
  return once(inventory, written).has(name) || inventory.value(kind as 'Secret' | 'ConfigMap', namespace, name, kind === 'Secret' ? 'tls.crt' : 'ca.crt') !== undefined
    || ['ClusterPolicy', 'Policy', 'ClusterGenerator'].some((policy) => inventory.all(policy).some((p) => items(at(p, 'spec', 'rules')).some((r) => isMap(at(r, 'generate')))))
    || /^(kube-root-ca|openshift-service-ca)\.crt$/.test(name);
}

/** Whether an annotation tells a copier of Secrets and ConfigMaps to bring an object to other namespaces. */
function isCopied({ metadata }: Manifest): boolean {
  return [metadata.annotations, metadata.labels].some((map) => isMap(map) && Object.keys(map).some((key) => /reflect|replicat|sync|copy|clone|mirror/i.test(key)));
}
