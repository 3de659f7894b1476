import { constants, KeyObject, verify } from 'node:crypto';
import { context, DerReader, TAG } from './der';
import { X509Error } from './errors';
import { OID_MGF1, OID_RSA_PSS, PSS_HASHES, SIGNATURES, SignatureScheme } from './oids';
import { PublicKeyInfo } from './spki';

/** An algorithm identifier whose parameters are absent or NULL. */
function plainAlgorithm(reader: DerReader): string | undefined {
  const fields = reader.into(TAG.SEQUENCE, 'a hash algorithm');
  const oid = fields.oid('a hash algorithm');
  if (fields.empty) return oid;
  const { tag, value } = fields.any('the parameters of a hash algorithm');
  return tag === TAG.NULL && value.length === 0 ? oid : undefined;
}

// RSASSA-PSS only in the three shapes Go accepts: one hash for message and mask, a salt as long as the hash, the default trailer.
function readPss(parameters: Buffer): SignatureScheme | undefined {
  const fields = new DerReader(parameters).into(TAG.SEQUENCE, 'the RSA-PSS parameters');
  const hash = plainAlgorithm(new DerReader(fields.read(context(0, true), 'the RSA-PSS hash')));
  const mgf = new DerReader(fields.read(context(1, true), 'the RSA-PSS mask function')).into(TAG.SEQUENCE, 'the RSA-PSS mask function');
  const mgfOid = mgf.oid('the RSA-PSS mask function');
  const mgfHash = plainAlgorithm(mgf);
  const salt = new DerReader(fields.read(context(2, true), 'the RSA-PSS salt length')).integer('the RSA-PSS salt length');
  const trailer = fields.optional(context(3, true), 'the RSA-PSS trailer');
  const known = hash === undefined ? undefined : PSS_HASHES[hash];
  if (!known || mgfOid !== OID_MGF1 || mgfHash !== hash || salt !== BigInt(known.salt)) return undefined;
  if (trailer && new DerReader(trailer).integer('the RSA-PSS trailer') !== 1n) return undefined;
  return { name: `${known.hash.toUpperCase()}-RSAPSS`, key: 'RSA', hash: known.hash, pss: true };
}

/** The scheme of an AlgorithmIdentifier's contents; undefined if Go would not know it. */
export function readSignatureScheme(algorithm: Buffer): SignatureScheme | undefined {
  const fields = new DerReader(algorithm);
  const oid = fields.oid('the signature algorithm');
  const parameters = fields.empty ? undefined : fields.any('the parameters of the signature algorithm').raw;
  if (oid === OID_RSA_PSS) {
    try {
      return parameters && readPss(parameters);
    } catch {
      return undefined; // parameters that cannot be read are an unknown algorithm, not a malformed certificate
    }
  }
  const scheme = SIGNATURES[oid];
  return scheme?.key === 'Ed25519' && parameters ? undefined : scheme;
}

/** The signer's side of a signature check. */
interface Signer {
  readonly publicKeyInfo: PublicKeyInfo;
  readonly publicKey: KeyObject;
}

// Go's RSA refuses these keys when they verify, not when they are parsed.
function rsaProblem({ bits = 0, exponent = 0n, modulusIsOdd }: PublicKeyInfo): string | undefined {
  if (bits < 1024) return `the signer's RSA key has ${bits} bits; less than 1024 is refused`;
  if (!modulusIsOdd) return "the signer's RSA modulus is even";
  if (exponent < 3n || exponent % 2n === 0n || exponent > 2n ** 31n - 1n) return "the signer's RSA exponent is unusable";
  return undefined;
}

/** Why a signature does not hold; undefined if it does. MD5 and SHA-1 are refused as Go refuses them. */
export function checkSignature(
  scheme: SignatureScheme | undefined, signed: Buffer, signature: { bytes: Buffer; unused: number }, signer: Signer,
): X509Error | undefined {
  if (!scheme || scheme.key === 'DSA') return new X509Error('unsupported-signature', 'the signature algorithm is not supported');
  if (scheme.hash === 'md5' || scheme.hash === 'sha1') {
    return new X509Error('insecure-signature', `${scheme.name} signatures are refused: issue the certificate again with SHA-256`);
  }
  const { publicKeyInfo } = signer;
  if (publicKeyInfo.algorithm !== scheme.key) {
    return new X509Error('signature-mismatch', `the signature is ${scheme.name} but the signer's key is ${publicKeyInfo.algorithm}`);
  }
  const weak = scheme.key === 'RSA' ? rsaProblem(publicKeyInfo) : undefined;
  if (weak) return new X509Error('insecure-signature', weak);

  const mismatch = () => new X509Error('signature-mismatch', 'the signature was not made with the signer’s key, or the certificate was changed');
  if (signature.unused !== 0) return mismatch();
  try {
    const key = scheme.pss
      ? { key: signer.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : signer.publicKey;
    return verify(scheme.hash, signed, key, signature.bytes) ? undefined : mismatch();
  } catch (error) {
    return error instanceof X509Error ? error : mismatch();
  }
}
