import { join } from 'node:path';
import { Case, CASES, Row } from './cases';
import { inWords, stated } from './stated';

/** The page of what was seen. */
export const FILE = join(__dirname, '..', '..', '..', 'docs', 'reference', 'thanos-endpoint-tls.md');

/** The releases that the page is about: those that e2e/tools builds. */
export const RELEASES = ['0.37.2', '0.39.2', '0.40.1', '0.41.0', '0.42.4'] as const;

/** How each row of a case is dialled, by release and title; nothing where the querier does not start. */
export type Results = Map<string, readonly string[] | undefined>;

/** What the prover says, for every case and release. */
export function allStated(): Results {
  return new Map(RELEASES.flatMap((version) => CASES.map((one) => [`${version} ${one.title}`, stated(one, version)?.map(inWords)] as const)));
}

const HEAD = `# How Thanos dials an endpoint

What a querier does with an endpoint hangs on what is written, where it is written, what is *not* written, the kind of the address, and the version. This page was written
by a run ([e2e/servers/thanos-resolution.test.ts](../../e2e/servers/thanos-resolution.test.ts)): each release was given flags and file, and servers that only look
wrote down what came: plaintext or TLS, the oldest version offered, the name asked for, the certificate shown, and, by certificates of several CAs and for several names,
which were taken. The prover says the same of the same manifests, or that run fails; and this page is what the prover says, or \`npm test\` fails.

In the settings, \`flags\`, \`default\` and \`own\` are a CA, a client certificate and a server name each, of the flags, of \`default_client_config\` and of the endpoint; \`image\` are the
roots of the image. "TLS 1.2+, CA: own, name: host, shows: flags" offers TLS 1.2 and later, takes a certificate of the CA in \`own\` for the host of the address, and shows the pair of
\`flags\`; a name in quotes is the server name of the settings that are called so.
Of the files in \`broken\`, \`empty.crt\` is empty, \`garbage.crt\` holds something else, and \`absent.crt\` is not there.
"No name fits": the certificate would have to be for \`dns+HOST\`, prefix and all. "Exits": the process ends before it dials.
`;

const TAIL = `
## Besides

- Before v0.42 \`client_config\` and \`default_client_config\` are ignored without a word: what a file asks for is dialled with the flags, and without them in plain text.
- From v0.40 on a server that takes part in TLS but negotiates no protocol (ALPN \`h2\`) is left again after the handshake; v0.39 and v0.37 go on.
- From v0.42 on clients offer TLS 1.3 only, unless a lowest version is said.
- Defaults that cannot be used (a CA file that is not there, a certificate without its key) take every endpoint with them, also those in plain text and those with settings of their own.
- Of an address that is given twice the last one counts, of those whose settings can be used: the file comes first, flags after it. In a group and outside of one are two addresses.
  Until v0.37 a flag refuses an address that it was given before.
- Without a port a single endpoint is dialled at 443, and a group not at all. A flag refuses such an address, but for \`--endpoint-strict\` until v0.37. A port behind an SRV name
  replaces those of the records.
- A CA file without a certificate in it switches off all that stands beside it: the server is verified with the roots of the image, by its host, and is shown no certificate.
`;

/** The page. */
export function page(results: Results): string {
  return `${HEAD}${CASES.map((one) => section(one, results)).join('')}${TAIL}`;
}

function section(one: Case, results: Results): string {
  const { title, flags, defaults, rows } = one;
  const of = (version: string, i: number): string => {
    const seen = results.get(`${version} ${title}`);
    return seen === undefined ? 'exits' : seen[i];
  };
  const lines = rows.map((row: Row, i) => `| ${[row.kind, settingsOf(row), ...RELEASES.map((version) => of(version, i))].join(' | ')} |`);
  return [
    `\n## ${title[0].toUpperCase()}${title.slice(1)}\n`,
    flags.length === 0 ? 'No flags of TLS.' : `Flags: ${flags.map(shortened).join(' ')}.`,
    ...(defaults === undefined ? [] : [`\`default_client_config\`: ${shortened(defaults)}.`]),
    `Endpoints in ${one.file ? 'a file (`--endpoint.sd-config-file`)' : 'flags (`--endpoint`, `--endpoint-group`, `--endpoint-strict`)'}.\n`,
    `| endpoint | \`client_config\` | ${RELEASES.map((version) => `v${version}`).join(' | ')} |`,
    `|---|---|${RELEASES.map(() => '---|').join('')}`,
    ...lines,
    '',
  ].join('\n');
}

/** What is said of an endpoint, each time that it is named. */
function settingsOf({ own, again }: Row): string {
  const written = (settings: string | undefined) => (settings === undefined || settings === '' ? '–' : shortened(settings));
  return again === undefined ? written(own) : `${written(own)}, then ${'flag' in again ? `\`${again.flag}\`` : written(again.own)}`;
}

/** In code, and the files without what they have in common. */
function shortened(text: string): string {
  return `\`${text.replaceAll('/tls/', '')}\``;
}
