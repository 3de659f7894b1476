import { caIn, certificateOf, issuerOf, PUBLIC_CA, Signers, signersOf } from './issuers';
import { hostAddress } from '../../x509/names';
import { isAskedByAgent } from '../asked-by-agent';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { Material } from '../model';
import { certificateInPod } from '../pod-volumes';
import { issuerName, spoken } from '../stand-ins';
import { isMap, items } from '../values';

/** What is in a bundle, or why nothing is. */
export type Contents = Pick<Material, 'pem' | 'authorities' | 'open' | 'missing'>;

/** The certificate that cert-manager will write into a Secret, when a Certificate of the manifests says so. */
export function issuedCertificate(inventory: Inventory, namespace: string, name: string, key: string): Material | undefined {
  const certificate = certificateOf(inventory, namespace, name);
  if (!certificate) { return undefined; }
  const above = signersOf(inventory, certificate);
  const missing = missingKey(inventory, certificate, above, key);
  if (missing !== undefined) { return { ref: inventory.ref(certificate), missing }; }
  const ref = inventory.ref(certificate, 'spec.dnsNames');
  const { spec } = certificate;
  const shown = above.signers.flatMap((signer) => signer.pem ?? []).join('\n');
  // Of an issuer whose CA the manifests do not have (Vault, a company's own), somebody may tell which CA will stand above the certificate.
  const told = shown === '' ? inventory.value('Secret', namespace, toldUnder(inventory, certificate, name), 'ca.crt') : undefined;
  const pem = typeof told === 'string' ? told : shown;
  const caNames = above.signers.map((signer) => (signer.certificate && signer.pem === undefined ? commonName(signer.certificate) : undefined));
  return {
    ref,
    // An address among the DNS names covers nothing.
    dnsNames: [...items(spec?.dnsNames).map(String).filter((dns) => hostAddress(dns) === undefined), ...items(spec?.ipAddresses).map(String)],
    usages: items(spec?.usages).length === 0 ? ['digital signature', 'key encipherment'] : items(spec.usages).map(String),
    authorities: above.signers.map((signer) => signer.authority),
    self: caIn(inventory, namespaceOf(certificate), name),
    open: !above.complete,
    ...(pem === '' ? {} : { authorityPem: pem, nearestShown: above.signers[0]?.pem !== undefined }),
    ...(above.complete && !caNames.includes(undefined) ? { authorityNames: caNames as string[] } : {}),
  };
}

/** Under which name it is told what verifies a certificate: that of its Secret, or where it has none, that of its issuer. */
function toldUnder(inventory: Inventory, certificate: Manifest, secret: string): string {
  if (certificateInPod(inventory, secret) !== certificate) { return secret; }
  const { kind, name } = issuerOf(inventory, certificate);
  return issuerName(`${kind} ${name}`);
}

/** What can be trusted in the Secret that a Certificate writes: its ca.crt is the highest CA that is known, its tls.crt itself and what stands between. */
export function issuedContents(inventory: Inventory, namespace: string, name: string, key: string): Contents | undefined {
  const certificate = certificateOf(inventory, namespace, name);
  return certificate && contentsOf(inventory, certificate, key);
}

/** The same for a Certificate that is known already. */
export function contentsOf(inventory: Inventory, certificate: Manifest, key: string): Contents {
  const above = signersOf(inventory, certificate);
  const missing = missingKey(inventory, certificate, above, key);
  if (missing !== undefined) { return { missing }; }
  const { signers, complete } = above;
  const top = signers[signers.length - 1];
  if (key === 'ca.crt') { return top.pem === undefined ? { authorities: [top.authority], open: !complete } : { pem: top.pem }; }
  if (key !== 'tls.crt' && key !== 'tls-combined.pem') { return {}; }
  const own = caIn(inventory, namespaceOf(certificate), String(certificate.spec?.secretName));
  const between = complete ? signers.slice(0, -1) : signers;
  const shownElsewhere = signers.some((s) => s.pem !== undefined || s.authority === PUBLIC_CA);
  return { authorities: [...new Set([own, ...between.map((s) => s.authority)])], open: !complete || shownElsewhere };
}

/** The common name of the certificate that a Certificate asks for; undefined where it is not written as such. */
function commonName(certificate: Manifest): string | undefined {
  const { commonName: name, literalSubject } = certificate.spec ?? {};
  return typeof name === 'string' && literalSubject === undefined ? name : undefined;
}

/** Keys of the Secret (cert-manager 1.21, pkg/controller/certificates/issuing/internal/secret.go): ca.crt only where the issuer tells its CA. */
function missingKey(inventory: Inventory, certificate: Manifest, above: Signers, key: string): string | undefined {
  const spec = isMap(certificate.spec) ? certificate.spec : {};
  const secret = String(spec.secretName);
  if (isAskedByAgent(certificate)) { return undefined; }
  // A Secret that stands in the manifests too keeps its own keys.
  if (inventory.get('Secret', namespaceOf(certificate), secret)) { return undefined; }
  const formats = items(spec.additionalOutputFormats).map((format) => format.type);
  const keys = [
    'tls.crt', 'tls.key', ...(above.tellsCa ? ['ca.crt'] : []),
    ...(formats.includes('CombinedPEM') ? ['tls-combined.pem'] : []), ...(formats.includes('DER') ? ['key.der'] : []),
    ...(isMap(spec.keystores?.jks) ? ['keystore.jks', 'truststore.jks'] : []), ...(isMap(spec.keystores?.pkcs12) ? ['keystore.p12', 'truststore.p12'] : []),
  ];
  if (keys.includes(key)) { return undefined; }
  const why = key === 'ca.crt' ? ': an ACME issuer does not tell its CA' : '';
  return `cert-manager writes ${keys.slice(0, -1).join(', ')} and ${keys[keys.length - 1]} into ${spoken('Secret', secret)}, and not ${key}${why}`;
}
