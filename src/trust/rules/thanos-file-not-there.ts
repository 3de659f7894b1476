import { rule } from './rule';
import { thanosExample } from '../thanos/example';
import { missingFiles } from '../thanos/paths';
import { ofThanos } from '../thanos/rule';

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
  check: ofThanos(missingFiles),
});
