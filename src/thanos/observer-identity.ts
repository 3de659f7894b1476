import { invalid } from '../kube/invalid';
import { ClientCertificate, StorageCa } from '../pki';

/** Properties of `ObserverIdentity.of`. */
export interface ObserverIdentityProps {
  /** What the observer shows: a certificate and its key, in the observer's cluster. */
  readonly certificate: ClientCertificate;
  /** The bundle that verifies it, for the clusters that are observed: certificates of it get in, so it should sign nothing else. */
  readonly ca: StorageCa;
}

/**
 * Who an observer is to the clusters that it observes: the certificate that it shows, and the CA that they let in. Both sides are made from one
 * of these, so that they match. Clusters may share one, or have one each.
 *
 * @example
 *
 * const identity = ObserverIdentity.of({
 *   certificate: ClientCertificate.fromSecret('observer-tls'),
 *   ca: StorageCa.fromPem(observerClientsCaPem, { name: 'observer-clients' }),
 * });
 */
export class ObserverIdentity {
  /**
   * An identity by its certificate and the CA that signed it.
   *
   * @throws when one of the two is missing
   */
  public static of(props: ObserverIdentityProps): ObserverIdentity {
    const where = 'ObserverIdentity.of';
    if (!(props?.certificate instanceof ClientCertificate)) {
      throw invalid(where, { what: 'certificate is missing', got: props?.certificate, allowed: 'a ClientCertificate', fix: "certificate: ClientCertificate.fromSecret('observer-tls')" });
    }
    if (!(props.ca instanceof StorageCa)) {
      throw invalid(where, { what: 'ca is missing, so nobody could tell the observer from others', got: props.ca, allowed: 'a StorageCa', fix: 'ca: StorageCa.fromPem(…)' });
    }
    return new ObserverIdentity(props.certificate, props.ca);
  }

  private constructor(
    /** What the observer shows. */
    public readonly certificate: ClientCertificate,
    /** The bundle that verifies it. */
    public readonly ca: StorageCa,
  ) {}
}
