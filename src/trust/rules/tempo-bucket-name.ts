import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { storageOf } from '../tempo/custom-resource';
import { storageSecret } from '../tempo/storage-secret';

export const tempoBucketName = rule({
  id: 'OT132',
  severity: 'error',
  title: "the store's bucket has a name that no bucket has",
  what: 'The bucket in the Secret of a Tempo is shorter than 3 or longer than 63 characters, an IP address, or has characters that the S3 client refuses, such as a line break.',
  why: 'Tempo asks for the bucket when it starts, and stops: "Bucket name cannot be shorter than 3 characters", "contains invalid characters" '
    + '(Tempo 2.10.8, run; minio-go v7, pkg/s3utils). The operator looks only whether it is empty.',
  fix: 'write the name of the bucket, of small letters, digits and dashes',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000', bucket: 'tempo/traces', access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000', bucket: tempo-traces, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const storage = storageOf(tempo);
    const secret = storageSecret(inventory, tempo, storage);
    const bucket = secret?.value('bucket');
    if (secret === undefined || !bucket) { return undefined; }
    return [!isBucketName(bucket) && {
      message: `${JSON.stringify(bucket)} is no bucket's name`,
      resource: secret.ref('bucket'),
      related: [inventory.ref(tempo, storage.field)],
    }];
  }),
});

/** What the S3 client accepts, which is more than what stores make. */
function isBucketName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._:-]{1,61}[A-Za-z0-9]$/.test(name) && !/\.\.|\.-|-\./.test(name) && !/^\d+\.\d+\.\d+\.\d+$/.test(name);
}
