import { ApiObject, App, Chart } from 'cdk8s';
import { RootCredentials, S3Credentials, ServerCertificate, TempoMonolithicS3Tls, TlsMinio } from '../../src';
import { makeCa, makeServer, serviceNames } from '../util/certificates';

const CA = makeCa();

/** Tempo on MinIO in one chart; the certificate's names are those of the Service, unless told otherwise. */
export function tracing(app: App, id: string = 'tracing', names: string[] = serviceNames('minio', id)): Chart {
  const chart = new Chart(app, id, { namespace: id });
  const pair = makeServer(CA, names);
  const certificate = ServerCertificate.unsafeInline({ certificate: pair.certificatePem, privateKey: pair.privateKeyPem, ca: CA.certificatePem });
  const minio = new TlsMinio(chart, 'minio', { certificate, rootCredentials: RootCredentials.fromSecret('root') });
  new TempoMonolithicS3Tls(chart, 'traces', { storage: minio.bucket('tempo', { credentials: S3Credentials.fromSecret('bucket') }) });
  return chart;
}

/** The certificate in the manifests is another than the one the constructs were given, as a patch or a mistake in a pipeline would have it. */
export function spoil(chart: Chart, names: string[] = ['elsewhere.example.com']): void {
  const secret = chart.node.findAll().filter((node): node is ApiObject => ApiObject.isApiObject(node)).find((o) => o.kind === 'Secret' && /tls/.test(o.name))!;
  const pair = makeServer(CA, names);
  const key = Object.keys(secret.toJson().stringData).find((k) => /crt/.test(k) && k !== 'ca.crt')!;
  const keyKey = Object.keys(secret.toJson().stringData).find((k) => /key/.test(k))!;
  for (const [name, value] of [[key, pair.certificatePem], [keyKey, pair.privateKeyPem]]) {
    secret.addJsonPatch({ _toJson: () => ({ op: 'replace', path: `/stringData/${name.replace('/', '~1')}`, value }) } as any);
  }
}
