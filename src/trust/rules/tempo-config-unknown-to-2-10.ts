import { extraConfig } from '../tempo/custom-resource';
import { hintFor, unknownKeys, unknownS3Keys } from '../tempo/known-keys';
import { readVersion } from '../versions';
import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';

export const tempoConfigUnknownTo210 = rule({
  id: 'OT134',
  severity: 'warning',
  title: 'Tempo 2.10 does not have a key of extraConfig',
  what: 'extraConfig of a Tempo has a key that Tempo 2.10.8 does not have. Which Tempo the operator runs does not show in manifests; with --tempo-version it is judged for certain.',
  why: 'tempo-operator 0.22.0 runs Tempo 2.10.8, which does not start with a key that it does not know (cmd/tempo/main.go, UnmarshalStrict).',
  fix: 'take the key away, or tell the version that the operator runs',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  extraConfig: {tempo: {compactor: {block_retention: 48h}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  extraConfig: {tempo: {compactor: {compaction: {block_retention: 48h}}}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory, options }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const config = extraConfig(tempo);
    if (config === undefined || readVersion(options.versions?.tempo) !== undefined) { return undefined; }
    const certain = new Set(unknownS3Keys(config?.storage?.trace?.s3, true).map(({ path }) => ['storage', 'trace', 's3', ...path].join('.')));
    return unknownKeys(config).filter(({ path }) => !certain.has(path.join('.'))).map(({ path }) => {
      const hint = hintFor(path);
      return { message: `Tempo 2.10.8 has no ${path.join('.')}`, resource: inventory.ref(tempo, `spec.extraConfig.tempo.${path.join('.')}`), ...(hint ? { fix: hint } : {}) };
    });
  }),
});
