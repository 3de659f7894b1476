import { rule } from './rule';
import { ofTempo } from './tempo';
import { extraS3, storageOf } from '../tempo/custom-resource';
import { storageSecret } from '../tempo/storage-secret';

export const tempoPlaintextInSpiteOfTls = rule({
  id: 'OT105',
  severity: 'error',
  title: 'TLS to the store is asked for and not spoken',
  what: 'A TempoMonolithic has storage tls.enabled: true, and the endpoint in its Secret does not begin with https://.',
  why: 'For a TempoMonolithic the scheme of the endpoint alone decides: traces and credentials go over plain HTTP, the CA is mounted and never looked at, '
    + 'and nothing says so (tempo-operator 0.22.0, internal/handlers/storage/s3_secret.go and internal/manifests/monolithic/configmap.go; run on a cluster).',
  fix: 'write https:// (in lower case) before the endpoint, or take tls away',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'http://minio.tracing.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  on: 'object',
  kinds: ['TempoMonolithic'],
  check: (object, { inventory }) => ofTempo(object, ['TempoMonolithic'], (tempo) => {
    const storage = storageOf(tempo);
    const secret = storageSecret(inventory, tempo, storage);
    const endpoint = secret?.mode === 'static' ? secret.endpoint : undefined;
    const { insecure } = extraS3(tempo);
    if (secret === undefined || endpoint === undefined || !storage.tls.enabled || insecure === false) { return undefined; }
    const related = [inventory.ref(tempo, storage.tls.field)];
    if (insecure === true) {
      const resource = inventory.ref(tempo, 'spec.extraConfig.tempo.storage.trace.s3.insecure');
      return [{ message: 'storage tls.enabled is true, and insecure: true in extraConfig makes Tempo speak plain HTTP', resource, related, fix: 'take insecure out of extraConfig' }];
    }
    return [endpoint.refused === undefined && !endpoint.https && {
      message: `storage tls.enabled is true, and the endpoint ${JSON.stringify(endpoint.text)} makes Tempo speak plain HTTP`,
      resource: secret.ref('endpoint'),
      related,
    }];
  }),
});
