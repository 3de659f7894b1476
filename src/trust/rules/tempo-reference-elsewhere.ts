import { elsewhere, isBrought } from '../brought';
import { Inventory, namespaceOf } from '../inventory';
import { once } from '../once';
import { rule } from './rule';
import { EVERY_TEMPO, Found, ofTempo } from './tempo';
import { isTempo } from '../tempo/custom-resource';
import { namedBy } from '../tempo/named-by';

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
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const named = namedBy(tempo);
    const namespace = namespaceOf(tempo);
    // Who names no namespace leaves it to kubectl: then nobody knows where the Tempo will be.
    if (named.length === 0 || typeof tempo.metadata.namespace !== 'string' || tempo.metadata.namespace === '') { return undefined; }
    return named.map(({ kind, name, field }): Found => {
      if (inventory.get(kind, namespace, name) || isBrought(inventory, kind, namespace, name)) { return undefined; }
      // What the Tempo of another namespace uses is not there by mistake: this one's own may come from somewhere else.
      const others = elsewhere(inventory, kind, namespace, name).filter((other) => !once(inventory, used).has(key(kind, namespaceOf(other), name)));
      if (others.length === 0) { return undefined; }
      return {
        message: `${kind} ${name} is looked for in namespace ${namespace}, and it is in ${others.map(namespaceOf).join(', ')}`,
        resource: inventory.ref(tempo, field),
        related: others.map((other) => inventory.ref(other)),
      };
    });
  }),
});

function used(inventory: Inventory): ReadonlySet<string> {
  const tempos = [...inventory.all('TempoMonolithic'), ...inventory.all('TempoStack')].filter(isTempo);
  return new Set(tempos.flatMap((tempo) => namedBy(tempo).map(({ kind, name }) => key(kind, namespaceOf(tempo), name))));
}

function key(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
