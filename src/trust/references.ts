import { Analysis, Material, Trust } from './model';
import { privateAuthority } from './public-roots';
import { isOnlyNamed } from './trust-sources/declared-ca';
import { PUBLIC_CA } from './trust-sources/issuers';
import { CLUSTER_CA, OPENSHIFT_CA } from './trust-sources/platform';
import { Certificate } from '../x509/certificate';
import { verifyChain } from '../x509/chain';
import { constraintOnDnsNames } from '../x509/constraints';
import { dnsNameCovers, hostAddress } from '../x509/names';

/** Usages of cert-manager that become an extended key usage (cert-manager 1.21, pkg/api/util/usages.go); the others are key usages. */
export const EXTENDED_USAGES: ReadonlySet<string> = new Set(['any', 'server auth', 'client auth', 'code signing', 'email protection', 's/mime', 'ipsec end system', 'ipsec tunnel', 'ipsec user',
  'timestamping', 'ocsp signing', 'microsoft sgc', 'netscape sgc']);

/** Its other usages: key usages (same file). */
export const KEY_USAGES: ReadonlySet<string> = new Set(['signing', 'digital signature', 'content commitment', 'key encipherment', 'key agreement', 'data encipherment',
  'cert sign', 'crl sign', 'encipher only', 'decipher only']);

/** What is wrong with a certificate that is still to be issued: its names and usages are in its request. */
export function verifyRequest(certificate: Material, host: string | undefined, usage: 'serverAuth' | 'clientAuth'): Analysis | undefined {
  const { dnsNames, usages } = certificate;
  if (host !== undefined && dnsNames !== undefined) {
    const address = hostAddress(host);
    const covers = (name: string) => (address === undefined ? dnsNameCovers(name, host) : hostAddress(name) === address);
    if (!dnsNames.some(covers)) {
      return { state: 'failed', code: 'host-mismatch', message: `the certificate is for ${dnsNames.join(', ') || 'no name at all'}, not for ${host}`, certificate };
    }
  }
  const wanted = usage === 'serverAuth' ? 'server auth' : 'client auth';
  const extended = usages?.filter((each) => EXTENDED_USAGES.has(each)) ?? [];
  if (extended.length > 0 && !extended.includes(wanted) && !extended.includes('any')) {
    return { state: 'failed', code: 'wrong-usage', message: `the certificate is for ${extended.join(', ')}, not for ${wanted}`, certificate };
  }
  return undefined;
}

/**
 * What comes of verifying a certificate that nobody has yet: who will sign it, and whose certificates will be in the bundle. CAs are compared as
 * what the manifests say of them, as certificates where both sides show some, and by their names where one is a PEM and the other still to be made.
 */
