import { hasPlaceholder } from '../placeholders';

/** What a template has Vault issue. */
export interface PkiCall {
  /** the mount of the engine, for example "pki_int": those who are issued by one mount have one CA above them, whatever the role */
  readonly mount: string;
  /** what is asked for in full */
  readonly text: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** whether each template that asks so gets a certificate of its own: `pkiCert` keeps it in its file (consul-template 0.41.1, dependency/vault_pki.go) */
  readonly keeps: boolean;
  /** whether all that is asked for shows */
  readonly whole: boolean;
}

/** What a file holds of what Vault issued. */
export type Part = 'tls.crt' | 'tls.key' | 'ca.crt';

const STRING = '"(?:[^"\\\\]|\\\\.)*"|`[^`]*`';
const CALL = new RegExp(`\\b(pkiCert|secret)\\s+((?:${STRING})(?:\\s+(?:${STRING}))*)(.*)$`, 's');

/** The certificate that a template asks for: by `pkiCert`, or by `secret` where that is an engine that issues (consul-template 0.41.1, template/funcs.go). */
export function pkiCall(template: string): PkiCall | undefined {
  return actionsOf(template).map(callIn).find((call) => call !== undefined);
}

function callIn(action: string): PkiCall | undefined {
  const [, name, told, rest] = CALL.exec(action) ?? [];
  if (told === undefined) { return undefined; }
  const [path, ...parameters] = [...told.matchAll(new RegExp(STRING, 'g'))].map(([quoted]) => unquoted(quoted));
  const mount = /^\/*(.+?)(?:\/issuer\/[^/]+)?\/issue\/[^/]+$/.exec(path.trim())?.[1];
  if (mount === undefined || (name === 'secret' && parameters.length === 0)) { return undefined; }
  const pairs = parameters.map((each): [string, string] => [each.split('=')[0].trim(), each.slice(each.indexOf('=') + 1).trim()]);
  return { mount, keeps: name === 'pkiCert', text: `${path} ${parameters.join(' ')}`, parameters: new Map(pairs), whole: /^[\s-]*(\|.*)?$/s.test(rest) && !parameters.some(hasPlaceholder) };
}

/** The names that the certificate will cover; undefined where they do not show. The common name is one of them unless Vault is told otherwise. */
export function namesOf({ parameters, whole }: PkiCall): { readonly dnsNames: string[]; readonly ipAddresses: string[] } | undefined {
  const list = (name: string) => (parameters.get(name) ?? '').split(',').map((each) => each.trim()).filter((each) => each !== '');
  const common = /^(true|1|t)$/i.test(parameters.get('exclude_cn_from_sans') ?? '') ? [] : list('common_name');
  return whole ? { dnsNames: [...common, ...list('alt_names')], ipAddresses: list('ip_sans') } : undefined;
}

/** What a template writes: into its own file, and into others by `writeToFile`. */
export function partsOf(template: string): { readonly own?: Part; readonly files: ReadonlyMap<string, Part> } {
  const files = new Map<string, Part>();
  let own: Part | undefined;
  for (const action of actionsOf(template)) {
    const file = new RegExp(`\\bwriteToFile\\s+(${STRING})`).exec(action)?.[1];
    const part = partIn(action) ?? (file === undefined ? undefined : 'ca.crt');
    if (part === undefined) { continue; }
    if (file === undefined) { own = first(own, part); } else { files.set(unquoted(file), first(files.get(unquoted(file)), part)); }
  }
  return { own, files };
}

/** What stands between the braces of a template, in one pass. */
function actionsOf(template: string): string[] {
  const found: string[] = [];
  for (let at = template.indexOf('{{'); at >= 0; at = template.indexOf('{{', at)) {
    const end = template.indexOf('}}', at);
    if (end < 0) { break; }
    found.push(template.slice(at + 2, end).replace(/^-|-$/g, ''));
    at = end;
  }
  return found;
}

function partIn(action: string): Part | undefined {
  if (/(^|[\s(])\$?[\w.]*\.(Cert|Data\.certificate)\b/.test(action)) { return 'tls.crt'; }
  if (/(^|[\s(])\$?[\w.]*\.(Key|Data\.private_key)\b/.test(action)) { return 'tls.key'; }
  return /(^|[\s(])\$?[\w.]*\.(CA|CAChain|Data\.issuing_ca|Data\.ca_chain)\b/.test(action) ? 'ca.crt' : undefined;
}

/** Where several parts are in one file, the certificate is what it is read for, or the key. */
function first(known: Part | undefined, part: Part): Part {
  const order: readonly Part[] = ['tls.crt', 'tls.key', 'ca.crt'];
  return known === undefined || order.indexOf(part) < order.indexOf(known) ? part : known;
}

function unquoted(text: string): string {
  return text.startsWith('`') ? text.slice(1, -1) : text.slice(1, -1).replace(/\\(.)/g, '$1');
}
