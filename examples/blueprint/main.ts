import { App } from 'cdk8s';
import { BlueprintTracingStore, RootCredentials, S3Credentials, ServerCertificate } from 'cdk8s-observability-tls';

// The folder that the certs command wrote.
const certificates = process.env.CERTS ?? '.certs';

const app = new App();
new BlueprintTracingStore(app, 'tracing', {
  certificate: ServerCertificate.unsafeFromDirectory(certificates, 'minio.tracing'),
  // For a try only: in a repository these are existing Secrets (leave both lines out).
  rootCredentials: RootCredentials.unsafeInline({ user: 'admin-of-minio', password: 'only-for-a-first-try' }),
  credentials: S3Credentials.unsafeInline({ accessKeyId: 'tempo', secretAccessKey: 'only-for-a-first-try' }),
});
app.synth();
