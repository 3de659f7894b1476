import { Issued, issueCa, issueLeaf, LeafOptions } from '../../src/x509/issue';

/** The instant at which every fixture is made; tests hand it on as `now`, so that none of them depends on the clock. */
export const NOW = new Date('2026-01-15T12:00:00Z');

/** Days from NOW. */
export function inDays(days: number): Date {
  return new Date(NOW.getTime() + days * 86_400_000);
}

/** A CA that is valid at NOW. */
export function makeCa(commonName: string = 'Test CA', overrides: object = {}): Issued {
  return issueCa({ commonName, notBefore: inDays(-1), notAfter: inDays(3650), overrides });
}

/** A server certificate that is valid at NOW. */
export function makeServer(ca: Issued, dnsNames: string[], more: Partial<LeafOptions> = {}): Issued {
  return issueLeaf(ca, { commonName: dnsNames[0], dnsNames, usages: ['serverAuth'], notBefore: inDays(-1), notAfter: inDays(365), ...more });
}

/** The names that certs and cert-manager give a Service. */
export function serviceNames(name: string, namespace: string): string[] {
  return [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
}
