import { createPublicKey, ECDH, generateKeyPairSync, randomBytes } from 'node:crypto';
import { Random } from './fixtures';
import { isPoint } from '../../src/x509/curves';
import { OPENSSL_CURVES } from '../../src/x509/oids';
import { publicKeyObject, readPublicKeyInfo } from '../../src/x509/spki';

const SIZES: Record<string, number> = { 'P-224': 28, 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/** What OpenSSL says of some octets. */
function known(curve: string, octets: Buffer): boolean {
  try {
    ECDH.convertKey(octets, OPENSSL_CURVES[curve], undefined, undefined, 'compressed');
    return octets[0] === 4;
  } catch {
    return false;
  }
}

describe.each(Object.keys(OPENSSL_CURVES))('%s', (curve) => {
  const spki = Array.from({ length: 12 }, () => generateKeyPairSync('ec', { namedCurve: OPENSSL_CURVES[curve] }).publicKey.export({ format: 'der', type: 'spki' }));
  const points = spki.map((der) => der.subarray(der.length - 1 - 2 * SIZES[curve]));

  test('points are points', () => {
    for (const point of points) { expect([isPoint(curve, point), known(curve, point)]).toEqual([true, true]); }
  });

  test('other octets are none, as OpenSSL has it', () => {
    const random = new Random(9);
    const other = points.flatMap((point) => {
      const changed = Buffer.from(point);
      changed[random.below(point.length)] += 1 + random.below(255);
      return [changed, point.subarray(1), Buffer.concat([point, Buffer.alloc(1)]), Buffer.concat([Buffer.from([4]), Buffer.alloc(2 * SIZES[curve])]),
        Buffer.concat([Buffer.from([4]), Buffer.alloc(2 * SIZES[curve], 0xff)]), Buffer.alloc(0)];
    });
    for (const octets of other) { expect([octets.toString('hex'), isPoint(curve, octets)]).toEqual([octets.toString('hex'), known(curve, octets)]); }
  });

  test('the key object is that of the key itself', () => {
    for (const der of spki) { expect(publicKeyObject(readPublicKeyInfo(der)).export({ format: 'der', type: 'spki' }).equals(der)).toBe(true); }
  });
});

test('an RSA key object is that of the key itself', () => {
  for (const modulusLength of [1024, 2048, 3072, 4096]) {
    const modulus = randomBytes(modulusLength / 8); // no product of primes, for which nobody looks
    modulus[0] = 255;
    modulus[modulus.length - 1] = 255;
    const der = createPublicKey({ key: { kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' }, format: 'jwk' }).export({ format: 'der', type: 'spki' });
    const info = readPublicKeyInfo(der);
    expect(info).toMatchObject({ bits: modulusLength, exponent: 65537n, modulusIsOdd: true });
    expect(publicKeyObject(info).export({ format: 'der', type: 'spki' }).equals(der)).toBe(true);
  }
});
