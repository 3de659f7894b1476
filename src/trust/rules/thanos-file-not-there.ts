import { rule } from './rule';
import { sameRef } from '../refs';
import { ThanosCommand } from '../thanos/command';
import { thanosExample } from '../thanos/example';
import { MissingFile, missingFiles } from '../thanos/paths';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';
import type { World } from '../world';

export const thanosFileNotThere = rule({
  id: 'OT307',
  severity: 'error',
  title: 'a file that Thanos is told to read is not there',
  what: 'A certificate, key, CA or configuration file is named that no volume shows: nothing is mounted there, or what is mounted has no such key.',
  why: 'Flags: the process exits. A file of endpoints: the endpoint is skipped, with default_client_config all of them are. A missing '
    + 'client certificate is noticed by the handshake (v0.42.4, pkg/tls/options.go, cmd/thanos/endpointset.go; thanos #3464).',
  fix: 'mount the Secret or ConfigMap there, or name the path that it is mounted at',
  violating: thanosExample({
    component: 'store',
    args: ['--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key'],
  }),
  satisfying: thanosExample({
    component: 'store',
    args: ['--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key'],
    secrets: { '/etc/tls': 'store-tls' },
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command, world) => missingFiles(command).filter((file) => !neverAsked(file, command, world))),
});

/** Whether a client certificate is missing that no server asks for: all of those that are dialled with it are known to verify no client. */
function neverAsked({ needed, use }: MissingFile, { context }: ThanosCommand, { connections }: World): boolean {
  if (needed || use === undefined) { return false; }
  const dialled = connections.filter(({ client }) => client.tls && client.namespace === context.namespace && client.labels === context.labels
    && (client.ref === use.ref || sameRef(client.ref, use.ref)));
  return dialled.length > 0 && dialled.every(({ server }) => server !== undefined && server.ref.kind !== 'external' && server.clientAuth === 'none');
}
