import { invalid } from '../kube/invalid';
import { requireInteger, requireLabel } from '../kube/text';

/** Options of `PrometheusPods.ofOperator`. */
export interface OperatedPrometheusOptions {
  /**
   * `spec.replicas` of the Prometheus.
   * @default 1
   */
  readonly replicas?: number;
}

/** Properties of `PrometheusPods.ofStatefulSet`. */
export interface PrometheusStatefulSetProps {
  /** The name of the StatefulSet. */
  readonly name: string;
  /** Its `spec.serviceName`: the headless Service that gives the pods their names. */
  readonly serviceName: string;
  /** Its `spec.selector.matchLabels`. */
  readonly selector: { [label: string]: string };
  /**
   * Its `spec.replicas`.
   * @default 1
   */
  readonly replicas?: number;
}

/**
 * The pods of a Prometheus that somebody else makes.
 *
 * @example
 *
 * const pods = PrometheusPods.ofOperator('k8s', { replicas: 2 });
 */
export class PrometheusPods {
  /**
   * The pods of a Prometheus custom resource (prometheus-operator 0.93, pkg/prometheus/server: StatefulSet `prometheus-NAME` behind the Service
   * `prometheus-operated`).
   *
   * @param name the name of the custom resource
   */
  public static ofOperator(name: string, options: OperatedPrometheusOptions = {}): PrometheusPods {
    const where = 'PrometheusPods.ofOperator';
    requireLabel(where, 'name', name, 52);
    const replicas = requireInteger(where, 'replicas', options.replicas ?? 1, 1, 1000);
    return new PrometheusPods({ 'operator.prometheus.io/name': name, 'app.kubernetes.io/name': 'prometheus' }, replicas, `prometheus-${name}`, 'prometheus-operated');
  }

  /** The pods of a StatefulSet of your own. */
  public static ofStatefulSet(props: PrometheusStatefulSetProps): PrometheusPods {
    const where = 'PrometheusPods.ofStatefulSet';
    const { selector } = props;
    if (typeof selector !== 'object' || selector === null || Object.keys(selector).length === 0 || Object.values(selector).some((value) => typeof value !== 'string')) {
      throw invalid(where, { what: 'selector selects nothing', got: selector, allowed: 'one label or more', fix: "selector: { app: 'prometheus' }" });
    }
    return new PrometheusPods(
      { ...selector },
      requireInteger(where, 'replicas', props.replicas ?? 1, 1, 1000),
      requireLabel(where, 'name', props.name, 52),
      requireLabel(where, 'serviceName', props.serviceName),
    );
  }

  private constructor(
    /** The labels that select the pods. */
    public readonly selector: { [label: string]: string },
    /** How many there are. */
    public readonly replicas: number,
    /** @internal */
    readonly _workload: string,
    /** @internal */
    readonly _governing: string,
  ) {}
}
