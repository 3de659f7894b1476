import { items } from '../values';
import { rule } from './rule';
import { ofTempo } from './tempo';
import { at } from '../tempo/custom-resource';

export const tempoRemoteWriteMissing = rule({
  id: 'OT126',
  severity: 'error',
  title: 'the metrics generator has nowhere to write',
  what: 'The metrics generator of a TempoStack is enabled, and remoteWriteURLs is empty.',
  why: 'The webhook refuses the resource: "at least one remote write URL is required when the metrics-generator is enabled" '
    + '(tempo-operator 0.22.0, internal/webhooks/tempostack_webhook.go).',
  fix: 'list the receivers of metrics in spec.template.metricsGenerator.remoteWriteURLs',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec:
  storage: {secret: {name: traces-s3, type: s3}, tls: {enabled: true, caName: storage-ca}}
  template: {metricsGenerator: {enabled: true}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec:
  storage: {secret: {name: traces-s3, type: s3}, tls: {enabled: true, caName: storage-ca}}
  template: {metricsGenerator: {enabled: true, remoteWriteURLs: ['https://thanos.example.com/api/v1/receive']}}
`,
  on: 'object',
  kinds: ['TempoStack'],
  check: (object, { inventory }) => ofTempo(object, ['TempoStack'], (tempo) => {
    const generator = at(tempo, 'spec', 'template', 'metricsGenerator');
    if (at(generator, 'enabled') !== true) { return undefined; }
    return [items(at(generator, 'remoteWriteURLs')).length === 0 && {
      message: 'metricsGenerator is enabled, and remoteWriteURLs names nobody',
      resource: inventory.ref(tempo, 'spec.template.metricsGenerator'),
    }];
  }),
});
