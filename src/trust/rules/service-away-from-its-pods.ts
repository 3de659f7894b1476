import { WORKLOADS } from '../containers';
import { Inventory, Manifest, namespaceOf, Ref } from '../inventory';
import { once } from '../once';
import { distinct, objectName } from '../refs';
import { podsIn } from '../running-pods';
import { Labelled } from '../selection';
import { selectedBy } from '../service-selector';
import { World } from '../world';
import { rule } from './rule';

export const serviceAwayFromItsPods = rule({
  id: 'OT018',
  severity: 'error',
  title: 'a Service is in another namespace than the pods that it selects',
  what: 'No pod of its namespace has the labels that a Service selects, and the pods of a known server in exactly one other namespace do, which no Service selects there.',
  why: 'A Service selects pods of its own namespace only (Kubernetes, Service): it has no endpoints, and connections to it are refused.',
  fix: 'put the Service into the namespace of the pods',
  violating: `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: storage}
spec: {selector: {app: minio}, ports: [{name: https, port: 9000}]}
---
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: web}, ports: [{name: https, port: 9000}]}
`,
  satisfying: `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: minio}, ports: [{name: https, port: 9000}]}
`,
  on: 'object',
  kinds: ['Service'],
  check: (service, world) => {
    const { inventory } = world;
    const selector = selectorOf(inventory, service);
    if (service.kind !== 'Service' || selector === undefined || !service.metadata.namespace) { return 'not applicable'; }
    const namespace = namespaceOf(service);
    if (podsIn(inventory).of(namespace, selector).length > 0) { return 'satisfied'; }
    // What nobody wrote down runs there all the same, where nothing else of that namespace is shown.
    const away = once(world, serving).filter((one) => matches(selector, one.labels) && !inventory.sameNamespace(one.namespace, namespace))
      .map(({ ref }) => inventory.refTo(ref.kind, ref.namespace, ref.name));
    const namespaces = new Set(away.map((ref) => ref.namespace));
    if (namespaces.size !== 1 || away.some((ref) => inventory.get(ref.kind, ref.namespace, ref.name)?.metadata.namespace === undefined)) { return 'not applicable'; }
    const [there] = namespaces;
    const taken = inventory.all('Service').some((other) => inventory.sameNamespace(namespaceOf(other), there) && matches(selectorOf(inventory, other) ?? NOBODY, selector));
    if (taken) { return 'not applicable'; }
    return [{
      message: `Service ${service.metadata.name} selects ${words(selector)} in namespace ${namespace}, and the pods with these labels are in ${there} (${objectName(away[0])})`,
      resource: inventory.ref(service, 'metadata.namespace'),
      related: distinct(away).slice(0, 3),
    }];
  },
});

type Labels = { readonly [key: string]: string };

const NOBODY: Labels = { '': '' };

function selectorOf(inventory: Inventory, service: Manifest): Labels | undefined {
  const selector = service.spec?.type === 'ExternalName' ? undefined : selectedBy(inventory, service);
  return selector && Object.keys(selector).length > 0 ? selector : undefined;
}

/** Whether some labels have all that a selector asks for. */
function matches(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function words(selector: Labels): string {
  return Object.entries(selector).map(([key, value]) => `${key}=${value}`).join(', ');
}

/** The servers that run in workloads of the manifests: pods that an operator makes have Services of their own. */
function serving({ servers }: World): (Labelled & { readonly ref: Ref })[] {
  return servers.map(({ namespace, labels, ref, container = ref }) => ({ namespace, labels, ref: container }))
    .filter(({ ref }) => WORKLOADS.includes(ref.kind));
}
