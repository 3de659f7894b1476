import { context, DerReader, TAG } from './der';
import { X509Error } from './errors';

/** What a certificate says about policies (RFC 5280 §4.2.1.4, 5, 11, 14). */
export interface CertificatePolicies {
  policies?: string[];
  mappings?: { issuer: string; subject: string }[];
  requireExplicit?: number;
  inhibitMapping?: number;
  inhibitAny?: number;
}

/** 2.5.29.32.0 in the hexadecimal form used here. */
const ANY = '551d2000';

/** A policy by the hexadecimal octets of its identifier: arcs beyond 32 bits are allowed here and nowhere else. */
function policyOid(list: DerReader): string {
  const value = list.read(TAG.OID, 'a policy identifier');
  if (value.length === 0 || value[value.length - 1] >= 0x80 || value.some((octet, i) => octet === 0x80 && (i === 0 || value[i - 1] < 0x80))) {
    throw new X509Error('malformed-extension', 'a policy identifier is malformed');
  }
  return value.toString('hex');
}

/** The certificate policies extension. */
export function readPolicies(value: Buffer): string[] {
  const list = new DerReader(value).into(TAG.SEQUENCE, 'the certificate policies');
  const policies: string[] = [];
  while (!list.empty) {
    const policy = policyOid(list.into(TAG.SEQUENCE, 'a certificate policy'));
    if (policies.includes(policy)) throw new X509Error('malformed-extension', 'a certificate policy is there twice');
    policies.push(policy);
  }
  return policies;
}

/** The policy mappings extension. */
export function readPolicyMappings(value: Buffer): { issuer: string; subject: string }[] {
  const list = new DerReader(value).into(TAG.SEQUENCE, 'the policy mappings');
  const mappings: { issuer: string; subject: string }[] = [];
  while (!list.empty) {
    const pair = list.into(TAG.SEQUENCE, 'a policy mapping');
    const [issuer, subject] = [pair, pair].map((reader) => reader.read(TAG.OID, 'a policy identifier').toString('hex'));
    mappings.push({ issuer, subject });
  }
  return mappings;
}

/** A number of certificates to skip. Negative ones are legal DER and mean nothing; larger than 64 bits is refused. */
function skipCount(value: bigint): number | undefined {
  if (value !== BigInt.asIntN(64, value)) throw new X509Error('malformed-extension', 'a policy constraint is too large');
  return value < 0n ? undefined : Number(value);
}

/** The policy constraints extension. */
export function readPolicyConstraints(value: Buffer): Pick<CertificatePolicies, 'requireExplicit' | 'inhibitMapping'> {
  const fields = new DerReader(value).into(TAG.SEQUENCE, 'the policy constraints');
  const number = (tag: number): number | undefined => fields.peek(tag) ? skipCount(fields.integer('a policy constraint', tag)) : undefined;
  return { requireExplicit: number(context(0)), inhibitMapping: number(context(1)) };
}

/** The inhibit-any-policy extension. */
export function readInhibitAny(value: Buffer): number | undefined {
  return skipCount(new DerReader(value).integer('the inhibit-any-policy number'));
}

/** What the policy check needs of a certificate in a chain. */
export interface PolicyCertificate {
  readonly policies: CertificatePolicies;
  readonly selfIssued: boolean;
}

/** Valid policies at one depth of the chain, each with the policies the next certificate may name in its place. */
type Level = Map<string, string[]>;

function descend(level: Level, certificate: PolicyCertificate, anyAllowed: boolean): Level {
  const expected = new Set([...level.values()].flat());
  const named = certificate.policies.policies ?? [];
  const next: Level = new Map();
  for (const policy of named) {
    if (policy !== ANY && (expected.has(policy) || level.has(ANY))) next.set(policy, [policy]);
  }
  if (named.includes(ANY) && anyAllowed) {
    for (const policy of expected) {
      if (!next.has(policy)) next.set(policy, [policy]);
    }
  }
  return next;
}

/** Applies policy mappings to a level; false if a mapping names any-policy, which is forbidden. */
function map(level: Level, mappings: { issuer: string; subject: string }[], allowed: boolean): boolean {
  if (!allowed) {
    for (const { issuer } of mappings) level.delete(issuer);
    return true;
  }
  if (mappings.some(({ issuer, subject }) => issuer === ANY || subject === ANY)) return false;
  for (const issuer of new Set(mappings.map((mapping) => mapping.issuer))) {
    if (level.has(issuer) || level.has(ANY)) level.set(issuer, mappings.filter((mapping) => mapping.issuer === issuer).map(({ subject }) => subject));
  }
  return true;
}

const tighter = (limit: number | undefined, current: number): number => limit === undefined ? current : Math.min(limit, current);

/**
 * RFC 5280 §6.1 with the policy graph of RFC 9618, for a relying party that accepts any policy. `chain` is leaf first, anchor last.
 * Only one question is asked of the graph – is a valid policy left where one is required? – so the current level is all that is kept.
 */
export function policiesValid(chain: readonly PolicyCertificate[]): boolean {
  if (chain.length === 1) return true;
  const depth = chain.length - 1;
  let level: Level | undefined = new Map([[ANY, [ANY]]]);
  let explicit = depth + 1;
  let mapping = depth + 1;
  let any = depth + 1;
  for (let i = depth - 1; i >= 0; i--) {
    const certificate = chain[i];
    const { policies = [], mappings = [], requireExplicit, inhibitMapping, inhibitAny } = certificate.policies;
    if (policies.length === 0) level = undefined;
    if (explicit === 0 && !level) return false;
    if (level) {
      level = descend(level, certificate, any > 0 || (i > 0 && certificate.selfIssued));
      if (i > 0 && !map(level, mappings, mapping > 0)) return false;
    }
    if (i > 0) {
      const step = certificate.selfIssued ? 0 : 1;
      explicit = tighter(requireExplicit, Math.max(0, explicit - step));
      mapping = tighter(inhibitMapping, Math.max(0, mapping - step));
      any = tighter(inhibitAny, Math.max(0, any - step));
    }
  }
  const required = explicit <= 1 || chain[0].policies.requireExplicit === 0;
  return !required || (level !== undefined && level.size > 0);
}
