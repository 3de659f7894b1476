import { scrapeTls } from './scrape-tls';
import { Product, Target } from './target';
import { MonitoredKey, PodMetricsEndpointSpec } from '../crds/prometheus-operator';
import { Complaint } from '../kube/invalid';
import { containersIn } from '../trust/containers';
import { Manifest, namespaceOf } from '../trust/inventory';
import { Server } from '../trust/model';
import { PodGroup, PolicyGraph } from '../trust/policies/graph';
import { rolesOf } from '../trust/policies/roles';
import { compare, objectName } from '../trust/refs';
import { hasGateway } from '../trust/tempo/custom-resource';
import type { World } from '../trust/world';

/** What of the user's wishes decides how is scraped. */
export interface ScrapeWishes {
  readonly interval: string;
  readonly minioTokenSecret?: string;
  readonly certificateSecret?: string;
  /** bundles to try beside those that the manifests show, by namespace */
  readonly bundles: ReadonlyMap<string, readonly MonitoredKey[]>;
}

/** What is scraped, and why something cannot be. */
export interface Targets {
  readonly targets: readonly Target[];
  readonly complaints: readonly Complaint[];
  readonly warnings: readonly string[];
}

/** Everything that has metrics among the pods of some objects: the servers that the readers know, and the components that the Tempo operator makes of a TempoStack. */
export function targetsOf(graph: PolicyGraph, world: World, covered: readonly Manifest[], wishes: ScrapeWishes): Targets {
  const keys = new Set(covered.map((object) => graph.groupOf(object)?.key));
  const complaints: Complaint[] = [];
  const warnings: string[] = [];
  const targets: Target[] = [];
  for (const server of world.servers) {
    const group = graph.groupOfServer(server);
    const product = productOf(server);
    if (!group || !keys.has(group.key) || !product || isOfStack(server)) { continue; }
    const endpoint = endpointOf(world, server, wishes, complaints, warnings);
    if (endpoint) { targets.push(target(product, group, endpoint, server)); }
  }
  for (const object of covered.filter(({ kind }) => kind === 'TempoStack')) { targets.push(...stackTargets(object, wishes)); }
  return { targets: distinct(targets), complaints, warnings };
}

function productOf(server: Server): Product | undefined {
  if (!rolesOf(server).includes('metrics')) { return undefined; }
  switch (server.product) {
    case 'MinIO': return 'minio';
    case "Tempo's API": return 'tempo';
    default: return server.product.startsWith('the HTTP server of Thanos') ? 'thanos' : undefined;
  }
}

const isOfStack = ({ ref }: Server): boolean => ref.kind === 'TempoStack';

function target(product: Product, group: PodGroup, endpoint: PodMetricsEndpointSpec, server: Server): Target {
  const { namespace, labels } = group;
  const component = labels['app.kubernetes.io/component'] ?? product;
  const name = `${labels['app.kubernetes.io/instance'] ?? server.ref.name}-${component}`;
  return { product, component, name, namespace, job: `${namespace}/${name}`, labels, endpoint, server, group };
}

/** One monitor for pods that are two servers' with metrics. */
function distinct(targets: readonly Target[]): Target[] {
  return [...new Map(targets.map((each) => [each.job, each])).values()].sort((a, b) => compare(a.job, b.job));
}

/** MinIO's newer metrics, all of them at one path (minio 7aac2a2c5, cmd/metrics-v3.go and cmd/metrics-router.go). */
const MINIO_PATH = '/minio/metrics/v3';

