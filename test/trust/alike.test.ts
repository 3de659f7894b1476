import { alike } from '../../src/trust/rules/name-almost-right';

test.each([
  ['storage-ca', 'storag-ca'], ['traces-s3', 'trace-s3'], ['minio-tls', 'minio-tsl'], ['ca-issuer', 'ca-isuer'], ['storage-ca', 'store-ca'], ['endpoints', 'endpoint'],
])('%s is almost %s', (a, b) => {
  expect([alike(a, b), alike(b, a)]).toEqual([true, true]);
});

test.each([
  ['minio-tls', 'minio-tls'], ['minio-1', 'minio-2'], ['minio-tls', 'minio-tls-2'], ['minio-tls-10', 'minio-tls-2'], ['issuer-a', 'issuer-b'], ['s3-ca', 'db-ca'], ['ca', 'cb'],
  ['storage-ca', 'corporate-ca'], ['minio-tls', 'minio-tls-prod'], ['tempo-dev-ca', 'tempo-prod-ca'],
])('%s is another name than %s', (a, b) => {
  expect([alike(a, b), alike(b, a)]).toEqual([false, false]);
});
