import { App, Chart, Duration } from 'cdk8s';
import { CertificateIssuer, ConnectionCheck, DebugPod, ServerCertificate, StorePerformanceCheck, TempoMonolithicS3Tls, TlsMinio } from 'cdk8s-observability-tls';

const app = new App();
const chart = new Chart(app, 'tracing', { namespace: 'tracing' });

const issuer = CertificateIssuer.bootstrap(chart, 'pki');
const minio = new TlsMinio(chart, 'minio', { certificate: ServerCertificate.issuedBy(issuer) });
const bucket = minio.bucket('tempo');
new TempoMonolithicS3Tls(chart, 'traces', { storage: bucket });

// Every connection above, made from where its client stands: now, and each morning.
new ConnectionCheck(chart, 'connections', { schedule: '17 6 * * *' });
// A place to look from, when it is needed: kubectl scale deployment debug --replicas=1
new DebugPod(chart, 'debug');
// How long the store takes, of 99 in 100.
new StorePerformanceCheck(chart, 'performance', { bucket, maximumHandshake: Duration.millis(100), maximumPut: Duration.seconds(1) });
app.synth();
