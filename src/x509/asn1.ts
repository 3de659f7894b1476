import type * as Schema from '@peculiar/asn1-schema';
import type * as X509 from '@peculiar/asn1-x509';

/** The ASN.1 libraries, which only the writing of certificates needs. */
export interface Asn1 {
  readonly schema: typeof Schema;
  readonly x509: typeof X509;
}

let loaded: Asn1 | undefined;

/**
 * Loads the ASN.1 libraries on first use: they cost tens of milliseconds, and loading this package must cost next to nothing.
 * Everything that reads certificates works without them.
 */
export function asn1(): Asn1 {
  loaded ??= {
    schema: module.require('@peculiar/asn1-schema') as typeof Schema,
    x509: module.require('@peculiar/asn1-x509') as typeof X509,
  };
  return loaded;
}
