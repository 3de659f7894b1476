import { Construct } from 'constructs';
import { Endpoint } from './endpoint';
import { IObjectStore } from './object-store';
import { invalid } from '../kube/invalid';
import { requireMap } from '../kube/kinds';
import { requireHost, requireList, requireText } from '../kube/text';
import { checkIssuedBy, checkLeaf, readCertificates } from '../pki/inspect';
import { CertificateFacts } from '../pki/options';
import { StorageCa } from '../pki/storage-ca';
import { Facts } from '../x509/facts';
import { dnsNameCovers } from '../x509/names';

/**
 * What was told of a server's certificate that no manifest shows, checked against the host that clients dial and, with the bundle's
 * certificates at hand, against the bundle.
 */
export function serverFacts(where: Construct, server: Endpoint, told?: CertificateFacts, ca?: StorageCa, now?: Date): Facts {
  if (told === undefined) { return {}; }
  requireMap(where, 'publicFacts', told, '{ certificate } or { dnsNames }');
  const key = `${server.host}:${server.port}`;
  if (told.certificate !== undefined) {
    const field = 'publicFacts.certificate';
    const chain = readCertificates(where, field, told.certificate);
    const request = { owner: where.node.id, namespace: '', usage: 'server' as const, dnsNames: [server.host], dialled: server.host };
    checkLeaf(where, field, chain, request, now);
    if (ca?.certificates !== undefined) { checkIssuedBy(where, field, chain, readCertificates(where, 'ca', ca.certificates), request, now); }
    return { external: { [key]: { certificate: chain.map((certificate) => certificate.pem).join('') } } };
  }
  const dnsNames = requireList<string>(where, 'publicFacts.dnsNames', told.dnsNames).map((name, i) => requireCertificateName(where, `publicFacts.dnsNames[${i}]`, name));
  if (!dnsNames.some((name) => dnsNameCovers(name, server.host))) {
    throw invalid(where, {
      what: 'the certificate, as publicFacts.dnsNames describes it, does not cover the host that clients dial',
      saw: `${server.host}, while it covers ${dnsNames.join(', ') || 'no name'}`,
      allowed: 'names of which one is the host, or a wildcard for its first label',
      fix: 'dial a name that it covers, or have it issued again with this one',
    });
  }
  return { external: { [key]: { certificate: { dnsNames } } } };
}

/** A host, or a host with one leading wildcard label. */
function requireCertificateName(where: Construct, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  requireHost(where, field, text.startsWith('*.') ? text.slice(2) : text);
  return text;
}

/** What is publicly known of a store that the manifests do not contain; nothing for a store that they do. */
export function externalFacts(store: IObjectStore): Facts {
  return (store as { readonly _facts?: Facts })._facts ?? {};
}
