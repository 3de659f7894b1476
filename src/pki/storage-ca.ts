import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { BoundCa } from './bound-ca';
import { checkValidity, readCertificates } from './inspect';
import { ICertificateIssuer } from './issuer';
import { sharedConfigMap } from './shared-config-map';
import { order } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { invalid } from '../kube/invalid';
import { requireLabel, requireName, requireOneOf } from '../kube/text';
import { Certificate } from '../x509/certificate';

/** Options of `StorageCa.fromPem`. */
export interface StorageCaPemOptions {
  /**
   * The CA that will sign after the next rotation (PEM, one or several). Trusting it before the servers use it makes a rotation safe.
   * @default - none
   */
  readonly next?: string;
  /**
   * The CA that signed before the last rotation (PEM, one or several), as long as a server may still show a certificate of it.
   * @default - none
   */
  readonly previous?: string;
  /**
   * The first part of the ConfigMap's name; a hash of the content follows.
   * @default "storage-ca"
   */
  readonly name?: string;
  /**
   * The time to judge validity at. Without it no validity is judged, so that a synth gives the same result on every day.
   * @default - validity is not judged
   */
  readonly now?: Date;
}

/** Options of `StorageCa.fromConfigMap`. */
export interface StorageCaConfigMapOptions {
  /**
   * The key that holds the bundle. The Tempo operator reads the first of service-ca.crt, ca.crt, ca-bundle.crt that is not empty
   * (tempo-operator 0.22.0, internal/handlers/storage/tls.go).
   * @default "ca.crt"
   */
  readonly key?: string;
  /**
   * The certificates in it (PEM), as a public fact: with them a proof can be made of what otherwise is only a reference.
   * @default - not known
   */
  readonly publicCertificates?: string;
}

const TEMPO_KEYS = ['service-ca.crt', 'ca.crt', 'ca-bundle.crt'] as const;

/**
 * A bundle of CA certificates that a client trusts: Tempo for its object store, a job for the endpoint it checks, a receiver for its senders.
 *
 * It is a value, not a construct: every client that is given it finds it as a ConfigMap in its own namespace.
 *
 * @example
 *
 * const ca = StorageCa.fromPem(currentCaPem, { next: nextCaPem });
 */
export class StorageCa {
  /**
   * A bundle of certificates that are known at synth. Its ConfigMap is named after its content, because Tempo reads a CA only when it
   * starts: other content is another name, which makes the Tempo operator roll the pod. The ConfigMap holds `ca.crt` and
   * `service-ca.crt` alike: Tempo's storage reads either, its receivers only the second (tempo-operator 0.22.0, monolithic/configmap.go).
   *
   * @param current the CA that signs now: PEM text, one certificate or several
   * @throws for text that holds no certificate, a private key, a certificate that is no CA, or one not valid at `now`
   */
  public static fromPem(current: string, options: StorageCaPemOptions = {}): StorageCa {
    const where = 'StorageCa.fromPem';
    const anchors = new Map<string, Certificate>();
    for (const [field, pem] of [['current', current], ['next', options.next], ['previous', options.previous]] as const) {
      if (field !== 'current' && pem === undefined) { continue; }
      for (const certificate of readCertificates(where, field, pem)) {
        checkAnchor(where, field, certificate, options.now);
        anchors.set(certificate.fingerprint256, certificate);
      }
    }
    const certificates = [...anchors.values()].map((certificate) => certificate.pem).join('');
    const name = `${requireLabel(where, 'name', options.name ?? 'storage-ca', 50)}-${contentHash(certificates)}`;
    const data = { 'ca.crt': certificates, 'service-ca.crt': certificates };
    return new StorageCa(certificates, name, (scope, namespace) => ({
      configMapName: name,
      key: 'ca.crt',
      objects: [sharedConfigMap(scope, 'ca', namespace, name, { immutable: true, data })],
      facts: {},
    }));
  }

