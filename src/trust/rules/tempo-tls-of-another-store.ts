import { rule } from './rule';
import { ofTempo } from './tempo';
import { storageOf } from '../tempo/custom-resource';

export const tempoTlsOfAnotherStore = rule({
  id: 'OT137',
  severity: 'error',
  title: 'TLS settings are given for a store that takes none',
  what: 'A TempoStack on Azure or Google Cloud Storage has storage.tls.enabled: true.',
  why: 'The operator refuses it: "custom TLS settings are not supported for Azure Storage" (tempo-operator 0.22.0, internal/handlers/storage/storage.go).',
  fix: 'take storage.tls away',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec: {storage: {secret: {name: azure, type: azure}, tls: {enabled: true, caName: storage-ca}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec: {storage: {secret: {name: azure, type: azure}}}
`,
  on: 'object',
  kinds: ['TempoStack'],
  check: (object, { inventory }) => ofTempo(object, ['TempoStack'], (tempo) => {
    const { backend, tls } = storageOf(tempo);
    if (backend !== 'azure' && backend !== 'gcs') { return undefined; }
    return [tls.enabled && { message: `storage.tls is enabled, and the store is ${backend}`, resource: inventory.ref(tempo, tls.field) }];
  }),
});
