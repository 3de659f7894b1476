/** Object identifiers this room knows by name. Everything else keeps its dotted form. */

/** Key usage bits in the order of the BIT STRING. */
export const KEY_USAGES = [
  'digitalSignature', 'contentCommitment', 'keyEncipherment', 'dataEncipherment', 'keyAgreement', 'keyCertSign', 'cRLSign', 'encipherOnly', 'decipherOnly',
] as const;

/** A key usage by name. */
export type KeyUsageName = typeof KEY_USAGES[number];

/** Extended key usages with a name of their own. */
export const EXT_KEY_USAGES: Record<string, string> = {
  '2.5.29.37.0': 'any',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
};

/** Attribute types of a distinguished name that have a short name in RFC 4514 or in daily use. */
export const ATTRIBUTES: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.17': 'POSTALCODE',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

/** Named curves Go accepts in certificates and keys. */
export const CURVES: Record<string, string> = {
  '1.3.132.0.33': 'P-224',
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.3.132.0.35': 'P-521',
};

/** The same curves as OpenSSL calls them. */
export const OPENSSL_CURVES: Record<string, string> = { 'P-224': 'secp224r1', 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };

/** What a signature algorithm needs: the kind of key, the digest, and whether it is RSA-PSS. */
export interface SignatureScheme {
  readonly name: string;
  readonly key: 'RSA' | 'ECDSA' | 'Ed25519' | 'DSA';
  /** Absent for Ed25519, which hashes inside. */
  readonly hash?: string;
  readonly pss?: boolean;
}

/** Signature algorithms by identifier; RSA-PSS is told apart by its parameters instead. */
export const SIGNATURES: Record<string, SignatureScheme> = {
  '1.2.840.113549.1.1.4': { name: 'MD5-RSA', key: 'RSA', hash: 'md5' },
  '1.2.840.113549.1.1.5': { name: 'SHA1-RSA', key: 'RSA', hash: 'sha1' },
  '1.3.14.3.2.29': { name: 'SHA1-RSA', key: 'RSA', hash: 'sha1' },
  '1.2.840.113549.1.1.11': { name: 'SHA256-RSA', key: 'RSA', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { name: 'SHA384-RSA', key: 'RSA', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { name: 'SHA512-RSA', key: 'RSA', hash: 'sha512' },
  '1.2.840.10040.4.3': { name: 'DSA-SHA1', key: 'DSA', hash: 'sha1' },
  '2.16.840.1.101.3.4.3.2': { name: 'DSA-SHA256', key: 'DSA', hash: 'sha256' },
  '1.2.840.10045.4.1': { name: 'ECDSA-SHA1', key: 'ECDSA', hash: 'sha1' },
  '1.2.840.10045.4.3.2': { name: 'ECDSA-SHA256', key: 'ECDSA', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { name: 'ECDSA-SHA384', key: 'ECDSA', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { name: 'ECDSA-SHA512', key: 'ECDSA', hash: 'sha512' },
  '1.3.101.112': { name: 'Ed25519', key: 'Ed25519' },
};

/** RSASSA-PSS, whose hash is in its parameters. */
export const OID_RSA_PSS = '1.2.840.113549.1.1.10';
/** The only mask generation function in use. */
export const OID_MGF1 = '1.2.840.113549.1.1.8';
/** Digests RSA-PSS may name, with the one salt length Go accepts for each. */
export const PSS_HASHES: Record<string, { hash: string; salt: number }> = {
  '2.16.840.1.101.3.4.2.1': { hash: 'sha256', salt: 32 },
  '2.16.840.1.101.3.4.2.2': { hash: 'sha384', salt: 48 },
  '2.16.840.1.101.3.4.2.3': { hash: 'sha512', salt: 64 },
};

/** Public key algorithms. */
export const PUBLIC_KEYS: Record<string, string> = {
  '1.2.840.113549.1.1.1': 'RSA',
  '1.2.840.10040.4.1': 'DSA',
  '1.2.840.10045.2.1': 'ECDSA',
  '1.3.101.112': 'Ed25519',
};
