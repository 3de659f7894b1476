import { readHostPort } from '../addresses';
import { Inventory, Manifest, namespaceOf, Ref } from '../inventory';
import { Client, MadeService, Reading } from '../model';
import { readTlsConfig } from '../monitoring/tls-config';
import { grouped, once } from '../once';
import { allOperated } from '../operated-pods';
import { hasPlaceholder } from '../placeholders';
import { requirements, selects } from '../policies/selector';
import { isMap, items } from '../values';

/**
 * What Prometheus scrapes for a ServiceMonitor: the pods behind every Service that it selects, each at its own address, so that a certificate must
 * cover that address unless serverName is set (prometheus-operator 0.92, pkg/prometheus/promcfg.go; Prometheus discovery/kubernetes).
 */
export function readServiceMonitor(inventory: Inventory, monitor: Manifest): Reading {
  const services = selectedServices(inventory, monitor);
  const clients = items(monitor.spec?.endpoints).flatMap((endpoint, i): Client[] => {
    const ref = inventory.ref(monitor, `spec.endpoints[${i}]`);
    if (!isMap(endpoint) || rewritten(endpoint)) { return []; }
    return services.flatMap((service) => {
      const ports = items(service.spec?.ports).filter((port) => (endpoint.port === undefined
        ? endpoint.targetPort !== undefined && (port.targetPort ?? port.port) === endpoint.targetPort
        : port.name === endpoint.port));
      const port = ports[0];
      if (typeof port?.port !== 'number') { return []; }
      const host = `${service.metadata.name}.${namespaceOf(service)}.svc`;
      const at = typeof port.name === 'string' ? { port: 0, portName: port.name } : { port: port.port };
      return [scrape(inventory, monitor, endpoint, ref, { text: `the pods of ${host}, port ${String(port.name ?? port.port)}`, host, ...at })];
    });
  });
  return { clients };
}

/** What Prometheus scrapes for a PodMonitor: the pods it selects, by the name of a port of theirs. */
export function readPodMonitor(inventory: Inventory, monitor: Manifest): Reading {
  const { selector, namespaceSelector } = monitor.spec ?? {};
  const wanted = isMap(selector) && Object.keys(selector).every((key) => key === 'matchLabels') && isMap(selector.matchLabels) ? selector.matchLabels : {};
  const names = items(namespaceSelector?.matchNames).filter((name): name is string => typeof name === 'string');
  if (Object.keys(wanted).length === 0 || namespaceSelector?.any === true) { return {}; }
  const services: MadeService[] = [];
  const clients = items(monitor.spec?.podMetricsEndpoints).flatMap((endpoint, i): Client[] => {
    if (!isMap(endpoint) || rewritten(endpoint) || typeof endpoint.port !== 'string') { return []; }
    return (names.length > 0 ? names : [namespaceOf(monitor)]).map((namespace) => {
      // No Service has a name with a stroke in it.
      const name = `podmonitor/${monitor.metadata.name.replace(/\./g, '/')}/${i}`;
      services.push({
        name,
        namespace,
        selector: wanted,
        headless: true,
        of: inventory.ref(monitor),
        ports: [{ name: endpoint.port, port: 1, targetPort: endpoint.port }],
      });
      const address = { text: `the pods of PodMonitor ${monitor.metadata.name}, port ${endpoint.port}`, host: `${name}.${namespace}.svc`, port: 0, portName: endpoint.port };
      return scrape(inventory, monitor, endpoint, inventory.ref(monitor, `spec.podMetricsEndpoints[${i}]`), address);
    });
  });
  return { clients, services };
}

/** What Prometheus dials for a Probe: the prober, by its name. */
export function readProbe(inventory: Inventory, probe: Manifest): Reading {
  const { prober, tlsConfig } = probe.spec ?? {};
  const tls = /^https$/i.test(String(prober?.scheme));
  const address = typeof prober?.url === 'string' ? readHostPort(prober.url, tls ? 443 : 80) : undefined;
  if (!address) { return {}; }
  return { clients: [named(inventory, probe, inventory.ref(probe, 'spec.prober'), address, tls, tlsConfig)] };
}

/** What Prometheus scrapes for a ScrapeConfig: the targets that it lists, by their names. */
export function readScrapeConfig(inventory: Inventory, config: Manifest): Reading {
  const { spec } = config;
  if (!isMap(spec) || rewritten(spec)) { return {}; }
  const tls = /^https$/i.test(String(spec.scheme));
  return {
    clients: items(spec.staticConfigs).flatMap((group, i) => items(group.targets).flatMap((target, j): Client[] => {
      const address = /[${}<>]/.test(String(target)) ? undefined : readHostPort(String(target), tls ? 443 : 80);
      const ref = inventory.ref(config, `spec.staticConfigs[${i}].targets[${j}]`);
      return address && !/^(localhost|127\.|::1)/.test(address.host) ? [named(inventory, config, ref, address, tls, spec.tlsConfig)] : [];
    })),
  };
}

