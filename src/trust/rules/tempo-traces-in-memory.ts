import { isMap } from '../values';
import { rule } from './rule';
import { ofTempo } from './tempo';
import { at } from '../tempo/custom-resource';

export const tempoTracesInMemory = rule({
  id: 'OT100',
  severity: 'error',
  title: 'a store is described and traces stay in memory',
  what: 'A TempoMonolithic describes an object store and does not say backend: the operator keeps the traces in memory, and the store gets none.',
  why: 'The backend is "memory" unless it is named, whatever stands beside it (tempo-operator 0.22.0, CRD default of spec.storage.traces.backend). '
    + 'Tempo runs without a word, and every trace is lost with its pod. kubectl refuses to send it, as the definition requires the field and kubectl looks before '
    + 'the server fills in the default (kubectl 1.28.15, "missing required field"); what applies without that look (--validate=false, server-side apply by a program) sends it.',
  fix: 'write backend: s3 beside s3',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}}
`,
  on: 'object',
  kinds: ['TempoMonolithic'],
  check: (object, { inventory }) => ofTempo(object, ['TempoMonolithic'], (tempo) => {
    const traces = at(tempo, 'spec', 'storage', 'traces');
    const stores = ['s3', 'azure', 'gcs'].filter((store) => isMap(at(traces, store)));
    if (stores.length === 0) { return undefined; }
    const backend = at(traces, 'backend');
    return [(backend === undefined || backend === null || backend === '') && {
      message: `spec.storage.traces.${stores[0]} is there and backend is not: the traces go to memory, and none to the store`,
      resource: inventory.ref(tempo, 'spec.storage.traces'),
      fix: `write backend: ${stores[0]} in spec.storage.traces`,
    }];
  }),
});
