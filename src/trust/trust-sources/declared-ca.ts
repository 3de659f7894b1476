import { signersOf, Signers } from './issuers';
import { Inventory } from '../inventory';
import { Material } from '../model';
import { items } from '../values';

/** `ClusterIssuer NAME`, `Issuer NAMESPACE/NAME`, `GROUP KIND NAME`: an issuer. */
const ISSUER = /^(?:([a-z0-9.-]+\.[a-z0-9-]+) +([A-Z]\w*)|(Issuer|ClusterIssuer)) +(?:([a-z0-9.-]+)\/)?([a-z0-9.-]+)$/;

const CALLED = 'CA called ';

/** Whether a CA, as comparable text, is one of which but a name is known: whether it is one of the manifests, only who named it can say. */
export function isOnlyNamed(authority: string): boolean {
  return authority.startsWith(CALLED);
}

/** The CAs whose certificates are in a bundle, as somebody declared them by name: of an issuer the highest that is known. */
export function caCertificates(inventory: Inventory, namespace: string, names: unknown): Pick<Material, 'pem' | 'authorities' | 'open'> {
  const all = items(names).map((name) => signersNamed(inventory, namespace, String(name)));
  const tops = all.map(({ signers }) => signers[signers.length - 1]);
  const pem = tops.flatMap((top) => top.pem ?? []).join('\n');
  const authorities = tops.filter((top) => top.pem === undefined).map(({ authority }) => authority);
  return { ...(pem === '' ? {} : { pem }), ...(authorities.length === 0 ? {} : { authorities }), open: all.some(({ complete }) => !complete) };
}

/** The CAs above a certificate, as somebody declared them by name, the nearest first. */
export function caSigners(inventory: Inventory, namespace: string, names: unknown): Pick<Material, 'authorities' | 'open' | 'authorityPem' | 'nearestShown'> {
  const all = items(names).map((name) => signersNamed(inventory, namespace, String(name)));
  const signers = all.flatMap((each) => each.signers);
  const pem = signers.flatMap((signer) => signer.pem ?? []).join('\n');
  return {
    authorities: signers.map(({ authority }) => authority),
    open: all.some(({ complete }) => !complete),
    ...(pem === '' ? {} : { authorityPem: pem, nearestShown: signers[0]?.pem !== undefined }),
  };
}

function signersNamed(inventory: Inventory, own: string, name: string): Signers {
  const [, group = 'cert-manager.io', foreign, plain, namespace = own, issuer] = ISSUER.exec(name) ?? [];
  if (issuer === undefined) { return { signers: [{ authority: `${CALLED}${name}` }], complete: true, tellsCa: true }; }
  // What a certificate would say that this issuer signs.
  return signersOf(inventory, { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { name: '', namespace }, spec: { issuerRef: { group, kind: foreign ?? plain, name: issuer } } });
}