/** A client of a name, which is looked up where Prometheus is. */
function named(inventory: Inventory, monitor: Manifest, ref: Ref, address: NonNullable<Client['address']>, tls: boolean, config: unknown): Client {
  const homes = [...new Set(['Prometheus', 'PrometheusAgent'].flatMap((kind) => allOperated(inventory, kind)).map(({ metadata }) => metadata.namespace))];
  // One that names no namespace may go anywhere, unless nothing here names one.
  const shown = homes.length === 1 && (homes[0] !== undefined || monitor.metadata.namespace === undefined);
  const client = { ref, product: 'Prometheus', namespace: homes.length === 1 && homes[0] !== undefined ? homes[0] : namespaceOf(monitor), tls };
  const hidden = !address.host.includes('.') && !shown ? `in which namespace ${address.text} is looked up is not shown by the manifests`
    : classed(inventory, monitor, address, tls, config);
  if (hidden !== undefined) { return { ...client, unknown: hidden, trust: { system: true, bundles: [] } }; }
  return { ...client, address, ...told(inventory, monitor, config, ref) };
}

function scrape(inventory: Inventory, monitor: Manifest, endpoint: { [field: string]: any }, ref: Ref, address: NonNullable<Client['address']>): Client {
  const tls = /^https$/i.test(String(endpoint.scheme));
  const client = { ref, product: 'Prometheus', namespace: namespaceOf(monitor), tls };
  const unknown = classed(inventory, monitor, address, tls, endpoint.tlsConfig);
  if (unknown !== undefined) { return { ...client, unknown, trust: { system: true, bundles: [] } }; }
  return { ...client, address, dialsAddresses: true, ...told(inventory, monitor, endpoint.tlsConfig, ref) };
}

/** Without a tlsConfig, that of a scrape class may hold, server name included: the one that is named, or the default of a Prometheus. */
function classed(inventory: Inventory, monitor: Manifest, address: { readonly text: string }, tls: boolean, config: unknown): string | undefined {
  return tls && !isMap(config) && (typeof monitor.spec?.scrapeClass === 'string' || once(inventory, hasScrapeClasses))
    ? `whether a scrape class of Prometheus says how ${address.text} is verified is not shown by the manifests` : undefined;
}

function told(inventory: Inventory, monitor: Manifest, config: unknown, ref: Ref): ReturnType<typeof readTlsConfig> {
  return readTlsConfig(inventory, namespaceOf(monitor), config, ref);
}

/** Whether relabelling may leave targets out or change what is dialled; or a proxy dials. */
function rewritten(endpoint: { [field: string]: any }): boolean {
  return endpoint.proxyUrl !== undefined || endpoint.proxyFromEnvironment === true || items(endpoint.relabelings).some((each) =>
    /^(keep|drop|keepequal|dropequal|labelmap)$/i.test(String(each.action)) || /^__(address|scheme)__$/.test(String(each.targetLabel))
    || [each.action, each.targetLabel].some((text) => typeof text === 'string' && (text.includes('$') || hasPlaceholder(text)))); // "$1" is a label, too
}

function selectedServices(inventory: Inventory, monitor: Manifest): Manifest[] {
  const { selector, namespaceSelector } = monitor.spec ?? {};
  const wanted = requirements(selector);
  if (wanted === undefined || !isMap(selector)) { return []; }
  const names = items(namespaceSelector?.matchNames).map(String);
  const within = (service: Manifest) => namespaceSelector?.any === true
    || (names.length > 0 ? names : [namespaceOf(monitor)]).some((name) => inventory.sameNamespace(namespaceOf(service), name));
  // Through the label that the selector states, so that not every Service is looked at for every monitor.
  const stated = wanted.find((each) => each.operator === 'In' && each.values.length === 1);
  const candidates = stated ? once(inventory, servicesByLabel).get(`${stated.key}=${stated.values[0]}`) ?? [] : inventory.all('Service');
  const labels = ({ metadata }: Manifest) => ({ known: isMap(metadata.labels) ? metadata.labels : {}, open: () => false });
  return candidates.filter((service) => within(service) && selects(selector, labels(service)) === true);
}

const hasScrapeClasses = (inventory: Inventory): boolean =>
  ['Prometheus', 'PrometheusAgent'].some((kind) => inventory.all(kind).some((one) => items(one.spec?.scrapeClasses).length > 0));

const servicesByLabel = (inventory: Inventory): Map<string, Manifest[]> => {
  const pairs = inventory.all('Service').flatMap((service) => Object.entries(isMap(service.metadata.labels) ? service.metadata.labels : {})
    .map(([key, value]) => ({ label: `${key}=${String(value)}`, service })));
  return new Map([...grouped(pairs, ({ label }) => label)].map(([label, list]) => [label, list.map(({ service }) => service)]));
};
