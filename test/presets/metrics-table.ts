import { App, Testing } from 'cdk8s';
import {
  ClientCertificate, MetricsStore, ObserverCluster, ObserverIdentity, ObserverMetricsStore, RemoteMetricsStore, SingleClusterMetricsStore, StorageCa,
  ThanosExposure,
} from '../../src';
import { makeCa } from '../util/certificates';

/** A preset of metrics, and how it is made with the least input. */
export interface MetricsRow {
  /** the exported class */
  readonly preset: string;
  readonly make: (app: App) => MetricsStore;
  /** hosts outside of the manifests, connections to which stay unverified */
  readonly outside: RegExp;
}

const observers = makeCa('Clients of the observer');
const identity = (): ObserverIdentity => ObserverIdentity.of({
  certificate: ClientCertificate.fromSecret('observer-tls'), ca: StorageCa.fromPem(observers.certificatePem, { name: 'observer-clients' }),
});
const remote = (app: App, name: string): RemoteMetricsStore =>
  new RemoteMetricsStore(app, name, { identity: identity(), exposure: ThanosExposure.loadBalancer(`thanos.${name}.example.com`) });

export const METRICS: readonly MetricsRow[] = [
  { preset: 'RemoteMetricsStore', outside: /^$/, make: (app) => remote(app, 'eu1') },
  {
    preset: 'ObserverMetricsStore',
    outside: /example\.com|thanos-store/,
    make: (app) => {
      const observer = new ObserverCluster();
      observer.endpoints.addPlaintext('dnssrv+_grpc._tcp.thanos-store.monitoring.svc');
      // The clusters are made as in their own apps: what they need is not part of the observer's manifests.
      for (const name of ['eu1', 'us1']) { observer.observe(remote(Testing.app(), name).cluster); }
      return new ObserverMetricsStore(app, 'metrics', { observer });
    },
  },
  { preset: 'SingleClusterMetricsStore', outside: /^$/, make: (app) => new SingleClusterMetricsStore(app, 'metrics', { externalLabels: { cluster: 'eu1' } }) },
];

/** The objects and the YAML of a preset. */
export function synthesizeMetrics(row: MetricsRow, app: App = Testing.app()): { objects: any[]; yaml: string; store: MetricsStore; app: App } {
  const store = row.make(app);
  return { objects: Testing.synth(store), yaml: app.synthYaml(), store, app };
}
