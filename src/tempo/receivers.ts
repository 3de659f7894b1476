import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { requireTlsKeys } from './storage';
import { OtlpEndpoint } from './tempo';
import { tlsParameters } from './tls';
import { VolumeNames } from './volume-names';
import { TempoTlsSpec } from '../crds/tempo-common';
import { MonolithicOtlpSpec } from '../crds/tempo-monolithic';
import { invalid } from '../kube/invalid';
import { DEFAULT_CLUSTER_DOMAIN, dialledName, serviceDnsNames } from '../kube/service-names';
import { requireName } from '../kube/text';
import { TlsVersion } from '../kube/tls-version';
import { ServerCertificate, StorageCa } from '../pki';
import { BoundCertificate } from '../pki/binding';
import { requireCertificateSecret } from '../pki/certificate-layout';
import { Facts, joinFacts } from '../x509/facts';

/** Properties of `OtlpReceiver.tls`. */
export interface OtlpTlsProps {
  /** The receiver's certificate. The names it must cover are computed from Tempo's Service. */
  readonly certificate: ServerCertificate;
  /**
   * The oldest TLS version that senders may use.
   * @default - the operator's TLS profile: TLS 1.3 only, unless its operator was installed with another (tempo-operator 0.22.0)
   */
  readonly minTlsVersion?: TlsVersion;
  /**
   * Cipher suites in Go's (IANA) names.
   * @default - the operator's TLS profile; for TLS 1.2, the suites with forward secrecy
   */
  readonly cipherSuites?: string[];
}

/** Properties of `OtlpReceiver.mutualTls`. */
export interface OtlpMutualTlsProps extends OtlpTlsProps {
  /** The bundle that verifies senders. It must be in the key service-ca.crt, the only one the receivers read. */
  readonly clientCa: StorageCa;
}

/**
 * How OTLP is received.
 *
 * @example
 *
 * const receiver = OtlpReceiver.tls({ certificate: ServerCertificate.fromSecret('otlp-tls') });
 */
export class OtlpReceiver {
  /** Without TLS: for senders in the same trusted network. */
  public static plaintext(): OtlpReceiver {
    return new OtlpReceiver('plaintext');
  }

  /** With TLS: senders verify Tempo. */
  public static tls(props: OtlpTlsProps): OtlpReceiver {
    return new OtlpReceiver('tls', props);
  }

  /** With mutual TLS: senders verify Tempo, and Tempo takes traces only from senders with a certificate of the bundle. */
  public static mutualTls(props: OtlpMutualTlsProps): OtlpReceiver {
    if (!(props?.clientCa instanceof StorageCa)) {
      throw invalid('OtlpReceiver.mutualTls', { what: 'clientCa is missing', got: props?.clientCa, allowed: 'a StorageCa', fix: 'pass the bundle that verifies senders, or use OtlpReceiver.tls' });
    }
    return new OtlpReceiver('mutualTls', props, props.clientCa);
  }

  /** Not received at all. */
  public static disabled(): OtlpReceiver {
    return new OtlpReceiver('disabled');
  }

  private constructor(
    /** @internal */
    readonly _kind: 'plaintext' | 'tls' | 'mutualTls' | 'disabled',
    /** @internal */
    readonly _tls?: OtlpTlsProps,
    /** @internal */
    readonly _clientCa?: StorageCa,
  ) {
    if (_tls !== undefined && !(_tls?.certificate instanceof ServerCertificate)) {
      throw invalid(`OtlpReceiver.${_kind}`, {
        what: 'certificate is missing: a receiver with TLS but without a certificate fails every handshake',
        got: _tls?.certificate,
        allowed: 'a ServerCertificate',
        fix: 'certificate: ServerCertificate.issuedBy(issuer), or ServerCertificate.fromSecret(\'otlp-tls\')',
      });
    }
  }
}

/** A receiver in a Tempo: its part of the spec, and what senders must know. */
export interface BoundReceiver {
  readonly spec: MonolithicOtlpSpec;
  /** undefined when it is off */
  readonly endpoint?: OtlpEndpoint;
  readonly objects: readonly ApiObject[];
  readonly facts: Facts;
}

/** What a Tempo's receivers share. */
export interface ReceiverContext {
  readonly namespace: string;
  /** the Service in front of them */
  readonly service: string;
  readonly clusterDomain?: string;
  readonly volumes: VolumeNames;
  /** whether the operator was told to take certificates from OpenShift's service CA */
  readonly servingCertsGate: boolean;
}

/**
 * Binds the two receivers. A certificate that both are given is bound once.
 *
 * @throws for certificates that Tempo would not find, and for a client CA in a key that receivers do not read
 */
export function bindReceivers(
  scope: Construct, context: ReceiverContext, grpc: OtlpReceiver, http: OtlpReceiver,
): { grpc: BoundReceiver; http: BoundReceiver } {
  const certificates = new Map<ServerCertificate, BoundCertificate>();
  return {
    grpc: bindReceiver(scope, context, 'otlpGrpc', 4317, grpc, certificates),
    http: bindReceiver(scope, context, 'otlpHttp', 4318, http, certificates),
  };
}

