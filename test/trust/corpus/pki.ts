import { KeyObject } from 'node:crypto';
import { generateKey, issueCa, issueCertificate, Issued, issueLeaf, KeyType } from '../../../src/x509/issue';
import { inDays } from '../../util/certificates';

const made = new Map<string, unknown>();

/** Made once for all trees: keys are the slow part. */
function once<T>(what: string, make: () => T): T {
  if (!made.has(what)) { made.set(what, make()); }
  return made.get(what) as T;
}

/** A private key by a name. */
export function key(name: string, type: KeyType = 'ecdsa-p256'): KeyObject {
  return once(`key ${name} ${type}`, () => generateKey(type));
}

/** What differs from a good CA. */
export interface CaWords {
  readonly subject?: string;
  readonly above?: string;
  readonly until?: number;
  readonly keyType?: KeyType;
  /** the name of the key, where two CAs have one */
  readonly keyName?: string;
  readonly overrides?: object;
}

const words = new Map<string, CaWords>();

/** A CA by a name. What it is like is said where it is named first. */
export function ca(name: string = 'one', options?: CaWords): Issued {
  const own = options ?? words.get(name) ?? {};
  words.set(name, own);
  return once(`ca ${name} ${JSON.stringify(own)}`, () => issueCa({
    commonName: own.subject ?? `CA ${name}`,
    notBefore: inDays(-400),
    notAfter: inDays(own.until ?? 3650),
    key: key(`of CA ${own.keyName ?? name}`, own.keyType),
    issuer: own.above === undefined ? undefined : ca(own.above),
    pathLen: own.above === undefined ? 3 : 1,
    overrides: own.overrides as object,
  }));
}

/** What differs from a good leaf. */
export interface LeafWords {
  readonly of?: string;
  readonly from?: number;
  readonly until?: number;
  readonly keyType?: KeyType;
  readonly keyName?: string;
  readonly usages?: readonly ('serverAuth' | 'clientAuth')[];
  readonly ips?: readonly string[];
  readonly overrides?: object;
}

/** A leaf for some hosts. */
export function leaf(hosts: string, options: LeafWords = {}): Issued {
  return once(`leaf ${hosts} ${JSON.stringify(options)}`, () => {
    const names = hosts.split(' ').filter((host) => host !== '');
    const details = {
      commonName: names[0] ?? 'nobody',
      dnsNames: names,
      ipAddresses: options.ips,
      usages: options.usages ?? ['serverAuth' as const],
      notBefore: inDays(options.from ?? -30),
      notAfter: inDays(options.until ?? 335),
      key: key(options.keyName ?? `of ${hosts}`, options.keyType),
      overrides: options.overrides as object,
    };
    return issueLeaf(ca(options.of), details);
  });
}

/** A certificate that signs itself and is no CA. */
export function selfSigned(host: string): Issued {
  return once(`self ${host}`, () => issueCertificate({
    subject: { commonName: host },
    dnsNames: [host],
    notBefore: inDays(-30),
    notAfter: inDays(335),
    key: key(`of ${host}`),
    basicConstraints: { ca: false },
    keyUsage: ['digitalSignature'],
    extKeyUsage: ['serverAuth'],
  }));
}

/** The private key in the form that its label says. */
export function keyPem(object: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8', passphrase?: string): string {
  return object.export({ type, format: 'pem', ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }) } as any).toString();
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
