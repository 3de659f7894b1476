import { App, Chart } from 'cdk8s';
import { CertificateIssuer, ServerCertificate, TempoMonolithicS3Tls, TlsSeaweedFs, TraceSmokeTest } from 'cdk8s-observability-tls';

const app = new App();
const chart = new Chart(app, 'tracing', { namespace: 'tracing', disableResourceNameHashes: true });
const issuer = CertificateIssuer.bootstrap(chart, 'pki');
const store = new TlsSeaweedFs(chart, 'seaweedfs', { certificate: ServerCertificate.issuedBy(issuer) });
const tempo = new TempoMonolithicS3Tls(chart, 'traces', { storage: store.bucket('tempo') });
new TraceSmokeTest(chart, 'smoke', { tempo });
app.synth();