export function verifyReferences(certificate: Material, trust: Trust, now: Date): Analysis {
  const { bundles } = trust;
  const bundle = bundles[0];
  const signers = certificate.authorities ?? [];
  const trusted = bundles.flatMap((b) => b.authorities ?? []);
  const where = bundles.map((b) => `${b.ref.kind} ${b.ref.name}`).join(', ');
  const signed = `signed by ${words(signers)}`;
  const found = [...signers, ...(certificate.self === undefined ? [] : [certificate.self])].find((each) => trusted.includes(each));
  if (found !== undefined) { return { state: 'consistent', reason: `${signed}; ${words([found])} ${found === PUBLIC_CA ? 'are' : 'is'} in ${where}`, certificate }; }
  if (trust.system && signers.includes(PUBLIC_CA)) { return { state: 'consistent', reason: `${signed}, whom everybody trusts`, certificate }; }

  const known = bundles.every((b) => b.open !== true && (b.pem !== undefined || b.authorities !== undefined));
  const closed = known && (trust.system ? trust.onlyPublic === true && !signers.includes(PUBLIC_CA) : bundles.length > 0);
  const anchors = bundles.flatMap((b) => (b.pem === undefined ? [] : Certificate.poolFromPem(b.pem)));
  const above = certificate.authorityPem === undefined ? [] : Certificate.poolFromPem(certificate.authorityPem);
  const refused = (message: string, code = 'not-in-bundle'): Analysis => ({ state: 'failed', code, message, certificate, ...(bundle ? { bundle } : {}) });
  if (above.length > 0 && anchors.length > 0) {
    const result = verifyChain(above[0], { roots: anchors, intermediates: above.slice(1), extKeyUsages: ['any'], now: instant(above[0], now) });
    const dns = (certificate.dnsNames ?? []).filter((name) => hostAddress(name) === undefined);
    const forbidden = result.ok ? constraintOnDnsNames(dns, result.chains[0]) : undefined;
    if (forbidden !== undefined) { return refused(`it is ${signed}: ${forbidden}`, 'name-constraint'); }
    if (result.ok) { return { state: 'consistent', reason: `${signed}; ${result.chains[0][result.chains[0].length - 1]} is in ${where}`, certificate }; }
    if (closed && trusted.length === 0 && result.certificate !== undefined && certificate.nearestShown === true) {
      return refused(`it is ${signed}: ${result.message}`, result.code === 'unknown-authority' ? 'not-in-bundle' : result.code);
    }
  }
  if (closed && !trust.system && anchors.length === 0 && trusted.length === 0 && bundles.some((b) => b.pem !== undefined)) {
    return refused(`there is no readable certificate in the bundle: ${unreadable(bundle?.pem ?? '')}`, 'empty-bundle');
  }
  if (closed && signers.length > 0 && !doubtful(certificate, anchors, trusted, trust)) {
    const held = bundles.length === 0 ? 'the client trusts the public CAs only' : `the bundle holds ${words([...trusted, ...anchors.map(String)]) || 'no certificate'}`;
    return refused(`it is ${signed}, and ${held}`);
  }
  const vague = bundles.find((b) => b.open === true || (b.authorities === undefined && b.pem === undefined));
  const unknown = certificate.authorities === undefined ? certificate : vague ?? certificate;
  return {
    state: 'unknown',
    declare: bundles.length === 0 && signers.length > 0
      ? `it is ${signed}, and the client is given no bundle: only public roots would do`
      : `what is in ${unknown.ref.kind} ${unknown.ref.name} is not shown by the manifests: declare its certificate`,
  };
}

/** Whether a CA may be in a bundle although nothing shows it there: it may stand above those that are known, or be one that bears its name, or that somebody calls otherwise. */
function doubtful(certificate: Material, anchors: readonly Certificate[], trusted: readonly string[], trust: Trust): boolean {
  const signers = certificate.authorities ?? [];
  if ((trust.bundles.length === 0 || trusted.includes(PUBLIC_CA)) && !signers.every(privateAuthority)) { return true; }
  if (trust.bundles.length === 0) { return false; }
  const all = [...signers, ...trusted];
  if (all.some(isOnlyNamed) && !all.every(isOnlyNamed)) { return true; }
  if (certificate.open === true || (signers.includes(OPENSHIFT_CA) && trusted.includes(CLUSTER_CA))) { return true; }
  // service-ca-operator, pkg/operator/sync_common.go: its CA is called so, and signs itself.
  if (signers.length === 1 && signers[0] === OPENSHIFT_CA) { return anchors.some((anchor) => /^openshift-service-serving-signer/.test(anchor.subject.commonName ?? '')); }
  const names = certificate.authorityNames;
  const named = (anchor: Certificate) => anchor.subject.commonName !== undefined && names?.includes(anchor.subject.commonName) === true;
  return anchors.length > 0 && (names === undefined || anchors.some(named));
}

/** When CAs are verified: where validity is not judged, at a time at which the nearest itself is valid. */
function instant(nearest: Certificate, now: Date): Date {
  return Number.isNaN(now.getTime()) ? new Date(nearest.notBefore.getTime() + 1000) : now;
}

function words(authorities: readonly string[]): string {
  return authorities.map((a) => (a === PUBLIC_CA ? a : `the ${a}`)).join(', then ').replace(/the (Issuer|ClusterIssuer) /g, '$1 ');
}

/** Why a text has no certificate that a reader finds. */
export function unreadable(pem: string): string {
  try {
    Certificate.fromPem(pem);
    return 'nothing a reader accepts';
  } catch (e) {
    return (e as Error).message.split('\n')[0];
  }
}
