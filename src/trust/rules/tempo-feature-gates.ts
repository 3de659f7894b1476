import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { at, isOpenShift } from '../tempo/custom-resource';

export const tempoFeatureGates = rule({
  id: 'OT130',
  severity: 'warning',
  title: 'a Tempo needs a feature gate that the operator has off by default',
  what: 'ServiceMonitors, PrometheusRules or a Grafana data source of a Tempo are enabled, which the operator makes only when its installation allows it.',
  why: 'The gates prometheusOperator and grafanaOperator are off unless the operator runs with FEATURE_GATES; without them its webhook refuses the resource '
    + '(tempo-operator 0.22.0, internal/envconfig/const.go, internal/webhooks). OpenShift installations have prometheusOperator on.',
  fix: "see that the operator's FEATURE_GATES has the gate, or make the object yourself; then acknowledge this finding",
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  observability: {metrics: {serviceMonitors: {enabled: true}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  observability: {metrics: {serviceMonitors: {enabled: false}}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const wanted = at(tempo, 'spec', 'observability');
    if (wanted === undefined || wanted === null || isOpenShift(inventory)) { return undefined; }
    const features = tempo.kind === 'TempoStack'
      ? [['metrics.createServiceMonitors', 'prometheusOperator'], ['metrics.createPrometheusRules', 'prometheusOperator'], ['grafana.createDatasource', 'grafanaOperator']]
      : [['metrics.serviceMonitors.enabled', 'prometheusOperator'], ['metrics.prometheusRules.enabled', 'prometheusOperator'], ['grafana.dataSource.enabled', 'grafanaOperator']];
    return features.map(([path, gate]) => at(wanted, ...path.split('.')) === true && {
      message: `spec.observability.${path} needs the operator's feature gate ${gate}, which is off by default`,
      resource: inventory.ref(tempo, `spec.observability.${path}`),
    });
  }),
});
