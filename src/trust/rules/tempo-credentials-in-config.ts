import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { extraS3, scalar } from '../tempo/custom-resource';

export const tempoCredentialsInConfig = rule({
  id: 'OT121',
  severity: 'warning',
  title: "the store's credentials stand in the custom resource, and are not used",
  what: 'extraConfig of a Tempo has access_key, secret_key or session_token of S3 as plain text.',
  why: 'The operator hands the keys of the Secret to Tempo as arguments, which win over the configuration (tempo-operator 0.22.0, internal/manifests/manifestutils/storage.go); '
    + 'what stands in extraConfig is copied to a ConfigMap, for everybody who may read ConfigMaps.',
  fix: 'take them away, and change them: they have been seen',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  extraConfig: {tempo: {storage: {trace: {s3: {access_key: tempo, secret_key: from-elsewhere}}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  extraConfig: {tempo: {storage: {trace: {s3: {prefix: traces}}}}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const s3 = extraS3(tempo);
    const plain = ['access_key', 'secret_key', 'session_token'].filter((key) => scalar(s3[key]) && !String(s3[key]).includes('$'));
    return [plain.length > 0 && {
      message: `extraConfig has ${plain.join(' and ')} as plain text`,
      resource: inventory.ref(tempo, `spec.extraConfig.tempo.storage.trace.s3.${plain[0]}`),
    }];
  }),
});
