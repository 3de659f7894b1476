import { Chart, Testing } from 'cdk8s';
import {
  CertificateIssuer, ClientCertificate, ICertificateIssuer, QuerierEndpoints, RootCredentials, S3Credentials, ServerCertificate, StorageCa,
  TempoMonolithicS3Tls, ThanosListener, ThanosQuerier, ThanosQueryFrontend, ThanosReceive, ThanosStoreGateway, TlsMinio, TlsSeaweedFs,
} from '../../src';
import { makeCa } from '../util/certificates';

const ca = makeCa();
export const CA = StorageCa.fromPem(ca.certificatePem);

/** What makes the certificates of servers and of clients. */
export interface Makers {
  readonly server: (issuer: ICertificateIssuer) => ServerCertificate;
  readonly client: (issuer: ICertificateIssuer) => ClientCertificate;
}

/** What Vault's agents are told. */
export const VAULT = { server: 'https://vault.vault.svc:8200', path: 'pki_int/issue/tracing', authRole: 'tracing', ca: CA, serverCa: CA };

/** Every source that gives files to pods and no Secret. */
export const VOLUMES: { readonly [name: string]: Makers } = {
  'cert-manager\'s csi-driver': { server: (issuer) => ServerCertificate.csiVolume(issuer), client: (issuer) => ClientCertificate.csiVolume(issuer) },
  'Secrets Store CSI': {
    server: () => ServerCertificate.secretsStoreCsi('vault', parameters('public.crt', 'private.key', 'tls.crt', 'tls.key'), { ca: CA }),
    client: () => ClientCertificate.secretsStoreCsi('vault', parameters('tls.crt', 'tls.key')),
  },
  'SPIFFE': { server: () => ServerCertificate.spiffe({ ca: CA }), client: () => ClientCertificate.spiffe({ ca: CA }) },
  'Vault\'s agent': { server: () => ServerCertificate.vaultAgent(VAULT), client: () => ClientCertificate.vaultAgent(VAULT) },
};

function parameters(...objects: string[]): { [name: string]: string } {
  return { vaultAddress: 'https://vault.vault.svc:8200', roleName: 'tracing', objects: objects.map((name) => `- objectName: ${name}\n  secretPath: secret/data/store\n  secretKey: ${name}\n`).join('') };
}

function chartWith(namespace: string): { chart: Chart; issuer: ICertificateIssuer } {
  const chart = new Chart(Testing.app(), namespace, { namespace, disableResourceNameHashes: true });
  return { chart, issuer: CertificateIssuer.fromClusterIssuerName(chart, 'issuer', 'internal', { ca: CA }) };
}

/** Four servers of MinIO with a Tempo, and a SeaweedFS, whose certificates are in no Secret. */
export function storesWith({ server }: Makers): any[] {
  const { chart, issuer } = chartWith('tracing');
  const rootCredentials = RootCredentials.fromSecret('root');
  const minio = new TlsMinio(chart, 'minio', { certificate: server(issuer), servers: 4, rootCredentials });
  new TempoMonolithicS3Tls(chart, 'traces', { storage: minio.bucket('tempo', { credentials: S3Credentials.fromSecret('minio-tempo') }) });
  new TlsSeaweedFs(chart, 'weed', { certificate: server(issuer), rootCredentials });
  return Testing.synth(chart);
}

/** Every kind of place where Thanos has a certificate: servers, receivers among themselves, a realm, an observer, a frontend. */
export function thanosWith({ server, client }: Makers): any[] {
  const { chart, issuer } = chartWith('monitoring');
  const minio = new TlsMinio(chart, 'minio', { certificate: server(issuer), rootCredentials: RootCredentials.fromSecret('root') });
  const grpc = ThanosListener.mutualTls({ certificate: server(issuer), clientCa: CA });
  const store = new ThanosStoreGateway(chart, 'store', { grpc, storage: minio.bucket('metrics', { credentials: S3Credentials.fromSecret('metrics') }) });
  const receive = new ThanosReceive(chart, 'receive', { grpc, remoteWrite: grpc, replicas: 3, peerCertificate: client(issuer) });
  const endpoints = new QuerierEndpoints();
  endpoints.addServer(store, { clientCertificate: client(issuer) });
  endpoints.addServer(receive, { clientCertificate: client(issuer) });
  endpoints.addRealm('eu1', { ca: CA, clientCertificate: client(issuer), addresses: ['thanos.eu1.example.com:443'] });
  const http = ThanosListener.mutualTls({ certificate: server(issuer), clientCa: CA });
  const querier = new ThanosQuerier(chart, 'querier', { endpoints, http });
  new ThanosQueryFrontend(chart, 'frontend', { querier, http, clientCertificate: client(issuer) });
  return Testing.synth(chart);
}
