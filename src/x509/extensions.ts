import { context, DerReader, TAG } from './der';
import { X509Error } from './errors';
import { formatIp, IpBlock, maskPrefix, parseIp } from './ip';
import { domainNameValid, parseMailbox } from './mailbox';
import { EXT_KEY_USAGES, KEY_USAGES, KeyUsageName } from './oids';
import { CertificatePolicies, readInhibitAny, readPolicies, readPolicyConstraints, readPolicyMappings } from './policies';
import { uriHost } from './uri';

/** One extension as it stands in the certificate. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

/** One side of the name constraints. */
export interface NameSubtrees {
  readonly dns: readonly string[];
  readonly ip: readonly IpBlock[];
  readonly email: readonly string[];
  readonly uri: readonly string[];
}

/** Which names a CA may vouch for. */
export interface NameConstraints {
  readonly permitted: NameSubtrees;
  readonly excluded: NameSubtrees;
}

/** What the extensions say. */
export interface ExtensionFacts {
  dnsNames: string[];
  ipAddresses: string[];
  ipOctets: Buffer[];
  uris: string[];
  emails: string[];
  subjectAltName?: Buffer;
  basicConstraintsValid: boolean;
  isCa: boolean;
  pathLen?: number;
  keyUsage?: KeyUsageName[];
  extKeyUsage?: string[];
  nameConstraints?: NameConstraints;
  subjectKeyId?: Buffer;
  authorityKeyId?: Buffer;
  policies: CertificatePolicies;
  unhandledCritical: string[];
}

function invalid(message: string): X509Error {
  return new X509Error('malformed-extension', message);
}

function ia5(value: Buffer, what: string): string {
  const text = value.toString('latin1');
  if (/[\u0080-\u00ff]/.test(text)) throw invalid(`${what} holds octets outside ASCII`);
  return text;
}

/** The extensions of a certificate; a repeated one is an error. */
export function readExtensions(list: DerReader): Extension[] {
  const extensions: Extension[] = [];
  const seen = new Set<string>();
  while (!list.empty) {
    const fields = list.into(TAG.SEQUENCE, 'an extension');
    const oid = fields.oid('an extension identifier');
    const critical = fields.peek(TAG.BOOLEAN) && fields.boolean('the criticality of an extension');
    const value = fields.read(TAG.OCTET_STRING, 'the value of an extension');
    if (seen.has(oid)) throw invalid(`the extension ${oid} is there twice`);
    seen.add(oid);
    extensions.push({ oid, critical, value });
  }
  return extensions;
}

function readAltNames(value: Buffer, facts: ExtensionFacts): boolean {
  const names = new DerReader(value).into(TAG.SEQUENCE, 'the subject alternative names');
  while (!names.empty) {
    const { tag, value: name } = names.any('a subject alternative name');
    if (tag === context(1)) {
      facts.emails.push(ia5(name, 'an email address'));
    } else if (tag === context(2)) {
      facts.dnsNames.push(ia5(name, 'a DNS name'));
    } else if (tag === context(6)) {
      const uri = ia5(name, 'a URI');
      const host = uriHost(uri);
      if (host === undefined || !domainNameValid(host, false)) throw invalid(`the URI ${JSON.stringify(uri)} cannot be parsed`);
      facts.uris.push(uri);
    } else if (tag === context(7)) {
      if (name.length !== 4 && name.length !== 16) throw invalid(`an IP address has ${name.length} octets instead of 4 or 16`);
      facts.ipOctets.push(name);
      facts.ipAddresses.push(formatIp(name));
    }
  }
  return facts.emails.length + facts.dnsNames.length + facts.uris.length + facts.ipOctets.length > 0;
}

function readSubtrees(content: Buffer | undefined): { subtrees: NameSubtrees; handled: boolean } {
  const subtrees = { dns: [] as string[], ip: [] as IpBlock[], email: [] as string[], uri: [] as string[] };
  let handled = true;
  const list = new DerReader(content ?? Buffer.alloc(0));
  const bad = (kind: string, text: string): X509Error => invalid(`the name constraint for ${kind} ${JSON.stringify(text)} cannot be parsed`);
  while (!list.empty) {
    const { tag, value } = list.into(TAG.SEQUENCE, 'a name constraint').any('the base of a name constraint');
    if (tag === context(2)) {
      const domain = ia5(value, 'a name constraint');
      if (!domainNameValid(domain, true)) throw bad('DNS', domain);
      subtrees.dns.push(domain);
    } else if (tag === context(7)) {
      const half = value.length / 2;
      const prefix = half === 4 || half === 16 ? maskPrefix(value.subarray(half)) : undefined;
      if (prefix === undefined) throw bad('IP', value.toString('hex'));
      subtrees.ip.push({ address: value.subarray(0, half), prefix });
    } else if (tag === context(1)) {
      const address = ia5(value, 'a name constraint');
      if (address.includes('@') ? !parseMailbox(address) : !domainNameValid(address, true)) throw bad('email', address);
      subtrees.email.push(address);
    } else if (tag === context(6)) {
      const domain = ia5(value, 'a name constraint');
      if (parseIp(domain) || !domainNameValid(domain, true)) throw bad('URI', domain);
      subtrees.uri.push(domain);
    } else {
      handled = false;
    }
  }
  return { subtrees, handled };
}

