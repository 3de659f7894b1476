import { rule } from './rule';
import { hostAddress } from '../../x509/names';
import { thanosExample } from '../thanos/example';

export const thanosPlaintextToAnotherCluster = rule({
  id: 'OT324',
  severity: 'warning',
  title: 'a querier dials outside of the cluster without TLS',
  what: 'An endpoint outside of the cluster is dialled in plain text.',
  why: 'Everything that is measured there can be read and changed on the way. A mesh or a tunnel may protect it: then acknowledge this.',
  fix: 'serve TLS there, and set client_config (v0.42) or --grpc-client-tls-secure',
  violating: thanosExample({ args: ['--endpoint=thanos.eu1.example.com:10901'] }),
  satisfying: thanosExample({ args: ['--endpoint=thanos.eu1.example.com:443', '--grpc-client-tls-secure'] }),
  on: 'connection',
  check: ({ client, destination }) => {
    if (client.product !== 'Thanos Query') { return 'not applicable'; }
    const host = client.address?.host ?? '';
    // Two words are rather a Service and its namespace, unless they end like a name of the internet.
    const global = /\..*\.|\.([a-z]{2}|com|net|org|dev|app|cloud|info|biz)$/.test(host);
    const outside = !client.tls && destination.kind === 'external' && global && hostAddress(host) === undefined && !/\.(internal|local|lan|svc|test)$/.test(host);
    return outside ? [{ message: `${client.product} dials ${client.address?.text} without TLS`, resource: client.ref }] : 'satisfied';
  },
});
