import { App } from 'cdk8s';
import { LegacyEnvoyMetricsStore, LegacyPerRealmMetricsStore, ObserverCluster, ThanosVersion } from 'cdk8s-observability-tls';

const app = new App();

// Clusters that somebody else runs: data, as it can stand in a file.
const observer = new ObserverCluster();
observer.endpoints.addPlaintext('dnssrv+_grpc._tcp.thanos-store.monitoring.svc');
observer.endpoints.addInventory(`
- {name: eu1, addresses: ["thanos.eu1.example.com:443"], caConfigMap: eu1-ca, clientSecret: eu1-client}
- {name: us1, addresses: ["thanos.us1.example.com:443"], caConfigMap: us1-ca, clientSecret: us1-client}
`);

// The same, by each of the two ways that a Thanos before v0.42 leaves.
new LegacyPerRealmMetricsStore(app, 'per-realm', { observer, version: ThanosVersion.V0_37 });
new LegacyEnvoyMetricsStore(app, 'envoy', { observer, version: ThanosVersion.V0_41 });
app.synth();
