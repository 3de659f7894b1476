import { readThanosClients } from './thanos-clients';
import { readThanosObjstore } from './thanos-objstore';
import { readThanosServers } from './thanos-servers';
import { readUrl } from '../addresses';
import { ContainerContext, EnvValue } from '../containers';
import { Inventory, isMap, items, Manifest, namespaceOf } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { Client, MadeService, Material, Reading, Server } from '../model';
import { readTlsConfig } from '../monitoring/tls-config';
import type { WorldOptions } from '../world';

type Spec = { readonly [field: string]: any };

/**
 * The Prometheus of prometheus-operator 0.92 (pkg/prometheus/server): its web server, the Thanos sidecar that `spec.thanos` asks for, its remote
 * writes, and the Service `prometheus-operated` before it.
 */
export function readPrometheus(inventory: Inventory, object: Manifest, options: WorldOptions): Reading {
  const spec: Spec = isMap(object.spec) ? object.spec : {};
  const labels = podLabels(object, 'prometheus', { 'prometheus': object.metadata.name, 'operator.prometheus.io/name': object.metadata.name });
  const port = typeof spec.portName === 'string' ? spec.portName : 'web';
  const thanos: Spec | undefined = isMap(spec.thanos) ? spec.thanos : undefined;
  const sidecar = thanos ? operated(inventory, object, options, {
    field: 'spec.thanos',
    name: 'thanos-sidecar',
    labels,
    told: thanos,
    version: thanos.version,
    mounts: items(thanos.volumeMounts),
    words: ['sidecar', ...listening(thanos.listenLocal === true || thanos.grpcListenLocal === true, thanos.listenLocal === true || thanos.httpListenLocal === true),
      ...objstore(thanos)],
  }) : {};
  return {
    servers: [...spec.listenLocal === true ? [] : [web(inventory, object, labels, 9090, port, 'Prometheus')], ...sidecar.servers ?? []],
    clients: [...sidecar.clients ?? [], ...remoteWrites(inventory, object, labels, 'Prometheus')],
    services: typeof spec.serviceName === 'string' ? [] : [governing(inventory, object, 'prometheus-operated', 'prometheus', [
      { name: port, port: 9090, targetPort: port }, ...(thanos ? [{ name: 'grpc', port: 10901, targetPort: 'grpc' }] : []),
    ])],
  };
}

/** PrometheusAgent writes, and is scraped. */
export function readPrometheusAgent(inventory: Inventory, object: Manifest): Reading {
  return { clients: remoteWrites(inventory, object, podLabels(object, 'prometheus-agent', { 'operator.prometheus.io/name': object.metadata.name }), 'Prometheus') };
}

/** The ThanosRuler of prometheus-operator 0.92 (pkg/thanos): gRPC and web server, object store, remote writes, and `thanos-ruler-operated` before it. */
export function readThanosRuler(inventory: Inventory, object: Manifest, options: WorldOptions): Reading {
  const spec: Spec = isMap(object.spec) ? object.spec : {};
  const labels = podLabels(object, 'thanos-ruler', { 'thanos-ruler': object.metadata.name });
  const port = typeof spec.portName === 'string' ? spec.portName : 'web';
  const ruler = operated(inventory, object, options, {
    field: 'spec',
    name: 'thanos-ruler',
    labels,
    told: spec,
    version: spec.version,
    mounts: items(spec.volumeMounts),
    words: ['rule', ...listening(false, spec.listenLocal === true), ...objstore(spec)],
  });
  const served = spec.listenLocal === true ? [] : [web(inventory, object, labels, 10902, port, 'Thanos Rule')];
  return {
    servers: [...(ruler.servers ?? []).filter((server) => server.port !== 10902), ...served],
    clients: [...ruler.clients ?? [], ...remoteWrites(inventory, object, labels, 'Thanos Rule')],
    services: typeof spec.serviceName === 'string' ? [] : [governing(inventory, object, 'thanos-ruler-operated', 'thanos-ruler', [
      { name: port, port: 10902, targetPort: port }, { name: 'grpc', port: 10901, targetPort: 'grpc' },
    ])],
  };
}

