import { Chart, Testing } from 'cdk8s';
import {
  CertificateFacts, RootCredentials, S3Credentials, SecretSource, SecretsStoreCsiOptions, ServerCertificate, StorageCa, TempoMonolithicS3Tls,
  TlsMinio,
} from '../../src';
import { makeCa, makeServer, serviceNames } from '../util/certificates';

const ca = makeCa();
const server = makeServer(ca, serviceNames('minio', 'tracing'));

/** A text of the form that kubeseal makes: two bytes that say how long the RSA ciphertext is, itself, and a tag. */
export function sealedText(fill: number = 1): string {
  const bytes = Buffer.alloc(2 + 512 + 16 + 8, fill);
  bytes.writeUInt16BE(512, 0);
  return bytes.toString('base64');
}

/** The source of each Secret of the store below. */
export interface Sources {
  readonly certificate: SecretSource;
  readonly root: SecretSource;
  readonly application: SecretSource;
}

/** One source for all three Secrets, or one each. */
export const SOURCES: { readonly [name: string]: () => Sources } = {
  'External Secrets': () => {
    const source = SecretSource.externalSecrets('vault', { prefix: 'observability/', properties: { 'tls.crt': 'certificate' }, entries: { 'tls.key': 'minio-key' } });
    return { certificate: source, root: source, application: source };
  },
  'Sealed Secrets': () => ({
    certificate: SecretSource.sealed({ 'tls.crt': sealedText(1), 'tls.key': sealedText(2) }),
    root: SecretSource.sealed({ rootUser: sealedText(3), rootPassword: sealedText(4) }),
    application: SecretSource.sealed({ access_key_id: sealedText(5), access_key_secret: sealedText(6) }),
  }),
  'Secrets Store CSI': () => {
    const csi = (roleName: string, options: SecretsStoreCsiOptions = {}) =>
      SecretSource.secretsStoreCsi('vault', { roleName, vaultAddress: 'https://vault.vault.svc:8200' }, options);
    return { certificate: csi('minio', { objectNames: { 'tls.crt': 'certificate' } }), root: csi('root'), application: csi('tempo', { serviceAccountName: 'tempo-secrets' }) };
  },
};

/** A store with a Tempo, all of whose Secrets come from sources. */
export function storeFrom({ certificate, root, application }: Sources, publicFacts?: CertificateFacts): { chart: Chart; objects: any[] } {
  const chart = new Chart(Testing.app(), 'tracing', { namespace: 'tracing', disableResourceNameHashes: true });
  const minio = new TlsMinio(chart, 'minio', {
    certificate: ServerCertificate.fromSecret('minio-tls', { source: certificate, ca: StorageCa.fromPem(ca.certificatePem), publicFacts }),
    rootCredentials: RootCredentials.fromSecret('minio-root', { source: root }),
  });
  new TempoMonolithicS3Tls(chart, 'traces', { storage: minio.bucket('tempo', { credentials: S3Credentials.fromSecret('minio-tempo', { source: application }) }) });
  return { chart, objects: Testing.synth(chart) };
}

/** The certificate that the server of the fixture shows. */
export const SERVER_PEM = server.certificatePem;
