import { Inventory, Manifest, namespaceOf } from '../inventory';
import { MadeService, Reading, Server } from '../model';
import { gatewayTls } from './tempo-gateway';
import { OTLP_PORTS, receivers } from './tempo-receivers';
import { storageClient } from './tempo-storage';
import { at, extraConfig, hasGateway, isTempo, receiversOf } from '../tempo/custom-resource';

type Ports = MadeService['ports'];

const JAEGER: Ports = [
  { name: 'jaeger-grpc', port: 16685, targetPort: 'jaeger-grpc' },
  { name: 'jaeger-ui', port: 16686, targetPort: 'jaeger-ui' },
  { name: 'jaeger-metrics', port: 16687, targetPort: 'jaeger-metrics' },
];

const GATEWAY: Ports = [
  { name: 'public', port: 8080, targetPort: 'public' },
  { name: 'internal', port: 8081, targetPort: 'internal' },
  { name: 'http', port: 3200, targetPort: 'http' },
];

/**
 * TempoMonolithic: one pod that stores, receives and answers, with the Services that the operator makes for it
 * (tempo-operator 0.22.0, internal/manifests/monolithic/services.go). Behind a gateway there is the gateway's Service alone.
 */
export function readTempoMonolithic(inventory: Inventory, object: Manifest): Reading {
  if (!isTempo(object)) { return {}; }
  const name = object.metadata.name;
  const namespace = namespaceOf(object);
  const labels = {
    'app.kubernetes.io/name': 'tempo-monolithic',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'tempo-operator',
    'app.kubernetes.io/component': 'tempo',
  };
  const storage = storageClient(inventory, object, labels);
  const gateway = hasGateway(object);
  const jaeger = at(object, 'spec', 'jaegerui', 'enabled') === true;
  const listener = (product: string, port: number, portName: string, tls: boolean | undefined): Server =>
    ({ ref: inventory.ref(object), product, namespace, labels, port, portName, tls, certificates: [], clientAuth: 'none' });
  const service = (of: string, ports: Ports): MadeService => ({ name: of, namespace, selector: labels, ports, of: inventory.ref(object) });
  const otlp = receiversOf(object).filter((r) => r.on).map(({ protocol }) => ({ ...OTLP_PORTS[protocol], targetPort: OTLP_PORTS[protocol].name }));
  const changed = at(extraConfig(object), 'server') !== undefined;
  const entrance = gateway ? gatewayTls(inventory, object) : {};
  // The operator's gates decide what is spoken behind a gateway: the manifests do not show them.
  const servers = gateway
    ? [
      { ...listener("Tempo's gateway", 8080, 'public', undefined), ...entrance }, listener("Tempo's gateway", 8081, 'internal', undefined),
      { ...listener("Tempo's gateway", 8090, 'grpc-public', undefined), ...entrance }, listener("Tempo's API", 3200, 'http', undefined),
    ]
    : [listener("Tempo's API", 3200, 'http', changed ? undefined : false), ...receivers(inventory, object, labels)];
  const grpc = otlp.filter((port) => port.name === 'otlp-grpc').map((port) => ({ ...port, targetPort: 'grpc-public' }));
  return {
    clients: storage ? [storage] : [],
    servers: [...servers, ...(jaeger && !gateway ? JAEGER.map((port) => listener("Tempo's Jaeger UI", port.port, String(port.targetPort), undefined)) : [])],
    services: gateway
      ? [service(`tempo-${name}-gateway`, [...GATEWAY, ...grpc])]
      : [service(`tempo-${name}`, [{ name: 'http', port: 3200, targetPort: 'http' }, ...otlp]), ...(jaeger ? [service(`tempo-${name}-jaegerui`, JAEGER)] : [])],
  };
}
