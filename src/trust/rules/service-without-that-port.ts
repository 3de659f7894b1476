import { rule } from './rule';

export const serviceWithoutThatPort = rule({
  id: 'OT011',
  severity: 'error',
  title: 'the Service has no such port',
  what: 'A client dials a Service of the manifests on a port that the Service does not have.',
  why: 'Nothing answers at a port that a Service with a cluster IP does not list (Kubernetes, Service); the client waits until its timeout.',
  fix: 'dial a port of the Service, or add the port to it',
  violating: `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: minio}, ports: [{name: https, port: 443, targetPort: 9000}]}
`,
  satisfying: `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: minio}, ports: [{name: https, port: 9000}]}
`,
  on: 'connection',
  check: ({ client, destination }) => {
    if (destination.kind !== 'no-port') { return destination.kind === 'server' ? 'satisfied' : 'not applicable'; }
    return [{
      message: `${client.product} dials ${client.address?.text}, and the Service has the port${destination.ports.length === 1 ? '' : 's'} ${destination.ports.join(', ') || 'none'}`,
      resource: client.ref,
      related: [destination.service],
    }];
  },
});
