import { entry, entryTls, requireMinVersion } from './endpoint-checks';
import { EndpointEntry, EntryTls } from './endpoint-entry';
import { ThanosCompression } from './endpoint-props';
import { FileRealms } from './file-realms';
import { readDocument, unknownKey } from './strict-yaml';
import { invalid } from '../kube/invalid';
import { SkipVerification } from '../pki';
import { EndpointFile, FILE_KEYS, readEndpointFile, UnknownKey, usesGlobal, WrittenEndpoint, WrittenTls } from '../trust/thanos/endpoint-file';
import { CLEARTEXT, EffectiveTls, effectiveTls } from '../trust/thanos/endpoints';

const WHERE = 'QuerierEndpoints.fromSdConfig';

/** What to write for keys that stand at a wrong place, or come from another format. */
const HINTS: { readonly [key: string]: string } = {
  tls_config: 'write it into client_config',
  targets: 'write one "- address: …" for each target: this is the format of --store.sd-files',
  labels: 'remove it: this is the format of --store.sd-files',
  mode: 'write strict: true',
  default_tls_config: 'write default_client_config: {tls_config: …}',
};

const TLS_KEYS = FILE_KEYS.tls as readonly string[];

/** Reads today's file of endpoints: what Thanos would ignore is an error. */
export function readSdConfig(text: string): EndpointEntry[] {
  if (Array.isArray(readDocument(WHERE, text))) {
    throw invalid(WHERE, {
      what: 'the text is a list, and Thanos reads a map with the key "endpoints"',
      saw: 'a list',
      allowed: 'endpoints: [{address: …}]',
      fix: 'use fromProposalYaml for the proposal\'s file; of a file for --store.sd-files write one "- address: …" for each target',
    });
  }
  const file = readEndpointFile(text);
  if (file.problem !== undefined) { throw invalid(WHERE, { what: 'Thanos cannot read this, and does not start', saw: file.problem, allowed: 'a map with "endpoints" and "default_client_config"', fix: 'correct it' }); }
  for (const unknown of file.unknown) { throw misplaced(unknown); }
  const defaults = defaultTls(file);
  const realms = new FileRealms();
  return file.endpoints.map((endpoint, i) => readEndpoint(file, endpoint, `endpoints[${i}]`, defaults, realms));
}

function misplaced({ key, at }: UnknownKey): Error {
  const kind = at === 'the file' ? 'file' : /tls_config$/.test(at) ? 'tls' : /client_config$/.test(at) ? 'client' : 'endpoint';
  const own: { [key: string]: string } = {
    ...HINTS,
    ...(kind === 'tls' && (FILE_KEYS.client as readonly string[]).includes(key) ? { [key]: `write it one level up, beside tls_config: ${at.replace(/\.tls_config$/, '')}.${key}` } : {}),
    ...(kind === 'client' && TLS_KEYS.includes(key) ? { [key]: `write it into ${at}.tls_config` } : {}),
    ...(kind === 'endpoint' && TLS_KEYS.includes(key) ? { [key]: `write it into ${at}.client_config.tls_config` } : {}),
    ...(kind === 'endpoint' && ['server_name', 'compression'].includes(key) ? { [key]: `write it into ${at}.client_config` } : {}),
  };
  return unknownKey(WHERE, `${at}, of which Thanos ignores unknown keys,`, key, { keys: FILE_KEYS[kind], hints: own });
}

/** The defaults, with everything decided; undefined where the file has none. */
function defaultTls({ defaults }: EndpointFile): EffectiveTls | undefined {
  if (usesGlobal(defaults)) { return undefined; }
  const tls = effectiveTls(defaults, undefined);
  checkMeant('default_client_config', defaults, tls);
  return tls;
}

/** Settings that do not do what they say. */
function checkMeant(at: string, own: WrittenTls, tls: EffectiveTls): void {
  const refuse = (what: string, fix: string) => invalid(WHERE, { what: `${at} ${what}`, saw: written(own), allowed: 'enabled: true or false, said aloud', fix });
  if (own.enabled === undefined && !tls.enabled) { throw refuse('does not switch TLS on, and is dialled in plain text', 'add enabled: true to its tls_config'); }
  const says = own.certFile || own.keyFile || own.caFile || own.skipVerify === true;
  if (own.enabled === undefined && !says && [own.certFile, own.keyFile, own.caFile, own.skipVerify].some((value) => value !== undefined)) {
    throw refuse('switches TLS on only by being there: an empty file name, or insecure_skip_verify: false', 'say enabled: true, or enabled: false');
  }
  if (own.enabled === false && (says || own.serverName !== '')) { throw refuse('switches TLS off, and has settings of TLS', 'remove enabled: false, or the settings'); }
}

