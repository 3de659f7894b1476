import type { Certificate } from './certificate';
import { constraintProblem } from './constraints';
import { X509Error } from './errors';
import { hostProblem } from './names';
import { policiesValid } from './policies';

/** What a peer must be allowed to be. */
export type ChainUsage = 'serverAuth' | 'clientAuth' | 'any';

/** What to verify a leaf against. */
export interface ChainOptions {
  /** Trust anchors. They need not be self-signed. */
  readonly roots: readonly Certificate[];
  /** Certificates that may stand between leaf and anchor; nobody trusts them for being here. */
  readonly intermediates?: readonly Certificate[];
  /** Host name or address that is dialled; checked against the leaf's names. */
  readonly host?: string;
  /** The chain must be good for at least one of them; `serverAuth` unless told otherwise. */
  readonly extKeyUsages?: readonly ChainUsage[];
  /** The moment to verify for. */
  readonly now: Date;
}

/** Stable names of the reasons for which a chain is refused. */
export type ChainFailureCode =
  | 'unhandled-critical-extension' | 'not-yet-valid' | 'expired' | 'host-mismatch' | 'not-a-ca' | 'path-too-long'
  | 'unknown-authority' | 'signature-limit' | 'name-constraint' | 'wrong-usage' | 'no-valid-chain';

/** A verified leaf with every chain found, leaf first and anchor last. */
export interface ChainSuccess {
  readonly ok: true;
  readonly chains: Certificate[][];
}

/** A refused leaf. */
export interface ChainFailure {
  readonly ok: false;
  readonly code: ChainFailureCode;
  readonly message: string;
  /** The certificate at fault. */
  readonly certificate?: Certificate;
  /** For `unknown-authority`: the candidate that came closest and why it does not count. */
  readonly rejected?: { readonly certificate: Certificate; readonly code: string; readonly message: string };
}

/** Outcome of `verifyChain`. */
export type ChainResult = ChainSuccess | ChainFailure;

/** How many signatures one verification may check, so that a pile of cross-signed certificates cannot take forever. The same bound as Go's. */
const MAX_SIGNATURE_CHECKS = 100;

type Role = 'leaf' | 'intermediate' | 'root';

function failure(code: ChainFailureCode, message: string, certificate?: Certificate): ChainFailure {
  return { ok: false, code, message, certificate };
}

/** Certificates by subject, without repetitions, in the order given. */
class Pool {
  private readonly bySubject = new Map<string, Certificate[]>();

  constructor(certificates: readonly Certificate[]) {
    for (const certificate of certificates) {
      const key = certificate.subject.raw.toString('latin1');
      const same = this.bySubject.get(key) ?? [];
      if (!same.some((other) => other.equals(certificate))) same.push(certificate);
      this.bySubject.set(key, same);
    }
  }

  public has(certificate: Certificate): boolean {
    return this.named(certificate.subject.raw).some((other) => other.equals(certificate));
  }

  /** Those that may have issued a certificate, by name. Key identifiers only say whom to try first: matching, then unknown, then different. */
  public issuersOf(certificate: Certificate): Certificate[] {
    const wanted = certificate.authorityKeyId ?? Buffer.alloc(0);
    const rank = (candidate: Certificate): number => {
      const own = candidate.subjectKeyId ?? Buffer.alloc(0);
      if (own.equals(wanted)) return 0;
      return own.length === 0 || wanted.length === 0 ? 1 : 2;
    };
    return [...this.named(certificate.issuer.raw)].sort((a, b) => rank(a) - rank(b));
  }

  private named(subject: Buffer): readonly Certificate[] {
    return this.bySubject.get(subject.toString('latin1')) ?? [];
  }
}

/** What is wrong with a certificate on top of the chain so far, apart from signatures. */
function invalidity(certificate: Certificate, role: Role, below: readonly Certificate[], now: Date): ChainFailure | undefined {
  const what = role === 'leaf' ? `the certificate ${certificate}` : `the ${role} CA ${certificate}`;
  const [unhandled] = certificate.unhandledCriticalExtensions;
  if (unhandled !== undefined) {
    return failure('unhandled-critical-extension', `${what} has the critical extension ${unhandled} that nobody here understands`, certificate);
  }
  if (now < certificate.notBefore) {
    return failure('not-yet-valid', `${what} is valid from ${certificate.notBefore.toISOString()}, after ${now.toISOString()}`, certificate);
  }
  if (now > certificate.notAfter) {
    return failure('expired', `${what} expired at ${certificate.notAfter.toISOString()}, before ${now.toISOString()}`, certificate);
  }
  if (role === 'intermediate' && !(certificate.basicConstraintsValid && certificate.isCa)) {
    return failure('not-a-ca', `${what} is no CA (its basic constraints do not say CA:TRUE)`, certificate);
  }
  const between = below.length - 1;
  if (certificate.pathLen !== undefined && between > certificate.pathLen) {
    return failure('path-too-long', `${what} allows ${certificate.pathLen} CAs below it, but there are ${between}`, certificate);
  }
  return undefined;
}

/** Why a candidate did not sign the certificate, or had no right to. */
function issuanceProblem(certificate: Certificate, issuer: Certificate): X509Error | undefined {
  if ((issuer.version === 3 && !issuer.basicConstraintsValid) || (issuer.basicConstraintsValid && !issuer.isCa)) {
    return new X509Error('not-a-ca', 'it is no CA (its basic constraints do not say CA:TRUE)');
  }
  if (issuer.keyUsage && issuer.keyUsage.length > 0 && !issuer.keyUsage.includes('keyCertSign')) {
    return new X509Error('no-cert-sign', 'its key usage lacks keyCertSign');
  }
  return certificate.signatureProblem(issuer);
}

