import { rule } from './rule';
import { ofTempo } from './tempo';
import { at } from '../tempo/custom-resource';

export const tempoTooFewIngesters = rule({
  id: 'OT125',
  severity: 'error',
  title: 'a TempoStack has fewer ingesters than its replication factor needs',
  what: 'The replication factor of a TempoStack needs more ingesters, for a majority, than spec.template.ingester.replicas says (1 where it says nothing and there is no size).',
  why: 'The webhook refuses the resource: "replica factor of N requires at least M ingester replicas" (tempo-operator 0.22.0, internal/webhooks/tempostack_webhook.go; '
    + 'M is half of N, rounded down, and one).',
  fix: 'raise spec.template.ingester.replicas, or lower replicationFactor',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec: {replicationFactor: 3, storage: {secret: {name: traces-s3, type: s3}, tls: {enabled: true, caName: storage-ca}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec:
  replicationFactor: 3
  storage: {secret: {name: traces-s3, type: s3}, tls: {enabled: true, caName: storage-ca}}
  template: {ingester: {replicas: 3}}
`,
  on: 'object',
  kinds: ['TempoStack'],
  check: (object, { inventory }) => ofTempo(object, ['TempoStack'], (tempo) => {
    const factor = at(tempo, 'spec', 'replicationFactor');
    const replicas = at(tempo, 'spec', 'template', 'ingester', 'replicas');
    const size = at(tempo, 'spec', 'size');
    // Without a store it is a part of a TempoStack: a patch, or what a test asserts.
    if (typeof factor !== 'number' || factor < 1 || at(tempo, 'spec', 'storage') === undefined) { return undefined; }
    const wanted = Math.floor(factor / 2) + 1;
    const there = typeof replicas === 'number' ? replicas : size ? wanted : 1;
    return [there < wanted && {
      message: `a replication factor of ${factor} needs ${wanted} ingesters, and there ${there === 1 ? 'is' : 'are'} ${there}`,
      resource: inventory.ref(tempo, typeof replicas === 'number' ? 'spec.template.ingester.replicas' : 'spec.replicationFactor'),
    }];
  }),
});
