import { Construct } from 'constructs';
import { emit } from '../kube/emit';
import { invalid } from '../kube/invalid';
import { requireMap } from '../kube/kinds';

/**
 * In which form a dashboard reaches Grafana.
 *
 * @example
 *
 * const target = DashboardTarget.grafanaOperator({ dashboards: 'grafana' });
 */
export class DashboardTarget {
  /**
   * As a ConfigMap that the sidecar of Grafana's charts finds by its label.
   *
   * @param labels what the sidecar looks for
   * @default - grafana_dashboard: "1"
   */
  public static configMap(labels?: { [label: string]: string }): DashboardTarget {
    return new DashboardTarget('configMap', checked('DashboardTarget.configMap', labels ?? { grafana_dashboard: '1' }));
  }

  /**
   * As a GrafanaDashboard of grafana-operator (grafana.integreatly.org/v1beta1).
   *
   * @param instanceSelector labels of the Grafana resources that it is for
   */
  public static grafanaOperator(instanceSelector: { [label: string]: string }): DashboardTarget {
    return new DashboardTarget('grafanaOperator', checked('DashboardTarget.grafanaOperator', instanceSelector));
  }

  /** Not at all. */
  public static none(): DashboardTarget {
    return new DashboardTarget('none', {});
  }

  private constructor(private readonly kind: 'configMap' | 'grafanaOperator' | 'none', private readonly labels: { [label: string]: string }) {}

  /** @internal Writes a dashboard. */
  public _emit(scope: Construct, named: { readonly name: string; readonly namespace: string }, dashboard: object): void {
    const json = `${JSON.stringify(dashboard, undefined, 1)}\n`;
    const name = `${named.name}-dashboard`;
    const { namespace } = named;
    if (this.kind === 'configMap') {
      emit(scope, 'Dashboard', { apiVersion: 'v1', kind: 'ConfigMap', name, namespace, labels: this.labels, data: { [`${name}.json`]: json } });
    } else if (this.kind === 'grafanaOperator') {
      // grafana-operator 5, api/v1beta1/grafanadashboard_types.go
      emit(scope, 'Dashboard', { apiVersion: 'grafana.integreatly.org/v1beta1', kind: 'GrafanaDashboard', name, namespace, spec: { instanceSelector: { matchLabels: this.labels }, allowCrossNamespaceImport: true, json } });
    }
  }
}

function checked(where: string, labels: unknown): { [label: string]: string } {
  const map = requireMap(where, 'the labels', labels, 'names and values');
  if (Object.keys(map).length === 0 || Object.values(map).some((value) => typeof value !== 'string')) {
    throw invalid(where, { what: 'no label is given, or one that is no text', got: labels, allowed: 'one label or more', fix: "for example { grafana_dashboard: '1' }" });
  }
  return { ...map };
}
