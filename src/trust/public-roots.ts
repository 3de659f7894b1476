import type * as Tls from 'node:tls';
import { Certificate } from '../x509/certificate';

let roots: Certificate[] | undefined;

/** The CAs that everybody trusts (Mozilla's list, as Node carries it): what the system roots of a public image are. Read once, when first needed. */
export function publicRoots(): readonly Certificate[] {
  // Node's own TLS takes time to load, and few manifests need it.
  roots ??= Certificate.poolFromPem((module.require('node:tls') as typeof Tls).rootCertificates.join('\n'));
  return roots;
}

/** The authority of certificates that nobody trusts: what the staging servers of public CAs sign with, to be tried. */
export const STAGING_CA = 'staging CAs';

/** Whether an authority, as comparable text, is certainly none that everybody trusts: a CA whose key lies in a Secret of the cluster, the platform's own, or one for trials. */
export function privateAuthority(authority: string): boolean {
  return authority.startsWith('CA in Secret ') || authority === 'OpenShift service CA' || authority === STAGING_CA;
}
