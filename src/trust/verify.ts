import { Analysis, Client, Material, Server, Trust } from './model';
import { privateAuthority, publicRoots } from './public-roots';
import { Certificate } from '../x509/certificate';
import { ChainUsage, verifyChain } from '../x509/chain';
import { remembered } from '../x509/memory';
import { coversHost, dnsNameCovers, hostAddress } from '../x509/names';

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
  const analysis = verifyMaterial(certificate, client.trust, byAddress ? undefined : host, 'serverAuth', now);
  return byAddress ? verifyAddresses(client, certificate, analysis) : analysis;
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

/** The certificate that a server shows to a client which asks for a name: the first that covers it, else the first. */
function pick(certificates: readonly Material[], host: string): Material | undefined {
  if (certificates.length < 2 || hostAddress(host) !== undefined) { return certificates[0]; }
  return certificates.find((c) => {
    const leaf = c.pem === undefined ? undefined : Certificate.poolFromPem(c.pem)[0];
    return leaf ? coversHost(leaf, host) : c.dnsNames?.some((name) => dnsNameCovers(name, host)) === true;
  }) ?? certificates[0];
}

function verifyMaterial(certificate: Material, trust: Trust, host: string | undefined, usage: ChainUsage, now: Date): Analysis {
  for (const bundle of trust.bundles) {
    if (bundle.missing !== undefined) { return { state: 'failed', code: 'missing-material', message: bundle.missing, certificate, bundle }; }
  }
  if (certificate.missing !== undefined) { return { state: 'failed', code: 'missing-material', message: certificate.missing, certificate }; }
  const named = certificate.pem === undefined ? checkNames(certificate, host, usage) : undefined;
  if (named) { return named; }
  const roots = trust.bundles.every((b) => b.pem !== undefined) ? trust.bundles.flatMap((b) => Certificate.poolFromPem(b.pem as string)) : undefined;
  if (certificate.pem !== undefined) { return verifyPem(certificate, certificate.pem, trust, roots, host, usage, now); }
  return verifyReferences(certificate, trust, roots);
}

function verifyPem(certificate: Material, pem: string, trust: Trust, roots: Certificate[] | undefined, host: string | undefined, usage: ChainUsage, now: Date): Analysis {
  const chain = Certificate.poolFromPem(pem);
  const bundle = trust.bundles[0];
  if (chain.length === 0) { return { state: 'failed', code: 'unreadable', message: `there is no readable certificate in it: ${reason(pem)}`, certificate }; }
  const known = roots ?? trust.bundles.flatMap((b) => (b.pem === undefined ? [] : Certificate.poolFromPem(b.pem)));
  // The same server shown to many clients with the same trust is verified once.
  const onlyPublic = trust.system && trust.onlyPublic === true;
  const question = [chain, known].map((list) => list.map((c) => c.fingerprint256).join(' ')).concat(host ?? '', usage, String(now.getTime()), String(onlyPublic)).join('\n');
  const result = remembered('chain', question, () => verifyChain(chain[0], { roots: onlyPublic ? [...known, ...publicRoots()] : known, intermediates: chain.slice(1), host, extKeyUsages: [usage], now: instant(chain[0], now) }));
  if (result.ok) { return { state: 'proved', chain: result.chains[0], certificate }; }
  // A name, a date or a usage is wrong whatever else is trusted; a missing authority only when all of the trust is known.
  const trustIsKnown = roots !== undefined && (trust.system ? onlyPublic : trust.bundles.length > 0) && trust.bundles.every((b) => !b.open);
  const ofTheLeaf = result.code !== 'unknown-authority' && result.code !== 'no-valid-chain' && result.certificate === chain[0];
  if (ofTheLeaf || trustIsKnown) {
    const empty = trustIsKnown && known.length === 0 && trust.bundles.length > 0;
    const message = empty ? `there is no readable certificate in the bundle: ${reason(bundle?.pem ?? '')}` : result.message;
    return { state: 'failed', code: empty ? 'empty-bundle' : result.code, message, certificate, bundle };
  }
  return {
    state: 'unknown',
    declare: trust.bundles.length === 0
      ? `${chain[0]} is not known to be signed by a public root: give the client the CA that signed it, ${chain[0].issuer.text}`
      : `what is in ${trust.bundles.filter((b) => b.pem === undefined).map((b) => `${b.ref.kind} ${b.ref.name}`).join(', ') || 'the public roots'} is not shown by the manifests`,
  };
}

