import { App } from 'cdk8s';
import { OpenShiftTracingStore } from 'cdk8s-observability-tls';

const app = new App();
new OpenShiftTracingStore(app, 'tracing', { createNamespace: false, storageClassName: 'gp3-csi' });
app.synth();
