import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { BoundCertificate, CertificateRequest } from './binding';
import { checkIssuedBy, checkLeaf, checkPeers, dialledNames, nameKind, readCertificates, readMatchingKey } from './inspect';
import { ICertificateIssuer } from './issuer';
import { CertificateFacts, CertificatePemProps, InlineCertificateProps, IssuedCertificateOptions, KeyAlgorithm, SecretCertificateOptions } from './options';
import { StorageCa } from './storage-ca';
import { emitCertificate } from '../crds/cert-manager';
import { emit } from '../kube/emit';
import { invalid } from '../kube/invalid';
import { requireDuration, requireMap } from '../kube/kinds';
import { requireHost, requireList, requireName, requireText } from '../kube/text';
import { obtainSecret, requireSource } from '../secrets/secret-source';
import { Fact, factsAnnotation } from '../x509/facts';
import { dnsNameCovers } from '../x509/names';

/** How a certificate of one kind finds its place. Server and client certificates share these. */
export type CertificateSource = (scope: Construct, request: CertificateRequest) => BoundCertificate;

/** A Secret that exists already. */
export function secretSource(where: string, secretName: string, options: SecretCertificateOptions): CertificateSource {
  requireName(where, 'secretName', secretName);
  const certificateKey = requireText(where, 'certificateKey', options.certificateKey ?? 'tls.crt');
  const privateKeyKey = requireText(where, 'privateKeyKey', options.privateKeyKey ?? 'tls.key');
  const fact = readFact(where, options.publicFacts);
  const source = requireSource(where, options.source);
  return (scope, request) => {
    if (options.publicFacts?.certificate !== undefined) {
      checkKnown(scope, 'publicFacts.certificate', options.publicFacts.certificate, options.ca, request, options.now);
    } else if (options.publicFacts?.dnsNames && request.dialled && !covered(options.publicFacts.dnsNames, request.dialled)) {
      throw invalid(scope, {
        what: 'the certificate, as publicFacts.dnsNames describes it, does not cover the name that clients dial',
        saw: `${request.dialled}, while it covers ${options.publicFacts.dnsNames.join(', ')}`,
        allowed: dialledNames(request),
        fix: `issue it again with ${nameKind(request.dialled)}:${request.dialled}, or dial a name it covers (dialledHost)`,
      });
    }
    const told = options.publicFacts?.certificate === undefined ? options.publicFacts?.dnsNames : undefined;
    if (told) { checkPeers(scope, 'publicFacts.dnsNames', request, (name) => covered(told, name), told); }
    const objects = obtainSecret(scope, source, {
      namespace: request.namespace,
      name: secretName,
      purpose: `certificate and private key of ${request.owner}`,
      keys: { [certificateKey]: '', [privateKeyKey]: '' },
    });
    return {
      secretName,
      certificateKey,
      privateKeyKey,
      objects,
      ca: options.ca,
      certificate: options.publicFacts?.certificate,
      facts: fact === undefined ? {} : { secrets: { [secretName]: { [certificateKey]: fact } } },
    };
  };
}

/** A certificate that is public knowledge, with its key in an existing Secret. */
export function pemSource(where: string, props: CertificatePemProps): CertificateSource {
  requireMap(where, 'props', props, '{ certificate, secretName }');
  return secretSource(where, props.secretName, { ...props, publicFacts: { certificate: readPem(where, props.certificate) } });
}

function readPem(where: string, certificate: unknown): string {
  return readCertificates(where, 'certificate', certificate).map((c) => c.pem).join('');
}

