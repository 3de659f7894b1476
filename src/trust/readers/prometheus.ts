import { configuredClients } from './prometheus-program';
import { readThanosClients } from './thanos-clients';
import { readThanosObjstore } from './thanos-objstore';
import { readThanosServers } from './thanos-servers';
import { readUrl } from '../addresses';
import { Labels } from '../containers';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { keyRef } from '../material';
import { Client, Reading } from '../model';
import { operatedThanos } from '../monitoring/operated';
import { operatedProgram } from '../monitoring/prometheus-files';
import { readTlsConfig } from '../monitoring/tls-config';
import { governingService, webServer } from '../monitoring/web-server';
import { operatedLabels } from '../operated-pods';
import { readYaml } from '../thanos/yaml';
import { isMap, items } from '../values';
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
    clients: [...sidecar.clients, ...remotes(inventory, object, labels, 'Prometheus'), ...alertmanagers(inventory, object, labels), ...added(inventory, object)],
    services: typeof spec.serviceName === 'string' ? [] : [governingService(inventory, object, 'prometheus-operated', 'prometheus', [
      { name: port, port: 9090, targetPort: port }, ...(isMap(spec.thanos) ? [{ name: 'grpc', port: 10901, targetPort: 'grpc' }] : []),
    ])],
  };
}

/** PrometheusAgent writes, and is scraped. */
export function readPrometheusAgent(inventory: Inventory, object: Manifest): Reading {
  return { clients: [...remotes(inventory, object, operatedLabels(object), 'Prometheus'), ...added(inventory, object)] };
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
    clients: [...ruler.clients, ...remotes(inventory, object, labels, 'Thanos Rule')],
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

function remotes(inventory: Inventory, object: Manifest, labels: Labels, product: string): Client[] {
  return ['remoteWrite', 'remoteRead'].flatMap((field) => items(object.spec?.[field]).flatMap((one, i): Client[] => {
    const url = typeof one.url === 'string' ? readUrl(one.url) : undefined;
    if (!url || one.proxyUrl !== undefined || one.proxyFromEnvironment === true || /[${}<>]/.test(url.address.host)) { return []; }
    const ref = inventory.ref(object, `spec.${field}[${i}]`);
    const namespace = namespaceOf(object);
    return [{ ref, product, namespace, labels, address: url.address, tls: url.tls, ...readTlsConfig(inventory, namespace, one.tlsConfig, ref) }];
  }));
}

/** What a Secret adds to the configuration, in Prometheus' own words (pkg/prometheus/promcfg.go). */
function added(inventory: Inventory, object: Manifest): Client[] {
  const context = operatedProgram(inventory, object);
  const namespace = namespaceOf(object);
  return !context ? [] : ([['additionalScrapeConfigs', 'scrape_configs'], ['additionalAlertManagerConfigs', 'alertmanagers']] as const).flatMap(([field, part]): Client[] => {
    const { name, key } = isMap(object.spec?.[field]) ? object.spec[field] : {} as Spec;
    const text = typeof name === 'string' && typeof key === 'string' ? inventory.value('Secret', namespace, name, key) : undefined;
    const read = typeof text === 'string' ? readYaml(text) : undefined;
    if (!read || !('value' in read)) { return []; }
    const config = part === 'alertmanagers' ? { alerting: { alertmanagers: read.value } } : { [part]: read.value };
    return configuredClients({ context, ref: keyRef(inventory, 'Secret', namespace, name, key), config });
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
