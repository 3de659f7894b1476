import { insteadOf, isMeant } from '../unused-material';
import { takenInstead } from './material-under-another-name';
import { rule } from './rule';

export const materialBeside = rule({
  id: 'OT023',
  severity: 'warning',
  title: 'a certificate or bundle is not there, and another one that nobody uses would do',
  what: 'A client or server takes a certificate or a bundle from a Secret or ConfigMap that the manifests do not have; beside it lies one under another name that nobody names, with which the '
    + 'connection would verify.',
  why: 'One of the two names is wrong, or what lies there is left over: it is deployed, and used by nobody.',
  fix: 'name the object that is there, or take it away',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: corporate-roots}}}}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}}
`,
  on: 'connection',
  check: (connection, world) => {
    const found = insteadOf(connection, world);
    if (found === undefined) { return 'not applicable'; }
    const meant = found.some(isMeant);
    return meant || found.length === 0 ? 'satisfied' : [takenInstead(found[0])];
  },
});
