import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { readCertificates } from './inspect';
import { keyAlgorithm } from './issue-terms';
import { ICertificateIssuer } from './issuer';
import { KeyAlgorithm } from './options';
import { StorageCa } from './storage-ca';
import { emitCertificate, emitIssuer } from '../crds/cert-manager';
import { BundleSource, emitBundle } from '../crds/trust-manager';
import { contentHash } from '../kube/hash';
import { explained, invalid, measured } from '../kube/invalid';
import { requireDuration } from '../kube/kinds';
import { later } from '../kube/later';
import { requireLabel, requireText } from '../kube/text';

/** Properties of `CertificateIssuer.bootstrap`. */
export interface BootstrapIssuerProps {
  /**
   * The name of the ClusterIssuer; the other objects are named after it. At most 50 characters.
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * The common name of the CA. It must not be empty: cert-manager would issue certificates without an issuer name.
   * @default - the issuer's name with " CA"
   */
  readonly commonName?: string;
  /**
   * How long the CA certificate is valid.
   * @default Duration.days(3650)
   */
  readonly duration?: Duration;
  /**
   * How long before its end the CA certificate is renewed, with the same key: certificates signed before stay good.
   * @default - a third of the duration
   */
  readonly renewBefore?: Duration;
  /**
   * The CA's private key. It is kept at renewal (rotationPolicy Never): since cert-manager 1.18 the default is a new key, after which
   * nothing signed before verifies any more.
   * @default KeyAlgorithm.ECDSA_P256
   */
  readonly keyAlgorithm?: KeyAlgorithm;
  /**
   * The namespace in which cert-manager keeps the Secrets of ClusterIssuers and from which trust-manager reads. The two must be the same.
   * @default "cert-manager"
   */
  readonly trustNamespace?: string;
  /**
   * Further CAs (PEM) for the bundle: the one to come, or the one just replaced. They change the bundle's name, which rolls the clients
   * that read their CA only at start.
   * @default - none
   */
  readonly additionalCertificates?: string;
  /**
   * Namespaces that get the bundle beside those of the clients made in this app.
   * @default - only those of the clients
   */
  readonly namespaces?: string[];
}

/**
 * A CA of one's own in the cluster: self-signed ClusterIssuer → CA Certificate → CA ClusterIssuer, and a trust-manager Bundle.
 * Made by `CertificateIssuer.bootstrap`.
 */
export class BootstrapIssuer extends Construct implements ICertificateIssuer {
  public readonly issuerName: string;
  public readonly issuerKind: string = 'ClusterIssuer';
  public readonly issuerGroup: string = 'cert-manager.io';
  /** The bundle that verifies what it signs. The same as `bundle`, which is always there. */
  public readonly ca?: StorageCa;
  /** The bundle that verifies what it signs: what clients trust. */
  public readonly bundle: StorageCa;
  public readonly longestLeaf?: Duration;
  /** The name of the Bundle, and so of the ConfigMap that clients read. */
  public readonly bundleName: string;
  private readonly namespaces: Set<string>;

  constructor(scope: Construct, id: string, props: BootstrapIssuerProps = {}) {
    super(scope, id);
    this.issuerName = requireLabel(this, 'name', props.name ?? id, 50);
    const commonName = requireText(this, 'commonName', props.commonName ?? `${this.issuerName} CA`);
    if (commonName.length > 64) {
      throw invalid(this, { what: 'commonName is too long', saw: measured(commonName), allowed: 'at most 64 characters (X.520)', fix: 'shorten it' });
    }
    const trustNamespace = requireLabel(this, 'trustNamespace', props.trustNamespace ?? 'cert-manager');
    const duration = requireDuration(this, 'duration', props.duration ?? Duration.days(3650));
    const renewBefore = requireDuration(this, 'renewBefore', props.renewBefore ?? Duration.seconds(Math.floor(duration.toSeconds() / 3)));
    if (renewBefore.toSeconds() >= duration.toSeconds() || renewBefore.toSeconds() < 300 || duration.toSeconds() < 3600) {
      throw invalid(this, {
        what: 'the CA\'s durations cannot work',
        saw: `duration ${duration.toHumanString()}, renewBefore ${renewBefore.toHumanString()}`,
        allowed: 'a duration of an hour or more, and a renewBefore from 5 minutes to less than the duration',
        fix: 'leave renewBefore out: a third of the duration',
      });
    }
    this.longestLeaf = Duration.seconds(duration.toSeconds() - renewBefore.toSeconds());
    this.namespaces = new Set((props.namespaces ?? []).map((namespace, i) => requireLabel(this, `namespaces[${i}]`, namespace)));

    const caSecret = `${this.issuerName}-ca`;
    emitIssuer(this, 'SelfSigned', `${this.issuerName}-self-signed`, undefined, { selfSigned: {} });
    emitCertificate(this, 'Ca', caSecret, trustNamespace, {
      secretName: caSecret,
      issuerRef: { name: `${this.issuerName}-self-signed`, kind: 'ClusterIssuer', group: 'cert-manager.io' },
      isCA: true,
      commonName,
      duration,
      renewBefore,
      usages: ['cert sign', 'crl sign', 'digital signature'],
      privateKey: { ...keyAlgorithm(props.keyAlgorithm ?? KeyAlgorithm.ECDSA_P256), rotationPolicy: 'Never' },
    });
    emitIssuer(this, 'Resource', this.issuerName, undefined, { ca: { secretName: caSecret } });

    const more = props.additionalCertificates === undefined
      ? undefined
      : readCertificates(this, 'additionalCertificates', props.additionalCertificates).map((certificate) => certificate.pem).join('');
    this.bundleName = `${this.issuerName}-ca-bundle${more ? `-${contentHash(more)}` : ''}`;
    const sources: BundleSource[] = [{ secret: { name: caSecret, key: 'tls.crt' } }, ...(more ? [{ inLine: more }] : [])];
    const object = emitBundle(this, 'Bundle', this.bundleName, {
      sources,
      // The one key that both halves of the Tempo operator read (0.22.0): storage looks there first, receivers nowhere else.
      key: 'service-ca.crt',
      namespaceSelector: later(() => this.selector()),
    });
    this.bundle = StorageCa._of(this.bundleName, (_scope, namespace) => this.reach(namespace, object));
    this.ca = this.bundle;
    this.node.addValidation({ validate: () => this.unread() });
  }

  /** Remembers that a client in this namespace reads the bundle, so that trust-manager writes it there. */
  private reach(namespace: string, bundle: ApiObject) {
    this.namespaces.add(namespace);
    return { configMapName: this.bundleName, key: 'service-ca.crt', objects: [bundle], facts: {} };
  }

  /** Kubernetes refuses a selector that selects from nothing, and whoever makes a bundle means it for somebody. */
  private unread(): string[] {
    if (this.namespaces.size > 0) { return []; }
    return [explained({
      what: 'the bundle has no namespace to go to: no client in this app reads it, and Kubernetes refuses an empty selector',
      allowed: 'one client or more in this app, or namespaces',
      fix: "hand the issuer to what is verified (ServerCertificate.issuedBy(issuer)) and that to a client, or say namespaces: ['tracing']",
    })];
  }

  private selector() {
    return { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [...this.namespaces].sort() }] };
  }
}
