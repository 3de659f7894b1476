import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { CertificateRequest } from './binding';
import { ICertificateIssuer } from './issuer';
import { CertificateTerms, KeyAlgorithm } from './options';
import { StorageCa } from './storage-ca';
import { invalid } from '../kube/invalid';
import { requireDuration } from '../kube/kinds';
import { requireHost, requireList, requireText } from '../kube/text';

/** Terms of a certificate that cert-manager is to have signed, checked. */
export interface IssueTerms {
  readonly duration: Duration;
  /** undefined: a third of the duration */
  readonly renewBefore?: Duration;
  readonly key: { readonly algorithm: string; readonly size?: number };
  readonly rsa: boolean;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly ca?: StorageCa;
}

/** The shortest duration that cert-manager takes for a Certificate (1.21, internal/apis/certmanager/validation/certificate.go). */
export const HOUR = { seconds: 3600, words: 'an hour or more (cert-manager refuses less)' };

/** Checks the terms, as far as they can be judged before somebody wants the certificate. */
export function issueTerms(
  where: string, issuer: ICertificateIssuer, options: CertificateTerms, shortest: { readonly seconds: number; readonly words: string },
): IssueTerms {
  if (typeof issuer?.issuerName !== 'string') {
    throw invalid(where, { what: 'issuer is not an issuer', got: issuer, allowed: 'an ICertificateIssuer', fix: "for example CertificateIssuer.bootstrap(chart, 'pki')" });
  }
  const duration = requireDuration(where, 'duration', options.duration ?? Duration.days(90));
  const renewBefore = options.renewBefore === undefined ? undefined : requireDuration(where, 'renewBefore', options.renewBefore);
  if (duration.toSeconds() < shortest.seconds) {
    throw invalid(where, { what: 'duration is too short', saw: duration.toHumanString(), allowed: shortest.words, fix: 'use Duration.days(90)' });
  }
  const least = Math.min(300, shortest.seconds / 2);
  if (renewBefore && (renewBefore.toSeconds() < least || renewBefore.toSeconds() >= duration.toSeconds())) {
    const allowed = `${Duration.seconds(least).toHumanString()} or more, and less than the duration (${duration.toHumanString()})`;
    throw invalid(where, { what: 'renewBefore is out of range', saw: renewBefore.toHumanString(), allowed, fix: 'leave it out: a third of the duration' });
  }
  const usable = issuer.longestLeaf;
  if (usable !== undefined && duration.toSeconds() > usable.toSeconds()) {
    throw invalid(where, {
      what: 'the certificate would outlive its CA',
      saw: `a duration of ${duration.toHumanString()}`,
      allowed: `at most ${usable.toHumanString()}: the CA's duration less its renewBefore (cert-manager does not shorten it)`,
      fix: 'shorten the certificate\'s duration, or lengthen the CA\'s',
    });
  }
  return {
    duration,
    renewBefore,
    key: keyAlgorithm(options.keyAlgorithm ?? KeyAlgorithm.ECDSA_P256),
    rsa: options.keyAlgorithm === KeyAlgorithm.RSA_2048 || options.keyAlgorithm === KeyAlgorithm.RSA_4096,
    dnsNames: requireList<string>(where, 'additionalDnsNames', options.additionalDnsNames ?? []).map((name, i) => requireDnsName(where, `additionalDnsNames[${i}]`, name)),
    ipAddresses: requireList<string>(where, 'ipAddresses', options.ipAddresses ?? []).map((ip, i) => requireHost(where, `ipAddresses[${i}]`, ip)),
    ca: options.ca,
  };
}

/** What is asked of the issuer for somebody: the names, and what the certificate is for. */
export function requestTerms(scope: Construct, issuer: ICertificateIssuer, terms: IssueTerms, request: CertificateRequest): {
  dnsNames: string[]; commonName?: string; ipAddresses?: string[]; usages: string[]; ca?: StorageCa;
} {
  if (issuer.issuerNamespace !== undefined && issuer.issuerNamespace !== request.namespace) {
    throw invalid(scope, {
      what: 'an Issuer serves its own namespace only',
      saw: `${request.namespace}, while the Issuer is in ${issuer.issuerNamespace}`,
      fix: `use a ClusterIssuer, or an Issuer in ${request.namespace}`,
    });
  }
  terms.ca?._holds(issuer);
  const dnsNames = [...new Set([...request.dnsNames, ...terms.dnsNames])];
  return {
    dnsNames,
    commonName: dnsNames.find((name) => name.length <= 64 && !name.startsWith('*')),
    ipAddresses: terms.ipAddresses.length > 0 ? [...terms.ipAddresses] : undefined,
    usages: ['digital signature', ...(terms.rsa ? ['key encipherment'] : []), `${request.usage} auth`],
    ca: terms.ca ?? issuer.ca,
  };
}

/** A DNS name in a certificate: a host, or a host with one leading wildcard label. */
export function requireDnsName(where: string, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  requireHost(where, field, text.startsWith('*.') ? text.slice(2) : text);
  return text;
}

/** A key algorithm in cert-manager's words (v1, spec.privateKey). */
export function keyAlgorithm(algorithm: KeyAlgorithm): { algorithm: string; size?: number } {
  switch (algorithm) {
    case KeyAlgorithm.ECDSA_P256: return { algorithm: 'ECDSA', size: 256 };
    case KeyAlgorithm.ECDSA_P384: return { algorithm: 'ECDSA', size: 384 };
    case KeyAlgorithm.RSA_2048: return { algorithm: 'RSA', size: 2048 };
    case KeyAlgorithm.RSA_4096: return { algorithm: 'RSA', size: 4096 };
    case KeyAlgorithm.ED25519: return { algorithm: 'Ed25519' };
    default: throw invalid('KeyAlgorithm', { what: 'keyAlgorithm has an unknown value', got: algorithm, allowed: Object.values(KeyAlgorithm).join(', '), fix: 'use KeyAlgorithm.ECDSA_P256' });
  }
}
