import { Inventory } from '../inventory';
import { once } from '../once';
import { hasPlaceholder } from '../placeholders';
import { items } from '../values';

/** Whether a mesh knows a host outside (Istio's ServiceEntry, DestinationRule): a proxy beside the client may begin TLS where the client itself speaks none. */
export function isMeshed(inventory: Inventory, host: string): boolean {
  const known = once(inventory, hosts);
  return known.has(host) || [...known].some((one) => typeof one === 'string' && hasPlaceholder(one));
}

const hosts = (inventory: Inventory): ReadonlySet<unknown> => new Set([
  ...inventory.all('ServiceEntry').flatMap(({ spec }) => items(spec?.hosts)),
  ...inventory.all('DestinationRule').map(({ spec }) => spec?.host),
]);
