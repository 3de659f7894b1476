import { App, Testing } from 'cdk8s';
import {
  ClientCertificate, LegacyEnvoyMetricsStore, LegacyPerRealmMetricsStore, MetricsStore, ObserverCluster, ObserverIdentity, ObserverMetricsStore,
  RemoteMetricsStore, SingleClusterMetricsStore, StorageCa, ThanosExposure, ThanosVersion,
} from '../../src';
import { Facts } from '../../src/x509/facts';
import { makeCa } from '../util/certificates';

/** A preset of metrics, and how it is made with the least input. */
export interface MetricsRow {
  /** the exported class */
  readonly preset: string;
  /** what tells it from other rows of the class */
  readonly version?: string;
  readonly make: (app: App) => MetricsStore;
  /** what its manifests cannot show, as who runs it tells it */
  readonly told?: readonly { readonly namespace: string; readonly facts: Facts }[];
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

const cluster = (name: string) => ({ [`thanos.${name}.example.com:443`]: { certificate: { dnsNames: [`thanos.${name}.example.com`], ca: [name] } } });
const carried = (name: string) => ({ [`${name}-ca`]: { 'ca.crt': { ca: [name] } } });

/** What the observer's manifests do not show: the servers of other clusters, and the CAs that somebody carries from there. */
const TOLD = [
  { namespace: 'metrics', facts: { configMaps: { ...carried('eu1'), ...carried('us1') } } },
  { namespace: '', facts: { external: { ...cluster('eu1'), ...cluster('us1'), 'thanos-store.monitoring.svc': { protocol: 'plaintext' } } } },
];

export const METRICS: readonly MetricsRow[] = [
  { preset: 'RemoteMetricsStore', make: (app) => remote(app, 'eu1') },
  { preset: 'ObserverMetricsStore', told: TOLD, make: (app) => new ObserverMetricsStore(app, 'metrics', { observer: observer() }) },
  ...[ThanosVersion.V0_37, ThanosVersion.V0_41].map((version): MetricsRow => ({
    preset: 'LegacyPerRealmMetricsStore',
    version: version.text,
    told: TOLD,
    make: (app) => new LegacyPerRealmMetricsStore(app, 'metrics', { observer: observer(version), version }),
  })),
  {
    preset: 'LegacyEnvoyMetricsStore',
    told: TOLD,
    make: (app) => new LegacyEnvoyMetricsStore(app, 'metrics', { observer: observer(ThanosVersion.V0_41) }),
  },
  { preset: 'SingleClusterMetricsStore', make: (app) => new SingleClusterMetricsStore(app, 'metrics', { externalLabels: { cluster: 'eu1' } }) },
];

/** The objects and the YAML of a preset. */
export function synthesizeMetrics(row: MetricsRow, app: App = Testing.app()): { objects: any[]; yaml: string; store: MetricsStore; app: App } {
  const store = row.make(app);
  return { objects: Testing.synth(store), yaml: app.synthYaml(), store, app };
}
