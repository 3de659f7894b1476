import { NOW, staged } from './stage';
import { prove } from '../../src/trust/prove';
import type { VersionHints } from '../../src/trust/versions';

/** What a proof says of some objects, put into the stage or beside it: connections and errors, in short words. */
export function judged(yaml: string, versions?: VersionHints) {
  const { connections, findings } = prove(staged(yaml).map((object) => ({ object })), { now: NOW, versions });
  return {
    connections: connections.map((c) => [c.client.product, c.client.address?.text, c.verdict, ...c.rules].join(' ')),
    errors: findings.filter((f) => f.severity === 'error').map((f) => `${f.rule} ${f.resource.kind}/${f.resource.name} ${f.resource.field ?? ''}`.trim()),
    warnings: findings.filter((f) => f.severity === 'warning').map((f) => f.rule),
    findings,
  };
}

/** A TempoMonolithic that takes the place of the stage's. */
export const monolithic = (spec: string) => `
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: ${spec}
`;

/** A TempoStack beside a TempoMonolithic that stores nothing. */
export const stack = (spec: string) => `${monolithic('{storage: {traces: {backend: pv}}}')}
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec: ${spec}
`;

/** The store's Secret in place of the stage's. */
export const secret = (data: string) => `
---
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: ${data}
`;

/** A Job that sends traces with telemetrygen. */
export const sender = (args: string, volumes = '[{name: ca, configMap: {name: storage-ca}}]', mounts = '[{name: ca, mountPath: /ca}]') => `
---
apiVersion: batch/v1
kind: Job
metadata: {name: send, namespace: tracing}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: send, image: 'ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen:v0.135.0', args: [traces, ${args}], volumeMounts: ${mounts}}]
      volumes: ${volumes}
`;
