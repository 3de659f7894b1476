import { App, Chart, Duration } from 'cdk8s';
import { CertificateIssuer, ServerCertificate, ServerSpread, StorageCa, StoreVolume, TempoStackS3, TempoStackSize, TlsMinio } from 'cdk8s-observability-tls';

const app = new App();
const chart = new Chart(app, 'tracing', { namespace: 'tracing' });
const issuer = CertificateIssuer.fromClusterIssuerName(chart, 'issuer', 'internal', { ca: StorageCa.fromBundle('internal-ca') });

const store = new TlsMinio(chart, 'minio', {
  certificate: ServerCertificate.issuedBy(issuer),
  servers: 4,
  spread: ServerSpread.NODES,
  storage: StoreVolume.claim({ size: '50Gi' }),
});
const bucket = store.bucket('tempo', { keepVersionsFor: Duration.days(7), quota: '80Gi' });
new TempoStackS3(chart, 'traces', { storage: bucket, size: TempoStackSize.PICO, replicationFactor: 3, retention: Duration.days(30) });
app.synth();
