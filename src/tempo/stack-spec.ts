import { Construct } from 'constructs';
import { checkQueryRbac } from './common';
import { jaegerAuthentication } from './jaeger-ui';
import { FeatureGates } from './operator';
import { StackComponents, TempoStackQueryFrontend } from './stack-components';
import { rateLimit } from './stack-limits';
import { storedDuration } from './tempo-config';
import { TempoInstanceAddress, TempoStackS3Props, TempoStackSize } from './tempo-stack-props';
import { TempoTlsSpec } from '../crds/tempo-common';
import { StackJaegerQuerySpec, StackTemplateSpec, TempoStackSpec } from '../crds/tempo-stack';
import { printedDuration } from '../kube/durations';
import { invalid } from '../kube/invalid';
import { requireBoolean, requireDuration, requireMap } from '../kube/kinds';
import { containerResources } from '../kube/resources';
import { requireImage, requireInteger, requireList, requireOneOf, requireQuantity, requireText } from '../kube/text';
import { warn } from '../kube/warnings';

/** The parts of a stack's spec that say how much of it there is. */
export function stackScale(scope: Construct, props: TempoStackS3Props): Partial<TempoStackSpec> {
  if (props.size !== undefined) { requireOneOf(scope, 'size', props.size, Object.values(TempoStackSize)); }
  if (props.size !== undefined && props.totalResources !== undefined) {
    throw invalid(scope, { what: 'totalResources has no effect with a size', got: props.size, allowed: 'one of the two', fix: 'leave one out; single components can be given resources beside a size' });
  }
  return {
    size: props.size,
    resources: { total: props.totalResources && totalResources(scope, props.totalResources) },
    replicationFactor: props.replicationFactor,
    replicationZones: props.replicationZones && zones(scope, props.replicationZones, props.images?.tempo),
    storageSize: requireQuantity(scope, 'storageSize', props.storageSize ?? '10Gi'),
    storageClassName: props.storageClassName === undefined ? undefined : requireText(scope, 'storageClassName', props.storageClassName),
    retention: {
      global: props.retention && { traces: storedDuration(scope, 'retention', props.retention) },
      perTenant: props.tenantRetention && mapValues(props.tenantRetention, (d, tenant) => ({ traces: storedDuration(scope, `tenantRetention.${tenant}`, d) })),
    },
    limits: {
      global: props.limits && rateLimit(scope, 'limits', props.limits),
      perTenant: props.tenantLimits && mapValues(props.tenantLimits, (limits, tenant) => rateLimit(scope, `tenantLimits.${tenant}`, limits)),
    },
    search: props.search && {
      defaultResultLimit: props.search.defaultResultLimit,
      maxResultLimit: props.search.maxResultLimit,
      maxDuration: props.search.maxDuration && printedDuration(requireDuration(scope, 'search.maxDuration', props.search.maxDuration, true)),
    },
    images: props.images && images(scope, props.images),
    hashRing: {
      memberlist: {
        enableIPv6: props.ringIpv6 === undefined ? undefined : requireBoolean(scope, 'ringIpv6', props.ringIpv6),
        instanceAddrType: props.ringInstanceAddress && requireOneOf(scope, 'ringInstanceAddress', props.ringInstanceAddress, Object.values(TempoInstanceAddress)),
      },
    },
    networkPolicy: { enabled: props.networkPolicies === undefined ? undefined : requireBoolean(scope, 'networkPolicies', props.networkPolicies) },
  };
}

