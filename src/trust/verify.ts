import { Analysis, Client, Material, Server, Trust } from './model';
import { publicRoots } from './public-roots';
import { unreadable, verifyReferences, verifyRequest } from './references';
import { PUBLIC_CA } from './trust-sources/issuers';
import { maySignForServices, OPENSHIFT_CA } from './trust-sources/platform';
import { Certificate } from '../x509/certificate';
import { verifyChain } from '../x509/chain';
import { remembered } from '../x509/memory';
import { coversHost, dnsNameCovers, hostAddress } from '../x509/names';

/** What a certificate is used for. */
type Usage = 'serverAuth' | 'clientAuth';

/** What a certificate is to be good for. */
interface Asked {
  readonly host?: string;
  readonly usage: Usage;
  readonly now: Date;
}

/** The name that a client compares with the certificate. */
export function verifiedName(client: Client): string | undefined {
  return client.serverName ?? client.address?.host;
}

/** What comes of a client verifying a server. */
export function verifyServer(client: Client, server: Server, now: Date): Analysis {
  const host = verifiedName(client) ?? '';
  if (server.tls === undefined) { return { state: 'unknown', declare: `whether ${server.product} speaks TLS there is not shown by the manifests` }; }
  if (client.tls !== server.tls) {
    const message = client.tls ? `${client.product} dials with TLS, and ${server.product} speaks none there` : `${client.product} dials without TLS, and ${server.product} speaks it there`;
    return { state: 'failed', code: 'tls-mismatch', message };
  }
  if (!client.tls) { return { state: 'plain' }; }
  if (client.skipVerify) { return { state: 'skipped' }; }
  const byAddress = verifiesAddress(client);
  const certificate = byAddress ? server.certificates[0] : pick(server.certificates, host);
  if (!certificate) { return { state: 'unknown', declare: `the certificate of ${server.product} is not shown by the manifests` }; }
  const named = byAddress || client.anyName || (client.commonName === true && namedByCommonName(certificate, host));
  const analysis = verifyMaterial(certificate, client.trust, named ? undefined : host, 'serverAuth', now);
  return byAddress ? verifyAddresses(client, certificate, analysis) : verifyKinds(client, certificate, analysis);
}

/** A certificate without a name of the kinds that are looked for is refused, whatever else it names. */
function verifyKinds({ namesAmong: kinds }: Client, certificate: Material, analysis: Analysis): Analysis {
  const leaf = kinds === undefined || analysis.state === 'failed' || certificate.pem === undefined ? undefined : Certificate.poolFromPem(certificate.pem)[0];
  if (!leaf || !kinds || kinds.some((kind) => (kind === 'URI' ? leaf.uris : leaf.emails).length > 0)) { return analysis; }
  const message = `it looks for a name among those of type ${[...new Set(kinds)].join(' or ')}, and the certificate has none of these (${[...leaf.dnsNames, ...leaf.ipAddresses].join(', ') || 'no name at all'})`;
  return { state: 'failed', code: 'address-not-covered', message, certificate };
}

/** Whether nothing but its common name says what a certificate is for, and says it of a host. */
function namedByCommonName({ pem }: Material, host: string): boolean {
  const leaf = pem === undefined ? undefined : Certificate.poolFromPem(pem)[0];
  const { commonName } = leaf?.subject ?? {};
  return leaf !== undefined && commonName !== undefined && leaf.dnsNames.length + leaf.ipAddresses.length === 0 && dnsNameCovers(commonName, host);
}

/** Whether a client compares the address of a pod with the certificate, because it looks addresses up and is given no name to verify. */
function verifiesAddress(client: Client): boolean {
  return client.dialsAddresses === true && client.serverName === undefined && hostAddress(client.address?.host ?? '') === undefined;
}

/**
 * A certificate compared with addresses that only the cluster knows: without an IP address among its names it covers none of them; with some,
 * nobody can tell. Loopback addresses are in many certificates, and no pod is found at one.
 */
