import { readUrl } from '../addresses';
import { Inventory, Manifest, Ref } from '../inventory';
import { certificateIn } from '../material';
import { Client, Material, Trust } from '../model';
import { isMap } from '../values';
import { serviceOf } from './shown';

/** What a controller reads in an object by which it asks Vault. */
export interface AsksVault {
  readonly product: string;
  /** where it runs */
  readonly namespace: string;
  readonly server: unknown;
  /** the field that says it */
  readonly field: string;
  /** nothing for the roots of its image */
  readonly bundle?: Material;
  readonly serverName?: unknown;
  readonly identity?: Material;
}

/**
 * A controller as a client of Vault, where the manifests show whom it asks. Else every issuer would be a connection that stays unverified, of a pod that is mostly in the
 * manifests of others.
 */
export function controllers(inventory: Inventory, object: Manifest, asks: AsksVault): Client[] {
  const { bundle, field, identity, namespace, product, server, serverName } = asks;
  const url = typeof server === 'string' ? readUrl(server) : undefined;
  if (!url || !serviceOf(inventory, url.address.host)) { return []; }
  const trust: Trust = bundle ? { system: false, bundles: [bundle] } : { system: true, bundles: [] };
  return [{
    ref: inventory.ref(object, field),
    product,
    namespace,
    ...url,
    trust,
    ...(typeof serverName === 'string' && serverName !== '' ? { serverName } : {}),
    ...(identity ? { identity } : {}),
  }];
}

/** The certificates in a field of bytes; undefined where there is nothing. What is still to be filled in is no base64. */
export function inField(ref: Ref, value: unknown): Material | undefined {
  if (typeof value !== 'string' || value === '') { return undefined; }
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  return decoded.includes('-----BEGIN ') ? { ref, pem: decoded } : { ref };
}

/** The pair that two references to keys of Secrets lead to; undefined unless both are there. */
export function pairOf(inventory: Inventory, namespace: string, certificate: unknown, key: unknown): Material | undefined {
  if (!isMap(certificate) || !isMap(key) || typeof certificate.name !== 'string') { return undefined; }
  const beside = certificate.name === key.name ? String(key.key ?? 'tls.key') : undefined;
  return certificateIn(inventory, namespace, certificate.name, String(certificate.key ?? 'tls.crt'), beside);
}
