import { Manifest } from '../inventory';
import { isMap } from '../values';
import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { at, tlsBlocksOf } from '../tempo/custom-resource';

const TLS_FIELDS = ['enabled', 'caName', 'certName', 'minVersion', 'cipherSuites'];

/** The fields of the storage in each kind (tempo-operator 0.22.0, api/tempo/v1alpha1). */
const FIELDS: { readonly [kind: string]: { readonly [path: string]: readonly string[] } } = {
  TempoMonolithic: {
    'spec.storage': ['traces'],
    'spec.storage.traces': ['backend', 'size', 'storageClassName', 's3', 'azure', 'gcs'],
    'spec.storage.traces.s3': ['secret', 'tls', 'credentialMode'],
  },
  TempoStack: {
    'spec.storage': ['secret', 'tls'],
    'spec.storage.secret': ['name', 'type', 'credentialMode'],
  },
};

/** What to write instead of fields that are often written. */
const INSTEAD: { readonly [field: string]: string } = {
  serverName: 'write extraConfig.tempo.storage.trace.s3.tls_server_name (for the store), or dial a name that the certificate covers',
  insecureSkipVerify: 'trust the CA with caName; extraConfig.tempo.storage.trace.s3.tls_insecure_skip_verify would switch verification off',
  insecure: 'the scheme of the endpoint (TempoMonolithic) or tls.enabled (TempoStack) says it',
  caFile: 'name a ConfigMap with the CA in caName',
  ca: 'name a ConfigMap with the CA in caName',
  cert: 'name a Secret with tls.crt and tls.key in certName',
  caSecret: 'name a ConfigMap with the CA in caName',
  secretName: 'name a Secret with tls.crt and tls.key in certName',
  endpoint: 'write it into the Secret, under the key endpoint',
  bucket: 'write it into the Secret, under the key bucket',
  region: 'write extraConfig.tempo.storage.trace.s3.region',
};

export const tempoUnknownFields = rule({
  id: 'OT118',
  severity: 'error',
  title: 'a field of TLS or storage does not exist in the custom resource',
  what: 'A tls block or the storage of a Tempo has a field that the custom resource does not have, such as serverName or insecureSkipVerify.',
  why: 'kubectl refuses the resource ("unknown field"); server-side apply, Argo CD and other clients lose the field without a word, and the setting never takes effect '
    + '(structural schema of tempo-operator 0.22.0; a TLS block has enabled, caName, certName, minVersion, cipherSuites).',
  fix: 'take the field away',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca, serverName: minio.local}}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  extraConfig: {tempo: {storage: {trace: {s3: {tls_server_name: minio.tracing.svc}}}}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => sections(tempo).flatMap(({ field, value, known }) =>
    Object.keys(value).filter((key) => !known.includes(key)).map((key) => ({
      message: `${field} has no field ${key}: ${known.join(', ')} are all there are`,
      resource: inventory.ref(tempo, `${field}.${key}`),
      ...(Object.hasOwn(INSTEAD, key) ? { fix: INSTEAD[key] } : {}),
    })))),
});

function sections(tempo: Manifest): { field: string; value: any; known: readonly string[] }[] {
  const described = Object.entries(FIELDS[tempo.kind]).map(([field, known]) => ({ field, value: at(tempo, ...field.split('.')), known }));
  const monolithicTls = at(tempo, 'spec', 'storage', 'traces', 's3', 'tls');
  const blocks = tlsBlocksOf(tempo).filter((b) => b.place === 'receiver' || tempo.kind === 'TempoStack').map(({ field, tls }) => ({ field, value: tls, known: TLS_FIELDS }));
  return [
    ...described, ...blocks, ...(tempo.kind === 'TempoMonolithic' ? [{ field: 'spec.storage.traces.s3.tls', value: monolithicTls, known: TLS_FIELDS }] : []),
  ].filter(({ value }) => isMap(value));
}
