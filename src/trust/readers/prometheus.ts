import { readThanosClients } from './thanos-clients';
import { readThanosObjstore } from './thanos-objstore';
import { readThanosServers } from './thanos-servers';
import { readUrl } from '../addresses';
import { Labels } from '../containers';
import { Inventory, isMap, items, Manifest, namespaceOf } from '../inventory';
import { Client, Reading } from '../model';
import { operatedThanos } from '../monitoring/operated';
import { readTlsConfig } from '../monitoring/tls-config';
import { governingService, webServer } from '../monitoring/web-server';
import { operatedLabels } from '../operated-pods';
import type { WorldOptions } from '../world';

type Spec = { readonly [field: string]: any };

/**
 * The Prometheus of prometheus-operator 0.92 (pkg/prometheus/server): its web server, the Thanos sidecar that `spec.thanos` asks for, its remote
 * writes, the Alertmanagers that it dials, and the Service `prometheus-operated` before it.
 */
export function readPrometheus(inventory: Inventory, object: Manifest, options: WorldOptions): Reading {
  const spec: Spec = isMap(object.spec) ? object.spec : {};
  const labels = operatedLabels(object);
  const port = typeof spec.portName === 'string' ? spec.portName : 'web';
  const sidecar = ofThanos(inventory, object, options);
  return {
    servers: [...spec.listenLocal === true ? [] : [webServer(inventory, object, labels, 9090, port, 'Prometheus')], ...sidecar.servers],
    clients: [...sidecar.clients, ...remoteWrites(inventory, object, labels, 'Prometheus'), ...alertmanagers(inventory, object, labels)],
    services: typeof spec.serviceName === 'string' ? [] : [governingService(inventory, object, 'prometheus-operated', 'prometheus', [
      { name: port, port: 9090, targetPort: port }, ...(isMap(spec.thanos) ? [{ name: 'grpc', port: 10901, targetPort: 'grpc' }] : []),
    ])],
  };
}

/** PrometheusAgent writes, and is scraped. */
export function readPrometheusAgent(inventory: Inventory, object: Manifest): Reading {
  return { clients: remoteWrites(inventory, object, operatedLabels(object), 'Prometheus') };
}

/** The ThanosRuler of prometheus-operator 0.92 (pkg/thanos): gRPC and web server, object store, remote writes, and `thanos-ruler-operated` before it. */
export function readThanosRuler(inventory: Inventory, object: Manifest, options: WorldOptions): Reading {
  const spec: Spec = isMap(object.spec) ? object.spec : {};
  const labels = operatedLabels(object);
  const port = typeof spec.portName === 'string' ? spec.portName : 'web';
  const ruler = ofThanos(inventory, object, options);
  const served = spec.listenLocal === true ? [] : [webServer(inventory, object, labels, 10902, port, 'Thanos Rule')];
  return {
    servers: [...ruler.servers.filter((server) => server.port !== 10902), ...served],
    clients: [...ruler.clients, ...remoteWrites(inventory, object, labels, 'Thanos Rule')],
    services: typeof spec.serviceName === 'string' ? [] : [governingService(inventory, object, 'thanos-ruler-operated', 'thanos-ruler', [
      { name: port, port: 10902, targetPort: port }, { name: 'grpc', port: 10901, targetPort: 'grpc' },
    ])],
  };
}

/** What the container of Thanos that the operator makes listens on and dials. */
function ofThanos(inventory: Inventory, object: Manifest, options: WorldOptions): Required<Pick<Reading, 'servers' | 'clients'>> {
  const readings = operatedThanos(inventory, object)
    .flatMap((context) => [readThanosServers, readThanosClients, readThanosObjstore].map((read) => read(context, options)));
  return { servers: readings.flatMap((r) => r.servers ?? []), clients: readings.flatMap((r) => r.clients ?? []) };
}

function remoteWrites(inventory: Inventory, object: Manifest, labels: Labels, product: string): Client[] {
  return items(object.spec?.remoteWrite).flatMap((write, i) => {
    const url = typeof write.url === 'string' ? readUrl(write.url) : undefined;
    if (!url || write.proxyUrl !== undefined || /[${}<>]/.test(url.address.host)) { return []; }
    const ref = inventory.ref(object, `spec.remoteWrite[${i}]`);
    const namespace = namespaceOf(object);
    return [{ ref, product, namespace, labels, address: url.address, tls: url.tls, ...readTlsConfig(inventory, namespace, write.tlsConfig, ref) }];
  });
}

/** The pods behind the Services that `spec.alerting` names, each at its own address (pkg/prometheus/promcfg.go: role endpoints). */
function alertmanagers(inventory: Inventory, object: Manifest, labels: Labels): Client[] {
  return items(object.spec?.alerting?.alertmanagers).flatMap((one, i): Client[] => {
    const namespace = typeof one.namespace === 'string' ? one.namespace : namespaceOf(object);
    const { name, port } = one;
    if (typeof name !== 'string' || (typeof port !== 'string' && typeof port !== 'number') || items(one.relabelings).length > 0) { return []; }
    const ref = inventory.ref(object, `spec.alerting.alertmanagers[${i}]`);
    const host = `${name}.${namespace}.svc`;
    // A number is that of the container.
    const declared = items(inventory.get('Service', namespace, name)?.spec?.ports).find((each) => (each.targetPort ?? each.port) === port)?.port;
    const at = typeof port === 'string' ? { port: 0, portName: port } : { port: typeof declared === 'number' ? declared : port };
    const address = { text: `the pods of ${host}, port ${port}`, host, ...at };
    const tls = /^https$/i.test(String(one.scheme));
    return [{ ref, product: 'Prometheus', namespace: namespaceOf(object), labels, address, tls, dialsAddresses: true, ...readTlsConfig(inventory, namespaceOf(object), one.tlsConfig, ref) }];
  });
}
