import { CaOptions, Issued, issueCa, issueLeaf, LeafOptions } from '../../src/x509/issue';

/** The machine's own time: real servers have no other. */
export const now = new Date();
export const days = (n: number) => new Date(now.getTime() + n * 86_400_000);

/** A CA that was made long ago and ends late, unless told otherwise. */
export const authority = (commonName: string, more: Partial<CaOptions> = {}) =>
  issueCa({ commonName, notBefore: days(-400), notAfter: days(400), pathLen: 1, ...more });

/** Makes server certificates for the Service minio of a namespace, right unless told otherwise. */
export const leafFor = (namespace: string) => (issuer: Issued, more: Partial<LeafOptions> = {}) => issueLeaf(issuer, {
  commonName: 'minio',
  dnsNames: ['minio', `minio.${namespace}`, `minio.${namespace}.svc`, `minio.${namespace}.svc.cluster.local`],
  usages: ['serverAuth'],
  notBefore: days(-300),
  notAfter: days(30),
  ...more,
});

export const pem = (...chain: Issued[]) => chain.map(({ certificatePem }) => certificatePem).join('');

/** What a server has in its two files. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** A leaf and what is sent along. */
export const shown = (...chain: Issued[]): Pair => ({ certificate: pem(...chain), key: chain[0].privateKeyPem });