/** The receivers of a TempoStack: one setting for both, on the distributor. */
export function bindStackReceiver(scope: Construct, context: ReceiverContext, otlp: OtlpReceiver): {
  tls?: TempoTlsSpec; grpc?: OtlpEndpoint; http?: OtlpEndpoint; objects: readonly ApiObject[]; facts: Facts;
} {
  const bound = bindReceiver(scope, context, 'otlp', 4317, otlp, new Map());
  if (bound.endpoint === undefined) {
    throw invalid(scope, { what: 'otlp of a TempoStack cannot be off: no trace could ever arrive', saw: 'OtlpReceiver.disabled()', allowed: 'plaintext, tls or mutualTls', fix: 'leave otlp out' });
  }
  const http = { ...bound.endpoint, address: bound.endpoint.address.replace(/:4317$/, ':4318') };
  return { tls: bound.spec.tls, grpc: bound.endpoint, http, objects: bound.objects, facts: bound.facts };
}

function bindReceiver(
  scope: Construct, context: ReceiverContext, field: 'otlp' | 'otlpGrpc' | 'otlpHttp', port: number, receiver: OtlpReceiver, certificates: Map<ServerCertificate, BoundCertificate>,
): BoundReceiver {
  if (!(receiver instanceof OtlpReceiver)) {
    throw invalid(scope, { what: `${field} is not a receiver`, got: receiver, allowed: 'OtlpReceiver.plaintext(), .tls({…}), .mutualTls({…}), .disabled()', fix: `${field}: OtlpReceiver.plaintext()` });
  }
  const service = { name: context.service, namespace: context.namespace, clusterDomain: context.clusterDomain ?? DEFAULT_CLUSTER_DOMAIN };
  const address = `${dialledName(service)}:${port}`;
  if (receiver._kind === 'disabled') { return { spec: { enabled: false }, objects: [], facts: {} }; }
  if (receiver._tls === undefined) {
    return { spec: { enabled: true }, endpoint: { address, tls: false, clientCertificateRequired: false }, objects: [], facts: {} };
  }
  const where = new Construct(scope, field.replace('otlp', 'Otlp'));
  const bound = certificates.get(receiver._tls.certificate) ?? receiver._tls.certificate._bind(where, {
    owner: certificates.size === 0 ? `${context.service}-otlp` : `${context.service}-otlp-http`,
    namespace: context.namespace,
    usage: 'server',
    dnsNames: serviceDnsNames(service),
    dialled: dialledName(service),
  });
  certificates.set(receiver._tls.certificate, bound);
  const parameters = tlsParameters(scope, 'receiver', receiver._tls.minTlsVersion, receiver._tls.cipherSuites);
  const clientCa = receiver._clientCa && bindClientCa(scope, context, field, receiver._clientCa);
  const tls: TempoTlsSpec = bound.serviceAnnotations
    ? servingCertificate(scope, context, field, receiver, parameters)
    : { enabled: true, caName: clientCa?.configMapName, certName: requireCertificateSecret(scope, field, bound, 'the Tempo operator').name, ...parameters };
  if (tls.certName !== undefined) {
    requireName(scope, `the Secret of ${field}`, tls.certName);
    requireTlsKeys(scope, field, bound);
    context.volumes.add('Secret', tls.certName, field);
  }
  return {
    spec: { enabled: true, tls },
    endpoint: { address, tls: true, ca: bound.ca, clientCertificateRequired: receiver._kind === 'mutualTls' },
    objects: [...bound.objects, ...(clientCa?.objects ?? [])],
    facts: joinFacts(bound.facts, clientCa?.facts),
  };
}

/** OpenShift's service CA: the Service is the operator's, so it is the operator who annotates it, when no names are given. */
function servingCertificate(scope: Construct, context: ReceiverContext, field: string, receiver: OtlpReceiver, parameters: object): TempoTlsSpec {
  if (!context.servingCertsGate || receiver._clientCa !== undefined) {
    throw invalid(scope, {
      what: `${field} cannot have a certificate of OpenShift's service CA here`,
      saw: receiver._clientCa ? 'mutual TLS' : 'an operator without the feature gate',
      allowed: 'TLS without clientCa, on an operator with the feature gate openshift.servingCertsService (tempo-operator 0.22.0, monolithic/build.go)',
      fix: receiver._clientCa ? 'use ServerCertificate.issuedBy or .fromSecret' : 'say operatorFeatureGates: [OperatorFeatureGate.OPENSHIFT_SERVING_CERTS] if yours has it',
    });
  }
  return { enabled: true, ...parameters };
}

/** Receivers read service-ca.crt and nothing else (tempo-operator 0.22.0, monolithic/configmap.go), unlike storage. */
function bindClientCa(scope: Construct, context: ReceiverContext, field: string, ca: StorageCa) {
  const bound = ca._bind(scope, context.namespace);
  const readable = bound.key === 'service-ca.crt' || bound.objects.some((object) => object.kind === 'ConfigMap' && object.toJson().data?.['service-ca.crt'] !== undefined);
  if (!readable) {
    throw invalid(scope, {
      what: `the clientCa of ${field} is in a key that receivers do not read: they would verify no sender`,
      saw: `${bound.key} in ConfigMap ${bound.configMapName}`,
      allowed: 'service-ca.crt',
      fix: 'store the bundle in service-ca.crt too and say key: \'service-ca.crt\', or use StorageCa.fromPem, which writes both',
    });
  }
  context.volumes.add('ConfigMap', bound.configMapName, `the clientCa of ${field}`);
  return bound;
}
