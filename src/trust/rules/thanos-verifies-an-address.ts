import { rule } from './rule';
import { hostAddress } from '../../x509/names';
import { thanosExample } from '../thanos/example';

export const thanosVerifiesAnAddress = rule({
  id: 'OT325',
  severity: 'warning',
  title: 'a client verifies an IP address, and no server name is set',
  what: 'An endpoint is looked up or given by its address, is dialled with TLS and verified, and no server name is set. What the certificate '
    + 'covers is not shown by the manifests.',
  why: 'dns+ and dnssrv+ outside of a group dial what they find by its address, so that the certificate needs that address among its names '
    + '(thanos #6454). Certificates seldom have any.',
  fix: 'set the server name, or name a host that the certificate covers',
  violating: thanosExample({ args: ['--endpoint=dns+thanos.eu1.example.com:443', '--grpc-client-tls-secure'] }),
  satisfying: thanosExample({
    args: ['--endpoint=dns+thanos.eu1.example.com:443', '--grpc-client-tls-secure', '--grpc-client-server-name=thanos.eu1.example.com'],
  }),
  on: 'connection',
  check: ({ client, analysis }) => {
    if (!client.product.startsWith('Thanos ') || !client.tls || client.skipVerify || !client.address) { return 'not applicable'; }
    const byAddress = client.dialsAddresses === true || hostAddress(client.address.host) !== undefined;
    if (!byAddress || client.serverName !== undefined || analysis.state !== 'unknown') { return 'satisfied'; }
    return [{ message: `${client.product} verifies the address behind ${client.address.text}, and is given no server name`, resource: client.ref }];
  },
});
