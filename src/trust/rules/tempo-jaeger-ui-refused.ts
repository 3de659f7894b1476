import { Manifest } from '../inventory';
import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { at } from '../tempo/custom-resource';

export const tempoJaegerUiRefused = rule({
  id: 'OT128',
  severity: 'error',
  title: 'the operator refuses what is asked of the Jaeger UI',
  what: 'An ingress or a route of the Jaeger UI is asked for while the UI is off, the UI is on beside rights on queries, or its monitor tab has no Prometheus.',
  why: 'The webhook refuses the resource: "Jaeger UI must be enabled to create an ingress for Jaeger UI", "Ingress cannot be enabled if jaegerQuery is disabled", '
    + '"The Jaeger UI does not support query RBAC", "Prometheus endpoint must be set when monitoring is enabled" (tempo-operator 0.22.0, internal/webhooks).',
  fix: 'enable the Jaeger UI, or take what needs it away',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  jaegerui: {enabled: false, ingress: {enabled: true}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  jaegerui: {enabled: true, ingress: {enabled: true}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const found = tempo.kind === 'TempoStack' ? ofStack(tempo) : ofMonolithic(tempo);
    return found?.map(({ message, field }) => ({ message, resource: inventory.ref(tempo, field) }));
  }),
});

interface Problem { readonly message: string; readonly field: string }

function ofMonolithic(tempo: Manifest): Problem[] | undefined {
  const ui = at(tempo, 'spec', 'jaegerui');
  if (ui === undefined || ui === null) { return undefined; }
  const on = at(ui, 'enabled') === true;
  return [
    ...(['ingress', 'route'] as const).filter((way) => !on && at(ui, way, 'enabled') === true)
      .map((way) => ({ message: `jaegerui.${way} is enabled, and jaegerui is not`, field: `spec.jaegerui.${way}.enabled` })),
    ...(on && at(tempo, 'spec', 'query', 'rbac', 'enabled') === true ? [{ message: 'query.rbac and jaegerui are both enabled', field: 'spec.query.rbac.enabled' }] : []),
  ];
}

function ofStack(tempo: Manifest): Problem[] | undefined {
  const ui = at(tempo, 'spec', 'template', 'queryFrontend', 'jaegerQuery');
  if (ui === undefined || ui === null) { return undefined; }
  const field = 'spec.template.queryFrontend.jaegerQuery';
  const type = at(ui, 'ingress', 'type');
  return [
    ...(at(ui, 'enabled') !== true && (type === 'ingress' || type === 'route') ? [{ message: `jaegerQuery has an ingress of type ${type}, and is not enabled`, field: `${field}.ingress.type` }] : []),
    ...(at(ui, 'monitorTab', 'enabled') === true && !at(ui, 'monitorTab', 'prometheusEndpoint')
      ? [{ message: 'the monitor tab is enabled, and prometheusEndpoint names nobody', field: `${field}.monitorTab` }]
      : []),
  ];
}
