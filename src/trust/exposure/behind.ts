import { Inventory, Ref } from '../inventory';
import { Backend, Client, Trust } from '../model';
import { items } from '../values';

/** How the programs that end TLS go on to the pods. */
export interface Onward extends Pick<Client, 'product' | 'tls' | 'serverName' | 'anyName' | 'skipVerify' | 'identity'> {
  readonly ref: Ref;
  readonly trust?: Trust;
}

/** That which dials the Service behind an Ingress, a Route or a Gateway: a connection only where it shows who listens there. Its pods are not known. */
export function onward(inventory: Inventory, backend: Backend, how: Onward): Client[] {
  const port = portOf(inventory, backend);
  const host = `${backend.service}.${backend.namespace}.svc`;
  const address = { text: `${host}:${port}`, host, port: port as number };
  return port === undefined ? [] : [{ trust: { system: false, bundles: [] }, ...how, namespace: backend.namespace, address, beside: true }];
}

/** The number of the Service's port, where it shows. */
function portOf(inventory: Inventory, { service, namespace, port, targetPort }: Backend): number | undefined {
  if (typeof port === 'number') { return port; }
  const spec = inventory.get('Service', namespace, service)?.spec;
  const ports = items(spec?.ports).filter((one) => typeof one?.port === 'number');
  const fits = (one: any) => (targetPort === undefined || (one.targetPort ?? one.port) === targetPort) && (port === undefined || one.name === port);
  const fit = ports.filter(fits);
  return fit.length === 1 ? fit[0].port : undefined;
}
