import { ContainerContext, containerRef } from '../containers';
import { Address, Client } from '../model';
import { ContainerCall } from './calls';
import { dialling, shownUrl } from './dial';
import { CommandLine, last, on, readOptions } from './options';
import { bundlesBelow, identityAt, trustOf } from './trust';
import { UNKNOWN } from '../shell/run';

/** Options of curl that take a value (curl 8, `curl --help all`). */
const VALUES = [
  '--cacert', '--capath', '--cert|-E', '--key', '--url', '--proxy|-x', '--config|-K', '--resolve', '--connect-to', '--unix-socket', '--abstract-unix-socket', '--interface',
  '--header|-H', '--request|-X', '--data|-d', '--output|-o', '--write-out|-w', '--user|-u', '--max-time|-m', '--upload-file|-T', '--form|-F', '--cookie|-b', '--cookie-jar|-c',
  '--referer|-e', '--user-agent|-A', '--range|-r', '--speed-limit|-Y', '--speed-time|-y', '--time-cond|-z', '--continue-at|-C', '--dump-header|-D', '--ftp-port|-P', '--quote|-Q',
  '--telnet-option|-t', '--proxy-user|-U', '--data-raw', '--data-binary', '--data-urlencode', '--data-ascii', '--json', '--form-string', '--url-query', '--connect-timeout', '--retry',
  '--retry-delay', '--retry-max-time', '--max-redirs', '--noproxy', '--cert-type', '--key-type', '--pass', '--ciphers', '--tls13-ciphers', '--tls-max', '--curves', '--pinnedpubkey',
  '--crlfile', '--proto', '--proto-default', '--proto-redir', '--limit-rate', '--max-filesize', '--keepalive-time', '--stderr', '--trace', '--trace-ascii', '--trace-config',
  '--aws-sigv4', '--oauth2-bearer', '--dns-servers', '--doh-url', '--expect100-timeout', '--happy-eyeballs-timeout-ms', '--local-port', '--output-dir', '--parallel-max', '--preproxy',
  '--proxy-cacert', '--proxy-capath', '--proxy-cert', '--proxy-key', '--rate', '--request-target', '--socks5', '--socks5-hostname', '--socks4', '--socks4a', '--variable', '--engine',
  '--netrc-file', '--hsts', '--alt-svc', '--ech', '--etag-save', '--etag-compare', '--dns-interface', '--service-name', '--haproxy-clientip', '--ip-tos', '--vlan-priority',
];

/** curl: verifies with its system's roots unless --cacert names others; without a scheme it speaks http. */
export function readCurl(context: ContainerContext, call: ContainerCall): Client[] {
  const requests = split(call.words.slice(1));
  return requests.flatMap((args) => {
    const line = readOptions(args, { values: VALUES, switches: ['--insecure|-k'], letters: true });
    return line ? clients(context, call, line) : [];
  });
}

/** --next begins another request with options of its own. */
function split(args: readonly string[]): string[][] {
  const all: string[][] = [[]];
  for (const arg of args) { if (arg === '--next' || arg === '-:') { all.push([]); } else { all[all.length - 1].push(arg); } }
  return all;
}

function clients(context: ContainerContext, call: ContainerCall, line: CommandLine): Client[] {
  const elsewhere = ['--proxy', '--config', '--unix-socket', '--abstract-unix-socket', '--preproxy', '--socks5', '--socks5-hostname', '--socks4', '--socks4a'];
  if (elsewhere.some((option) => line.options.has(option)) || (!line.options.has('--noproxy') && proxied(call))) { return []; }
  return [...line.options.get('--url') ?? [], ...line.words].flatMap((text) => {
    const url = read(text, last(line, '--proto-default'));
    const at = url && connected(line, url.address);
    if (!url || !at) { return []; }
    const certificate = last(line, '--cert');
    const file = [last(line, '--cacert'), call.variable('CURL_CA_BUNDLE')].find((one) => one !== undefined && one !== '');
    const folder = last(line, '--capath');
    const trust = trustOf(context, { file, variable: call.variable });
    // Of the files in a folder OpenSSL reads those that are named by a hash: which these are does not show.
    const more = folder === undefined ? [] : bundlesBelow(context, folder).length === 0 && file !== undefined ? [] : [{ ref: containerRef(context) }];
    return dialling(context, call, call.must, {
      product: 'curl',
      commonName: true, // 7.88.1 with OpenSSL, tried; lib/vtls/openssl.c
      ...url,
      ...at,
      trust: { ...trust, bundles: [...trust.bundles, ...more] },
      ...(on(line, '--insecure') && !line.options.has('--no-insecure') ? { skipVerify: true } : {}),
      ...(certificate === undefined ? {} : { identity: identityAt(context, certificate.replace(/:[^/]*$/, ''), last(line, '--key')) }),
    });
  });
}

/**
 * Where curl connects to, with --resolve HOST:PORT:ADDRESS[,…] and --connect-to HOST:PORT:HOST:PORT, which change the address and not the name that it
 * verifies. Undefined where that does not show.
 */
function connected(line: CommandLine, address: Address): { address: Address; serverName?: string } | undefined {
  const told = [...line.options.get('--resolve') ?? [], ...line.options.get('--connect-to') ?? []];
  if (told.length === 0) { return { address }; }
  for (const text of told) {
    const [, host, port, toHost, toPort] = /^\+?([\w.-]*):(\d*):([\w.-]*)(?::(\d*))?$/.exec(text) ?? [];
    if (host === undefined) { return undefined; }
    if ((host !== '' && host.toLowerCase() !== address.host) || (port !== '' && Number(port) !== address.port)) { continue; }
    return { address: { ...address, host: toHost || address.host, port: Number(toPort || address.port) }, serverName: address.host };
  }
  return { address };
}

function proxied(call: ContainerCall): boolean {
  return ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'all_proxy', 'ALL_PROXY'].some((name) => (call.variable(name) ?? '') !== '');
}

/** An URL as curl reads it: with a scheme, or HOST:PORT that it dials with http. Its globs stand for several, and are left alone. */
function read(text: string, scheme = 'http'): ReturnType<typeof shownUrl> {
  const authority = text.replace(/^(https?:\/\/)?([^/?#]*)[^]*$/i, '$1$2');
  if (/[{}[\]]/.test(authority.replace(/\[[0-9a-fA-F:]+\]/, ''))) { return undefined; }
  if (/^https?:\/\//i.test(text)) { return shownUrl(text); }
  return /^[\w.-]+:\d+$/.test(authority) && !authority.includes(UNKNOWN) ? shownUrl(`${scheme}://${authority}`) : undefined;
}