  /**
   * A bundle in a ConfigMap that something else keeps, in the namespace of the client. Whoever changes its content has to restart the
   * clients that read it only at start; a new name does that by itself.
   *
   * @param name the ConfigMap's name
   * @throws for a name that Kubernetes would refuse, and for a key in which the Tempo operator does not look
   */
  public static fromConfigMap(name: string, options: StorageCaConfigMapOptions = {}): StorageCa {
    const where = 'StorageCa.fromConfigMap';
    requireName(where, 'name', name);
    const key = requireOneOf(where, 'key', options.key ?? 'ca.crt', TEMPO_KEYS);
    const pem = options.publicCertificates === undefined
      ? undefined
      : readCertificates(where, 'publicCertificates', options.publicCertificates).map((certificate) => certificate.pem).join('');
    return new StorageCa(pem, name, (_scope, _namespace, issuers) => {
      const told = pem ?? (issuers.length === 0 ? undefined : { ca: issuers });
      return { configMapName: name, key, objects: [], facts: told === undefined ? {} : { configMaps: { [name]: { [key]: told } } } };
    });
  }

  /**
   * A bundle that a trust-manager Bundle writes into the namespaces it selects, as a ConfigMap of the Bundle's own name.
   *
   * @param bundleName the name of the Bundle
   */
  public static fromBundle(bundleName: string, options: StorageCaConfigMapOptions = {}): StorageCa {
    return StorageCa.fromConfigMap(requireName('StorageCa.fromBundle', 'bundleName', bundleName), { key: 'service-ca.crt', ...options });
  }

  /**
   * OpenShift's service CA: an empty ConfigMap that the platform fills (key service-ca.crt). It verifies certificates made by
   * `ServerCertificate.openshiftServiceCa()`.
   */
  public static openshiftServiceCa(): StorageCa {
    const name = 'openshift-service-ca';
    return new StorageCa(undefined, name, (scope, namespace) => ({
      configMapName: name,
      key: 'service-ca.crt',
      objects: [sharedConfigMap(scope, 'ca', namespace, name, {}, { 'service.beta.openshift.io/inject-cabundle': 'true' })],
      facts: {},
    }));
  }

  /** @internal A bundle whose ConfigMap is made by `bind`. */
  public static _of(name: string, bind: (scope: Construct, namespace: string) => BoundCa): StorageCa {
    return new StorageCa(undefined, name, bind);
  }

  private readonly issuers = new Set<string>();

  private constructor(
    /** The certificates (PEM), where they are known at synth. */
    public readonly certificates: string | undefined,
    /** The name of the ConfigMap that holds the bundle. */
    public readonly configMapName: string,
    private readonly bind: (scope: Construct, namespace: string, issuers: readonly string[]) => BoundCa,
  ) {}

  /**
   * @internal Takes note that the CA of an issuer is in the bundle: whoever proves the manifests is told so by those who read the bundle, where nothing else says what is in
   * it. The bundle stays the same object, by which realms and identities are compared.
   */
  public _holds({ issuerGroup, issuerKind, issuerNamespace, issuerName }: ICertificateIssuer): void {
    const named = `${issuerKind} ${issuerNamespace === undefined ? '' : `${issuerNamespace}/`}${issuerName}`;
    this.issuers.add(issuerGroup === 'cert-manager.io' ? named : `${issuerGroup} ${named}`); // as facts name it
  }

  /** @internal Makes the bundle readable in a namespace; the same bundle is there once however many clients share it. */
  public _bind(scope: Construct, namespace: string, consumer?: ApiObject): BoundCa {
    const bound = this.bind(scope, namespace, [...this.issuers]);
    if (consumer) { order(bound.objects, consumer); }
    return bound;
  }
}

function checkAnchor(where: string, field: string, certificate: Certificate, now: Date | undefined): void {
  const oldRoot = certificate.version < 3 && certificate.selfSigned;
  if (!certificate.isCa && !oldRoot) {
    throw invalid(where, {
      what: `${field} holds a certificate that is no CA`,
      saw: `${certificate}`,
      allowed: 'certificates with basic constraint CA:TRUE: those that sign others',
      fix: 'pass the CA (often ca.crt), not the server\'s own certificate (tls.crt): trusting a leaf breaks at its next renewal',
    });
  }
  if (certificate.keyUsage && !certificate.keyUsage.includes('keyCertSign')) {
    throw invalid(where, { what: `${field} holds a CA that may not sign certificates`, saw: `${certificate}, key usage ${certificate.keyUsage.join(', ')}`, allowed: 'key usage keyCertSign, or none', fix: 'issue the CA again with keyCertSign' });
  }
  checkValidity(where, `the CA in ${field}`, certificate, now);
}
