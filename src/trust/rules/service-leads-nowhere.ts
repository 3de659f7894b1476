import { rule } from './rule';

/** Programs that speak S3 and nothing else. */
const S3_CLIENT = /^(Tempo|Thanos (Store|Sidecar|Receive|Rule|Compact)|mc|aws)$/;

export const serviceLeadsNowhere = rule({
  id: 'OT013',
  severity: 'error',
  title: 'the Service leads to a port where nobody listens',
  what: 'A client dials a Service whose target port has a name that no container of its pods has, or a number on which none of the servers in them listens; '
    + 'or a client of a store is led to its console.',
  why: 'A named target port that a pod does not have gives the Service no address of that pod (Kubernetes, Service, endpoints); on another number the connection is refused.',
  fix: 'let the target port of the Service be the port of the server',
  violating: `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: minio}, ports: [{name: https, port: 9000, targetPort: api}]}
`,
  satisfying: `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: minio}, ports: [{name: https, port: 9000, targetPort: 9000}]}
`,
  on: 'connection',
  check: ({ client, destination, server }) => {
    if (destination.kind === 'server' && server?.product === 'the MinIO console' && S3_CLIENT.test(client.product)) {
      const message = `${client.product} dials ${client.address?.text}, which leads to port ${server.port}: that is ${server.product}, and not the S3 API`;
      return [{ message, resource: destination.service ?? client.ref, related: [client.ref, server.ref] }];
    }
    if (destination.kind !== 'unknown-server' || destination.service === undefined) { return destination.kind === 'server' ? 'satisfied' : 'not applicable'; }
    // A monitor whose port no pod has scrapes nothing; that is no connection.
    if (destination.nobody === undefined || /^(Pod|Service)Monitor$/.test(client.ref.kind)) { return 'not applicable'; }
    return [{ message: `${client.product} dials ${client.address?.text}: ${destination.nobody}`, resource: destination.service, related: [client.ref, ...destination.workloads] }];
  },
});
