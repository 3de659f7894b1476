import { Ref } from './inventory';
import { Client, Connection, Destination, Server } from './model';
import { verifyClient, verifyServer } from './verify';

/** The StatefulSets that operators make of their objects (prometheus-operator, pkg/prometheus/server/statefulset.go, pkg/thanos/statefulset.go). */
const MADE: { readonly [kind: string]: string } = { StatefulSet: '', Prometheus: 'prometheus-', ThanosRuler: 'thanos-ruler-' };

/**
 * What comes of verifying the names in SRV records ("dnssrvnoa+"). The record of a Service with an address of its own names the Service (Kubernetes, DNS-Based
 * Service Discovery 2.3.2); those of a headless one name its pods, of which the first of a StatefulSet stands for all; of pods without names of their own
 * everything but the name is judged.
 */
export function verifyByRecord(client: Client, server: Server, destination: Destination, now: Date): Pick<Connection, 'analysis' | 'mutual'> {
  const host = client.address?.host ?? '';
  const name = destination.kind === 'server' && destination.headless === false ? fullName(host) : podName(server.container ?? server.ref, host);
  const mutual = verifyClient(client, server, now);
  if (name !== undefined) { return { analysis: verifyServer({ ...client, serverName: name }, server, now), mutual }; }
  const analysis = verifyServer({ ...client, anyName: true }, server, now);
  const certain = analysis.state === 'failed' || analysis.state === 'skipped' || analysis.state === 'plain';
  return { analysis: certain ? analysis : { state: 'unknown', declare: `the names that ${client.address?.text} leads to are not shown by the manifests` }, mutual };
}

function podName({ kind, name }: Ref, host: string): string | undefined {
  const service = Object.hasOwn(MADE, kind) ? fullName(host) : undefined;
  return service && `${MADE[kind]}${name}-0.${service}`;
}

/** The name of a Service in a record. */
export function fullName(host: string): string | undefined {
  return /\.svc(\.|$)/.test(host) ? `${host}${/\.svc$/.test(host) ? '.cluster.local' : ''}` : undefined;
}
