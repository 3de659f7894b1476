import { Attribute } from './der';
import { KEY_USAGE } from './faults';
import { Forged } from './forge';
import { Question, World } from './worlds';

/**
 * How `openssl verify` builds a chain (OpenSSL 3.0, crypto/x509/x509_vfy.c: build_chain, and v3_purp.c: x509_likely_issued). It looks for one issuer at a time,
 * among the trusted certificates first, and never goes back to try another. Where several candidates are alike, any of them may be taken.
 */

/** A chain that OpenSSL may have built, and how its search ended: trusted, or with the number of an error. */
export interface Built {
  readonly chain: readonly number[];
  readonly end: 'trusted' | 2 | 18 | 19 | 20;
}

const canonical = new WeakMap<readonly Attribute[], string>();

/** Names are compared without regard to case, blanks and kinds of strings. */
export function canonicalName(attributes: readonly Attribute[]): string {
  let known = canonical.get(attributes);
  if (known === undefined) {
    canonical.set(attributes, known = JSON.stringify(attributes.map(({ oid, text }) => [oid, text.trim().replace(/\s+/g, ' ').toLowerCase()])));
  }
  return known;
}

/** Whether the subject is the issuer, by name. */
export function selfIssued(one: Forged): boolean {
  return canonicalName(one.draft.subject) === canonicalName(one.issuerName);
}

/** Whether what a certificate says of its issuer's key and serial number fits a candidate. */
export function identifiersFit(child: Forged, candidate: Forged): boolean {
  if (child.issuerKeyId && candidate.keyId && !child.issuerKeyId.equals(candidate.keyId)) { return false; }
  const named = child.draft.version < 3 ? undefined : child.draft.authorityIssuer;
  return !named || (named.serial === candidate.serial && named.name.equals(candidate.issuer));
}

/** Whether the candidate's kind of key can have made the signature. */
function keyFits(child: Forged, candidate: Forged): boolean {
  const made = child.draft.damage === 'inner-algorithm' ? 'ec' : child.signed.kind;
  const offered = candidate.key.asymmetricKeyType;
  return made === offered || (made === 'rsa-pss' && offered === 'rsa');
}

/** Extensions that OpenSSL cannot use; such a certificate issues nothing and is issued by nobody. */
export function isInvalid({ draft }: Forged): boolean {
  if (draft.version < 3) { return false; }
  const oids = draft.extra.map((each) => each.oid);
  return draft.keyUsage?.length === 0 || draft.basic?.pathLen === -1 || oids.includes('2.5.29.15') || (oids.includes('1.3.6.1.5.5.7.1.14') && (draft.basic?.ca === true || draft.names.length > 0));
}

function mayHaveIssued(candidate: Forged, child: Forged): boolean {
  return canonicalName(candidate.draft.subject) === canonicalName(child.issuerName) && !isInvalid(candidate) && !isInvalid(child)
    && identifiersFit(child, candidate) && keyFits(child, candidate);
}

function selfSigned(one: Forged): boolean {
  return selfIssued(one) && identifiersFit(one, one) && keyFits(one, one);
}

function validAt({ draft }: Forged, now: Date): boolean {
  return draft.notBefore <= now && draft.notAfter > now;
}

/** Enough for all but crowds of CAs of one name. */
const MANY = 300;

/** All chains that OpenSSL may have built for a question. */
export function builtChains({ forged }: World, question: Question, partial: boolean): Built[] {
  const { leaf, roots, intermediates, now } = question;
  const best = (numbers: readonly number[], child: number): number[] => {
    const all = [...new Set(numbers)].filter((n) => mayHaveIssued(forged[n], forged[child]));
    const valid = all.filter((n) => validAt(forged[n], now));
    return valid.length > 0 ? valid : all;
  };
  const found: Built[] = [];
  const directlyTrusted = partial && roots.includes(leaf);

  let steps = 0;
  const grow = (chain: readonly number[], trusted: boolean): void => {
    steps += 1;
    if (steps > MANY) { return; }
    const top = chain[chain.length - 1];
    const finish = (end: Built['end']): void => { found.push({ chain, end: !trusted && directlyTrusted ? 'trusted' : end }); };
    if (isInvalid(forged[top])) { return finish(20); }
    if (selfSigned(forged[top])) {
      // A self-signed certificate ends the chain: as an anchor, or as one that only looks like one.
      const anchors = best(roots, top);
      if (trusted || anchors.includes(top)) { found.push({ chain, end: 'trusted' }); }
      if (!trusted && anchors.some((n) => n !== top) || anchors.length === 0) { finish(chain.length === 1 ? 18 : 19); }
      return;
    }
    const anchors = best(roots, top);
    for (const anchor of anchors) {
      if (partial) { found.push({ chain: [...chain, anchor], end: 'trusted' }); } else { grow([...chain, anchor], true); }
    }
    if (anchors.length > 0) { return; }
    if (trusted) { return finish(2); }
    const others = best(intermediates.filter((n) => !chain.includes(n) || (chain.length === 1 && selfIssued(forged[top]))), top);
    if (others.length === 0) { return finish(20); }
    for (const other of others) { grow([...chain, other], false); }
  };
  grow([leaf], false);
  return found;
}

/** Whether a bit of the key usage is set; undefined where the extension is absent. */
export function usesKeyFor({ draft }: Forged, bit: keyof typeof KEY_USAGE): boolean | undefined {
  return draft.version < 3 || draft.keyUsage === undefined ? undefined : draft.keyUsage.includes(KEY_USAGE[bit]);
}
