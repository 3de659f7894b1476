import { Connection, Violation } from '../model';
import { objectName } from '../refs';
import { Instead, insteadOf, isMeant } from '../unused-material';
import { rule } from './rule';

export const materialUnderAnotherName = rule({
  id: 'OT019',
  severity: 'error',
  title: 'a certificate or bundle is not there, and one that is made for nobody is what is meant',
  what: 'A client or server takes a certificate or a bundle from a Secret or ConfigMap that the manifests do not have, and a Certificate, a Bundle, or a Service that '
    + 'asks OpenShift for a Secret, that nobody names (or an object of almost the same name) gives one with which the connection would verify.',
  why: 'A misspelt name: a pod that mounts what is not there stays in ContainerCreating, and an operator reports a configuration error.',
  fix: 'name the object that is there',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-roots, namespace: tracing}
data: {ca.crt: (ca one)}
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-root}}}}}
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-roots, namespace: tracing}
data: {ca.crt: (ca one)}
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-roots}}}}}
`,
  on: 'connection',
  check: (connection: Connection, world) => {
    const found = insteadOf(connection, world);
    if (found === undefined) { return 'not applicable'; }
    // A Secret or ConfigMap that lies beside may be left over from before; what is made for nobody is meant for this.
    const meant = found.filter(isMeant);
    return meant.length > 0 ? [takenInstead(meant[0])] : 'satisfied';
  },
});

/** What is said of it. */
export function takenInstead({ user, what, lost, ref, name }: Instead): Violation {
  const there = ref.kind === 'Service' ? `${lost.kind} ${name}, which OpenShift writes for ${objectName(ref)},` : objectName(ref);
  return {
    message: `${objectName(user)} takes ${what} from ${lost.kind} ${lost.name}, which is not there; ${there} is, nobody names it, and with it the connection verifies`,
    resource: user,
    related: [ref],
  };
}