interface Operated {
  readonly field: string;
  readonly name: string;
  readonly labels: { readonly [key: string]: string };
  readonly told: Spec;
  readonly version: unknown;
  readonly mounts: any[];
  readonly words: string[];
}

/** The container of Thanos that the operator makes, read as if it stood in a manifest. */
function operated(inventory: Inventory, object: Manifest, options: WorldOptions, made: Operated): Reading {
  const { told } = made;
  // A container of that name is merged over the operator's; with arguments of its own nothing is known.
  const patch = items(object.spec?.containers).find((container) => container.name === made.name);
  if (patch?.args !== undefined || patch?.command !== undefined) { return {}; }
  const tls: Spec = isMap(told.grpcServerTlsConfig) ? told.grpcServerTlsConfig : {};
  const flags = [['cert', tls.certFile], ['key', tls.keyFile], ['client-ca', tls.caFile]].flatMap(([name, value]) =>
    (typeof value === 'string' && value !== '' ? [`--grpc-server-tls-${name}=${value}`] : []));
  const extra = items(told.additionalArgs).map((arg) => `--${arg.name}${arg.value === undefined ? '' : `=${String(arg.value)}`}`);
  const minVersion = /^TLS1([0-3])$/.exec(String(tls.minVersion))?.[1];
  const env = environment(inventory, object, told);
  const image = told.image ?? `quay.io/thanos/thanos${typeof made.version === 'string' ? `:${made.version}` : ''}`;
  const context: ContainerContext = {
    inventory,
    workload: object,
    namespace: namespaceOf(object),
    labels: made.labels,
    pod: { volumes: object.spec?.volumes },
    container: {
      name: made.name,
      image: patch?.image ?? image,
      args: [...made.words, ...flags, ...(minVersion === undefined ? [] : [`--grpc-server-tls-min-version=1.${minVersion}`]), ...extra],
      volumeMounts: [...made.mounts, ...items(patch?.volumeMounts)],
      ports: [{ name: 'grpc', containerPort: 10901 }, { name: 'http', containerPort: 10902 }],
    },
    init: false,
    field: made.field,
    words: [],
    env,
  };
  const readings = [readThanosServers, readThanosClients, readThanosObjstore].map((read) => read(context, options));
  return { servers: readings.flatMap((r) => r.servers ?? []), clients: readings.flatMap((r) => r.clients ?? []) };
}

/** Addresses that listen on this machine only are no servers for others. */
function listening(grpcLocal: boolean, httpLocal: boolean): string[] {
  return [`--grpc-address=${grpcLocal ? '127.0.0.1' : ''}:10901`, `--http-address=${httpLocal ? '127.0.0.1' : ''}:10902`];
}

function objstore(told: Spec): string[] {
  if (typeof told.objectStorageConfigFile === 'string') { return [`--objstore.config-file=${told.objectStorageConfigFile}`]; }
  return isMap(told.objectStorageConfig) ? ['--objstore.config=$(OBJSTORE_CONFIG)'] : [];
}

function environment(inventory: Inventory, object: Manifest, told: Spec): Map<string, EnvValue> {
  const { name, key } = isMap(told.objectStorageConfig) ? told.objectStorageConfig : {} as Spec;
  if (typeof name !== 'string' || typeof key !== 'string') { return new Map(); }
  const value = inventory.value('Secret', namespaceOf(object), name, key);
  return new Map([['OBJSTORE_CONFIG', { ...(typeof value === 'string' ? { value } : {}), from: { kind: 'Secret' as const, name, key } }]]);
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

function podLabels(object: Manifest, name: string, more: { readonly [key: string]: string }): { [key: string]: string } {
  const own = object.spec?.podMetadata?.labels;
  return {
    ...(isMap(own) ? own : {}),
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': object.metadata.name,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    ...more,
  };
}

function governing(inventory: Inventory, object: Manifest, name: string, application: string, ports: MadeService['ports']): MadeService {
  return { name, namespace: namespaceOf(object), selector: { 'app.kubernetes.io/name': application }, ports, headless: true, of: inventory.ref(object) };
}
