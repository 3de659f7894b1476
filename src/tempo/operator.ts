import { Construct } from 'constructs';
import { invalid } from '../kube/invalid';
import { requireList, requireOneOf } from '../kube/text';
import { SERVING_CERTS_ANNOTATION } from '../trust/tempo/custom-resource';

/**
 * Features of the Tempo operator that its installation turns on (environment variable FEATURE_GATES; tempo-operator 0.22.0,
 * internal/envconfig/const.go). All of these are off by default, and the operator refuses resources that need one that is off.
 */
export enum OperatorFeatureGate {
  /** ServiceMonitors and PrometheusRules. */
  PROMETHEUS_OPERATOR = 'prometheusOperator',
  /** Grafana data sources. */
  GRAFANA_OPERATOR = 'grafanaOperator',
  /** OpenShift routes. */
  OPENSHIFT_ROUTE = 'openshift.route',
  /** Certificates of OpenShift's service CA. */
  OPENSHIFT_SERVING_CERTS = 'openshift.servingCertsService',
}

/** Whether the operator looks after a resource. */
export enum ManagementState {
  /** The operator brings everything to what the resource says. */
  MANAGED = 'Managed',
  /** The operator leaves everything as it is. */
  UNMANAGED = 'Unmanaged',
}

/** The gates of an operator, as its user declared them. */
export class FeatureGates {
  private readonly on: ReadonlySet<OperatorFeatureGate>;

  constructor(private readonly scope: Construct, gates: readonly OperatorFeatureGate[] = []) {
    const known = Object.values(OperatorFeatureGate);
    this.on = new Set(requireList<OperatorFeatureGate>(scope, 'operatorFeatureGates', gates).map((gate, i) => requireOneOf(scope, `operatorFeatureGates[${i}]`, gate, known)));
  }

  public has(gate: OperatorFeatureGate): boolean {
    return this.on.has(gate);
  }

  /** @throws when the gate that a feature needs was not declared */
  public require(gate: OperatorFeatureGate, field: string, alternative: string): void {
    if (!this.on.has(gate)) {
      throw invalid(this.scope, {
        what: `${field} needs a feature gate of the operator that is off by default; without it the operator refuses the resource`,
        saw: [...this.on].join(', ') || 'no operatorFeatureGates',
        allowed: gate,
        fix: `if your operator was installed with FEATURE_GATES=${gate}, say operatorFeatureGates: [OperatorFeatureGate.${gateName(gate)}]; otherwise ${alternative}`,
      });
    }
  }
}

function gateName(gate: OperatorFeatureGate): string {
  return Object.entries(OperatorFeatureGate).find(([, value]) => value === gate)![0];
}

/** Tells a reader of the manifests that the operator brings certificates of OpenShift's service CA, which no field of the resource shows. */
export function servingCerts(gates: FeatureGates): { [key: string]: string } {
  return gates.has(OperatorFeatureGate.OPENSHIFT_SERVING_CERTS) ? { [SERVING_CERTS_ANNOTATION]: 'true' } : {};
}
