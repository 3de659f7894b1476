import { ContainerResources } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { JaegerUi, optionalHost, RouteTermination, TempoIngress, TempoRoute } from './jaeger-ui';
import { FeatureGates, OperatorFeatureGate } from './operator';
import { podSecurityContext, scheduling } from './pod-settings';
import { TempoScheduling } from './tempo-options';
import { StackComponentSpec, StackIngressSpec } from '../crds/tempo-stack';
import { invalid } from '../kube/invalid';
import { containerResources } from '../kube/resources';
import { requireInteger, requireOneOf } from '../kube/text';

/** One component of a TempoStack. */
export interface TempoStackComponent extends TempoScheduling {
  /**
   * How many there are.
   * @default - the stack's `replicas`
   */
  readonly replicas?: number;
  /**
   * Requests and limits.
   * @default - by the stack's size or total resources; none without them
   */
  readonly resources?: ContainerResources;
  /**
   * Laid over the pods' security context, key by key; null removes a key.
   * @default - as the stack's `podSecurityContext` has it
   */
  readonly podSecurityContext?: { readonly [key: string]: any };
}

/** The query frontend of a TempoStack. */
export interface TempoStackQueryFrontend extends TempoStackComponent {
  /**
   * The Jaeger UI. Deprecated since tempo-operator 0.22.0.
   * @default - none
   */
  readonly jaegerUi?: JaegerUi;
  /**
   * The URL of a Prometheus with span metrics, for the monitor tab of the Jaeger UI.
   * @default - no monitor tab
   */
  readonly jaegerMonitorPrometheusUrl?: string;
}

/** The gateway of a TempoStack: there when `multitenancy` has one. */
export interface TempoStackGateway extends TempoStackComponent {
  /**
   * An ingress for it.
   * @default - none
   */
  readonly ingress?: TempoIngress;
  /**
   * A route for it (needs the operator's feature gate OPENSHIFT_ROUTE). Not together with `ingress`.
   * @default - none
   */
  readonly route?: TempoRoute;
}

/** The component that makes metrics of traces. */
export interface TempoStackMetricsGenerator extends TempoStackComponent {
  /** The Prometheus remote-write URLs that metrics are sent to: one or more. */
  readonly remoteWriteUrls: string[];
  /**
   * What metrics are made of.
   * @default - span-metrics, service-graphs and local-blocks
   */
  readonly processors?: string[];
}

/** How a stack's components are made: the security context that all of them start from. */
export class StackComponents {
  constructor(
    private readonly scope: Construct,
    private readonly platformUser: boolean,
    private readonly securityContext: { readonly [key: string]: any } | undefined,
    private readonly gates: FeatureGates,
    private readonly replicas: number | undefined,
  ) {}

  /** The common part of a component; every component gets one, because each has its own pods to secure. */
  public component(field: string, wanted: TempoStackComponent | undefined): StackComponentSpec {
    const [from, replicas] = wanted?.replicas === undefined ? ['replicas', this.replicas] : [`${field}.replicas`, wanted.replicas];
    return {
      replicas: replicas === undefined ? undefined : requireInteger(this.scope, from, replicas, 1, 1000),
      ...scheduling(this.scope, wanted ?? {}, `${field}.`),
      resources: wanted?.resources && containerResources(this.scope, `${field}.resources`, wanted.resources),
      podSecurityContext: podSecurityContext(this.scope, this.platformUser, { ...this.securityContext, ...wanted?.podSecurityContext }),
    };
  }

  /** An ingress or a route; @throws for both at once */
  public ingress(field: string, ingress: TempoIngress | undefined, route: TempoRoute | undefined): StackIngressSpec | undefined {
    if (ingress && route) {
      throw invalid(this.scope, { what: `${field} has an ingress and a route`, saw: 'both', allowed: 'one of the two', fix: 'leave one out' });
    }
    if (route) {
      this.gates.require(OperatorFeatureGate.OPENSHIFT_ROUTE, `${field}.route`, `use ${field}.ingress`);
      const termination = requireOneOf(this.scope, `${field}.route.termination`, route.termination ?? RouteTermination.EDGE, Object.values(RouteTermination));
      return { type: 'route', annotations: route.annotations, host: optionalHost(this.scope, `${field}.route.host`, route.host), route: { termination } };
    }
    return ingress && { type: 'ingress', ...ingress, host: optionalHost(this.scope, `${field}.ingress.host`, ingress.host) };
  }
}
