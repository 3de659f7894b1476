import { readThanosClients } from './thanos-clients';
import { readThanosObjstore } from './thanos-objstore';
import { readThanosServers } from './thanos-servers';
import { readUrl } from '../addresses';
import { Inventory, isMap, items, Manifest, namespaceOf } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { Client, MadeService, Material, Reading, Server } from '../model';
import { operatedLabels, operatedThanos } from '../monitoring/operated';
import { readTlsConfig } from '../monitoring/tls-config';
import type { WorldOptions } from '../world';

type Spec = { readonly [field: string]: any };

/**
 * The Prometheus of prometheus-operator 0.92 (pkg/prometheus/server): its web server, the Thanos sidecar that `spec.thanos` asks for, its remote
 * writes, and the Service `prometheus-operated` before it.
 */
export function readPrometheus(inventory: Inventory, object: Manifest, options: WorldOptions): Reading {
  const spec: Spec = isMap(object.spec) ? object.spec : {};
  const labels = operatedLabels(object);
  const port = typeof spec.portName === 'string' ? spec.portName : 'web';
  const sidecar = ofThanos(inventory, object, options);
  return {
    servers: [...spec.listenLocal === true ? [] : [web(inventory, object, labels, 9090, port, 'Prometheus')], ...sidecar.servers],
    clients: [...sidecar.clients, ...remoteWrites(inventory, object, labels, 'Prometheus')],
    services: typeof spec.serviceName === 'string' ? [] : [governing(inventory, object, 'prometheus-operated', 'prometheus', [
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
  const served = spec.listenLocal === true ? [] : [web(inventory, object, labels, 10902, port, 'Thanos Rule')];
  return {
    servers: [...ruler.servers.filter((server) => server.port !== 10902), ...served],
    clients: [...ruler.clients, ...remoteWrites(inventory, object, labels, 'Thanos Rule')],
    services: typeof spec.serviceName === 'string' ? [] : [governing(inventory, object, 'thanos-ruler-operated', 'thanos-ruler', [
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

/** The web server, as `spec.web.tlsConfig` has it: plain without. */
function web(inventory: Inventory, object: Manifest, labels: Server['labels'], port: number, portName: string, product: string): Server {
  const config: Spec | undefined = isMap(object.spec?.web?.tlsConfig) ? object.spec.web.tlsConfig : undefined;
  const namespace = namespaceOf(object);
  const key = config?.cert?.secret?.name === config?.keySecret?.name ? config?.keySecret?.key : undefined;
  const certificate = config && referred(config.cert, (kind, name, at) => (kind === 'Secret'
    ? certificateIn(inventory, namespace, name, at, typeof key === 'string' ? key : undefined) : bundleIn(inventory, kind, namespace, name, at)));
  const clientCa = config && referred(config.client_ca, (kind, name, at) => bundleIn(inventory, kind, namespace, name, at));
  const auth = String(config?.clientAuthType ?? '');
  return {
    ref: inventory.ref(object, config ? 'spec.web.tlsConfig' : 'spec'),
    product: `the web server of ${product}`,
    namespace,
    labels,
    port,
    portName,
    tls: config !== undefined,
    certificates: certificate ? [certificate] : [],
    clientAuth: /^Require/.test(auth) ? 'required' : /^(Request|Verify)/.test(auth) ? 'requested' : 'none',
    ...(clientCa ? { clientCa } : {}),
  };
}

function referred(value: any, read: (kind: 'Secret' | 'ConfigMap', name: string, key: string) => Material): Material | undefined {
  for (const [kind, reference] of [['Secret', value?.secret], ['ConfigMap', value?.configMap]] as const) {
    if (typeof reference?.name === 'string' && typeof reference.key === 'string') { return read(kind, reference.name, reference.key); }
  }
  return undefined;
}

function remoteWrites(inventory: Inventory, object: Manifest, labels: { readonly [key: string]: string }, product: string): Client[] {
  return items(object.spec?.remoteWrite).flatMap((write, i) => {
    const url = typeof write.url === 'string' ? readUrl(write.url) : undefined;
    if (!url || write.proxyUrl !== undefined || /[${}<>]/.test(url.address.host)) { return []; }
    const ref = inventory.ref(object, `spec.remoteWrite[${i}]`);
    const namespace = namespaceOf(object);
    return [{ ref, product, namespace, labels, address: url.address, tls: url.tls, ...readTlsConfig(inventory, namespace, write.tlsConfig, ref) }];
  });
}

function governing(inventory: Inventory, object: Manifest, name: string, application: string, ports: MadeService['ports']): MadeService {
  return { name, namespace: namespaceOf(object), selector: { 'app.kubernetes.io/name': application }, ports, headless: true, of: inventory.ref(object) };
}
