import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { hasGateway, receiversOf, scalar } from '../tempo/custom-resource';

export const tempoReceiverTlsNotEnabled = rule({
  id: 'OT138',
  severity: 'error',
  title: 'a receiver is given a certificate and speaks plaintext',
  what: "A receiver's tls names a certificate or a CA, and enabled is not there.",
  why: 'Without enabled: true the operator ignores the block, and traces arrive in plaintext without a word (tempo-operator 0.22.0, '
    + 'internal/manifests/monolithic/configmap.go, internal/manifests/config/build.go).',
  fix: 'say enabled: true; or enabled: false, where plaintext is meant',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  ingestion: {otlp: {grpc: {enabled: true, tls: {certName: otlp-tls}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  ingestion: {otlp: {grpc: {enabled: true, tls: {enabled: true, certName: otlp-tls}}}}
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const named = receiversOf(tempo).filter((r) => r.on && (scalar(r.tls.tls.certName) || scalar(r.tls.tls.caName))).map((r) => r.tls);
    if (named.length === 0 || hasGateway(tempo)) { return undefined; }
    const blocks = named.filter((block, i) => named.findIndex((other) => other.field === block.field) === i);
    return blocks.map(({ tls, field }) => (tls.enabled === undefined || tls.enabled === null) && {
      message: `${field} names ${tls.certName ? `the certificate ${scalar(tls.certName)}` : `the CA ${scalar(tls.caName)}`}, and without enabled: true the receiver speaks plaintext`,
      resource: inventory.ref(tempo, field),
    });
  }),
});
