import { App, Chart, Duration } from 'cdk8s';
import { CertificateIssuer, ClientCertificate, OtlpReceiver, ServerCertificate, TempoMonolithicS3Tls, TlsMinio, TraceSmokeTest } from 'cdk8s-observability-tls';

const app = new App();
const chart = new Chart(app, 'tracing', { namespace: 'tracing', disableResourceNameHashes: true });

const servers = CertificateIssuer.bootstrap(chart, 'servers');
// A CA of its own for senders: whoever gets a server certificate must not be able to send.
const senders = CertificateIssuer.bootstrap(chart, 'senders', { duration: Duration.days(730) });

const minio = new TlsMinio(chart, 'minio', { certificate: ServerCertificate.issuedBy(servers) });
const receiver = OtlpReceiver.mutualTls({
  certificate: ServerCertificate.issuedBy(servers, { secretName: 'traces-otlp-tls' }),
  clientCa: senders.bundle,
});
const tempo = new TempoMonolithicS3Tls(chart, 'traces', { storage: minio.bucket('tempo'), otlpGrpc: receiver, otlpHttp: receiver });
new TraceSmokeTest(chart, 'smoke', { tempo, clientCertificate: ClientCertificate.issuedBy(senders, { duration: Duration.days(30) }) });
app.synth();