function verifyAddresses(client: Client, certificate: Material, analysis: Analysis): Analysis {
  const leaf = certificate.pem === undefined ? undefined : Certificate.poolFromPem(certificate.pem)[0];
  const names = leaf ? [...leaf.dnsNames, ...leaf.ipAddresses] : certificate.dnsNames;
  if (analysis.state === 'failed' || names === undefined) { return analysis; }
  const addresses = names.filter((name) => hostAddress(name) !== undefined && !/^(127\.|::1$)/.test(name));
  const { host } = client.address ?? { host: '' };
  if (addresses.length === 0) {
    const message = `it looks up ${host} and verifies the addresses it finds, and the certificate covers no address (${names.join(', ') || 'no name at all'})`;
    return { state: 'failed', code: 'address-not-covered', message, certificate };
  }
  return analysis.state === 'unknown' ? analysis : { state: 'unknown', declare: `whether the addresses of ${host} are among ${addresses.join(', ')} is not shown by the manifests: set the server name to verify` };
}

/** What comes of a server verifying a client; undefined when it asks for nothing. */
export function verifyClient(client: Client, server: Server, now: Date): Analysis | undefined {
  if (!client.tls || server.clientAuth === 'none') { return undefined; }
  if (!client.identity) {
    return server.clientAuth === 'required' ? { state: 'failed', code: 'no-client-certificate', message: `${server.product} demands a client certificate, and ${client.product} shows none` } : undefined;
  }
  if (!server.clientCa) { return undefined; }
  return verifyMaterial(client.identity, { system: false, bundles: [server.clientCa] }, undefined, 'clientAuth', now);
}

/** The certificate that a server shows to a client which asks for a name: the first that covers it, else the first; or one of which no name shows. */
function pick(certificates: readonly Material[], host: string): Material | undefined {
  if (certificates.length < 2 || hostAddress(host) !== undefined) { return certificates[0]; }
  const hidden = ({ pem, dnsNames, missing }: Material) => pem === undefined && dnsNames === undefined && missing === undefined;
  return certificates.find((c) => covers(c, host)) ?? certificates.find(hidden) ?? certificates[0];
}

/** Whether a certificate is known to cover a name. */
export function covers({ pem, dnsNames }: Material, host: string): boolean {
  const leaf = pem === undefined ? undefined : Certificate.poolFromPem(pem)[0];
  return leaf ? coversHost(leaf, host) : dnsNames?.some((name) => dnsNameCovers(name, host)) === true;
}

/** Why a client can verify no server at all: a bundle that it is told to read is not there, or all of them are shown and hold no certificate. */
export function trustsNobody({ tls, skipVerify, trust }: Client): Analysis | undefined {
  if (!tls || skipVerify) { return undefined; }
  const gone = missingBundle(trust);
  if (gone) { return gone; }
  const [bundle] = trust.bundles;
  const holdsNothing = ({ pem, open, authorities }: Material) => pem !== undefined && !open && !authorities?.length && countIn(pem) === 0;
  const empty = bundle !== undefined && !trust.system && trust.bundles.every(holdsNothing);
  if (!empty) { return undefined; }
  return { state: 'failed', code: 'empty-bundle', message: noneIn(bundle), bundle };
}

function countIn(pem: string): number {
  return Certificate.poolFromPem(pem).length;
}

function noneIn(bundle: Material): string {
  return `there is no readable certificate in the bundle: ${unreadable(bundle.pem ?? '')}`;
}

function missingBundle(trust: Trust, certificate?: Material): Analysis | undefined {
  const bundle = trust.bundles.find(({ missing }) => missing !== undefined);
  return bundle && { state: 'failed', code: 'missing-material', message: String(bundle.missing), ...(certificate ? { certificate } : {}), bundle };
}

function verifyMaterial(certificate: Material, trust: Trust, host: string | undefined, usage: Usage, now: Date): Analysis {
  const gone = missingBundle(trust, certificate);
  if (gone) { return gone; }
  if (certificate.missing !== undefined) { return { state: 'failed', code: 'missing-material', message: certificate.missing, certificate }; }
  if (certificate.pem === undefined) { return verifyRequest(certificate, host, usage) ?? verifyReferences(certificate, trust, now); }
  // What is in a bundle by reference is not known as certificates, but for the public CAs.
  const byReference = ({ authorities = [] }: Material) => authorities.some((one) => one !== PUBLIC_CA);
  const shown = trust.bundles.every((b) => (b.pem ?? b.authorities?.[0]) !== undefined && !byReference(b));
  const roots = shown ? trust.bundles.flatMap(anchorsIn) : undefined;
  return verifyPem(certificate, certificate.pem, trust, roots, { host, usage, now });
}

