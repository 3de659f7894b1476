import { isIP } from 'node:net';
import { shellWord } from './connection-pods';
import { Target } from './connection-targets';

/** Products that speak gRPC. */
const GRPC = /\b(Thanos (Query|Receive|Rule|Store)|telemetrygen|gRPC|grpc)\b/;

/**
 * Commands that make some connections by hand, as their clients make them. Each verifies, and says when it does not: `openssl s_client` does neither unless it is
 * told (OpenSSL 3, openssl-s_client(1)).
 */
export function pasteable(targets: readonly Target[]): string {
  return targets.map((target) => {
    const { who, url, kind, bundle } = target;
    const head = `# ${who.join(', ')} -> ${url}`;
    if (kind === 'skipped') { return `${head}: ${bundle}\n`; }
    return [`${head}${kind === 'plaintext' ? ', plaintext' : `, verified with ${bundle}`}`, ...commands(target)].join('\n').concat('\n');
  }).join('\n');
}

function commands({ who, kind, args, to, name, file, joined, identityFile, keyFile }: Target): string[] {
  const line = (...words: string[]) => words.map(shellWord).join(' ');
  const grpc = who.some((one) => GRPC.test(one));
  if (kind === 'plaintext') {
    return [line('curl', '-v', ...(grpc ? ['--http2-prior-knowledge'] : []), ...args), ...(grpc ? [line('grpcurl', '-plaintext', to, 'list')] : [])];
  }
  const pair = (certificate: string, key: string) => (keyFile === '' ? [] : [certificate, identityFile, key, keyFile]);
  return [
    ...(joined.length > 0 ? [`${line('cat', ...joined)} > ${shellWord(file)}`] : []),
    line('curl', '-v', ...args),
    `${line(
      'openssl', 's_client', '-connect', to, ...(isIP(name) === 0 ? ['-servername', name, '-verify_hostname', name] : ['-verify_ip', name]),
      ...(file === '' ? [] : ['-CAfile', file]), ...pair('-cert', '-key'), '-verify_return_error', '-showcerts',
    )} < /dev/null`,
    ...(grpc ? [line('grpcurl', ...(file === '' ? [] : ['-cacert', file]), ...pair('-cert', '-key'), ...(to.startsWith(`${name}:`) ? [] : ['-authority', name]), to, 'list')] : []),
  ];
}
