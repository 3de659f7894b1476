/** The DNS domain of most clusters. */
export const DEFAULT_CLUSTER_DOMAIN = 'cluster.local';

/** What of a Service decides the names it can be dialled by. */
export interface ServiceAddress {
  readonly name: string;
  readonly namespace: string;
  readonly clusterDomain: string;
}

/** Every name by which pods reach a Service, shortest first; a certificate that covers them all serves a caller in any namespace. */
export function serviceDnsNames(service: ServiceAddress): string[] {
  const { name, namespace, clusterDomain } = service;
  return [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.${clusterDomain}`];
}

/** The wildcards that cover each pod of a StatefulSet behind its headless Service. */
export function podDnsNames(headless: ServiceAddress): string[] {
  return serviceDnsNames(headless).slice(1).map((name) => `*.${name}`);
}

/** The name that our clients dial: valid from every namespace, and short enough to need no cluster domain. */
export function dialledName(service: ServiceAddress): string {
  return `${service.name}.${service.namespace}.svc`;
}
