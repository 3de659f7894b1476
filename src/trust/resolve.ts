import { Inventory, Manifest, namespaceOf } from './inventory';
import { Dialled } from './model';

/** A container behind an address. */
export interface Backend {
  readonly workload: Manifest;
  readonly pod: any;
  readonly container: any;
  readonly port: number;
}

/** Where a pod template is in a workload, by kind. */
export function podTemplate(workload: Manifest): any {
  switch (workload.kind) {
    case 'Deployment': case 'StatefulSet': case 'DaemonSet': case 'ReplicaSet': case 'Job': return workload.spec?.template;
    case 'CronJob': return workload.spec?.jobTemplate?.spec?.template;
    case 'Pod': return { metadata: workload.metadata, spec: workload.spec };
    default: return undefined;
  }
}

/** Kinds that run pods. */
export const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod'] as const;

/** The Service that a host names, seen from a namespace: "name", "name.ns", "name.ns.svc", "name.ns.svc.<cluster domain>". */
export function findService(inventory: Inventory, host: string, fromNamespace: string): Manifest | undefined {
  const labels = host.replace(/\.$/, '').split('.');
  if (labels.length === 1) { return inventory.get('Service', fromNamespace, labels[0]); }
  if (labels.length > 2 && labels[2] !== 'svc') { return undefined; }
  return inventory.get('Service', labels[1], labels[0]);
}

/** The containers that answer at a Service's port: Service → target port → pods by selector. */
export function backends(inventory: Inventory, service: Manifest, port: number): Backend[] {
  const selector = service.spec?.selector;
  const servicePort = (service.spec?.ports ?? []).find((p: any) => p.port === port);
  if (!selector || !servicePort) { return []; }
  const target = servicePort.targetPort ?? servicePort.port;
  return WORKLOADS.flatMap((kind) => inventory.all(kind)).flatMap((workload) => {
    const template = podTemplate(workload);
    const labels = template?.metadata?.labels ?? {};
    if (namespaceOf(workload) !== namespaceOf(service) || !Object.entries(selector).every(([k, v]) => labels[k] === v)) { return []; }
    return (template.spec?.containers ?? []).flatMap((container: any) => {
      const ports: any[] = container.ports ?? [];
      const number = typeof target === 'number' ? target : ports.find((p) => p.name === target)?.containerPort;
      return typeof number === 'number' && (typeof target !== 'number' || ports.length === 0 || ports.some((p) => p.containerPort === number))
        ? [{ workload, pod: template.spec, container, port: number }]
        : [];
    });
  });
}

/** An http(s) URL taken apart, with the scheme's own port where none is written; undefined for text that is none. */
export function dialled(url: string): Dialled | undefined {
  const match = /^(https?):\/\/(\[[0-9a-fA-F:.]+\]|[^/:?#@\s]+)(?::(\d+))?(?:\/|$)/.exec(url);
  if (!match) { return undefined; }
  const tls = match[1] === 'https';
  return { tls, host: match[2].replace(/^\[|\]$/g, ''), port: match[3] ? Number(match[3]) : tls ? 443 : 80 };
}
