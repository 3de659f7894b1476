/** The prime of a curve's field, and the b of y² = x³ − 3x + b (FIPS 186-4, D.1.2). */
interface Curve {
  readonly octets: number;
  readonly p: bigint;
  readonly b: bigint;
}

const CURVES: { readonly [name: string]: Curve } = {
  'P-224': { octets: 28, p: 2n ** 224n - 2n ** 96n + 1n, b: 0xb4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4n },
  'P-256': {
    octets: 32,
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  'P-384': {
    octets: 48,
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
  'P-521': {
    octets: 66,
    p: 2n ** 521n - 1n,
    b: 0x051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  },
};

/**
 * Whether some octets are a point of a curve, in uncompressed form (SEC 1, 2.3.3). OpenSSL would say so too, at several times the cost, and of a
 * certificate that is only trusted nothing else is ever asked of it.
 */
export function isPoint(name: string, octets: Buffer): boolean {
  const { octets: size, p, b } = CURVES[name];
  if (octets[0] !== 4 || octets.length !== 1 + 2 * size) return false;
  const x = BigInt(`0x${octets.toString('hex', 1, 1 + size)}`);
  const y = BigInt(`0x${octets.toString('hex', 1 + size)}`);
  return x < p && y < p && ((x * x - 3n) * x + b - y * y) % p === 0n;
}
