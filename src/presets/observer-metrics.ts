import { Construct } from 'constructs';
import { MetricsStoreOptions } from './metrics-options';
import { common, MetricsStore } from './metrics-store';
import { CertificateIssuer, ICertificateIssuer, ServerCertificate } from '../pki';
import { LegacyTls, ObserverCluster, ThanosListener, ThanosQuerier, ThanosQueryFrontend } from '../thanos';

/** Properties of `ObserverMetricsStore`. */
export interface ObserverMetricsStoreProps extends MetricsStoreOptions {
  /** What is observed: stores of this cluster, and clusters elsewhere. It has to be complete: what is added later is not asked. */
  readonly observer: ObserverCluster;
  /**
   * Who signs the certificates of querier and frontend, which are dialled over HTTPS.
   * @default - a CA of its own, made by cert-manager and spread by trust-manager
   */
  readonly issuer?: ICertificateIssuer;
  /**
   * What to do where one querier of the version cannot dial everything as it is meant: before v0.42, where clusters have certificates of their own. It changes
   * nothing where one can.
   * @default - that is an error, which names the ways out
   */
  readonly legacy?: LegacyTls;
}

/**
 * The observer: a querier with the certificates of every cluster that it asks, and a frontend before it, over HTTPS.
 *
 * @example
 *
 * const observer = new ObserverCluster();
 * observer.endpoints.addPlaintext('dnssrv+_grpc._tcp.thanos-store.monitoring.svc');
 * observer.observe(eu1);
 * new ObserverMetricsStore(app, 'metrics', { observer });
 */
export class ObserverMetricsStore extends MetricsStore {
  /** Who signs the certificates. */
  public readonly issuer: ICertificateIssuer;
  /** What asks. */
  public readonly querier: ThanosQuerier;
  /** Where users ask. */
  public readonly frontend: ThanosQueryFrontend;

  constructor(scope: Construct, id: string, props: ObserverMetricsStoreProps) {
    super(scope, id, props);
    this.issuer = props.issuer ?? CertificateIssuer.bootstrap(this, 'pki', { name: id });
    const http = () => ThanosListener.tls({ certificate: ServerCertificate.issuedBy(this.issuer) });
    this.querier = new ThanosQuerier(this, 'querier', {
      ...common(props), endpoints: props.observer.endpoints, replicas: 2, http: http(), legacy: props.legacy,
    });
    this.frontend = new ThanosQueryFrontend(this, 'frontend', { ...common(props), querier: this.querier, replicas: 2, http: http() });
  }
}
