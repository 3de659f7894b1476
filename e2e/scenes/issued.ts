import { days } from './certificates';
import { secret } from './manifests';
import { Issued, issueLeaf, LeafOptions } from '../../src/x509/issue';

const USAGES = { 'server auth': 'serverAuth', 'client auth': 'clientAuth' } as const;

/**
 * Manifests with the Secrets that cert-manager would write for their Certificates in place of these: for a cluster that has none, and for certificates that
 * are wrong on purpose.
 *
 * @param cas who signs, by the name of the issuer
 * @param more what is different about a leaf, by the name of its Secret
 */
export function issued(
  objects: readonly any[], cas: { readonly [issuer: string]: Issued }, more: { readonly [secret: string]: Partial<LeafOptions> } = {},
): any[] {
  return objects.map((object) => {
    if (object.kind !== 'Certificate') { return object; }
    const { secretName, commonName, dnsNames, usages, issuerRef } = object.spec;
    const ca = cas[issuerRef.name];
    const pair = issueLeaf(ca, {
      commonName,
      dnsNames,
      usages: usages.flatMap((usage: string) => USAGES[usage as keyof typeof USAGES] ?? []),
      notBefore: days(-1),
      notAfter: days(30),
      ...more[secretName],
    });
    const { namespace } = object.metadata;
    const data = { 'ca.crt': ca.certificatePem, 'tls.crt': pair.certificatePem, 'tls.key': pair.privateKeyPem };
    return { ...secret(secretName, data), metadata: { name: secretName, namespace } };
  });
}
