import { Certificate } from '../x509/certificate';
import { verifyChain } from '../x509/chain';
import { dnsNameCovers } from '../x509/names';
import { Client, Connection, Material, Server, Verdict } from './model';

/**
 * The verdict on one connection: `proved` with certificates in hand, `consistent` where references agree, `broken` where it cannot work,
 * `unverified` where something is not known.
 */
export function judge(client: Client, server: Server | undefined, inManifests: boolean, now: Date): Connection {
  const verdict = (kind: Verdict, because: string): Connection => ({ client, server, verdict: kind, because });
  const { host, port, tls } = client.url;
  if (server === undefined) {
    return verdict('unverified', inManifests
      ? `nothing in the manifests is known to answer at ${host}:${port}`
      : `${host} lies outside the manifests: declare its certificate (publicFacts)`);
  }
  if (tls !== server.tls) {
    return verdict('broken', tls ? `${server.product} speaks plain HTTP at ${host}:${port}` : `${server.product} speaks TLS, and is dialled without it`);
  }
  if (!tls) { return verdict('consistent', 'plain HTTP on both sides'); }
  const certificate = server.certificate as Material;
  for (const material of [certificate, client.trust]) {
    if (material?.missing) { return verdict('broken', material.missing); }
  }
  if (certificate.pem !== undefined && client.trust?.pem !== undefined) {
    return withCertificates(verdict, certificate.pem, client.trust.pem, host, now);
  }
  if (certificate.dnsNames !== undefined && !certificate.dnsNames.some((name) => dnsNameCovers(name, host))) {
    return verdict('broken', `the certificate covers ${certificate.dnsNames.join(', ')}, not ${host}`);
  }
  if (client.trust?.authorities && certificate.authorities) {
    return certificate.authorities.some((authority) => client.trust?.authorities?.includes(authority))
      ? verdict('consistent', `signed by ${certificate.authorities.join(', ')}, which is in ${client.trust.ref.kind} ${client.trust.ref.name}`)
      : verdict('broken', `signed by ${certificate.authorities.join(', ')}, while ${client.trust.ref.kind} ${client.trust.ref.name} holds ${client.trust.authorities.join(', ')}`);
  }
  const unknown = certificate.pem === undefined ? certificate : client.trust;
  return verdict('unverified', unknown
    ? `what is in ${unknown.ref.kind} ${unknown.ref.name} is not known: declare its certificate (publicFacts)`
    : 'the client trusts public roots only, and the certificate is not known to be signed by one');
}

function withCertificates(verdict: (kind: Verdict, because: string) => Connection, served: string, trusted: string, host: string, now: Date): Connection {
  let chain: Certificate[];
  let roots: Certificate[];
  try {
    chain = Certificate.fromPem(served);
    roots = Certificate.fromPem(trusted);
  } catch (e) {
    return verdict('broken', (e as Error).message);
  }
  const result = verifyChain(chain[0], { roots, intermediates: chain.slice(1), host, extKeyUsages: ['serverAuth'], now });
  if (!result.ok) { return verdict('broken', result.message); }
  const anchor = result.chains[0][result.chains[0].length - 1];
  const days = Math.floor((chain[0].notAfter.getTime() - now.getTime()) / 86_400_000);
  const names = chain[0].dnsNames.length + chain[0].ipAddresses.length;
  return verdict('proved', `${anchor} signed ${chain[0]}, ${names} name${names === 1 ? '' : 's'}, ${days} days left`);
}
