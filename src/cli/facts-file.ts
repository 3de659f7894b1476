import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CliError } from './errors';
import { withPath } from './files';
import { isMap } from '../trust/values';
import { parseYaml } from '../trust/yaml';
import { Certificate } from '../x509/certificate';
import { Fact, Facts } from '../x509/facts';

/** Facts with the namespace that their objects are in. */
export interface NamespacedFacts {
  readonly namespace: string;
  readonly facts: Facts;
}

type Keys = { [key: string]: Fact };

/**
 * Reads public facts from a YAML or JSON file:
 *
 *   namespaces:
 *     tracing:
 *       secrets: { minio-tls: { tls.crt: { file: minio.crt } } }      what an existing Secret holds
 *       configMaps: { storage-ca: { ca.crt: "-----BEGIN…" } }
 *   external:
 *     s3.example.com:443: { certificate: { dnsNames: [s3.example.com] } }
 *     store.other.svc: { protocol: plaintext }
 *
 * A value is a text, or has `file` (relative to the facts' own file), or `dnsNames` and `ca`: the names that a certificate covers, and of the CAs.
 */
export function readFacts(path: string): NamespacedFacts[] {
  const text = withPath('read the facts in', path, () => readFileSync(path, 'utf8'));
  const fail = (at: string, problem: string): never => {
    throw new CliError(`${path}: ${at === '' ? '' : `${at}: `}${problem}`, 2);
  };
  const folder = dirname(resolve(path));
  const root = mapping('', parseOne(text, fail), fail, ['namespaces', 'external']);
  const namespaces = Object.entries(mapping('namespaces', root.namespaces ?? {}, fail)).map(([namespace, value]): NamespacedFacts => {
    const at = `namespaces.${namespace}`;
    const kinds = mapping(at, value, fail, ['secrets', 'configMaps']);
    return { namespace, facts: Object.fromEntries(Object.entries(kinds).map(([kind, objects]) => [kind, objectsIn(`${at}.${kind}`, objects)])) };
  });
  const external = objectsIn('external', root.external ?? {});
  for (const [address, keys] of Object.entries(external)) {
    const at = `external.${address}`;
    if (!/^(\[[0-9a-f:.]+\]|[^\s:/[\]]+)(:\d{1,5})?$/i.test(address)) { fail(at, 'is no HOST or HOST:PORT'); }
    if (!/^(certificate|protocol)$/.test(Object.keys(keys).join())) { fail(at, 'has one key, certificate or protocol'); }
    if (typeof keys.certificate === 'string') { checkPem(at, keys.certificate, fail); }
    if (keys.protocol !== undefined && keys.protocol !== 'plaintext') { fail(`${at}.protocol`, 'is plaintext, where there is one: a server that speaks TLS has a certificate'); }
  }
  return [...namespaces, { namespace: '', facts: { external } }];

  function objectsIn(at: string, value: unknown): { [name: string]: Keys } {
    return Object.fromEntries(Object.entries(mapping(at, value, fail)).map(([name, keys]) => [
      name, Object.fromEntries(Object.entries(mapping(`${at}.${name}`, keys, fail)).map(([key, fact]) => [key, factOf(`${at}.${name}["${key}"]`, fact)])),
    ]));
  }

  function factOf(at: string, value: unknown): Fact {
    if (typeof value === 'string') { return publicText(at, value, fail); }
    const fact = mapping(at, value, fail, ['file', 'dnsNames', 'ca']);
    const { file, dnsNames, ca } = fact;
    const count = Object.keys(fact).length;
    if (count === 0 || (file !== undefined && count > 1)) { fail(at, 'is a text, or has either file, or dnsNames or ca or both'); }
    if (file !== undefined) {
      if (typeof file !== 'string') { fail(`${at}.file`, 'is no path'); }
      return publicText(at, withPath('read', String(file), () => readFileSync(resolve(folder, String(file)), 'utf8')), fail);
    }
    return { ...('dnsNames' in fact ? { dnsNames: namesIn(`${at}.dnsNames`, dnsNames) } : {}), ...('ca' in fact ? { ca: namesIn(`${at}.ca`, typeof ca === 'string' ? [ca] : ca) } : {}) };
  }

  function namesIn(at: string, names: unknown): readonly string[] {
    if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string' && /\S/.test(name))) { fail(at, 'is no list of names'); }
    return (names as string[]).map((name) => name.trim());
  }
}

type Fail = (at: string, problem: string) => never;

function parseOne(text: string, fail: Fail): unknown {
  try {
    const values = parseYaml(text);
    if (values.length > 1) { fail('', 'holds several documents; facts are one'); }
    return values[0] ?? fail('', 'is empty');
  } catch (error) {
    if (error instanceof CliError) { throw error; }
    const { message, line } = error as { message: string; line?: number };
    return fail(line === undefined ? '' : `line ${line + 1}`, `no readable YAML: ${message}`);
  }
}

function mapping(at: string, value: unknown, fail: Fail, allowed?: readonly string[]): { [key: string]: unknown } {
  if (!isMap(value)) { return fail(at, `is ${Array.isArray(value) ? 'a list' : value === null ? 'empty' : `a ${typeof value}`}, where a map is expected${allowed ? ` with ${allowed.join(' and ')}` : ''}`); }
  const unknown = Object.keys(value).find((key) => allowed && !allowed.includes(key));
  return unknown === undefined ? value : fail(at, `has no ${JSON.stringify(unknown)}: it has ${allowed?.join(' and ')}`);
}

function publicText(at: string, text: string, fail: Fail): string {
  if (/PRIVATE KEY/.test(text)) { fail(at, 'holds a private key: facts are public'); }
  if (text.trim() === '') { fail(at, 'is empty'); }
  if (text.includes('-----BEGIN')) { checkPem(at, text, fail); }
  return text;
}

function checkPem(at: string, text: string, fail: Fail): void {
  try {
    Certificate.fromPem(text);
  } catch (error) {
    fail(at, `holds no readable certificate: ${(error as Error).message.split('\n')[0]}`);
  }
}
