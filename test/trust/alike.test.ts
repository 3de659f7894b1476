import { alike } from '../../src/trust/alike';

test.each([
  ['storage-ca', 'storag-ca'], ['traces-s3', 'trace-s3'], ['minio-tls', 'minio-tsl'], ['ca-issuer', 'ca-isuer'], ['endpoints', 'endpoint'],
  ['minio-tls', 'miniotls'], ['storage.ca', 'storage-ca'], ['minio-certificate', 'minio-certifikate'],
])('%s is almost %s', (a, b) => {
  expect([alike(a, b), alike(b, a)]).toEqual([true, true]);
});

test.each([
  ['minio-tls', 'minio-tls'], ['minio-1', 'minio-2'], ['minio-tls', 'minio-tls-2'], ['minio-tls-10', 'minio-tls-2'], ['issuer-a', 'issuer-b'], ['s3-ca', 'db-ca'], ['ca', 'cb'],
  ['storage-ca', 'corporate-ca'], ['minio-tls', 'minio-tls-prod'], ['tempo-dev-ca', 'tempo-prod-ca'],
  ['thanos-store-eu', 'thanos-store-us'], ['tempo-a-tls', 'tempo-b-tls'], ['client-ca', 'client-crt'], ['storage-ca', 'store-ca'], ['realm-euw1', 'realm-euc1'], ['cert-east', 'cert-west'],
  ['team-card', 'team-cart'], ['reader-tls', 'leader-tls'], ['ca-north', 'ca-south'],
])('%s is another name than %s', (a, b) => {
  expect([alike(a, b), alike(b, a)]).toEqual([false, false]);
});
