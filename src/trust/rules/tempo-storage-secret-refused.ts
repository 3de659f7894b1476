import { Ref } from '../inventory';
import { rule } from './rule';
import { EVERY_TEMPO, Found, ofTempo } from './tempo';
import { storageOf } from '../tempo/custom-resource';
import { REQUIRED_KEYS, storageSecret } from '../tempo/storage-secret';

export const tempoStorageSecretRefused = rule({
  id: 'OT102',
  severity: 'error',
  title: "the operator refuses the store's Secret",
  what: "The Secret of a Tempo's S3 store lacks a key, has an empty one, mixes the keys of long-lived and short-lived credentials, "
    + 'or has an endpoint that is no URL.',
  why: 'The operator refuses the resource, or leaves it in ConfigurationError and makes no pod: "storage secret must contain ... field", "storage secret '
    + 'contains fields for long lived and short lived configuration", "must be a valid URL" (tempo-operator 0.22.0, internal/handlers/storage/s3_secret.go). '
    + 'A region beside an endpoint is such a mixture.',
  fix: 'give it bucket, endpoint (with http:// or https://), access_key_id and access_key_secret, and no other key; a region belongs into extraConfig',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000', bucket: tempo, region: eu-west-1, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const storage = storageOf(tempo);
    const secret = storageSecret(inventory, tempo, storage);
    if (secret?.object === undefined) { return undefined; }
    const related = [inventory.ref(tempo, storage.field)];
    const finding = (message: string, resource: Ref, fix?: string): Found => ({ message, resource, related, ...(fix ? { fix } : {}) });
    if (secret.mixed) {
      const short = ['region', 'role_arn'].filter((key) => secret.keys.includes(key));
      return [finding(`Secret ${secret.name} has ${short.join(' and ')} beside the keys of long-lived credentials`, secret.ref(short[0]),
        `take ${short.join(' and ')} out of the Secret, or say credentialMode: static`)];
    }
    if (secret.mode === undefined) { return undefined; }
    const lacking = REQUIRED_KEYS[secret.mode].filter((key) => (secret.keys.includes(key) ? secret.value(key) === '' : secret.value(key) === undefined));
    const empty = lacking.filter((key) => secret.keys.includes(key));
    const absent = lacking.filter((key) => !secret.keys.includes(key));
    const endpoint = secret.mode === 'static' ? secret.endpoint : undefined;
    return [
      absent.length > 0 && finding(`Secret ${secret.name} has no ${absent.join(', no ')}`, inventory.ref(secret.object), `add ${absent.join(', ')}`),
      ...empty.map((key) => finding(`${key} in Secret ${secret.name} is empty`, secret.ref(key), `give ${key} a value`)),
      endpoint?.refused !== undefined && endpoint.text !== ''
        && finding(`the endpoint ${JSON.stringify(endpoint.text)} is no URL for the operator: ${endpoint.refused}`, secret.ref('endpoint'), 'write https://HOST:PORT and nothing else'),
    ];
  }),
});
