import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { WORKLOADS } from '../containers';
import { Inventory, Manifest } from '../inventory';
import { Answer } from '../model';
import { runsTempo, tempoPrograms } from '../tempo/config-file';
import { at, extraS3, isTempo, storageOf } from '../tempo/custom-resource';
import { readRest } from '../tempo/endpoint';
import { storageSecret } from '../tempo/storage-secret';

const HOST_AND_PORT = 'write HOST:PORT, and insecure: true or false beside it';

export const tempoEndpointUnusable = rule({
  id: 'OT103',
  severity: 'error',
  title: "Tempo does not start with the store's endpoint",
  what: "The endpoint of a Tempo's store has a path, no host, or a scheme: for the operator one that is not exactly http:// or https:// in lower case, "
    + 'and for a Tempo without the operator any.',
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
  kinds: [...EVERY_TEMPO, ...WORKLOADS],
  among: runsTempo,
  check: (object, { inventory }) => (isTempo(object) ? ofResource(object, inventory) : ofPrograms(object, inventory)),
});

function ofResource(object: Manifest, inventory: Inventory): Answer {
  return ofTempo(object, EVERY_TEMPO, (tempo) => {
    const storage = storageOf(tempo);
    const secret = storageSecret(inventory, tempo, storage);
    const { endpoint: own } = extraS3(tempo);
    if (typeof own === 'string' && own !== '') {
      const { unusable } = readRest(own);
      return [!own.includes('$') && unusable !== undefined && {
        message: `the endpoint ${JSON.stringify(own)} in extraConfig: ${unusable}`,
        resource: inventory.ref(tempo, 'spec.extraConfig.tempo.storage.trace.s3.endpoint'),
        fix: HOST_AND_PORT,
      }];
    }
    const endpoint = secret?.mode === 'static' ? secret.endpoint : undefined;
    if (secret === undefined || endpoint === undefined || endpoint.text === '') { return undefined; }
    return [endpoint.refused === undefined && endpoint.unusable !== undefined && {
      message: `the endpoint ${JSON.stringify(endpoint.text)}: ${endpoint.unusable}`,
      resource: secret.ref('endpoint'),
      related: [inventory.ref(tempo, storage.field)],
    }];
  });
}

/** Tempo without the operator: nobody cuts a scheme off for it. */
function ofPrograms(object: Manifest, inventory: Inventory): Answer {
  const told = (tempoPrograms(inventory).get(object) ?? []).filter(({ config }) => at(config, 'storage', 'trace', 'backend') === 's3')
    .flatMap(({ config, ref }) => [{ endpoint: at(config, 'storage', 'trace', 's3', 'endpoint'), ref }]).filter(({ endpoint }) => typeof endpoint === 'string' && endpoint !== '');
  if (told.length === 0) { return 'not applicable'; }
  const found = told.filter(({ endpoint }) => !endpoint.includes('$') && readRest(endpoint).unusable !== undefined);
  return found.length === 0 ? 'satisfied' : found.map(({ endpoint, ref }) => ({
    message: `the endpoint ${JSON.stringify(endpoint)}: ${/^https?:\/\//.test(endpoint) ? 'it has a scheme, and the S3 client takes none' : readRest(endpoint).unusable}`,
    resource: ref,
    related: [inventory.ref(object)],
    fix: HOST_AND_PORT,
  }));
}
