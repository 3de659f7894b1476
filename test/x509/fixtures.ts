import { createHash, generateKeyPairSync, KeyObject } from 'node:crypto';
import { CaOptions, Issued, issueCa, issueLeaf, LeafOptions } from '../../src/x509/issue';

/** The moment all fixtures are made for; no test asks the clock. */
export const NOW = new Date('2026-06-01T12:00:00Z');
export const NOT_BEFORE = new Date('2026-01-01T00:00:00Z');
export const NOT_AFTER = new Date('2027-01-01T00:00:00Z');

const keys = new Map<string, KeyObject>();

const CURVES = { p224: 'secp224r1', p256: 'P-256', p384: 'P-384', p521: 'P-521', secp256k1: 'secp256k1' } as const;

/** Kinds of keys, also such as no server takes. */
export type KeyKind = keyof typeof CURVES | 'ed25519' | 'ed448' | 'rsa' | 'rsa1024' | 'rsa768' | 'rsa-pss';

/** A key by name, made once: keys are the expensive part of a fixture. */
export function key(name: string, type: KeyKind = 'p256'): KeyObject {
  const id = `${type} ${name}`;
  const make = (): KeyObject => {
    switch (type) {
      case 'ed25519': return generateKeyPairSync('ed25519').privateKey;
      case 'ed448': return generateKeyPairSync('ed448').privateKey;
      case 'rsa': return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
      case 'rsa1024': return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
      case 'rsa768': return generateKeyPairSync('rsa', { modulusLength: 768 }).privateKey;
      case 'rsa-pss': return generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;
      default: return generateKeyPairSync('ec', { namedCurve: CURVES[type] }).privateKey;
    }
  };
  if (!keys.has(id)) keys.set(id, make());
  return keys.get(id)!;
}

/** A root. */
export function ca(name = 'Root', options: Partial<CaOptions> = {}): Issued {
  return issueCa({ commonName: name, notBefore: NOT_BEFORE, notAfter: NOT_AFTER, key: key(name), ...options });
}

/** A server's leaf. */
export function leaf(issuer: Issued, options: Partial<LeafOptions> = {}): Issued {
  return issueLeaf(issuer, {
    commonName: 'minio', dnsNames: ['minio', 'minio.tracing.svc'], usages: ['serverAuth'], notBefore: NOT_BEFORE, notAfter: NOT_AFTER, key: key('leaf'), ...options,
  });
}

/** A small seeded generator (Park–Miller from a hashed seed, so that neighbours have nothing in common), by which a failing random test can be repeated. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = createHash('sha256').update(String(seed)).digest().readUInt32BE(0) % 2147483646 + 1;
  }

  /** A number in [0, 1). */
  public next(): number {
    this.state = this.state * 48271 % 2147483647;
    return (this.state - 1) / 2147483646;
  }

  /** An integer in [0, limit). */
  public below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  public chance(probability: number): boolean {
    return this.next() < probability;
  }

  public pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** Each item with the given probability. */
  public some<T>(items: readonly T[], probability = 0.5): T[] {
    return items.filter(() => this.chance(probability));
  }
}
