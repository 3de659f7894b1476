import { App, Duration } from 'cdk8s';
import { ProductionTracingStore, RequiredSecrets } from 'cdk8s-observability-tls';

const app = new App();
new ProductionTracingStore(app, 'tracing', {
  storageSize: '200Gi',
  retention: Duration.days(30),
  monitoring: { selectedBy: { release: 'kube-prometheus-stack' } },
});
app.synth();

for (const { namespace, name, keys, purpose } of RequiredSecrets.of(app)) {
  const literals = Object.entries(keys).map(([key, value]) => `--from-literal=${key}=${value || '…'}`).join(' ');
  console.error(`# ${purpose}\nkubectl -n ${namespace} create secret generic ${name} ${literals}`);
}
