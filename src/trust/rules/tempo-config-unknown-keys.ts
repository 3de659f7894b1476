import { EVERY_TEMPO } from './tempo';
import { WORKLOADS } from '../containers';
import { Manifest } from '../inventory';
import { Answer } from '../model';
import { runsTempo, tempoPrograms } from '../tempo/config-file';
import { at, extraConfig, isTempo } from '../tempo/custom-resource';
import { hintFor, sectionsGoneIn3, UnknownKey, unknownKeys, unknownS3Keys } from '../tempo/known-keys';
import { readVersion } from '../versions';
import { World } from '../world';
import { rule } from './rule';

const S3 = ['storage', 'trace', 's3'];

export const tempoConfigUnknownKeys = rule({
  id: 'OT119',
  severity: 'error',
  title: 'Tempo does not start with a key of its configuration',
  what: 'The configuration of a Tempo (extraConfig, or the file of a Tempo without the operator) has a key that Tempo does not have, such as http_config or sse_config of S3. '
    + 'Where the version is not known to be 2.10, only keys of storage.trace.s3 are judged, by what any version has had.',
  why: 'Tempo reads its configuration strictly (Tempo 2.10.8, cmd/tempo/main.go, UnmarshalStrict): "field http_config not found", and the pod restarts for ever. '
    + 'The operator merges extraConfig unread; run on a cluster.',
  fix: 'take the key away',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  extraConfig: {tempo: {storage: {trace: {s3: {http_config: {max_idle_conns: 100}}}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  extraConfig: {tempo: {storage: {trace: {s3: {sse: {type: SSE-S3}}}}}}
`,
  on: 'object',
  kinds: [...EVERY_TEMPO, ...WORKLOADS],
  among: runsTempo,
  check: (object, world) => (isTempo(object) ? ofExtraConfig(object, world) : ofPrograms(object, world)),
});

function ofExtraConfig(object: Manifest, { inventory, options }: World): Answer {
  const config = extraConfig(object);
  if (config === undefined) { return 'not applicable'; }
  const found = judged(config, readVersion(options.versions?.tempo), true);
  return found.length === 0 ? 'satisfied' : found.map((key) => ({
    ...described(key),
    resource: inventory.ref(object, `spec.extraConfig.tempo.${key.path.join('.')}`),
  }));
}

function ofPrograms(object: Manifest, { inventory, options }: World): Answer {
  const programs = tempoPrograms(inventory).get(object) ?? [];
  if (programs.length === 0) { return 'not applicable'; }
  const hint = readVersion(options.versions?.tempo);
  const found = programs.flatMap(({ config, version, ref }) => judged(config, version ?? hint, false)
    .map((key) => ({ ...described(key), resource: ref, related: [inventory.ref(object)] })));
  return found.length === 0 ? 'satisfied' : found;
}

function judged(config: unknown, version: ReturnType<typeof readVersion>, operated: boolean): UnknownKey[] {
  if (isOf210(version)) { return unknownKeys(config); }
  const gone = version !== undefined && version[0] === 3 ? sectionsGoneIn3(config) : [];
  return [...gone, ...unknownS3Keys(at(config, ...S3), operated).map(({ path, known }) => ({ path: [...S3, ...path], known }))];
}

function isOf210(version: ReturnType<typeof readVersion>): boolean {
  return version !== undefined && version[0] === 2 && version[1] === 10;
}

function described(key: UnknownKey): { message: string; fix?: string } {
  const hint = hintFor(key.path);
  return { message: `Tempo has no ${key.path.join('.')}`, ...(hint === undefined ? {} : { fix: hint }) };
}