function readNameConstraints(value: Buffer, facts: ExtensionFacts): boolean {
  const outer = new DerReader(value);
  const fields = outer.into(TAG.SEQUENCE, 'the name constraints');
  const permitted = fields.optional(context(0, true), 'the permitted names');
  const excluded = fields.optional(context(1, true), 'the excluded names');
  if (!outer.empty || !fields.empty) throw invalid('the name constraints have data after their end');
  if (!permitted?.length && !excluded?.length) throw invalid('the name constraints are empty');
  const allow = readSubtrees(permitted);
  const deny = readSubtrees(excluded);
  facts.nameConstraints = { permitted: allow.subtrees, excluded: deny.subtrees };
  return allow.handled && deny.handled;
}

function readKeyUsage(value: Buffer): KeyUsageName[] {
  const { bytes } = new DerReader(value).bits('the key usage');
  // The first bit of an octet is its highest.
  return KEY_USAGES.filter((_, i) => Math.floor(bytes[Math.floor(i / 8)] / 2 ** (7 - i % 8)) % 2 === 1);
}

function readBasicConstraints(value: Buffer, facts: ExtensionFacts): void {
  const fields = new DerReader(value).into(TAG.SEQUENCE, 'the basic constraints');
  facts.basicConstraintsValid = true;
  facts.isCa = fields.peek(TAG.BOOLEAN) && fields.boolean('the CA flag');
  if (fields.peek(TAG.INTEGER)) {
    const pathLen = fields.integer('the path length');
    if (pathLen < 0n || pathLen >= 2n ** 63n) throw invalid('the path length of the basic constraints is negative or too large');
    facts.pathLen = Number(pathLen);
  }
}

function readExtKeyUsage(value: Buffer): string[] {
  const list = new DerReader(value).into(TAG.SEQUENCE, 'the extended key usage');
  const usages: string[] = [];
  while (!list.empty) {
    const oid = list.oid('an extended key usage');
    usages.push(EXT_KEY_USAGES[oid] ?? oid);
  }
  return usages;
}

// Go walks these two without using them for verification; what it cannot walk, it refuses.
function walkDistributionPoints(value: Buffer): void {
  const points = new DerReader(value).into(TAG.SEQUENCE, 'the CRL distribution points');
  while (!points.empty) {
    const name = points.into(TAG.SEQUENCE, 'a CRL distribution point').optional(context(0, true), 'the name of a CRL distribution point');
    if (name === undefined) continue;
    const uris = new DerReader(name).into(context(0, true), 'the full name of a CRL distribution point');
    while (uris.peek(context(6))) uris.read(context(6), 'the URI of a CRL distribution point');
  }
}

function walkAuthorityInfo(value: Buffer): void {
  const list = new DerReader(value).into(TAG.SEQUENCE, 'the authority information access');
  while (!list.empty) {
    const access = list.into(TAG.SEQUENCE, 'an access description');
    access.oid('an access method');
    access.optional(context(6), 'an access location');
  }
}

function mustNotBeCritical({ critical }: Extension, what: string): void {
  if (critical) throw invalid(`the ${what} is marked critical, which RFC 5280 forbids`);
}

type Handler = (extension: Extension, facts: ExtensionFacts) => boolean | void;

/** One reader an extension; false means: not understood, so it counts as unhandled when critical. */
const HANDLERS: Record<string, Handler> = {
  '2.5.29.14': (extension, facts) => {
    mustNotBeCritical(extension, 'subject key identifier');
    facts.subjectKeyId = new DerReader(extension.value).read(TAG.OCTET_STRING, 'the subject key identifier');
  },
  '2.5.29.15': ({ value }, facts) => { facts.keyUsage = readKeyUsage(value); },
  '2.5.29.17': ({ value }, facts) => {
    facts.subjectAltName = value;
    return readAltNames(value, facts);
  },
  '2.5.29.19': ({ value }, facts) => readBasicConstraints(value, facts),
  '2.5.29.30': ({ value }, facts) => readNameConstraints(value, facts),
  '2.5.29.31': ({ value }) => walkDistributionPoints(value),
  '2.5.29.32': ({ value }, facts) => { facts.policies.policies = readPolicies(value); },
  '2.5.29.33': ({ value }, facts) => { facts.policies.mappings = readPolicyMappings(value); },
  '2.5.29.35': (extension, facts) => {
    mustNotBeCritical(extension, 'authority key identifier');
    facts.authorityKeyId = new DerReader(extension.value).into(TAG.SEQUENCE, 'the authority key identifier')
      .optional(context(0), 'the authority key identifier');
  },
  '2.5.29.36': ({ value }, facts) => { Object.assign(facts.policies, readPolicyConstraints(value)); },
  '2.5.29.37': ({ value }, facts) => { facts.extKeyUsage = readExtKeyUsage(value); },
  '2.5.29.54': ({ value }, facts) => { facts.policies.inhibitAny = readInhibitAny(value); },
  '1.3.6.1.5.5.7.1.1': (extension) => {
    mustNotBeCritical(extension, 'authority information access');
    walkAuthorityInfo(extension.value);
  },
};

/** What a list of extensions says, read as Go reads it. */
export function interpretExtensions(extensions: readonly Extension[]): ExtensionFacts {
  const facts: ExtensionFacts = {
    dnsNames: [], ipAddresses: [], ipOctets: [], uris: [], emails: [], basicConstraintsValid: false, isCa: false, policies: {}, unhandledCritical: [],
  };
  for (const extension of extensions) {
    const handler = HANDLERS[extension.oid];
    const handled = handler !== undefined && handler(extension, facts) !== false;
    if (extension.critical && !handled) facts.unhandledCritical.push(extension.oid);
  }
  return facts;
}
