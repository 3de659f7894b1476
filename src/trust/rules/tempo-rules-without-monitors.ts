import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { at, hasGateway } from '../tempo/custom-resource';

export const tempoRulesWithoutMonitors = rule({
  id: 'OT129',
  severity: 'error',
  title: 'the operator refuses what is asked of its monitoring',
  what: 'PrometheusRules of a Tempo are asked for without ServiceMonitors, or a Grafana data source behind a gateway.',
  why: 'The webhook refuses the resource: "serviceMonitors must be enabled to create PrometheusRules", "creating a data source for Tempo is not support if the gateway is enabled" '
    + '(tempo-operator 0.22.0, internal/webhooks).',
  fix: 'enable the ServiceMonitors too, or take the rules away; behind a gateway, add the data source in Grafana',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  observability: {metrics: {prometheusRules: {enabled: true}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  observability: {metrics: {serviceMonitors: {enabled: true}, prometheusRules: {enabled: true}}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const wanted = at(tempo, 'spec', 'observability');
    if (wanted === undefined || wanted === null) { return undefined; }
    const stack = tempo.kind === 'TempoStack';
    const metrics = at(wanted, 'metrics');
    const monitors = (stack ? at(metrics, 'createServiceMonitors') : at(metrics, 'serviceMonitors', 'enabled')) === true;
    const rules = (stack ? at(metrics, 'createPrometheusRules') : at(metrics, 'prometheusRules', 'enabled')) === true;
    const source = (stack ? at(wanted, 'grafana', 'createDatasource') : at(wanted, 'grafana', 'dataSource', 'enabled')) === true;
    const field = 'spec.observability';
    return [
      rules && !monitors && {
        message: 'PrometheusRules are enabled, and the ServiceMonitors that they need are not',
        resource: inventory.ref(tempo, stack ? `${field}.metrics.createPrometheusRules` : `${field}.metrics.prometheusRules.enabled`),
      },
      source && hasGateway(tempo) && {
        message: 'a Grafana data source is enabled, and there is a gateway',
        resource: inventory.ref(tempo, stack ? `${field}.grafana.createDatasource` : `${field}.grafana.dataSource.enabled`),
      },
    ];
  }),
});
