import { Inventory, Manifest } from '../inventory';

/** The Service of the manifests that a name with its namespace is of: NAME.NAMESPACE, with or without "svc" and the cluster's domain. */
export function serviceOf(inventory: Inventory, host: string): Manifest | undefined {
  const [, name, namespace] = /^([^.]+)\.([^.]+)(?:\.svc(?:\..+)?)?$/.exec(host) ?? [];
  return name === undefined ? undefined : inventory.get('Service', namespace, name);
}
