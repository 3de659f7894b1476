import { shimmedCertificate } from './ingress-shim';
import { specialNamespaces } from './special-namespaces';
import { isAskedByAgent } from '../asked-by-agent';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { grouped, once } from '../once';
import { certificateInPod } from '../pod-volumes';
import { STAGING_CA } from '../public-roots';
import { isMap } from '../values';

/** One of the CAs that stand above a certificate of cert-manager. */
export interface Signer {
  /** the CA as comparable text */
  readonly authority: string;
  /** its certificates, where the manifests show its Secret */
  readonly pem?: string;
  /** the Certificate that asks for it, where it is still to be made */
  readonly certificate?: Manifest;
}

/** The CAs above a certificate, the nearest first. */
export interface Signers {
  readonly signers: readonly Signer[];
  /** whether the last of them is a root, so that nobody stands above it */
  readonly complete: boolean;
  /** whether the issuer writes a ca.crt */
  readonly tellsCa: boolean;
}

/** Where an issuerRef leads. */
export interface IssuerOf {
  readonly kind: string;
  readonly group: string;
  readonly name: string;
  readonly issuer?: Manifest;
}

/** CAs that the public trusts, by the ACME server that stands for them (their own documentation). */
const PUBLIC_ACME = /^https:\/\/(acme-v02\.api\.letsencrypt\.org|acme\.zerossl\.com|dv\.acme-v02\.api\.pki\.goog|api\.buypass\.com|acme\.ssl\.com)\//;
const STAGING_ACME = /^https:\/\/(acme-staging-v02\.api\.letsencrypt\.org|dv\.acme-v02\.test-api\.pki\.goog|api\.test4\.buypass\.no)\//;

/** The authority of certificates that every public image trusts. */
export const PUBLIC_CA = 'public CAs';

/** What an ACME server is known for; undefined for one that somebody runs themselves, and for other issuers. */
export function acmeKind(issuer: Manifest | undefined): 'public' | 'staging' | undefined {
  const server = issuer?.spec?.acme?.server;
  if (typeof server !== 'string') { return undefined; }
  return PUBLIC_ACME.test(server) ? 'public' : STAGING_ACME.test(server) ? 'staging' : undefined;
}

/** The issuer that a Certificate names. The kind is Issuer where none is written (cert-manager 1.21, pkg/apis/meta/v1). */
export function issuerOf(inventory: Inventory, certificate: Manifest): IssuerOf {
  const reference = isMap(certificate.spec?.issuerRef) ? certificate.spec.issuerRef : {};
  const kind = String(reference.kind ?? 'Issuer');
  const group = String(reference.group ?? 'cert-manager.io');
  const name = String(reference.name);
  const issuer = /^(cert-manager\.io|certmanager\.k8s\.io)$/.test(group) ? inventory.get(kind, kind === 'ClusterIssuer' ? '' : namespaceOf(certificate), name) : undefined;
  return { kind, group, name, issuer };
}

/** The Certificate that writes a Secret. */
export function certificateOf(inventory: Inventory, namespace: string, secret: string): Manifest | undefined {
  return certificateInPod(inventory, secret) ?? inventory.having('Certificate', namespace, secret, secretNames)[0] ?? shimmedCertificate(inventory, namespace, secret);
}

/** All Certificates that write a Secret of a name, in whatever namespace. */
export function certificatesNamed(inventory: Inventory, secret: string): readonly Manifest[] {
  return once(inventory, bySecret).get(secret) ?? [];
}

/** A CA whose certificate and key are in a Secret, as comparable text. */
export function caIn(inventory: Inventory, namespace: string, secret: string): string {
  const found = certificateOf(inventory, namespace, secret) ?? inventory.get('Secret', namespace, secret);
  const at = found ? namespaceOf(found) : inventory.area(namespace);
  return `CA in Secret ${at === '' ? '' : `${at}/`}${secret}`;
}

/** The namespace of the Secret of a CA issuer: its own, or for a ClusterIssuer the one that cert-manager reads them from. */
export function caNamespace(inventory: Inventory, issuer: Manifest, secret: string): string {
  if (issuer.kind !== 'ClusterIssuer') { return namespaceOf(issuer); }
  const { name, told } = specialNamespaces(inventory).issuers;
  if (told || certificateOf(inventory, name, secret) || inventory.get('Secret', name, secret)) { return name; }
  // Nothing there, and the one Certificate that makes it elsewhere: cert-manager reads another namespace than it does untold.
  const elsewhere = certificatesNamed(inventory, secret);
  return elsewhere.length === 1 ? namespaceOf(elsewhere[0]) : name;
}

/** Who signs a Certificate: the CA of its issuer, the CA above that, and so on. */
export function signersOf(inventory: Inventory, certificate: Manifest): Signers {
  const signers: Signer[] = [];
  let asked = certificate;
  let tellsCa = true;
  // A CA that, in a circle, is to be signed by those it signs ends nowhere.
  for (let height = 0; height < 10; height += 1) {
    const { kind, group, name, issuer } = issuerOf(inventory, asked);
    const secret = issuer?.spec?.ca?.secretName;
    if (issuer && isMap(issuer.spec?.selfSigned)) {
      const own = caIn(inventory, namespaceOf(asked), String(asked.spec?.secretName));
      if (!signers.some((s) => s.authority === own)) { signers.push({ authority: own, certificate: asked }); }
      return { signers, complete: true, tellsCa };
    }
    if (!issuer || typeof secret !== 'string') {
      const acme = acmeKind(issuer);
      if (height === 0 && isMap(issuer?.spec?.acme)) { tellsCa = false; }
      if (isAskedByAgent(asked)) { return { signers: [...signers, { authority: `CA of ${kind} ${name}` }], complete: false, tellsCa }; }
      const at = kind === 'ClusterIssuer' || inventory.area(namespaceOf(asked)) === '' ? '' : `${namespaceOf(asked)}/`;
      const other = group === 'cert-manager.io' ? `${kind} ${at}${name}` : `${group} ${kind} ${at}${name}`;
      signers.push({ authority: acme === 'public' ? PUBLIC_CA : acme === 'staging' ? STAGING_CA : other });
      return { signers, complete: acme !== undefined, tellsCa };
    }
    const namespace = caNamespace(inventory, issuer, secret);
    const authority = caIn(inventory, namespace, secret);
    const above = certificateOf(inventory, namespace, secret);
    const pem = pemOf(inventory, namespace, secret);
    if (signers.some((s) => s.authority === authority)) { return { signers, complete: false, tellsCa }; }
    signers.push({ authority, ...(pem === undefined ? {} : { pem }), ...(above ? { certificate: above } : {}) });
    if (!above || pem !== undefined) { return { signers, complete: pem !== undefined, tellsCa }; }
    asked = above;
  }
  return { signers, complete: false, tellsCa };
}

/** The certificates in a CA's Secret: its own with those above it, and the root that it names. */
function pemOf(inventory: Inventory, namespace: string, secret: string): string | undefined {
  const texts = ['tls.crt', 'ca.crt'].map((key) => inventory.value('Secret', namespace, secret, key)).filter((value): value is string => typeof value === 'string');
  return texts.some((text) => text.includes('-----BEGIN ')) ? texts.join('\n') : undefined;
}

const secretNames = (certificate: Manifest): unknown[] => [certificate.spec?.secretName];

const bySecret = (inventory: Inventory): Map<string, Manifest[]> =>
  grouped(inventory.all('Certificate'), (certificate) => (typeof certificate.spec?.secretName === 'string' ? certificate.spec.secretName : undefined));
