import { keysOf, namespaceOf } from '../inventory';
import { bundleIn } from '../material';
import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { hasGateway, receiversOf, scalar } from '../tempo/custom-resource';

export const tempoClientCaNotRead = rule({
  id: 'OT109',
  severity: 'error',
  title: "a receiver's CA is under a key that receivers do not read",
  what: "The ConfigMap of a receiver's caName has no key service-ca.crt.",
  why: 'Receivers read service-ca.crt and nothing else, unlike the storage client, and nobody checks that it is there '
    + '(tempo-operator 0.22.0, internal/manifests/monolithic/configmap.go): Tempo stops because the file of its client CA is missing.',
  fix: 'put the CA under the key service-ca.crt',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  ingestion: {otlp: {grpc: {enabled: true, tls: {enabled: true, certName: otlp-tls, caName: storage-ca}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  ingestion: {otlp: {grpc: {enabled: true, tls: {enabled: true, certName: otlp-tls, caName: senders-ca}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: senders-ca, namespace: tracing}
data:
  service-ca.crt: (ca senders)
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const namespace = namespaceOf(tempo);
    const demanding = hasGateway(tempo) ? [] : receiversOf(tempo).filter((r) => r.on && r.tls.enabled && scalar(r.tls.tls.caName));
    const blocks = demanding.map((r) => r.tls).filter((block, i, all) => all.findIndex((other) => other.field === block.field) === i);
    if (blocks.length === 0) { return undefined; }
    return blocks.map(({ tls, field }) => {
      const name = String(scalar(tls.caName));
      const { missing } = bundleIn(inventory, 'ConfigMap', namespace, name, 'service-ca.crt');
      const map = inventory.get('ConfigMap', namespace, name);
      return missing !== undefined && {
        message: `receivers read the key service-ca.crt, and ${missing}`,
        resource: map && keysOf(map).length > 0 ? inventory.ref(map, 'data') : inventory.ref(tempo, `${field}.caName`),
        related: [inventory.ref(tempo, `${field}.caName`)],
      };
    });
  }),
});
