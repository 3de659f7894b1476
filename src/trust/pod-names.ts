import { Ref } from './inventory';
import { Client, Connection, Server } from './model';
import { verifyClient, verifyServer } from './verify';

/** The StatefulSets that operators make of their objects (prometheus-operator, pkg/prometheus/server/statefulset.go, pkg/thanos/statefulset.go). */
const MADE: { readonly [kind: string]: string } = { StatefulSet: '', Prometheus: 'prometheus-', ThanosRuler: 'thanos-ruler-' };

/**
 * What comes of verifying pods by the names that SRV records give them ("dnssrvnoa+"). The first pod of a StatefulSet stands for all of them; of pods without
 * names of their own everything but the name is judged.
 */
export function verifyByPodName(client: Client, server: Server, now: Date): Pick<Connection, 'analysis' | 'mutual'> {
  const name = podName(server.container ?? server.ref, client.address?.host ?? '');
  const mutual = verifyClient(client, server, now);
  if (name !== undefined) { return { analysis: verifyServer({ ...client, serverName: name }, server, now), mutual }; }
  const analysis = verifyServer({ ...client, anyName: true }, server, now);
  const certain = analysis.state === 'failed' || analysis.state === 'skipped' || analysis.state === 'plain';
  return { analysis: certain ? analysis : { state: 'unknown', declare: `the names that ${client.address?.text} leads to are not shown by the manifests` }, mutual };
}

function podName({ kind, name }: Ref, host: string): string | undefined {
  return Object.hasOwn(MADE, kind) && /\.svc(\.|$)/.test(host) ? `${MADE[kind]}${name}-0.${host}${/\.svc$/.test(host) ? '.cluster.local' : ''}` : undefined;
}
