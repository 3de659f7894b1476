import { namespaceOf } from '../inventory';
import { rule } from './rule';
import { ofTempo } from './tempo';
import { isTempo } from '../tempo/custom-resource';

export const tempoTwoKindsOneName = rule({
  id: 'OT127',
  severity: 'error',
  title: 'a TempoMonolithic and a TempoStack have the same name',
  what: 'A namespace has a TempoMonolithic and a TempoStack of one name.',
  why: 'The webhook refuses the second one, for their objects would have the same names (tempo-operator 0.22.0, internal/webhooks/validations.go).',
  fix: 'rename one of them, or move it to another namespace',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: traces, namespace: tracing}
spec: {storage: {secret: {name: traces-s3, type: s3}, tls: {enabled: true, caName: storage-ca}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec: {storage: {secret: {name: traces-s3, type: s3}, tls: {enabled: true, caName: storage-ca}}}
`,
  on: 'object',
  kinds: ['TempoStack'],
  check: (object, { inventory }) => ofTempo(object, ['TempoStack'], (tempo) => {
    const other = inventory.get('TempoMonolithic', namespaceOf(tempo), tempo.metadata.name);
    return [other && isTempo(other) && {
      message: `a TempoMonolithic has the name ${tempo.metadata.name} too`,
      resource: inventory.ref(tempo, 'metadata.name'),
      related: [inventory.ref(other, 'metadata.name')],
    }];
  }),
});