/** The certificates of a bundle that are known. */
function anchorsIn({ pem, authorities }: Material): readonly Certificate[] {
  return [...(pem === undefined ? [] : Certificate.poolFromPem(pem)), ...(authorities?.includes(PUBLIC_CA) ? publicRoots() : [])];
}

function verifyPem(certificate: Material, pem: string, trust: Trust, roots: Certificate[] | undefined, asked: Asked): Analysis {
  const { host, usage, now } = asked;
  const chain = Certificate.poolFromPem(pem);
  const bundle = trust.bundles[0];
  if (chain.length === 0) { return { state: 'failed', code: 'unreadable', message: `there is no readable certificate in it: ${unreadable(pem)}`, certificate }; }
  if (chain[0].curve === 'P-224') {
    return { state: 'failed', code: 'wrong-usage', message: `the key of ${chain[0]} is on the curve P-224, with which TLS signs nothing (Go: "unsupported certificate curve")`, certificate };
  }
  const trusted = roots ?? trust.bundles.flatMap(anchorsIn);
  const known = trust.wholeChains ? trusted.filter((one) => one.selfSigned) : trusted;
  const intermediates = [...chain.slice(1), ...(trust.wholeChains ? trusted : [])];
  // The same server shown to many clients with the same trust is verified once.
  const onlyPublic = trust.system && trust.onlyPublic === true;
  const question = [chain, trusted].map((list) => list.map((c) => c.fingerprint256).join(' ')).concat(host ?? '', usage, String(now.getTime()), String(onlyPublic), String(trust.wholeChains)).join('\n');
  const result = remembered('chain', question, () => verifyChain(chain[0], { roots: onlyPublic ? [...known, ...publicRoots()] : known, intermediates, host, extKeyUsages: [usage], now: instant(chain[0], now) }));
  if (result.ok) { return { state: 'proved', chain: result.chains[0], certificate }; }
  // A name, a date or a usage is wrong whatever else is trusted; a missing authority only when all of the trust is known.
  const told = roots !== undefined || isForServices(trust, chain);
  const trustIsKnown = told && (trust.system ? onlyPublic : trust.bundles.length > 0) && trust.bundles.every((b) => !b.open);
  const ofTheLeaf = result.code !== 'unknown-authority' && result.code !== 'no-valid-chain' && result.certificate === chain[0];
  if (ofTheLeaf || trustIsKnown) {
    const empty = roots !== undefined && trustIsKnown && trusted.length === 0 && trust.bundles.length > 0;
    const message = empty ? noneIn(bundle) : result.message;
    return { state: 'failed', code: empty ? 'empty-bundle' : result.code, message, certificate, bundle };
  }
  return {
    state: 'unknown',
    declare: trust.bundles.length === 0
      ? `${chain[0]} is not known to be signed by a public root: give the client the CA that signed it, ${chain[0].issuer.text}`
      : `what is in ${trust.bundles.filter((b) => b.pem === undefined).map((b) => `${b.ref.kind} ${b.ref.name}`).join(', ') || 'the public roots'} is not shown by the manifests`,
  };
}

/** Whether what is not shown of a trust are but the CAs of OpenShift's Services, of which none issued anything in a chain. */
function isForServices({ bundles }: Trust, chain: readonly Certificate[]): boolean {
  const known = ({ pem, authorities }: Material) => authorities?.every((one) => one === OPENSHIFT_CA || one === PUBLIC_CA) ?? pem !== undefined;
  return bundles.every(known) && !maySignForServices(chain);
}

/** When a chain is verified: where validity is not judged, at a time at which the leaf itself is valid. */
function instant(leaf: Certificate, now: Date): Date {
  return Number.isNaN(now.getTime()) ? new Date(leaf.notBefore.getTime() + 1000) : now;
}
