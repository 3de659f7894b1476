import { App } from 'cdk8s';
import { ApplyOrder, ProductionTracingStore, RootCredentials, S3Credentials, SecretSource } from 'cdk8s-observability-tls';

const app = new App();
const source = SecretSource.externalSecrets('vault', { prefix: 'tracing/' });
new ProductionTracingStore(app, 'tracing', {
  rootCredentials: RootCredentials.fromSecret('minio-root', { source }),
  credentials: S3Credentials.fromSecret('minio-tempo', { source }),
  applyOrder: ApplyOrder.argoCd(),
});
app.synth();
