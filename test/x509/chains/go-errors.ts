import { general } from './der';
import type { Case } from './differences';
import { Certificate } from '../../../src/x509/certificate';
import { verifyChain } from '../../../src/x509/chain';

/** What Go does not read and OpenSSL does, by what our own reader says of it. */
const UNREADABLE: readonly (readonly [RegExp, string])[] = [
  [/not 1, 2 or 3/, 'read-version'],
  [/serial number is negative/, 'read-serial'],
  [/data after the end of the certificate/, 'read-trailing'],
  [/length that is not minimal/, 'read-ber'],
  [/inside and outside/, 'read-two-algorithms'],
  [/is there twice/, 'read-twice'],
  [/lacks the NULL/, 'read-rsa-null'],
  [/elliptic curve .* is not one of/, 'read-curve'],
  [/distinguished name holds an invalid/, 'read-name-characters'],
  [/the URI .* cannot be parsed|an IP address has|octets outside ASCII/, 'read-alt-name'],
  [/name constraint/, 'read-constraint'],
  [/the DER is malformed: the key usage/, 'read-extension'],
  [/path length of the basic constraints/, 'read-path-length'],
];

/** Name constraints that Go applies otherwise. */
const CONSTRAINTS: readonly (readonly [RegExp, string])[] = [
  [/cannot be (read|applied)/, 'constraint-unusable-name'],
  [/^the DNS name \*.* is excluded/, 'constraint-wildcard'],
  [/^the IP address /, 'constraint-mapped'],
  [/^the (URI|email address) /, 'constraint-mailbox-or-uri'],
];

/** Why Go does not take one certificate for the issuer of another. */
function unissued(child: Certificate, issuer: Certificate): string | undefined {
  if (!issuer.publicKeyInfo.known) { return 'unknown-algorithm'; }
  if (!child.issuer.raw.equals(issuer.subject.raw)) { return 'name-octets'; }
  if (issuer.version === 3 && !issuer.isCa) { return 'ca-without-basic-constraints'; }
  const problem = child.signatureProblem(issuer);
  switch (problem?.code) {
    case undefined: return undefined;
    case 'insecure-signature': return /RSA key has/.test(problem?.message ?? '') ? 'small-rsa' : 'weak-digest';
    case 'unsupported-signature': return 'unknown-algorithm';
    default: return `unclassified: ${problem?.message}`;
  }
}

/** Why Go refuses the very chain that OpenSSL accepts, by the id of the difference; undefined if it does not, or for no known reason. */
export function objectionOfGo({ read, question, world }: Case, chain: readonly number[]): string | undefined {
  const unreadable = chain.map((n) => read[n].problem).find((problem) => problem !== undefined);
  if (unreadable !== undefined) { return UNREADABLE.find(([pattern]) => pattern.test(unreadable))?.[1] ?? `unclassified: ${unreadable}`; }
  const certificates = chain.flatMap((n) => read[n].certificate ?? []);
  const forged = chain.map((n) => world.forged[n]);
  const [leaf, ...above] = certificates;
  const result = verifyChain(leaf, {
    roots: [above[above.length - 1] ?? leaf],
    intermediates: above.slice(0, -1),
    host: question.host,
    extKeyUsages: question.usages,
    now: question.now,
  });
  if (result.ok) { return undefined; }
  const edges = above.map((issuer, i) => unissued(certificates[i], issuer));
  const unclassified = `unclassified: Go says ${result.code}: ${result.message}`;
  switch (result.code) {
    case 'unknown-authority': return edges.find((each) => each !== undefined)
      ?? (forged.some((one, i) => forged.slice(0, i).some((below) => below.name.equals(one.name) && below.key === one.key)) ? 'same-entity' : unclassified);
    case 'not-a-ca': return 'ca-without-basic-constraints';
    case 'path-too-long': return 'self-issued-count';
    case 'unhandled-critical-extension': return 'critical-extension';
    case 'wrong-usage': return forged.some(({ draft }) => draft.extKeyUsage?.includes('2.16.840.1.113730.4.1')) ? 'gated-crypto' : unclassified;
    case 'no-valid-chain': return 'policies';
    case 'name-constraint': {
      if (certificates.some((one, i) => i > 0 && one.selfIssued && one.dnsNames.some((name) => result.message.startsWith(`the DNS name ${name} `)))) {
        return 'constraint-self-issued';
      }
      return CONSTRAINTS.find(([pattern]) => pattern.test(result.message))?.[1] ?? unclassified;
    }
    case 'signature-limit': return 'many-cas';
    case 'host-mismatch': {
      const names = forged[0].draft.version < 3 ? [] : forged[0].draft.names;
      if (question.host?.startsWith('.')) { return 'host-begins-with-dot'; }
      if (!names.some((each) => each[0] === general.dns('')[0])) { return 'common-name'; }
      return names.some((each) => /^..[^.]+\*|^..\*[^.]/s.test(each.toString('latin1'))) ? 'partial-wildcard' : unclassified;
    }
    default: return unclassified;
  }
}
