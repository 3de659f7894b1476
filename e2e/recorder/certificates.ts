import { Presented } from './recorder';
import { generateKey, Issued, issueCa, issueLeaf } from '../../src/x509/issue';
import { DOMAIN, SERVER_NAMES, SOURCES, TARGET } from '../../test/thanos/resolution/cases';

const DAY = 86_400_000;
const validity = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 30 * DAY) };

/** Whom a client can trust: the CAs of the settings, the roots of the image, and one that nobody names. */
export const TRUSTED = [...SOURCES, 'image', 'nobody'] as const;

const roots = Object.fromEntries(TRUSTED.map((name) => [name, issueCa({ commonName: name, ...validity, pathLen: 1 })]));

/** What the servers' names are, in words. */
export const NAMES: { readonly [words: string]: { readonly dnsNames?: string[]; readonly ipAddresses?: string[] } } = {
  'host': { dnsNames: [`*.${DOMAIN}`] },
  'IP': {},
  'host of the SRV record': { dnsNames: [TARGET] },
  ...Object.fromEntries(Object.entries(SERVER_NAMES).map(([source, name]) => [`"${source}"`, { dnsNames: [name] }])),
};

/** What each port presents, and what a client that takes it shows by that. */
export interface Trial {
  readonly what: 'ca' | 'name' | 'alpn';
  readonly means: string;
  readonly presented: Presented;
}

/**
 * A certificate of each CA, for every name; and for each name one that every CA has signed: intermediates with one key, signed by each root, of which
 * a client finds the one that it trusts. So what is trusted and what is verified are seen apart. Last a server that negotiates no protocol.
 */
export function trials(ips: readonly string[]): Trial[] {
  const ipAddresses = [...ips];
  const every = { dnsNames: [`*.${DOMAIN}`, TARGET, ...Object.values(SERVER_NAMES)], ipAddresses };
  const key = generateKey();
  const crossed = TRUSTED.map((name) => issueCa({ commonName: 'crossed', ...validity, key, issuer: roots[name] }));
  const byAll = (names: object): Presented => {
    const leaf = issueLeaf(crossed[0], { commonName: 'server', usages: ['serverAuth'], ...validity, ...names });
    return { cert: [leaf, ...crossed].map(({ certificatePem }) => certificatePem).join(''), key: leaf.privateKeyPem };
  };
  const by = (root: Issued): Presented => {
    const leaf = issueLeaf(root, { commonName: 'server', usages: ['serverAuth'], ...validity, ...every });
    return { cert: leaf.certificatePem, key: leaf.privateKeyPem };
  };
  return [
    ...TRUSTED.map((name): Trial => ({ what: 'ca', means: name, presented: by(roots[name]) })),
    ...Object.entries(NAMES).map(([means, names]): Trial => ({ what: 'name', means, presented: byAll(means === 'IP' ? { ipAddresses } : names) })),
    { what: 'alpn', means: 'no protocol', presented: { ...byAll(every), alpn: [] } },
  ];
}

/** The Secrets of the settings: a CA, and a pair of that CA whose subject is its source. */
export function secretsOf(): { readonly [name: string]: { readonly [key: string]: string } } {
  return Object.fromEntries([...SOURCES, 'image'].map((source) => {
    const pair = issueLeaf(roots[source], { commonName: source, usages: ['clientAuth'], ...validity });
    return [source, { 'ca.crt': roots[source].certificatePem, 'tls.crt': pair.certificatePem, 'tls.key': pair.privateKeyPem }];
  }));
}
