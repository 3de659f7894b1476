import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { scalar, storageOf } from '../tempo/custom-resource';
import { storageSecret } from '../tempo/storage-secret';

export const tempoTlsWithoutEffect = rule({
  id: 'OT107',
  severity: 'warning',
  title: "settings of the store's TLS have no effect",
  what: 'The storage tls of a Tempo names a CA or a certificate and is not enabled, or belongs to a TempoMonolithic with short-lived credentials.',
  why: 'Without enabled: true nothing of the block is used; a TempoMonolithic with token credentials goes to AWS and ignores it '
    + '(tempo-operator 0.22.0, internal/manifests/monolithic/configmap.go). Whoever reads the resource believes that the CA counts.',
  fix: 'say enabled: true, or take the block away',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec: {storage: {secret: {name: scaled-s3, type: s3}, tls: {enabled: false, caName: storage-ca}}}
---
apiVersion: v1
kind: Secret
metadata: {name: scaled-s3, namespace: tracing}
stringData: {endpoint: 'http://store.example:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec: {storage: {secret: {name: traces-s3, type: s3}, tls: {enabled: true, caName: storage-ca}}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const storage = storageOf(tempo);
    const { tls, enabled, field } = storage.tls;
    const named = (['caName', 'certName'] as const).filter((key) => scalar(tls[key]));
    if (storage.backend !== 's3' || named.length === 0) { return undefined; }
    const mode = tempo.kind === 'TempoMonolithic' && enabled ? storageSecret(inventory, tempo, storage)?.mode : undefined;
    const resource = inventory.ref(tempo, `${field}.${named[0]}`);
    return [
      !enabled && { message: `${field}.${named[0]} is ${scalar(tls[named[0]])}, and without enabled: true it is not used`, resource },
      (mode === 'token' || mode === 'token-cco') && {
        message: `${field}.${named[0]} is ${scalar(tls[named[0]])}, and a TempoMonolithic with short-lived credentials (${mode}) does not use it`,
        resource,
        fix: 'take the block away: AWS is verified with public roots',
      },
    ];
  }),
});
