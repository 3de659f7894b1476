import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { ExternalS3TracingStore, StorageCa } from 'cdk8s-observability-tls';

const certificates = process.env.CERTS ?? '.certs';
const read = (file: string) => readFileSync(join(certificates, file), 'utf8');

const app = new App();
new ExternalS3TracingStore(app, 'tracing', {
  endpoint: 'https://s3.example.com',
  bucketName: 'traces',
  ca: StorageCa.fromPem(read('ca.crt')),
  publicFacts: { certificate: read('s3.example.com.crt') },
});
app.synth();
