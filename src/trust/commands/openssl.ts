import { readHostPort } from '../addresses';
import { ContainerContext, containerRef } from '../containers';
import { Client } from '../model';
import { ContainerCall } from './calls';
import { dialling } from './dial';
import { last, readOptions } from './options';
import { identityAt, trustOf } from './trust';

const VALUES = [
  '-connect', '-host', '-port', '-CAfile', '-CApath', '-CAstore', '-cert', '-key', '-servername', '-verify', '-verify_hostname', '-verify_ip', '-verify_depth', '-proxy', '-alpn',
  '-starttls', '-cipher', '-ciphersuites', '-curves', '-sigalgs', '-groups', '-name', '-xmpphost', '-cert_chain', '-certform', '-keyform', '-pass', '-sess_in', '-sess_out', '-unix',
  '-bind', '-nextprotoneg', '-keylogfile', '-timeout', '-purpose', '-min_protocol', '-max_protocol', '-attime', '-dane_tlsa_domain', '-dane_tlsa_rrdata',
];

/**
 * openssl s_client: a probe. It goes on whatever the certificate is like, unless it is told -verify_return_error; and it compares no name without
 * -verify_hostname (OpenSSL 3, openssl-s_client(1)). Only with both can a connection fail for its certificate. Without -partial_chain it wants a root
 * that signs itself (3.0.19, tried).
 */
export function readOpenssl(context: ContainerContext, call: ContainerCall): Client[] {
  if (call.words[1] !== 's_client') { return []; }
  const line = readOptions(call.words.slice(2), { values: VALUES });
  const target = line && (last(line, '-connect') ?? line.words[0]);
  const address = target === undefined ? undefined : readHostPort(target);
  if (!line || !address || line.options.has('-proxy') || line.options.has('-starttls')) { return []; }
  const name = last(line, '-verify_hostname');
  const verifies = line.options.has('-verify_return_error') && name !== undefined;
  const certificate = last(line, '-cert');
  const trust = trustOf(context, { file: last(line, '-CAfile'), variable: call.variable });
  const more = line.options.has('-CApath') ? [{ ref: containerRef(context) }] : [];
  return dialling(context, call, verifies ? call.must : 0, {
    product: 'openssl',
    commonName: true,
    address,
    tls: true,
    trust: { ...trust, wholeChains: !line.options.has('-partial_chain'), bundles: [...trust.bundles, ...more] },
    ...(name === undefined ? {} : { serverName: name }),
    ...(certificate === undefined ? {} : { identity: identityAt(context, certificate, last(line, '-key')) }),
  });
}
