import { Inventory, Manifest, namespaceOf } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { MadeService, Reading, Server } from '../model';
import { gatewayTls } from './tempo-gateway';
import { receivers } from './tempo-receivers';
import { storageClient } from './tempo-storage';
import { at, extraConfig, hasGateway, isTempo } from '../tempo/custom-resource';

type Ports = MadeService['ports'];

const port = (number: number, name: string): Ports[number] => ({ name, port: number, targetPort: name });

const HTTP = port(3200, 'http');
const GRPC = port(9095, 'grpc');
const GOSSIP = port(7946, 'http-memberlist');
const JAEGER = [port(16685, 'jaeger-grpc'), port(16686, 'jaeger-ui'), port(16687, 'jaeger-metrics')];
/** The components that dial the store (internal/manifests/networkpolicies/components.go). */
const STORING = ['ingester', 'querier', 'query-frontend', 'compactor'];
const OTLP = [port(4317, 'otlp-grpc'), port(4318, 'otlp-http')];
const OLDER = [port(14268, 'thrift-http'), port(6831, 'thrift-compact'), port(6832, 'thrift-binary'), port(14250, 'jaeger-grpc'), port(9411, 'http-zipkin')];
const GATEWAY = [port(8090, 'grpc-public'), port(8081, 'internal'), port(8080, 'public')];

/**
 * TempoStack: one workload a component, of which all but the distributor dial the store, and the Services that the operator makes for them
 * (tempo-operator 0.22.0, internal/manifests). What components speak among themselves the operator decides, and encrypts by default.
 */
export function readTempoStack(inventory: Inventory, object: Manifest): Reading {
  if (!isTempo(object)) { return {}; }
  const { name } = object.metadata;
  const namespace = namespaceOf(object);
  const labels = (component?: string) => ({
    'app.kubernetes.io/name': 'tempo',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'tempo-operator',
    ...(component === undefined ? {} : { 'app.kubernetes.io/component': component }),
  });
  const gateway = hasGateway(object);
  const jaeger = at(object, 'spec', 'template', 'queryFrontend', 'jaegerQuery', 'enabled') === true;
  // An authenticating proxy takes the place of some ports; then only the operator knows them.
  const proxied = at(object, 'spec', 'template', 'queryFrontend', 'jaegerQuery', 'ingress', 'type') === 'route';
  const service = (component: string, ports: Ports, selector = component, headless?: boolean): MadeService =>
    ({ name: `tempo-${name}-${component}`, namespace, selector: labels(selector), ports, of: inventory.ref(object), ...(headless ? { headless } : {}) });
  const listener = (component: string, product: string, at_: Ports[number], tls: boolean | undefined): Server =>
    ({ ref: inventory.ref(object), product, namespace, labels: labels(component), port: at_.port, portName: at_.name, tls, certificates: [], clientAuth: 'none' });
  const storage = storageClient(inventory, object, labels());
  const changed = at(extraConfig(object), 'server') !== undefined;
  const otlp = receivers(inventory, object, labels('distributor'));
  const entrance = gateway ? gatewayTls(inventory, object) : {};
  const frontend = [HTTP, GRPC, ...(jaeger ? JAEGER : [])];
  return {
    clients: storage ? [{ ...storage, kinds: STORING.map(labels) }] : [],
    servers: [
      ...(gateway ? otlp.map((server) => ({ ...server, ...behindGateway(inventory, object) })) : otlp),
      listener('query-frontend', "Tempo's API", HTTP, gateway || changed ? undefined : false),
      ...[GRPC, ...(jaeger ? JAEGER : [])].map((p) => listener('query-frontend', "Tempo's query-frontend", p, undefined)),
      ...[HTTP, ...(gateway ? [] : OLDER)].map((p) => listener('distributor', "Tempo's distributor", p, undefined)),
      ...['ingester', 'querier', 'compactor', 'metrics-generator'].flatMap((c) => [HTTP, GRPC, GOSSIP].map((p) => listener(c, `Tempo's ${c}`, p, undefined))),
      ...(gateway ? GATEWAY.map((p) => ({ ...listener('gateway', "Tempo's gateway", p, undefined), ...(p.name === 'internal' ? {} : entrance) })) : []),
    ],
    services: [
      service('distributor', [...OTLP, HTTP, ...(gateway ? [] : OLDER)]),
      ...(proxied ? [] : [service('query-frontend', frontend), service('query-frontend-discovery', frontend, 'query-frontend', true)]),
      service('ingester', [HTTP, GRPC]),
      service('querier', [GOSSIP, HTTP, GRPC]),
      service('compactor', [GOSSIP, HTTP]),
      ...(at(object, 'spec', 'template', 'metricsGenerator', 'enabled') === true ? [service('metrics-generator', [GOSSIP, HTTP, GRPC])] : []),
      ...(gateway ? [service('gateway', GATEWAY)] : []),
    ],
  };
}

/**
 * The receivers behind a gateway: the operator's own CA signs for them, and for the clients that they demand it of, unless its gate for that is off,
 * which is on by default (tempo-operator 0.22.0, internal/manifests/config/tempo-config.yaml).
 */
function behindGateway(inventory: Inventory, object: Manifest): Pick<Server, 'tls' | 'clientAuth' | 'clientCa' | 'certificates'> {
  const name = `tempo-${object.metadata.name}`;
  const namespace = namespaceOf(object);
  return {
    tls: true,
    clientAuth: 'required',
    clientCa: bundleIn(inventory, 'ConfigMap', namespace, `${name}-ca-bundle`, 'service-ca.crt'),
    certificates: [certificateIn(inventory, namespace, `${name}-distributor-mtls`, 'tls.crt', 'tls.key')],
  };
}
