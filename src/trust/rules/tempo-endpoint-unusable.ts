import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { extraS3, storageOf } from '../tempo/custom-resource';
import { readRest } from '../tempo/endpoint';
import { storageSecret } from '../tempo/storage-secret';

export const tempoEndpointUnusable = rule({
  id: 'OT103',
  severity: 'error',
  title: "Tempo does not start with the store's endpoint",
  what: "The endpoint of a Tempo's store has a path, a scheme that is not exactly http:// or https:// in lower case, or no host.",
  why: 'The operator takes any URL and cuts off the two lower-case schemes; Tempo then stops with "Endpoint url cannot have fully qualified paths" '
    + '(Tempo 2.10.8, run with HTTPS://… and with a path; minio-go v7 utils.go).',
  fix: 'write https://HOST:PORT; the bucket has a key of its own',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000/tempo', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000/', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  on: 'object',
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const storage = storageOf(tempo);
    const secret = storageSecret(inventory, tempo, storage);
    const { endpoint: own } = extraS3(tempo);
    if (typeof own === 'string' && own !== '') {
      const { unusable } = readRest(own);
      return [!own.includes('$') && unusable !== undefined && {
        message: `the endpoint ${JSON.stringify(own)} in extraConfig: ${unusable}`,
        resource: inventory.ref(tempo, 'spec.extraConfig.tempo.storage.trace.s3.endpoint'),
        fix: 'write HOST:PORT, and insecure: true or false beside it',
      }];
    }
    const endpoint = secret?.mode === 'static' ? secret.endpoint : undefined;
    if (secret === undefined || endpoint === undefined || endpoint.text === '') { return undefined; }
    return [endpoint.refused === undefined && endpoint.unusable !== undefined && {
      message: `the endpoint ${JSON.stringify(endpoint.text)}: ${endpoint.unusable}`,
      resource: secret.ref('endpoint'),
      related: [inventory.ref(tempo, storage.field)],
    }];
  }),
});
