import { Ref } from '../inventory';
import { isMap } from '../values';
import { rule } from './rule';
import { EVERY_TEMPO, Found, ofTempo } from './tempo';
import { at, scalar, storageOf } from '../tempo/custom-resource';

const STORES = ['s3', 'azure', 'gcs'];

export const tempoStorageWithoutSecret = rule({
  id: 'OT101',
  severity: 'error',
  title: 'a store is asked for and its Secret is not named',
  what: 'A Tempo names an object store as its backend and no Secret with the address and the credentials, or a backend that there is not.',
  why: 'The API server refuses an s3 block without secret and a backend outside of its list; the operator refuses backend: s3 without s3 '
    + '("please specify a storage secret"; tempo-operator 0.22.0, internal/handlers/storage/storage.go).',
  fix: 'name the Secret that holds endpoint, bucket, access_key_id and access_key_secret',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {tls: {enabled: true, caName: storage-ca}}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo): Found[] | undefined => {
    const { backend, secretName, field } = storageOf(tempo);
    if (tempo.kind === 'TempoStack') {
      // Without any storage it is a piece of a resource, for kustomize or kubectl patch to put in.
      if (!isMap(at(tempo, 'spec', 'storage'))) { return undefined; }
      const missing = [secretName === undefined ? 'name' : '', backend === '' ? 'type' : ''].filter((key) => key !== '');
      return [
        missing.length > 0 && { message: `spec.storage.secret has no ${missing.join(' and no ')}`, resource: inventory.ref(tempo, 'spec.storage.secret') },
        backend !== '' && !STORES.includes(backend) && unknown(backend, STORES, inventory.ref(tempo, 'spec.storage.secret.type')),
      ];
    }
    const said = scalar(at(tempo, 'spec', 'storage', 'traces', 'backend'));
    if (said !== undefined && said !== '' && ![...STORES, 'memory', 'pv'].includes(said)) {
      return [unknown(said, ['memory', 'pv', ...STORES], inventory.ref(tempo, 'spec.storage.traces.backend'))];
    }
    return [STORES.includes(backend) && secretName === undefined && {
      message: `the backend is ${backend}, and ${field}.secret names no Secret`,
      resource: inventory.ref(tempo, field),
    }];
  }),
});

function unknown(backend: string, allowed: readonly string[], resource: Ref): Found {
  return { message: `there is no store of the kind ${JSON.stringify(backend)}: there are ${allowed.join(', ')}`, resource, fix: `write one of ${allowed.join(', ')}` };
}
