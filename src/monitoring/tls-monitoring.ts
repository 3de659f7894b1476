import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Alert } from './alert';
import { CertificateWatch } from './certificate-watch';
import { checkMonitoring, Settled, settled } from './checks';
import { Computed, computeMonitoring } from './compute';
import { dashboardOf } from './dashboard';
import { DashboardTarget } from './dashboard-target';
import { MonitoringOptions } from './options';
import { MonitoredKey, emitPodMonitor, emitPrometheusRule, RuleGroupSpec } from '../crds/prometheus-operator';
import { Complaint, explainedAll, invalid } from '../kube/invalid';
import { requireSecret } from '../kube/required-secrets';
import { requireName } from '../kube/text';
import { warn } from '../kube/warnings';
import { computeAtSynth, cronJobsToCome, SeenObjects } from '../proof/computed';

/** Properties of `TlsMonitoring`. */
export interface TlsMonitoringProps extends MonitoringOptions {
  /**
   * What is watched: the objects that this library makes below this construct.
   * @default - the chart
   */
  readonly covers?: IConstruct;
  /**
   * The name of the rules.
   * @default - the chart's namespace, "-" and the construct id
   */
  readonly name?: string;
}

/**
 * Monitors and alerts for what a chart serves and dials, for prometheus-operator: a PodMonitor for every server with metrics, scraped over TLS that is verified wherever
 * the server speaks it; alerts on what is down, on the object store, Tempo and Thanos; and on every certificate and CA of the connections before it ends. Computed when the
 * app is synthesized, from what the proof is computed from, and proved with everything else.
 *
 * @example
 *
 * new TlsMonitoring(chart, 'monitoring', { selectedBy: { release: 'kube-prometheus-stack' } });
 */
export class TlsMonitoring extends Construct {
  /** The name of the PrometheusRule. */
  public readonly rulesName: string;
  private readonly props: TlsMonitoringProps;
  private readonly settled: Settled;
  private readonly bundles: ReadonlyMap<string, readonly MonitoredKey[]>;
  private complaints: readonly Complaint[] = [];

  /**
   * @param scope the chart, or a construct in it
   * @param id the construct's id
   * @throws for input that can never work; at synth, for servers that cannot be verified, and for certificates of which nothing tells when they end
   */
  constructor(scope: Construct, id: string, props: TlsMonitoringProps = {}) {
    super(scope, id);
    checkMonitoring(this, props);
    const { namespace } = Chart.of(this);
    if (namespace === undefined) {
      throw invalid(this, {
        what: 'the chart has no namespace, and the rules need one', allowed: 'a chart with a namespace', fix: "new Chart(app, 'tracing', { namespace: 'tracing' })",
      });
    }
    this.props = props;
    this.rulesName = requireName(this, 'name', props.name ?? `${namespace}-${id}`);
    this.settled = settled(this, namespace, props);
    const bound = props.scrapeCa?._bind(this, namespace);
    this.bundles = new Map(bound ? [[namespace, [{ configMap: { name: bound.configMapName, key: bound.key } }]]] : []);
    this.node.addValidation({ validate: () => explainedAll(this.complaints) });
    computeAtSynth(this, 'monitors');
  }

  /** @internal Writes monitors and rules. */
  public _write(seen: SeenObjects): void {
    const covered = seen.emittedBelow(this.props.covers ?? Chart.of(this));
    const watches = this.props.certificateWatches ?? DEFAULT_WATCHES;
    const wishes = { ...this.settled, bundles: this.bundles, watches, checks: cronJobsToCome(this, seen) };
    const computed = computeMonitoring(seen.graph, seen.world, covered, wishes);
    this.complaints = computed.complaints;
    computed.warnings.forEach((text) => warn(this, text));
    if (computed.complaints.length === 0) { this.emitAll(computed); }
  }

  private emitAll({ targets, groups, shares }: Computed): void {
    const { namespace } = this.settled;
    const labels = this.props.selectedBy ?? {};
    for (const { name, namespace: at, labels: matchLabels, endpoint } of targets) {
      emitPodMonitor(this, `${at}-${name}`, { name, namespace: at, labels }, { selector: { matchLabels }, podMetricsEndpoints: [endpoint] });
      const { credentials } = endpoint.authorization ?? {};
      if (credentials) {
        const purpose = 'the token with which Prometheus asks MinIO for metrics (mc admin prometheus generate)';
        requireSecret(this, { namespace: at, name: credentials.name, purpose, keys: { [credentials.key]: '' } });
      }
    }
    const rules = [...groups].map(([group, alerts]): RuleGroupSpec => ({ name: `${namespace}-${group}`, rules: alerts.map((alert) => this.rule(alert)) }));
    if (rules.length > 0) { emitPrometheusRule(this, 'Rules', { name: this.rulesName, namespace, labels }, rules); }
    const named = { name: this.rulesName, namespace };
    const dashboard = dashboardOf(named, targets, shares, this.settled.thresholds);
    if (dashboard) { (this.props.dashboard ?? DashboardTarget.configMap())._emit(this, named, dashboard); }
  }

  private rule({ name, severity, summary, description, labels, for: during, expr }: Alert): RuleGroupSpec['rules'][number] {
    return {
      alert: name,
      expr,
      for: during,
      labels: { severity, namespace: this.settled.namespace, ...labels, ...this.props.alertLabels },
      annotations: { summary, description, runbook_url: this.settled.runbookUrl.replace(/\{alert\}/g, name) },
    };
  }
}

const DEFAULT_WATCHES = [CertificateWatch.certManager(), CertificateWatch.manifests()];
