import { EVERY_TEMPO } from './tempo';
import { WORKLOADS } from '../containers';
import { Answer } from '../model';
import { rule } from './rule';
import { s3Faults } from '../tempo/config-faults';
import { runsTempo, tempoPrograms } from '../tempo/config-file';
import { at, extraConfig, extraS3, isTempo, storageOf } from '../tempo/custom-resource';

export const tempoConfigCannotWork = rule({
  id: 'OT120',
  severity: 'error',
  title: "a setting of Tempo's S3 client cannot work",
  what: 'part_size is outside of what S3 takes, or server-side encryption has a type that there is not, or lacks its key.',
  why: 'Every upload larger than a part fails ("Input part size is smaller than allowed minimum of 5MiB", minio-go v7), or Tempo does not start '
    + '("unsupported S3 SSE type", "KMSKeyID is missing", "SSE-C EncryptionKey is missing"; Tempo 2.10.8, tempodb/backend/s3/s3.go).',
  fix: 'correct the setting, or leave it out',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  extraConfig: {tempo: {storage: {trace: {s3: {part_size: 1048576}}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  extraConfig: {tempo: {storage: {trace: {s3: {part_size: 67108864}}}}}
`,
  on: 'object',
  kinds: [...EVERY_TEMPO, ...WORKLOADS],
  among: runsTempo,
  check: (object, { inventory }): Answer => {
    if (isTempo(object)) {
      if (storageOf(object).backend !== 's3' || extraConfig(object) === undefined) { return 'not applicable'; }
      const found = s3Faults(extraS3(object)).map(({ path, message, fix }) =>
        ({ message, fix, resource: inventory.ref(object, `spec.extraConfig.tempo.storage.trace.s3.${path.join('.')}`) }));
      return found.length > 0 ? found : 'satisfied';
    }
    const programs = (tempoPrograms(inventory).get(object) ?? []).filter(({ config }) => at(config, 'storage', 'trace', 'backend') === 's3');
    if (programs.length === 0) { return 'not applicable'; }
    const found = programs.flatMap(({ config, ref }) => s3Faults(at(config, 'storage', 'trace', 's3')).map(({ message, fix }) => ({ message, fix, resource: ref, related: [inventory.ref(object)] })));
    return found.length > 0 ? found : 'satisfied';
  },
});
