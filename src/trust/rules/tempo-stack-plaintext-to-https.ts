import { rule } from './rule';
import { ofTempo } from './tempo';
import { extraS3, storageOf } from '../tempo/custom-resource';
import { storageSecret } from '../tempo/storage-secret';

export const tempoStackPlaintextToHttps = rule({
  id: 'OT106',
  severity: 'error',
  title: 'an https:// endpoint is dialled without TLS',
  what: 'The endpoint in the Secret of a TempoStack begins with https://, and storage.tls.enabled is not true.',
  why: 'For a TempoStack storage.tls.enabled alone decides: the scheme is cut off and plain HTTP is spoken, to port 80 where none is named '
    + '(tempo-operator 0.22.0, internal/handlers/storage/storage.go: insecure is the contrary of tls.enabled). A TempoMonolithic with the same Secret speaks TLS.',
  fix: 'say storage.tls.enabled: true, with caName for a CA of your own',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec: {storage: {secret: {name: traces-s3, type: s3}}}
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
    const storage = storageOf(tempo);
    const secret = storageSecret(inventory, tempo, storage);
    const endpoint = secret?.mode === 'static' ? secret.endpoint : undefined;
    if (secret === undefined || endpoint === undefined || extraS3(tempo).insecure === false) { return undefined; }
    return [endpoint.refused === undefined && endpoint.https && !storage.tls.enabled && {
      message: `the endpoint is ${JSON.stringify(endpoint.text)}, and without storage.tls.enabled Tempo speaks plain HTTP to it`,
      resource: inventory.ref(tempo, 'spec.storage'),
      related: [secret.ref('endpoint')],
    }];
  }),
});