/** True if the same entity is in the chain already, so that cross-signed CAs cannot form a loop: same name, key and alternative names. */
function alreadyIn(candidate: Certificate, chain: readonly Certificate[]): boolean {
  for (const certificate of chain) {
    if (!candidate.subject.raw.equals(certificate.subject.raw) || !candidate.publicKeyInfo.raw.equals(certificate.publicKeyInfo.raw)) continue;
    const [one, other] = [candidate.subjectAltName, certificate.subjectAltName];
    if (!one || !other) return !one && !other;
    if (one.equals(other)) return true;
  }
  return false;
}

/** Builds every chain from a certificate up to an anchor. */
class Builder {
  private checks = 0;

  constructor(private readonly roots: Pool, private readonly intermediates: Pool, private readonly now: Date) {}

  public build(chain: readonly Certificate[]): ChainResult {
    const certificate = chain[chain.length - 1];
    const chains: Certificate[][] = [];
    let rejected: ChainFailure['rejected'];
    let last: ChainFailure | undefined;
    const candidates = [
      ...this.roots.issuersOf(certificate).map((issuer) => ({ role: 'root' as const, issuer })),
      ...this.intermediates.issuersOf(certificate).map((issuer) => ({ role: 'intermediate' as const, issuer })),
    ];
    for (const { role, issuer } of candidates) {
      if (++this.checks > MAX_SIGNATURE_CHECKS) {
        last = failure('signature-limit', `no chain was found within ${MAX_SIGNATURE_CHECKS} signature checks: too many CAs share names`, certificate);
        break;
      }
      if (!issuer.publicKeyInfo.known || alreadyIn(issuer, chain)) continue;
      const problem = issuanceProblem(certificate, issuer);
      if (problem) {
        rejected ??= { certificate: issuer, code: problem.code, message: problem.message };
        continue;
      }
      last = invalidity(issuer, role, chain, this.now);
      if (last) {
        rejected ??= { certificate: issuer, code: last.code, message: last.message };
      } else if (role === 'root') {
        chains.push([...chain, issuer]);
      } else {
        const above = this.build([...chain, issuer]);
        last = above.ok ? undefined : above;
        if (above.ok) chains.push(...above.chains);
        if (last?.code === 'signature-limit') break;
      }
    }
    if (chains.length > 0) return { ok: true, chains };
    return last ?? this.unknownAuthority(certificate, rejected);
  }

  private unknownAuthority(certificate: Certificate, rejected: ChainFailure['rejected']): ChainFailure {
    const who = certificate.selfSigned ? `the self-signed certificate ${certificate} is not itself among the trusted certificates`
      : `no trusted certificate is the issuer ${certificate.issuer.text || '(no name)'} of ${certificate}`;
    const hint = rejected ? `; ${rejected.certificate} has that name, but ${rejected.message}` : '';
    return { ...failure('unknown-authority', who + hint, certificate), rejected };
  }
}

/** True if one of the wanted usages survives every certificate of the chain; absent usages allow all. */
function usageAllowed(chain: readonly Certificate[], wanted: readonly ChainUsage[]): boolean {
  let left: readonly string[] = wanted;
  for (const { extKeyUsage } of chain) {
    if (!extKeyUsage || extKeyUsage.length === 0 || extKeyUsage.includes('any')) continue;
    left = left.filter((usage) => extKeyUsage.includes(usage));
  }
  return left.length > 0;
}

function usageFailure(leaf: Certificate, chain: readonly Certificate[], wanted: readonly ChainUsage[]): ChainFailure {
  const culprit = chain.find((certificate) => !usageAllowed([certificate], wanted)) ?? leaf;
  const found = culprit.extKeyUsage?.join(', ') ?? 'nothing';
  return failure('wrong-usage', `${culprit} allows the extended key usage ${found}, but ${wanted.join(' or ')} is needed`, culprit);
}

/**
 * Verifies a leaf as Go's `Certificate.Verify` does, which is what Tempo, Thanos and MinIO run: same chains, same refusals.
 * There is no revocation check, as there is none in Go.
 */
export function verifyChain(leaf: Certificate, options: ChainOptions): ChainResult {
  const { now, host } = options;
  // Every comparison with an invalid date is false, so it would find everything valid.
  if (Number.isNaN(now.getTime())) throw new X509Error('invalid-time', 'the time to verify for is no valid date');
  const wanted = options.extKeyUsages?.length ? options.extKeyUsages : ['serverAuth' as const];
  const invalid = invalidity(leaf, 'leaf', [], now);
  if (invalid) return invalid;
  const mismatch = host ? hostProblem(leaf, host) : undefined;
  if (mismatch !== undefined) return failure('host-mismatch', mismatch, leaf);

  const roots = new Pool(options.roots);
  const built: ChainResult = roots.has(leaf)
    ? { ok: true, chains: [[leaf]] }
    : new Builder(roots, new Pool(options.intermediates ?? []), now).build([leaf]);
  if (!built.ok) return built;

  let badPolicies = 0;
  let badUsage: ChainFailure | undefined;
  let badNames: ChainFailure | undefined;
  const chains = built.chains.filter((chain) => {
    if (!policiesValid(chain)) {
      badPolicies++;
      return false;
    }
    if (!wanted.includes('any') && !usageAllowed(chain, wanted)) {
      badUsage ??= usageFailure(leaf, chain, wanted);
      return false;
    }
    const problem = constraintProblem(chain);
    if (problem !== undefined) badNames ??= failure('name-constraint', problem, leaf);
    return problem === undefined;
  });
  if (chains.length > 0) return { ok: true, chains };
  if (badNames) return badNames;
  if (badUsage && badPolicies === 0) return badUsage;
  return failure('no-valid-chain', 'every chain breaks the certificate policies it demands', leaf);
}
