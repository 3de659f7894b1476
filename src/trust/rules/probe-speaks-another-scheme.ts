import { rule } from './rule';
import { readUrl } from '../addresses';
import { callsOf } from '../commands/calls';
import { ContainerContext, containerRef, containersIn } from '../containers';
import { minioExample } from '../minio/example';
import { Server, Violation } from '../model';
import { items } from '../values';

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;
const OWN_HOST = /^(localhost|127\.0\.0\.1|::1)$/;

export const probeSpeaksAnotherScheme = rule({
  id: 'OT200',
  severity: 'error',
  title: 'a probe does not speak what the server speaks',
  what: 'A probe of a pod goes with HTTP to a port that speaks TLS, or with HTTPS to one that does not; a gRPC probe goes to a port with TLS.',
  why: 'A server with TLS answers HTTP with 400 and one without cannot shake hands: the pod never becomes ready, or is restarted again and again (Kubernetes, '
    + 'probes: the scheme is HTTP unless HTTPS is given, certificates are not verified, and gRPC probes know no TLS). The samples in MinIO\'s own documents say HTTP.',
  fix: 'set httpGet.scheme to HTTPS where the server speaks TLS, and leave it out where it does not',
  violating: minioExample({ more: 'readinessProbe: {httpGet: {path: /minio/health/ready, port: https}}' }),
  satisfying: minioExample({ more: 'readinessProbe: {httpGet: {path: /minio/health/ready, port: https, scheme: HTTPS}}' }),
  on: 'server',
  check: (server, { inventory }) => {
    if (server.tls === undefined || server.loopback || /^Thanos/.test(server.product)) { return 'not applicable'; }
    const runs = server.container ?? server.ref;
    const workload = inventory.get(runs.kind, runs.namespace, runs.name);
    const containers = workload ? containersIn(inventory, workload) : [];
    const own = containers.find((context) => runs.field === context.field || runs.field?.startsWith(`${context.field}.`));
    if (!own) { return 'not applicable'; }
    const wrong = [...httpProbes(own, server), ...commandProbes(own, server)];
    return wrong.length > 0 ? wrong : 'satisfied';
  },
});

function httpProbes(context: ContainerContext, server: Server): Violation[] {
  const speaks = server.tls ? 'TLS' : 'none';
  return PROBES.flatMap((name): Violation[] => {
    const probe = context.container[name];
    const { httpGet, grpc } = probe ?? {};
    if (httpGet && httpGet.host === undefined && portOf(context, httpGet.port) === server.port) {
      const scheme = String(httpGet.scheme ?? 'HTTP').toUpperCase();
      if ((scheme === 'HTTPS') === server.tls) { return []; }
      return [{
        message: `the ${name} speaks ${scheme} to port ${httpGet.port}, and ${server.product} speaks ${speaks === 'TLS' ? 'TLS' : 'no TLS'} there`,
        resource: containerRef(context, `${name}.httpGet`),
        fix: server.tls ? 'set httpGet.scheme: HTTPS' : 'take httpGet.scheme: HTTPS away, or give the server a certificate',
      }];
    }
    if (grpc && server.tls && portOf(context, grpc.port) === server.port) {
      return [{
        message: `the ${name} speaks gRPC without TLS to port ${grpc.port}, and ${server.product} speaks TLS there`,
        resource: containerRef(context, `${name}.grpc`),
        fix: 'probe with tcpSocket, or with a port that speaks no TLS',
      }];
    }
    return [];
  });
}

function portOf({ container }: ContainerContext, port: unknown): number | undefined {
  if (typeof port === 'number') { return port; }
  return items(container.ports).find((one: any) => one.name === port)?.containerPort ?? (/^\d+$/.test(String(port)) ? Number(port) : undefined);
}

/** Commands of probes that dial their own pod. */
function commandProbes(context: ContainerContext, server: Server): Violation[] {
  return callsOf(context).filter((call) => /Probe\./.test(call.field) && call.must === 1 && /^(curl|wget)$/.test(call.words[0])).flatMap((call) => call.words.slice(1).flatMap((word): Violation[] => {
    const url = /^https?:\/\//.test(word) ? readUrl(word) : undefined;
    if (!url || !OWN_HOST.test(url.address.host) || url.address.port !== server.port || url.tls === server.tls) { return []; }
    return [{
      message: `the ${call.field.split('.')[0]} dials ${url.address.text}, and ${server.product} speaks ${server.tls ? 'TLS' : 'no TLS'} there`,
      resource: containerRef(context, call.field),
      fix: `dial ${server.tls ? 'https' : 'http'}://${url.address.host}:${server.port}`,
    }];
  }));
}