function endpointOf(
  world: World, server: Server, wishes: ScrapeWishes, complaints: Complaint[], warnings: string[],
): PodMetricsEndpointSpec | undefined {
  const saw = `${server.product} (${objectName(server.ref)})`;
  if (server.portName === undefined) {
    complaints.push({ what: 'the port with the metrics has no name, and a PodMonitor asks for one', saw, fix: 'name the port in the pod template' });
    return undefined;
  }
  const minio = server.product === 'MinIO';
  const authorization = minio ? minioAuthorization(world, server, wishes) : {};
  const common = { port: server.portName, path: minio ? MINIO_PATH : '/metrics', interval: wishes.interval, ...authorization };
  if (server.tls === undefined) {
    warnings.push(`${saw} is not watched: whether it speaks TLS at its metrics, and with which certificate, is its operator's matter; let the operator make the monitors`);
    return undefined;
  }
  if (!server.tls) { return { ...common, scheme: 'http' }; }
  if (server.clientAuth === 'required' && wishes.certificateSecret === undefined) {
    complaints.push({
      what: 'a server lets nobody scrape it who has no certificate',
      saw,
      allowed: 'an existing Secret with tls.crt and tls.key in its namespace',
      fix: "scrapeCertificateSecret: 'prometheus-tls'",
    });
    return undefined;
  }
  const tlsConfig = scrapeTls(world, server, wishes.bundles.get(server.namespace) ?? [], wishes.certificateSecret);
  if (!tlsConfig) {
    complaints.push({
      what: 'no bundle in the namespace of a server verifies its certificate, and nothing is scraped without that',
      saw,
      allowed: 'the CA that signed it',
      fix: 'scrapeCa: StorageCa.fromPem(…), or the ca of its ServerCertificate',
    });
    return undefined;
  }
  return { ...common, scheme: 'https', tlsConfig };
}

/** The token that MinIO asks for unless it is told to ask for none (minio 7aac2a2c5, cmd/metrics-router.go: jwt or public). */
function minioAuthorization(world: World, server: Server, wishes: ScrapeWishes): Pick<PodMetricsEndpointSpec, 'authorization'> {
  const { kind, namespace, name } = server.ref;
  const workload = world.inventory.get(kind, namespace, name);
  const contexts = workload ? containersIn(world.inventory, workload) : [];
  if (contexts.some(({ env }) => env.get('MINIO_PROMETHEUS_AUTH_TYPE')?.value === 'public')) { return {}; }
  return { authorization: { credentials: { name: wishes.minioTokenSecret ?? `${name}-metrics`, key: 'token' } } };
}

/** Components of a TempoStack with metrics, and whether they speak mutual TLS there (tempo-operator 0.22.0, internal/manifests/servicemonitor, gate httpEncryption on). */
const STACK = ['compactor', 'distributor', 'ingester', 'querier', 'query-frontend'] as const;

/** What its own monitors would be, which need a feature gate that is off by default: the operator's certificates, one for each component. */
function stackTargets(object: Manifest, { interval }: ScrapeWishes): Target[] {
  const namespace = namespaceOf(object);
  const instance = object.metadata.name;
  return STACK.map((component) => {
    const secret = `tempo-${instance}-${component}-mtls`;
    const tls: Partial<PodMetricsEndpointSpec> = component === 'query-frontend' && !hasGateway(object) ? {} : {
      tlsConfig: {
        ca: { configMap: { name: `tempo-${instance}-ca-bundle`, key: 'service-ca.crt' } },
        serverName: `tempo-${instance}-${component}.${namespace}.svc.cluster.local`,
        cert: { secret: { name: secret, key: 'tls.crt' } },
        keySecret: { name: secret, key: 'tls.key' },
      },
    };
    const name = `${instance}-${component}`;
    return {
      product: 'tempo' as const,
      component,
      name,
      namespace,
      job: `${namespace}/${name}`,
      labels: {
        'app.kubernetes.io/component': component, 'app.kubernetes.io/instance': instance, 'app.kubernetes.io/managed-by': 'tempo-operator', 'app.kubernetes.io/name': 'tempo',
      },
      endpoint: { port: 'http', path: '/metrics', interval, scheme: tls.tlsConfig ? 'https' as const : 'http' as const, ...tls },
    };
  });
}
