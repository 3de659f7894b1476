import { App } from 'cdk8s';
import { NetworkPeer, ProductionTracingStore } from 'cdk8s-observability-tls';

const app = new App();
new ProductionTracingStore(app, 'tracing', {
  networkPolicies: {
    // Whom the manifests do not show has to be named.
    prometheus: [NetworkPeer.pods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } })],
    otlpSenders: [NetworkPeer.namespaces({ 'observability/sends-traces': 'yes' })],
    queryClients: [NetworkPeer.pods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'grafana' } })],
  },
});
app.synth();