/** A cert-manager Certificate of ours. */
export function issuedSource(where: string, issuer: ICertificateIssuer, options: IssuedCertificateOptions): CertificateSource {
  if (typeof issuer?.issuerName !== 'string') {
    throw invalid(where, { what: 'issuer is not an issuer', got: issuer, allowed: 'an ICertificateIssuer', fix: "for example CertificateIssuer.bootstrap(chart, 'pki')" });
  }
  const duration = requireDuration(where, 'duration', options.duration ?? Duration.days(90));
  const renewBefore = requireDuration(where, 'renewBefore', options.renewBefore ?? Duration.seconds(Math.floor(duration.toSeconds() / 3)));
  if (duration.toSeconds() < 3600) {
    throw invalid(where, { what: 'duration is too short', saw: duration.toHumanString(), allowed: 'an hour or more (cert-manager refuses less)', fix: 'use Duration.days(90)' });
  }
  if (renewBefore.toSeconds() < 300 || renewBefore.toSeconds() >= duration.toSeconds()) {
    throw invalid(where, { what: 'renewBefore is out of range', saw: renewBefore.toHumanString(), allowed: `5 minutes or more, and less than the duration (${duration.toHumanString()})`, fix: 'leave it out: a third of the duration' });
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
  const extraNames = requireList<string>(where, 'additionalDnsNames', options.additionalDnsNames ?? []).map((name, i) => requireDnsName(where, `additionalDnsNames[${i}]`, name));
  const ipAddresses = requireList<string>(where, 'ipAddresses', options.ipAddresses ?? []).map((ip, i) => requireHost(where, `ipAddresses[${i}]`, ip));
  return (scope, request) => {
    if (issuer.issuerNamespace !== undefined && issuer.issuerNamespace !== request.namespace) {
      throw invalid(scope, {
        what: 'an Issuer serves its own namespace only',
        saw: `${request.namespace}, while the Issuer is in ${issuer.issuerNamespace}`,
        fix: `use a ClusterIssuer, or an Issuer in ${request.namespace}`,
      });
    }
    const secretName = options.secretName === undefined ? `${request.owner}-tls` : requireName(scope, 'secretName', options.secretName);
    const dnsNames = [...new Set([...request.dnsNames, ...extraNames])];
    const ca = options.ca ?? issuer.ca;
    const certificate = emitCertificate(scope, 'Certificate', secretName, request.namespace, {
      secretName,
      issuerRef: { name: issuer.issuerName, kind: issuer.issuerKind, group: issuer.issuerGroup },
      commonName: dnsNames.find((name) => name.length <= 64 && !name.startsWith('*')),
      dnsNames,
      ipAddresses: ipAddresses.length > 0 ? ipAddresses : undefined,
      duration,
      renewBefore,
      usages: ['digital signature', ...(isRsa(options.keyAlgorithm) ? ['key encipherment'] : []), `${request.usage} auth`],
      privateKey: { ...keyAlgorithm(options.keyAlgorithm ?? KeyAlgorithm.ECDSA_P256), rotationPolicy: 'Always' },
    }, ca?.certificates === undefined ? undefined : factsAnnotation({ secrets: { [secretName]: { 'ca.crt': ca.certificates } } }));
    return { secretName, certificateKey: 'tls.crt', privateKeyKey: 'tls.key', objects: [certificate], ca, facts: {} };
  };
}

/** Development only: the pair goes into a Secret of ours, and so into the manifest. */
export function inlineSource(where: string, props: InlineCertificateProps): CertificateSource {
  requireMap(where, 'props', props, '{ certificate, privateKey, ca }');
  const chain = readCertificates(where, 'certificate', props.certificate);
  const privateKey = readMatchingKey(where, chain[0], props.privateKey);
  const certificate = readPem(where, props.certificate);
  const ca = props.ca === undefined ? undefined : StorageCa.fromPem(props.ca, { now: props.now });
  return (scope, request) => {
    checkKnown(scope, 'certificate', certificate, ca, request, props.now);
    const secretName = `${request.owner}-tls`;
    const secret = emit(scope, 'UnsafeCertificate', {
      apiVersion: 'v1',
      kind: 'Secret',
      name: secretName,
      namespace: request.namespace,
      type: 'kubernetes.io/tls',
      stringData: { 'tls.crt': certificate, 'tls.key': privateKey },
    });
    return { secretName, certificateKey: 'tls.crt', privateKeyKey: 'tls.key', objects: [secret], ca, certificate, facts: {} };
  };
}

function checkKnown(
  scope: Construct, field: string, pem: string, ca: StorageCa | undefined, request: CertificateRequest, now: Date | undefined,
): void {
  const chain = readCertificates(scope, field, pem);
  checkLeaf(scope, field, chain, request, now);
  if (ca?.certificates !== undefined) { checkIssuedBy(scope, field, chain, readCertificates(scope, 'ca', ca.certificates), request, now); }
}

function readFact(where: string, facts: CertificateFacts | undefined): Fact | undefined {
  if (facts === undefined) { return undefined; }
  if (facts.certificate !== undefined) { return readPem(where, facts.certificate); }
  const names = requireList<string>(where, 'publicFacts.dnsNames', facts.dnsNames);
  return { dnsNames: names.map((name, i) => requireDnsName(where, `publicFacts.dnsNames[${i}]`, name)) };
}

/** A DNS name in a certificate: a host, or a host with one leading wildcard label. */
function requireDnsName(where: string, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  requireHost(where, field, text.startsWith('*.') ? text.slice(2) : text);
  return text;
}

function covered(names: readonly string[], host: string): boolean {
  return names.some((name) => dnsNameCovers(name, host));
}

function isRsa(algorithm: KeyAlgorithm | undefined): boolean {
  return algorithm === KeyAlgorithm.RSA_2048 || algorithm === KeyAlgorithm.RSA_4096;
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
