import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { BoundCertificate, CertificateRequest } from './binding';
import { checkIssuedBy, checkLeaf, checkPeers, dialledNames, nameKind, readCertificates, readMatchingKey } from './inspect';
import { HOUR, issueTerms, requestTerms, requireDnsName } from './issue-terms';
import { ICertificateIssuer } from './issuer';
import { CertificateFacts, CertificatePemProps, InlineCertificateProps, IssuedCertificateOptions, SecretCertificateOptions } from './options';
import { StorageCa } from './storage-ca';
import { emitCertificate } from '../crds/cert-manager';
import { emit } from '../kube/emit';
import { invalid } from '../kube/invalid';
import { requireMap } from '../kube/kinds';
import { requireDataKey, requireList, requireName } from '../kube/text';
import { obtainSecret, requireSource } from '../secrets/secret-source';
import { Fact, factsAnnotation } from '../x509/facts';
import { dnsNameCovers } from '../x509/names';

/** How a certificate of one kind finds its place. Server and client certificates share these. */
export type CertificateSource = (scope: Construct, request: CertificateRequest) => BoundCertificate;

/** A Secret that exists already. */
export function secretSource(where: string, secretName: string, options: SecretCertificateOptions): CertificateSource {
  requireName(where, 'secretName', secretName);
  const certificateKey = requireDataKey(where, 'certificateKey', options.certificateKey ?? 'tls.crt');
  const privateKeyKey = requireDataKey(where, 'privateKeyKey', options.privateKeyKey ?? 'tls.key');
  const fact = readFact(where, options.publicFacts);
  const source = requireSource(where, options.source);
  return (scope, request) => {
    checkTold(scope, options, request);
    const objects = obtainSecret(scope, source, {
      namespace: request.namespace,
      name: secretName,
      purpose: `certificate and private key of ${request.owner}`,
      keys: { [certificateKey]: '', [privateKeyKey]: '' },
    });
    return {
      place: { secret: { name: secretName, certificateKey, privateKeyKey } },
      objects,
      ca: options.ca,
      ...toldOf(options),
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
  const terms = issueTerms(where, issuer, options, HOUR);
  const { duration } = terms;
  const renewBefore = terms.renewBefore ?? Duration.seconds(Math.floor(duration.toSeconds() / 3));
  return (scope, request) => {
    const { dnsNames, commonName, ipAddresses, usages, ca } = requestTerms(scope, issuer, terms, request);
    const name = options.secretName === undefined ? `${request.owner}-tls` : requireName(scope, 'secretName', options.secretName);
    const certificate = emitCertificate(scope, 'Certificate', name, request.namespace, {
      secretName: name,
      issuerRef: { name: issuer.issuerName, kind: issuer.issuerKind, group: issuer.issuerGroup },
      commonName,
      dnsNames,
      ipAddresses,
      duration,
      renewBefore,
      usages,
      privateKey: { ...terms.key, rotationPolicy: 'Always' },
    }, ca?.certificates === undefined ? undefined : factsAnnotation({ secrets: { [name]: { 'ca.crt': ca.certificates } } }));
    return { place: { secret: { name, certificateKey: 'tls.crt', privateKeyKey: 'tls.key' } }, objects: [certificate], ca, facts: {} };
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
    return { place: { secret: { name: secretName, certificateKey: 'tls.crt', privateKeyKey: 'tls.key' } }, objects: [secret], ca, certificate, facts: {} };
  };
}

/** What may be told of a certificate that somebody else makes. */
export interface ToldCertificate {
  readonly ca?: StorageCa;
  readonly publicFacts?: CertificateFacts;
  readonly now?: Date;
}

/** What is told of a certificate has to fit who wants it. */
export function checkTold(scope: Construct, told: ToldCertificate, request: CertificateRequest): void {
  const { publicFacts } = told;
  if (publicFacts?.certificate !== undefined) {
    checkKnown(scope, 'publicFacts.certificate', publicFacts.certificate, told.ca, request, told.now);
    return;
  }
  const names = publicFacts?.dnsNames;
  if (names === undefined) { return; }
  if (request.dialled && !covered(names, request.dialled)) {
    throw invalid(scope, {
      what: 'the certificate, as publicFacts.dnsNames describes it, does not cover the name that clients dial',
      saw: `${request.dialled}, while it covers ${names.join(', ')}`,
      allowed: dialledNames(request),
      fix: `issue it again with ${nameKind(request.dialled)}:${request.dialled}, or dial a name it covers (dialledHost)`,
    });
  }
  checkPeers(scope, 'publicFacts.dnsNames', request, (name) => covered(names, name), names);
}

/** The same for whoever it is handed to. */
export function toldOf({ publicFacts }: ToldCertificate): { certificate?: string; names?: readonly string[] } {
  return publicFacts?.certificate === undefined ? { names: publicFacts?.dnsNames } : { certificate: publicFacts.certificate };
}

function checkKnown(
  scope: Construct, field: string, pem: string, ca: StorageCa | undefined, request: CertificateRequest, now: Date | undefined,
): void {
  const chain = readCertificates(scope, field, pem);
  checkLeaf(scope, field, chain, request, now);
  if (ca?.certificates !== undefined) { checkIssuedBy(scope, field, chain, readCertificates(scope, 'ca', ca.certificates), request, now); }
}

/** What is told of a certificate, as it goes into the manifests. */
export function readFact(where: string, facts: CertificateFacts | undefined): Fact | undefined {
  if (facts === undefined) { return undefined; }
  if (facts.certificate !== undefined) { return readPem(where, facts.certificate); }
  const names = requireList<string>(where, 'publicFacts.dnsNames', facts.dnsNames);
  return { dnsNames: names.map((name, i) => requireDnsName(where, `publicFacts.dnsNames[${i}]`, name)) };
}

function covered(names: readonly string[], host: string): boolean {
  return names.some((name) => dnsNameCovers(name, host));
}
