import { OpensslComparison } from './compare';
import { DIFFERENCES } from './difference-words';
import { MODES } from './openssl';

/** The page that lists where OpenSSL judges otherwise than Go, as one run has found it. */
export function differencesPage({ asked, differences }: OpensslComparison, version: string, worlds: number, seed: number): string {
  const columns = Object.entries(MODES).map(([, options]) => `\`${['verify', ...options].join(' ')}\``);
  const table = (accepts: 'Go' | 'OpenSSL'): string[] => [
    `| what | Go, and this library | OpenSSL | ${columns.join(' | ')} |`,
    '|---|---|---|--:|--:|--:|',
    ...[...differences].filter(([id]) => DIFFERENCES[id].accepts === accepts).map(([id, counts]) => {
      const { what, go, openssl } = DIFFERENCES[id];
      return `| ${what} | ${go} | ${openssl} | ${counts.plain} | ${counts.partial} | ${counts.strict} |`;
    }),
  ];
  return `${[
    '# Where OpenSSL judges certificates otherwise',
    '',
    'This library verifies as Go’s `crypto/x509` does, because Tempo, Thanos, MinIO and Prometheus are written in Go: `.ci/run` compares verdict, reason and',
    'chains on more than 10,000 random chains and allows no difference. Clients that use OpenSSL (curl, Python, `openssl verify` by hand) judge some',
    'chains otherwise. Here is every such difference that the same chains have shown; the run fails if it meets one that is not listed.',
    '',
    'Written by `node scripts/chains.mjs --update`, which needs `go` and `openssl`; do not edit.',
    '',
    `The numbers are of one run: ${worlds} worlds of certificates from seed ${seed}, ${version}. They say how many of the questions were answered otherwise: of ${asked.plain} that were put to`,
    `\`openssl verify\`, of ${asked.partial} with \`-partial_chain\` (as curl asks since 7.68), and of ${asked.strict} with \`-x509_strict\` as well (as Python does since 3.13,`,
    '`ssl.create_default_context`). Each is asked with `-purpose`, `-attime`, `-untrusted`, and `-verify_hostname` or `-verify_ip`. Only verdicts are compared:',
    'where both refuse they may name different reasons, because they look in another order. The chains are made to be odd, so the numbers say nothing',
    'about how often one meets these in practice.',
    '',
    '## Go accepts, OpenSSL refuses',
    '',
    ...table('Go'),
    '',
    '## OpenSSL accepts, Go refuses',
    '',
    ...table('OpenSSL'),
    '',
  ].join('\n')}`;
}
