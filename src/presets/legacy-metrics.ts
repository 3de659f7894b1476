import { Construct } from 'constructs';
import { MetricsStoreOptions } from './metrics-options';
import { ObserverMetricsStore } from './observer-metrics';
import { ICertificateIssuer } from '../pki';
import { LegacyTls, ObserverCluster, ThanosVersion } from '../thanos';

/** Properties of `LegacyPerRealmMetricsStore` and `LegacyEnvoyMetricsStore`. Without `version` they are for v0.41. */
export interface LegacyObserverMetricsStoreProps extends MetricsStoreOptions {
  /** What is observed: stores of this cluster, and clusters elsewhere. It has to be complete: what is added later is not asked. */
  readonly observer: ObserverCluster;
  /**
   * Who signs the certificates of querier and frontend, which are dialled over HTTPS.
   * @default - a CA of its own, made by cert-manager and spread by trust-manager
   */
  readonly issuer?: ICertificateIssuer;
}

/**
 * The observer with a Thanos before v0.42, which has one setting of TLS for all endpoints: a querier for each cluster, or rather for each certificate
 * realm, behind the one that users ask. With v0.42 it is `ObserverMetricsStore`: give that version, and the queriers of realms are written no more.
 *
 * @example
 *
 * const observer = new ObserverCluster();
 * observer.observe(eu1);
 * new LegacyPerRealmMetricsStore(app, 'metrics', { observer, version: ThanosVersion.V0_37 });
 */
export class LegacyPerRealmMetricsStore extends ObserverMetricsStore {
  constructor(scope: Construct, id: string, props: LegacyObserverMetricsStoreProps) {
    super(scope, id, { ...props, version: props.version ?? ThanosVersion.V0_41, legacy: LegacyTls.QUERIER_PER_REALM });
  }
}

/**
 * The observer with a Thanos before v0.42, which has one setting of TLS for all endpoints: an Envoy in the querier's pods speaks TLS in its place. It needs
 * Kubernetes 1.29, or 1.28 with the feature gate SidecarContainers. With v0.42 it is `ObserverMetricsStore`.
 *
 * @example
 *
 * const observer = new ObserverCluster();
 * observer.observe(eu1);
 * new LegacyEnvoyMetricsStore(app, 'metrics', { observer });
 */
export class LegacyEnvoyMetricsStore extends ObserverMetricsStore {
  constructor(scope: Construct, id: string, props: LegacyObserverMetricsStoreProps) {
    super(scope, id, { ...props, version: props.version ?? ThanosVersion.V0_41, legacy: LegacyTls.ENVOY });
  }
}
