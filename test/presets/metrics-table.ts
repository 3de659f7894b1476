import { App, Testing } from 'cdk8s';
import {
  ClientCertificate, LegacyEnvoyMetricsStore, LegacyPerRealmMetricsStore, MetricsStore, ObserverCluster, ObserverIdentity, ObserverMetricsStore,
  RemoteMetricsStore, SingleClusterMetricsStore, StorageCa, ThanosExposure, ThanosVersion,
} from '../../src';
import { makeCa } from '../util/certificates';

/** A preset of metrics, and how it is made with the least input. */
export interface MetricsRow {
  /** the exported class */
  readonly preset: string;
  /** what tells it from other rows of the class */
  readonly version?: string;
  readonly make: (app: App) => MetricsStore;
  /** hosts outside of the manifests, connections to which stay unverified */
  readonly outside: RegExp;
}

const observers = makeCa('Clients of the observer');
const identity = (): ObserverIdentity => ObserverIdentity.of({
  certificate: ClientCertificate.fromSecret('observer-tls'), ca: StorageCa.fromPem(observers.certificatePem, { name: 'observer-clients' }),
});
const remote = (app: App, name: string, version?: ThanosVersion): RemoteMetricsStore =>
  new RemoteMetricsStore(app, name, { identity: identity(), exposure: ThanosExposure.loadBalancer(`thanos.${name}.example.com`), version });

/** Two clusters elsewhere, and a store of the observer's own. */
export function observer(version?: ThanosVersion): ObserverCluster {
  const made = new ObserverCluster();
  made.endpoints.addPlaintext('dnssrv+_grpc._tcp.thanos-store.monitoring.svc');
  // The clusters are made as in their own apps: what they need is not part of the observer's manifests.
  for (const name of ['eu1', 'us1']) { made.observe(remote(Testing.app(), name, version).cluster); }
  return made;
}

/** What the observer's manifests do not show. */
const OUTSIDE = /example\.com|thanos-store/;

export const METRICS: readonly MetricsRow[] = [
  { preset: 'RemoteMetricsStore', outside: /^$/, make: (app) => remote(app, 'eu1') },
  { preset: 'ObserverMetricsStore', outside: OUTSIDE, make: (app) => new ObserverMetricsStore(app, 'metrics', { observer: observer() }) },
  ...[ThanosVersion.V0_37, ThanosVersion.V0_41].map((version): MetricsRow => ({
    preset: 'LegacyPerRealmMetricsStore',
    version: version.text,
    outside: OUTSIDE,
    make: (app) => new LegacyPerRealmMetricsStore(app, 'metrics', { observer: observer(version), version }),
  })),
  {
    preset: 'LegacyEnvoyMetricsStore',
    outside: OUTSIDE,
    make: (app) => new LegacyEnvoyMetricsStore(app, 'metrics', { observer: observer(ThanosVersion.V0_41) }),
  },
  { preset: 'SingleClusterMetricsStore', outside: /^$/, make: (app) => new SingleClusterMetricsStore(app, 'metrics', { externalLabels: { cluster: 'eu1' } }) },
];

/** The objects and the YAML of a preset. */
export function synthesizeMetrics(row: MetricsRow, app: App = Testing.app()): { objects: any[]; yaml: string; store: MetricsStore; app: App } {
  const store = row.make(app);
  return { objects: Testing.synth(store), yaml: app.synthYaml(), store, app };
}