/** When a chain is verified: where validity is not judged, at a time at which the leaf itself is valid. */
function instant(leaf: Certificate, now: Date): Date {
  return Number.isNaN(now.getTime()) ? new Date(leaf.notBefore.getTime() + 1000) : now;
}

/** A certificate that is still to be issued: its names and usages are in its request. */
function checkNames(certificate: Material, host: string | undefined, usage: ChainUsage): Analysis | undefined {
  const { dnsNames, usages } = certificate;
  if (host !== undefined && dnsNames !== undefined) {
    const address = hostAddress(host);
    if (!dnsNames.some((name) => (address === undefined ? dnsNameCovers(name, host) : hostAddress(name) === address))) {
      return { state: 'failed', code: 'host-mismatch', message: `the certificate is for ${dnsNames.join(', ') || 'no name at all'}, not for ${host}`, certificate };
    }
  }
  const wanted = usage === 'serverAuth' ? 'server auth' : 'client auth';
  const extended = usages?.filter((u) => / auth$|^any$|signing$|protection$|^ipsec|timestamping|sgc$/.test(u) && u !== 'signing') ?? [];
  if (extended.length > 0 && !extended.includes(wanted) && !extended.includes('any')) {
    return { state: 'failed', code: 'wrong-usage', message: `the certificate is for ${extended.join(', ')}, not for ${wanted}`, certificate };
  }
  return undefined;
}

/** Certificates that nobody has yet: who will sign one, and whose certificates will be in the bundle. */
function verifyReferences(certificate: Material, trust: Trust, roots: Certificate[] | undefined): Analysis {
  const trusted = trust.bundles.flatMap((b) => b.authorities ?? []);
  const signers = certificate.authorities;
  if (signers?.some((s) => trusted.includes(s))) {
    return { state: 'consistent', reason: `signed by the ${signers.join(', ')}, which is in ${trust.bundles.map((b) => `${b.ref.kind} ${b.ref.name}`).join(', ')}`, certificate };
  }
  const closed = !trust.system && trust.bundles.length > 0 && trust.bundles.every((b) => b.authorities !== undefined && !b.open && b.pem === undefined);
  if (signers && closed) {
    return { state: 'failed', code: 'not-in-bundle', message: `it is signed by the ${signers.join(', ')}, and the bundle holds the ${trusted.join(', ') || 'certificates of nobody'}`, certificate, bundle: trust.bundles[0] };
  }
  if (roots !== undefined && roots.length === 0 && trust.bundles.length > 0 && !trust.system) {
    return { state: 'failed', code: 'empty-bundle', message: `there is no readable certificate in the bundle: ${reason(trust.bundles[0].pem ?? '')}`, certificate, bundle: trust.bundles[0] };
  }
  if (signers !== undefined && signers.length > 0 && signers.every(privateAuthority) && trust.bundles.length === 0 && trust.system && trust.onlyPublic === true) {
    return { state: 'failed', code: 'not-in-bundle', message: `it is signed by the ${signers.join(', ')}, and the client trusts the public roots only`, certificate };
  }
  const unknown = signers === undefined ? certificate : trust.bundles.find((b) => b.authorities === undefined) ?? certificate;
  return {
    state: 'unknown',
    declare: trust.bundles.length === 0 && signers !== undefined
      ? `it is signed by the ${signers.join(', ')}, and the client is given no bundle: only public roots would do`
      : `what is in ${unknown.ref.kind} ${unknown.ref.name} is not shown by the manifests: declare its certificate`,
  };
}

function reason(pem: string): string {
  try {
    Certificate.fromPem(pem);
    return 'nothing a reader accepts';
  } catch (e) {
    return (e as Error).message.split('\n')[0];
  }
}
