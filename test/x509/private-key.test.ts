import { createPublicKey, KeyObject } from 'node:crypto';
import { ca, key, leaf, Random } from './fixtures';
import { askGo, describeWith } from './oracles';
import { DerReader, TAG, writeDer } from '../../src/x509/der';
import { keyMatches } from '../../src/x509/key';
import { armour } from '../../src/x509/pem';
import { outlineOf } from '../../src/x509/private-key';

const root = ca();
const EC = ['p256', 'p384', 'p521'] as const;

/** The bits of the public key that stand in a certificate for this key. */
function certified(object: KeyObject): Buffer {
  const info = new DerReader(createPublicKey(object).export({ format: 'der', type: 'spki' })).into(TAG.SEQUENCE, 'info');
  info.read(TAG.SEQUENCE, 'algorithm');
  return info.bits('key').bytes;
}

const FORMS = [
  ...EC.flatMap((type) => (['pkcs8', 'sec1'] as const).map((form) => ({ type, form, algorithm: 'ECDSA', bits: Number(type.slice(1)) }))),
  ...(['pkcs8', 'pkcs1'] as const).map((form) => ({ type: 'rsa' as const, form, algorithm: 'RSA', bits: 2048 })),
  { type: 'rsa1024' as const, form: 'pkcs1' as const, algorithm: 'RSA', bits: 1024 },
];

test.each(FORMS)('$type as $form has the public key that a key object tells', ({ type, form, algorithm, bits }) => {
  for (let i = 0; i < (algorithm === 'RSA' ? 1 : 20); i += 1) {
    const object = key(`outline ${i}`, type);
    const outline = outlineOf(object.export({ format: 'der', type: form as 'pkcs8' }));
    expect(outline).toMatchObject({ algorithm, bits });
    expect(outline?.publicOctets.equals(certified(object))).toBe(true);
  }
});

const P256 = Buffer.from('06082a8648ce3d030107', 'hex');
const integer = (value: number) => writeDer(TAG.INTEGER, Buffer.from([value]));
const octets = (bytes: Uint8Array) => writeDer(TAG.OCTET_STRING, bytes);
/** SEC 1 as it is written by hand. */
const sec1 = (scalar: Uint8Array, ...more: Uint8Array[]) => writeDer(TAG.SEQUENCE, integer(1), octets(scalar), writeDer(0xa0, P256), ...more);
const scalarOf = (object: KeyObject) => Buffer.from(object.export({ format: 'jwk' }).d as string, 'base64url');
const point = (object: KeyObject) => writeDer(0xa1, writeDer(TAG.BIT_STRING, Buffer.alloc(1), certified(object)));
const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
const own = leaf(root);
const mine = scalarOf(key('leaf'));

/** EC keys as nobody writes them, and whether they are read without a key object. */
const ODD: [string, Buffer, boolean][] = [
  ['no public key beside it', sec1(mine), true],
  ['its own public key beside it', sec1(mine, point(key('leaf'))), true],
  ['another public key beside it', sec1(mine, point(key('other'))), true],
  ['a scalar with leading zeros', sec1(Buffer.concat([Buffer.alloc(3), mine])), true],
  ['a scalar of zero', sec1(Buffer.alloc(32)), false],
  ['a scalar of the order of the curve', sec1(order), false],
  ['a scalar that is empty', sec1(Buffer.alloc(0)), false],
  ['data after its end', Buffer.concat([sec1(mine), Buffer.from([5, 0])]), false],
  ['another version', writeDer(TAG.SEQUENCE, integer(2), octets(mine), writeDer(0xa0, P256)), false],
  ['no curve', writeDer(TAG.SEQUENCE, integer(1), octets(mine)), false],
];

test.each(ODD)('an EC key with %s', (_, der, outlined) => {
  expect(outlineOf(der) !== undefined).toBe(outlined);
});

describeWith('go', 'private keys against Go', () => {
  const verdict = (pem: string): boolean => {
    try {
      return keyMatches(own.certificate, pem);
    } catch {
      return false;
    }
  };
  const asked = (pems: readonly string[]) => askGo<{ ok?: boolean }>(pems.map((pem) => ({
    op: 'pair', certificate: Buffer.from(own.certificatePem).toString('base64'), text: Buffer.from(pem).toString('base64'),
  }))).map(({ ok }) => ok === true);

  test('odd EC keys', () => {
    const cases = ODD.filter(([name]) => name !== 'another version').map(([name, der]) => [name, armour('EC PRIVATE KEY', der)] as const);
    const go = asked(cases.map(([, pem]) => pem));
    expect(cases.map(([name, pem]) => `${name}: ${verdict(pem)}`)).toEqual(cases.map(([name], i) => `${name}: ${go[i]}`));
  });

  test('one octet changed anywhere: a key that is read without a key object, Go takes too', () => {
    const random = new Random(4);
    const originals = (['pkcs8', 'sec1'] as const).map((type) => key('leaf').export({ format: 'der', type }));
    const changed = Array.from({ length: 600 }, (_, i) => {
      const der = Buffer.from(originals[i % 2]);
      der[random.below(der.length)] = random.below(256);
      return { der, pem: armour(i % 2 === 0 ? 'PRIVATE KEY' : 'EC PRIVATE KEY', der) };
    }).filter(({ der }) => outlineOf(der) !== undefined);
    const go = asked(changed.map(({ pem }) => pem));
    expect(changed.filter(({ pem }, i) => verdict(pem) !== go[i])).toEqual([]);
    expect(go.filter((ok) => ok).length).toBeGreaterThan(100);
  });
});
