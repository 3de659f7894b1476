import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { storageOf } from '../tempo/custom-resource';
import { storageSecret } from '../tempo/storage-secret';

export const tempoLineBreakInAccessKey = rule({
  id: 'OT133',
  severity: 'error',
  title: "the store's access key has a line break",
  what: 'access_key_id in the Secret of a Tempo has a line break or another control character, most often from `echo KEY | base64` without -n.',
  why: "The key is part of a header of every request, and Go's net/http sends none with such a value (\"invalid header field value\"): Tempo does not start.",
  fix: 'encode it again without the line break (printf %s KEY | base64), or write it into stringData',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000', bucket: tempo, access_key_id: "tempo\\n", access_key_secret: from-elsewhere}
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
    const key = secret?.value('access_key_id');
    if (secret?.mode !== 'static' || key === undefined) { return undefined; }
    return [[...key].some((c) => (c < ' ' && c !== '\t') || c === '\u007f') && {
      message: `access_key_id in Secret ${secret.name} is ${JSON.stringify(key)}`,
      resource: secret.ref('access_key_id'),
      related: [inventory.ref(tempo, storage.field)],
    }];
  }),
});
