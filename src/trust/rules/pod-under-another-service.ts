import { rule } from './rule';
import { Inventory, Manifest } from '../inventory';
import { Client } from '../model';
import { hasPlaceholder } from '../placeholders';

export const podUnderAnotherService = rule({
  id: 'OT024',
  severity: 'error',
  title: 'a pod is dialled by a name that it does not have',
  what: 'A client dials POD.SERVICE, and the StatefulSet of the pod has another Service in serviceName.',
  why: 'Only behind the Service that spec.serviceName names do the pods of a StatefulSet have names of their own (Kubernetes, StatefulSet, "Stable Network ID"): the name is not found.',
  fix: 'dial the pod behind the Service that serviceName names, or change serviceName',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio-0.minio-headless.tracing.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio-0.minio.tracing.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
---
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio-0.minio.tracing.svc of one)
  tls.key: (key of minio-0.minio.tracing.svc)
`,
  on: 'connection',
  check: ({ client }, { inventory }) => {
    const named = podOf(inventory, client);
    if (named === undefined) { return 'not applicable'; }
    const { set, service } = named;
    const own: unknown = set.spec?.serviceName;
    if (own === service || (typeof own === 'string' && hasPlaceholder(own))) { return 'satisfied'; }
    const behind = typeof own === 'string' && own !== '' ? `serviceName of StatefulSet ${set.metadata.name} is ${own}` : `StatefulSet ${set.metadata.name} has no serviceName`;
    return [{ message: `${client.product} dials ${client.address?.host}, and ${behind}`, resource: client.ref, related: [inventory.ref(set, 'spec.serviceName')] }];
  },
});

/** The StatefulSet of a pod that is dialled by its own name, its number, and the Service in that name. */
export function podOf(inventory: Inventory, { address, namespace }: Client): { set: Manifest; ordinal: number; service: string } | undefined {
  const [pod, service, where = namespace, svc = 'svc'] = (address?.host ?? '').split('.');
  const [, name, ordinal] = /^(.+)-(\d+)$/.exec(pod) ?? [];
  if (name === undefined || service === undefined || svc !== 'svc') { return undefined; }
  // SERVICE.NAMESPACE may look the same.
  if (where === namespace && inventory.get('Service', service, pod) !== undefined) { return undefined; }
  const set = inventory.get('StatefulSet', where, name);
  return set === undefined ? undefined : { set, ordinal: Number(ordinal), service };
}