function written(own: WrittenTls): string {
  return Object.entries(own).filter(([, value]) => value !== undefined && value !== '').map(([key, value]) => `${key} ${value}`).join(', ') || 'empty values';
}

function readEndpoint(
  file: EndpointFile, endpoint: WrittenEndpoint, at: string, defaults: EffectiveTls | undefined, realms: FileRealms,
): EndpointEntry {
  const { client, address, strict, group, serviceConfig } = endpoint;
  const lookedUp = address.includes('+') && !group;
  const own = usesGlobal(client) ? undefined : client;
  // Without defaults in the file the flags hold, whose lowest version is 1.3.
  const fallback = defaults?.enabled ? defaults : { ...CLEARTEXT, minVersion: '1.3' };
  const wanted = own ? effectiveTls(own, fallback) : fallback;
  if (own) { checkInheritance(at, own, file.defaults, defaults); checkMeant(`${at} (${address})`, own, wanted); }
  if (own && lookedUp && !same(wanted, fallback)) {
    throw invalid(WHERE, {
      what: `${at} has a client_config that Thanos ignores: what is found behind a name outside of a group is dialled with what is global`,
      got: address,
      allowed: 'default_client_config for addresses that are looked up; client_config for fixed addresses and for groups',
      fix: 'set group: true and server_name, or name the servers, or move the settings to default_client_config',
    });
  }
  const options = {
    strict,
    group,
    ...(serviceConfig === '' ? {} : { serviceConfig }),
    ...(client.compression === '' ? {} : { compression: client.compression as ThanosCompression }),
  };
  return { ...entry(WHERE, `${at}.address`, address, options, tlsOf(at, wanted, realms)), origin: `${WHERE}, ${at.replace(/\[(\d+)\]/, (_, n) => ` ${Number(n) + 1}`)},` };
}

/** `enabled: true` stops inheritance, and a server name is never inherited. */
function checkInheritance(at: string, own: WrittenTls, written_: WrittenTls, defaults: EffectiveTls | undefined): void {
  if (defaults === undefined || !defaults.enabled) { return; }
  const lost = own.enabled === true ? (['caFile', 'certFile', 'keyFile'] as const).filter((key) => own[key] === undefined && defaults[key] !== '') : [];
  const name = own.enabled !== false && own.serverName === '' && written_.serverName !== '' ? ['serverName'] : [];
  if (lost.length + name.length === 0) { return; }
  const keys = [...lost, ...name].map((key) => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`));
  throw invalid(WHERE, {
    what: lost.length > 0 ? `${at} says enabled: true, and so inherits nothing from default_client_config` : `${at} has settings of its own, and so does not inherit the server_name`,
    saw: `not inherited: ${keys.join(', ')}`,
    allowed: 'every setting, said again',
    fix: `write ${keys.join(', ')} for this endpoint too ("" where nothing is meant)`,
  });
}

function same(a: EffectiveTls, b: EffectiveTls): boolean {
  return a.enabled === b.enabled && (!a.enabled || JSON.stringify(a) === JSON.stringify(b));
}

function tlsOf(at: string, tls: EffectiveTls, realms: FileRealms): EntryTls | undefined {
  if (!tls.enabled) { return undefined; }
  const files = realms.of(WHERE, at, tls);
  if (tls.skipVerify && (tls.caFile !== '' || tls.certFile !== '')) {
    throw invalid(WHERE, {
      what: `${at} does not verify its server, ${tls.caFile !== '' ? 'although it names a CA' : 'and shows its client certificate to anybody'}`,
      saw: `insecure_skip_verify: true beside ${tls.caFile !== '' ? 'ca_file' : 'cert_file'}`,
      allowed: 'verification, or neither CA nor client certificate',
      fix: 'remove insecure_skip_verify',
    });
  }
  const material = tls.skipVerify ? { ...files, realm: `${files.realm}-unverified`.slice(0, 40), skipVerification: SkipVerification.because('insecure_skip_verify stands in the file') } : files;
  return entryTls(WHERE, material, {
    ...(tls.serverName === '' ? {} : { serverName: tls.serverName }),
    ...(tls.minVersion === '' ? {} : { minTlsVersion: requireMinVersion(WHERE, `${at}: min_version`, tls.minVersion) }),
  });
}
