import { keysOf, namespaceOf } from '../inventory';
import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { hasGateway, scalar, storageOf, tlsBlocksOf } from '../tempo/custom-resource';

export const tempoCertificateSecretIncomplete = rule({
  id: 'OT111',
  severity: 'error',
  title: "a Tempo's certificate Secret lacks tls.crt or tls.key",
  what: 'The Secret of a certName, of the store or of a receiver, has no key tls.crt or no key tls.key, or an empty one.',
  why: 'Tempo is told to read these two files and no others (tempo-operator 0.22.0, internal/manifests/manifestutils/paths.go), and does not start without them; '
    + 'the operator never looks into the Secret.',
  fix: 'store the pair under tls.crt and tls.key, as a Secret of type kubernetes.io/tls does',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  ingestion: {otlp: {grpc: {enabled: true, tls: {enabled: true, certName: otlp-tls}}}}
---
apiVersion: v1
kind: Secret
metadata: {name: otlp-tls, namespace: tracing}
stringData:
  cert.pem: (leaf tempo-traces of one)
  key.pem: (key of tempo-traces)
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  ingestion: {otlp: {grpc: {enabled: true, tls: {enabled: true, certName: otlp-tls}}}}
---
apiVersion: v1
kind: Secret
metadata: {name: otlp-tls, namespace: tracing}
stringData:
  tls.crt: (leaf tempo-traces of one)
  tls.key: (key of tempo-traces)
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const namespace = namespaceOf(tempo);
    const used = tlsBlocksOf(tempo).filter((b) => b.enabled && (b.place === 'receiver' ? !hasGateway(tempo) : storageOf(tempo).backend === 's3'));
    const named = used.flatMap((block) => {
      const secret = inventory.get('Secret', namespace, scalar(block.tls.certName) ?? '');
      return secret && keysOf(secret).length > 0 ? [{ field: block.field, secret }] : [];
    });
    if (named.length === 0) { return undefined; }
    return named.map(({ field, secret }) => {
      const name = secret.metadata.name;
      const lacking = ['tls.crt', 'tls.key'].filter((key) => !keysOf(secret).includes(key) && inventory.value('Secret', namespace, name, key) === undefined);
      const empty = ['tls.crt', 'tls.key'].filter((key) => inventory.value('Secret', namespace, name, key) === '');
      return lacking.length + empty.length > 0 && {
        message: lacking.length > 0 ? `Secret ${name} has no ${lacking.join(', no ')} (it has ${keysOf(secret).join(', ')})` : `${empty.join(', ')} in Secret ${name} is empty`,
        resource: inventory.ref(secret, 'data'),
        related: [inventory.ref(tempo, `${field}.certName`)],
      };
    });
  }),
});
