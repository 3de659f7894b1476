import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { extraConfig, hasGateway, isOpenShift, receiversOf, scalar } from '../tempo/custom-resource';

export const tempoReceiverWithoutCertificate = rule({
  id: 'OT110',
  severity: 'error',
  title: 'a receiver shall speak TLS and has no certificate',
  what: 'A receiver of a Tempo has tls.enabled: true and no certName.',
  why: 'A TempoMonolithic starts, and fails every handshake, for it has nothing to show; of a TempoStack the operator says "need to specify cert secret name" '
    + '(tempo-operator 0.22.0, internal/manifests/monolithic/configmap.go, internal/webhooks/tempostack_webhook.go). '
    + 'On OpenShift the operator takes certificates of the service CA, so nothing is said where the manifests are for OpenShift.',
  fix: 'name the Secret with tls.crt and tls.key in certName',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  ingestion: {otlp: {grpc: {enabled: true, tls: {enabled: true}}}}
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
    const on = receiversOf(tempo).filter((r) => r.on && r.tls.enabled).map((r) => r.tls);
    if (on.length === 0 || hasGateway(tempo) || isOpenShift(inventory) || extraConfig(tempo)?.distributor !== undefined) { return undefined; }
    const blocks = on.filter((block, i) => on.findIndex((other) => other.field === block.field) === i);
    return blocks.map(({ tls, field }) => !scalar(tls.certName) && { message: `${field} is enabled, and certName names no Secret`, resource: inventory.ref(tempo, field) });
  }),
});