/** `spec.template`. */
export function stackTemplate(
  scope: Construct, props: TempoStackS3Props, gates: FeatureGates, gateway: boolean, receiverTls: TempoTlsSpec | undefined,
): StackTemplateSpec {
  const parts = new StackComponents(scope, props.platformUser ?? false, props.podSecurityContext, gates, props.replicas);
  if (props.gateway !== undefined && !gateway) {
    throw invalid(scope, { what: 'gateway has no effect without tenants', saw: props.multitenancy ? 'Tenancy.headerOnly()' : 'no multitenancy', allowed: 'Tenancy.gatewayStatic(…) or .openshift(…)', fix: 'say multitenancy, or leave gateway out' });
  }
  if (props.queryRbac) { checkQueryRbac(scope, gateway, props.queryFrontend?.jaegerUi !== undefined); }
  const generator = props.metricsGenerator;
  if (generator !== undefined) { requireMap(scope, 'metricsGenerator', generator, '{ remoteWriteUrls }'); }
  if (generator !== undefined && requireList(scope, 'metricsGenerator.remoteWriteUrls', generator.remoteWriteUrls).length === 0) {
    throw invalid(scope, { what: 'metricsGenerator.remoteWriteUrls is empty: the metrics would go nowhere', got: [], allowed: 'one URL or more', fix: 'name a Prometheus remote-write URL, or leave metricsGenerator out' });
  }
  return {
    distributor: { component: parts.component('distributor', props.distributor), tls: receiverTls },
    ingester: { ...parts.component('ingester', props.ingester), replicas: ingesters(scope, props) },
    compactor: parts.component('compactor', props.compactor),
    querier: parts.component('querier', props.querier),
    queryFrontend: {
      component: parts.component('queryFrontend', props.queryFrontend),
      jaegerQuery: props.queryFrontend?.jaegerUi && jaegerQuery(scope, props.queryFrontend, parts, gateway),
      mcpServer: props.mcpServer ? { enabled: true } : undefined,
    },
    gateway: gateway
      ? {
        enabled: true,
        component: parts.component('gateway', props.gateway),
        ingress: parts.ingress('gateway', props.gateway?.ingress, props.gateway?.route),
        rbac: props.queryRbac ? { enabled: true } : undefined,
      }
      : undefined,
    metricsGenerator: generator && {
      enabled: true,
      component: parts.component('metricsGenerator', generator),
      remoteWriteURLs: generator.remoteWriteUrls.map((url, i) => requireUrl(scope, `metricsGenerator.remoteWriteUrls[${i}]`, url)),
      processors: generator.processors,
    },
  };
}

function jaegerQuery(scope: Construct, frontend: TempoStackQueryFrontend, parts: StackComponents, gateway: boolean): StackJaegerQuerySpec {
  const ui = frontend.jaegerUi!;
  warn(scope, 'queryFrontend.jaegerUi: deprecated since tempo-operator 0.22.0 and to be removed; use Grafana with a Tempo data source');
  if (gateway && (ui.ingress || ui.route)) {
    throw invalid(scope, { what: 'the Jaeger UI cannot have an ingress or route of its own behind a gateway', saw: 'both', allowed: 'gateway.ingress or gateway.route', fix: 'use the Jaeger UI through the gateway' });
  }
  return {
    enabled: true,
    ingress: parts.ingress('queryFrontend.jaegerUi', ui.ingress, ui.route),
    monitorTab: frontend.jaegerMonitorPrometheusUrl === undefined
      ? undefined
      : { enabled: true, prometheusEndpoint: requireUrl(scope, 'queryFrontend.jaegerMonitorPrometheusUrl', frontend.jaegerMonitorPrometheusUrl) },
    resources: ui.resources && containerResources(scope, 'queryFrontend.jaegerUi.resources', ui.resources),
    tempoQuery: { resources: ui.tempoQueryResources && containerResources(scope, 'queryFrontend.jaegerUi.tempoQueryResources', ui.tempoQueryResources) },
    servicesQueryDuration: ui.servicesQueryDuration && printedDuration(requireDuration(scope, 'queryFrontend.jaegerUi.servicesQueryDuration', ui.servicesQueryDuration, true)),
    findTracesConcurrentRequests: ui.findTracesConcurrentRequests,
    authentication: ui.authentication && jaegerAuthentication(scope, ui.authentication),
  };
}

/**
 * How many ingesters there are. The operator refuses fewer than the quorum of the replication factor, and takes exactly the quorum where a size and a factor are
 * given (internal/webhooks/tempostack_webhook.go): of two with a factor of 3 none may be away. So it is told as many as the factor.
 */
function ingesters(scope: Construct, props: TempoStackS3Props): number | undefined {
  const sized = props.size !== undefined && props.size !== TempoStackSize.DEMO ? 2 : 1;
  const factor = props.replicationFactor === undefined ? sized : requireInteger(scope, 'replicationFactor', props.replicationFactor, 1, 100);
  const quorum = Math.floor(factor / 2) + 1;
  const least = Math.max(props.replicas ?? 0, props.replicationFactor ?? 0);
  const wanted = props.ingester?.replicas ?? (least > 0 ? least : undefined);
  const count = wanted ?? (props.size !== undefined ? quorum : 1);
  if (count < quorum) {
    throw invalid(scope, {
      what: `a replication factor of ${factor} needs ${quorum} ingesters to agree`,
      saw: `${count} ingester${count === 1 ? '' : 's'}`,
      allowed: `${quorum} or more`,
      fix: `say ingester: { replicas: ${Math.max(quorum, factor)} }, which can lose one`,
    });
  }
  // With a factor of 2 one that has the span is enough (Tempo 2.10.8, pkg/ring/ring.go), else more than half of them (dskit, ring/replication_strategy.go).
  if (factor > 2 && count === quorum) {
    warn(scope, `ingester.replicas: all ${count} have to have a span before it is taken, so no trace is taken while one is away; with a replication factor of ${factor} have ${factor}`);
  }
  return wanted;
}

