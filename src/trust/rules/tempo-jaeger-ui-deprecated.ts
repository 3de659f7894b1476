import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { at } from '../tempo/custom-resource';

export const tempoJaegerUiDeprecated = rule({
  id: 'OT131',
  severity: 'note',
  title: 'the Jaeger UI of a Tempo will be removed',
  what: 'A Tempo enables the Jaeger UI.',
  why: 'The operator warns since 0.22.0 that it "is deprecated and will be removed in a future release" (internal/webhooks).',
  fix: "look at traces in Grafana, with Tempo's own API on port 3200",
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  jaegerui: {enabled: true}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  jaegerui: {enabled: false}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const field = tempo.kind === 'TempoStack' ? 'spec.template.queryFrontend.jaegerQuery.enabled' : 'spec.jaegerui.enabled';
    return [at(tempo, ...field.split('.')) === true && { message: `${field} is true, and the operator will drop the Jaeger UI`, resource: inventory.ref(tempo, field) }];
  }),
});
