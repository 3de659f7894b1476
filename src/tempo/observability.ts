import { Construct } from 'constructs';
import { FeatureGates, OperatorFeatureGate } from './operator';
import { MonolithicObservabilitySpec } from '../crds/tempo-monolithic';
import { invalid } from '../kube/invalid';

/**
 * Objects that the operator makes for those who watch a Tempo. Each needs a feature gate of the operator that is off by default; this
 * library can make its own instead, which need none.
 */
export interface TempoObservability {
  /**
   * Whether the operator makes ServiceMonitors (needs PROMETHEUS_OPERATOR).
   * @default false
   */
  readonly serviceMonitors?: boolean;
  /**
   * Labels that they get, for example those that a Prometheus selects by.
   * @default - none
   */
  readonly serviceMonitorLabels?: { readonly [key: string]: string };
  /**
   * Whether the operator makes PrometheusRules (needs PROMETHEUS_OPERATOR and serviceMonitors). Its alerts on single components never
   * fire for a TempoMonolithic.
   * @default false
   */
  readonly prometheusRules?: boolean;
  /**
   * Labels that they get.
   * @default - none
   */
  readonly prometheusRuleLabels?: { readonly [key: string]: string };
  /**
   * Whether the operator makes a Grafana data source (needs GRAFANA_OPERATOR, and no gateway).
   * @default false
   */
  readonly grafanaDataSource?: boolean;
  /**
   * The Grafana instances it is for: a Kubernetes label selector.
   * @default - every instance
   */
  readonly grafanaInstanceSelector?: { readonly [key: string]: any };
}

/**
 * Refuses what the operator's webhook refuses (tempo-operator 0.22.0, internal/webhooks).
 *
 * @throws for a gate that was not declared, and for combinations without effect
 */
export function checkObservability(scope: Construct, wanted: TempoObservability, gates: FeatureGates, gateway: boolean): void {
  const own = 'leave it out and use this library\'s own monitoring objects';
  if (wanted.serviceMonitors) { gates.require(OperatorFeatureGate.PROMETHEUS_OPERATOR, 'observability.serviceMonitors', own); }
  if (wanted.prometheusRules) {
    gates.require(OperatorFeatureGate.PROMETHEUS_OPERATOR, 'observability.prometheusRules', own);
    if (!wanted.serviceMonitors) {
      throw invalid(scope, {
        what: 'observability.prometheusRules needs observability.serviceMonitors: the rules are about what those collect',
        saw: 'serviceMonitors off',
        allowed: 'both, or no rules',
        fix: 'say serviceMonitors: true too',
      });
    }
  }
  if (wanted.grafanaDataSource) {
    gates.require(OperatorFeatureGate.GRAFANA_OPERATOR, 'observability.grafanaDataSource', 'add the data source in Grafana');
    if (gateway) {
      throw invalid(scope, { what: 'observability.grafanaDataSource does not work behind a gateway', saw: 'a gateway', allowed: 'one of the two', fix: 'add the data source in Grafana, with the gateway\'s address and a token' });
    }
  }
  for (const [labels, feature] of [
    ['serviceMonitorLabels', 'serviceMonitors'], ['prometheusRuleLabels', 'prometheusRules'], ['grafanaInstanceSelector', 'grafanaDataSource'],
  ] as const) {
    if (wanted[labels] !== undefined && !wanted[feature]) {
      throw invalid(scope, { what: `observability.${labels} has no effect without ${feature}`, got: wanted[labels], fix: `say ${feature}: true, or leave it out` });
    }
  }
}

/** `spec.observability` of a TempoMonolithic. */
export function monolithicObservability(wanted: TempoObservability): MonolithicObservabilitySpec {
  return {
    metrics: {
      serviceMonitors: wanted.serviceMonitors ? { enabled: true, extraLabels: wanted.serviceMonitorLabels } : undefined,
      prometheusRules: wanted.prometheusRules ? { enabled: true, extraLabels: wanted.prometheusRuleLabels } : undefined,
    },
    grafana: { dataSource: wanted.grafanaDataSource ? { enabled: true, instanceSelector: wanted.grafanaInstanceSelector } : undefined },
  };
}