/** The operator reads limits only, and gives each component a request of 30 % of its part (internal/manifests/manifestutils/resources.go). */
function totalResources(scope: Construct, wanted: NonNullable<TempoStackS3Props['totalResources']>): ReturnType<typeof containerResources> {
  const total = containerResources(scope, 'totalResources', wanted);
  if (total.requests !== undefined) {
    throw invalid(scope, { what: 'totalResources has requests, which the operator does not read', got: total.requests, allowed: 'limits: requests are 30 % of them', fix: 'leave them out, or say resources of single components' });
  }
  return total;
}

function zones(scope: Construct, wanted: NonNullable<TempoStackS3Props['replicationZones']>, image: string | undefined): { maxSkew: number; topologyKey: string }[] {
  const list = requireList<typeof wanted[number]>(scope, 'replicationZones', wanted);
  // An init container of every component but the compactor waits in a shell (internal/manifests/manifestutils/node_placement.go) that Tempo's image lost (Tempo 2.10.8, cmd/tempo/Dockerfile).
  if (image === undefined || /^((docker|index\.docker)\.io\/)?grafana\/tempo[:@]/.test(image)) {
    throw invalid(scope, {
      what: 'replicationZones has the operator start a shell from Tempo\'s image, which has none: no pod would start',
      got: image ?? 'the operator\'s image, docker.io/grafana/tempo:2.10.8',
      allowed: 'an image of Tempo 2.10 with a shell',
      fix: 'say images: { tempo: … } with one of your own, made from gcr.io/distroless/static-debian12:debug, or leave replicationZones out',
    });
  }
  const seen = new Set<string>();
  return list.map((zone, i) => {
    requireMap(scope, `replicationZones[${i}]`, zone, '{ topologyKey }');
    const topologyKey = requireText(scope, `replicationZones[${i}].topologyKey`, zone.topologyKey);
    if (seen.has(topologyKey)) {
      throw invalid(scope, { what: 'two replicationZones have one topologyKey, which no pod can satisfy', got: topologyKey, allowed: 'a key of its own for each', fix: 'remove one' });
    }
    seen.add(topologyKey);
    return { topologyKey, maxSkew: zone.maxSkew ?? 1 };
  });
}

function images(scope: Construct, wanted: { readonly [component: string]: any }): { [component: string]: string } {
  const found = Object.fromEntries(Object.entries(wanted).map(([component, image]) => [component, requireImage(scope, `images.${component}`, image)]));
  if (/:v?3\.\d/.test(found.tempo ?? '')) {
    throw invalid(scope, { what: 'images.tempo is a Tempo 3, which does not read what this operator writes', got: found.tempo, allowed: 'a Tempo 2.10', fix: 'leave it out: the operator brings Tempo 2.10.8' });
  }
  return found;
}

/** `spec.observability.tracing`. */
export function selfTracing(scope: Construct, props: TempoStackS3Props): { sampling_fraction?: string; otlp_http_endpoint?: string } {
  const { selfTracingFraction: fraction, selfTracingEndpoint: endpoint } = props;
  if ((fraction === undefined) !== (endpoint === undefined)) {
    throw invalid(scope, { what: 'selfTracingFraction and selfTracingEndpoint have an effect together only', got: fraction ?? endpoint, allowed: 'both or none', fix: `say ${fraction === undefined ? 'selfTracingFraction' : 'selfTracingEndpoint'} too` });
  }
  if (fraction !== undefined && !(fraction >= 0 && fraction <= 1)) {
    throw invalid(scope, { what: 'selfTracingFraction is out of range', got: fraction, allowed: '0 to 1', fix: 'for example 0.01' });
  }
  return { sampling_fraction: fraction?.toString(), otlp_http_endpoint: endpoint && requireUrl(scope, 'selfTracingEndpoint', endpoint) };
}

function requireUrl(scope: Construct, field: string, value: unknown): string {
  const text = requireText(scope, field, value);
  if (!/^https?:\/\/[^/\s]+/.test(text)) {
    throw invalid(scope, { what: `${field} is not a URL`, got: text, allowed: 'https://HOST… or http://HOST…', fix: 'write it with its scheme' });
  }
  return text;
}

function mapValues<A, B>(map: { readonly [key: string]: A }, f: (value: A, key: string) => B): { [key: string]: B } {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, f(value, key)]));
}
