import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { goDuration } from '../kube/durations';
import { emit } from '../kube/emit';
import { compact } from '../kube/merge';

/** A reference to an issuer (cert-manager v1, `spec.issuerRef`). */
export interface IssuerRef {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
}

/** The fields of a cert-manager v1 Certificate that this library writes. Names are the CRD's own. */
export interface CertificateSpec {
  readonly secretName: string;
  readonly issuerRef: IssuerRef;
  readonly commonName?: string;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly isCA?: boolean;
  readonly duration: Duration;
  readonly renewBefore: Duration;
  readonly usages: readonly string[];
  readonly privateKey: { readonly algorithm: string; readonly size?: number; readonly rotationPolicy: string };
}

/** Emits a Certificate. */
export function emitCertificate(
  scope: Construct, id: string, name: string, namespace: string, spec: CertificateSpec, annotations?: { [key: string]: string },
): ApiObject {
  return emit(scope, id, {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    name,
    namespace,
    annotations,
    spec: compact({ ...spec, duration: goDuration(spec.duration), renewBefore: goDuration(spec.renewBefore) }),
  });
}

/** Emits an Issuer, or a ClusterIssuer when no namespace is given. */
export function emitIssuer(scope: Construct, id: string, name: string, namespace: string | undefined, spec: { [key: string]: any }): ApiObject {
  return emit(scope, id, { apiVersion: 'cert-manager.io/v1', kind: namespace ? 'Issuer' : 'ClusterIssuer', name, namespace, spec });
}
