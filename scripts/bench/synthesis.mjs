// How the time of synthesis grows: a chart of 50 stores, over one of 25. Writes the ratio; run by scripts/bench.mjs with --expose-gc.
import { createRequire } from 'node:module';
import { ratio } from './measure.mjs';

const require = createRequire(import.meta.url);
const { App, Chart } = require('cdk8s');
const { CertificateIssuer, ServerCertificate, TempoMonolithicS3Tls, TlsMinio } = require('../../lib/index.js');

function synthesize(stores) {
  const app = new App();
  const chart = new Chart(app, 'bench', { namespace: 'bench' });
  const issuer = CertificateIssuer.bootstrap(chart, 'pki');
  for (let i = 0; i < stores; i++) {
    const minio = new TlsMinio(chart, `minio-${i}`, { certificate: ServerCertificate.issuedBy(issuer) });
    new TempoMonolithicS3Tls(chart, `traces-${i}`, { storage: minio.bucket('tempo') });
  }
  return app.synthYaml();
}

console.log(ratio(() => synthesize(50), () => synthesize(25), 7, () => { globalThis.gc(); }));
