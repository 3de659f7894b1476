import { rule } from './rule';
import { ofTempo } from './tempo';
import { extraS3, storageOf } from '../tempo/custom-resource';
import { storageSecret } from '../tempo/storage-secret';

export const tempoEndpointWithoutScheme = rule({
  id: 'OT104',
  severity: 'warning',
  title: "the store's endpoint names no scheme, which means plaintext",
  what: 'The endpoint of a TempoMonolithic is HOST:PORT, without http:// or https://.',
  why: 'The operator takes "minio" in "minio:9000" for a scheme, accepts it, and lets Tempo speak plain HTTP, whatever the port and the store speak '
    + '(tempo-operator 0.22.0, internal/handlers/storage/s3_secret.go; run on a cluster).',
  fix: 'write https:// before it, or http:// where plaintext is meant',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: plain, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: plain-s3}}}}
---
apiVersion: v1
kind: Secret
metadata: {name: plain-s3, namespace: tracing}
stringData: {endpoint: 'store.example:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: plain, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: plain-s3}}}}
---
apiVersion: v1
kind: Secret
metadata: {name: plain-s3, namespace: tracing}
stringData: {endpoint: 'http://store.example:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  on: 'object',
  kinds: ['TempoMonolithic'],
  check: (object, { inventory }) => ofTempo(object, ['TempoMonolithic'], (tempo) => {
    const storage = storageOf(tempo);
    const secret = storageSecret(inventory, tempo, storage);
    const endpoint = secret?.mode === 'static' ? secret.endpoint : undefined;
    if (secret === undefined || endpoint === undefined || extraS3(tempo).insecure !== undefined) { return undefined; }
    return [endpoint.refused === undefined && endpoint.unusable === undefined && !endpoint.schemed && {
      message: `the endpoint ${JSON.stringify(endpoint.text)} has no scheme: Tempo speaks plain HTTP to it`,
      resource: secret.ref('endpoint'),
      related: [inventory.ref(tempo, storage.field)],
    }];
  }),
});
