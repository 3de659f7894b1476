import { App } from 'cdk8s';
import { RequiredSecrets, SingleClusterMetricsStore } from 'cdk8s-observability-tls';

const app = new App();
const metrics = new SingleClusterMetricsStore(app, 'metrics', { externalLabels: { cluster: 'eu1' }, storageSize: '200Gi' });
app.synth();

console.error(`# Prometheus writes to ${metrics.receive.remoteWriteUrl}, with a certificate of the issuer ${metrics.writers.issuerName}`);
for (const { namespace, name, keys, purpose } of RequiredSecrets.of(app)) {
  const literals = Object.entries(keys).map(([key, value]) => `--from-literal=${key}=${value || '…'}`).join(' ');
  console.error(`# ${purpose}\nkubectl -n ${namespace} create secret generic ${name} ${literals}`);
}
