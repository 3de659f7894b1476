import { judged, monolithic, secret, stack } from './tempo-judged';

const KEYS = 'bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere';
const S3 = '{secret: traces-s3, tls: {enabled: true, caName: storage-ca}}';
const own = (s3: string, extra = '{}') => monolithic(`{storage: {traces: {backend: s3, s3: ${s3}}}, extraConfig: {tempo: {storage: {trace: {s3: ${extra}}}}}}`);

describe('the endpoint in the Secret of a TempoMonolithic', () => {
  test.each([
    ['https://minio.tracing.svc:9000', []],
    ['https://minio.tracing.svc:9000/', []],
    ['http://minio.tracing.svc:9000', ['OT001', 'OT105']],
    ['minio.tracing.svc:9000', ['OT001', 'OT105']],
    ['minio', ['OT102']],
    ['10.0.0.1:9000', ['OT102']],
    ['//minio:9000', ['OT102']],
    [' https://minio.tracing.svc:9000', ['OT102']],
    ['https://minio.tracing.svc:9000\\n', ['OT102']],
    ['https://minio.tracing.svc:9000 ', ['OT102']],
    ['', ['OT102']],
    ['HTTPS://minio.tracing.svc:9000', ['OT103', 'OT105']],
    ['s3://tempo', ['OT103', 'OT105']],
    ['https:/minio:9000', ['OT103', 'OT105']],
    ['https://minio.tracing.svc:9000/tempo', ['OT103']],
    ['https://', ['OT103']],
  ])('%j', (endpoint, rules) => {
    const { errors } = judged(secret(`{endpoint: "${endpoint}", ${KEYS}}`));
    expect([...new Set(errors.map((e) => e.split(' ')[0]))]).toEqual(rules);
    for (const error of errors.filter((e) => !e.startsWith('OT001'))) { expect(error).toContain('Secret/traces-s3'); }
  });
});

test.each<[string, string, string[]]>([
  ['a missing key', '{endpoint: https://minio.tracing.svc:9000, bucket: tempo, access_key_id: tempo}', ['OT102 Secret/traces-s3']],
  ['an empty key', '{endpoint: https://minio.tracing.svc:9000, bucket: "", access_key_id: tempo, access_key_secret: x}', ['OT102 Secret/traces-s3 stringData["bucket"]']],
  ['a region beside an endpoint', `{endpoint: https://minio.tracing.svc:9000, region: eu, ${KEYS}}`, ['OT102 Secret/traces-s3 stringData["region"]']],
  ['a line break in the access key', '{endpoint: https://minio.tracing.svc:9000, bucket: tempo, access_key_id: "tempo\\n", access_key_secret: x}',
    ['OT133 Secret/traces-s3 stringData["access_key_id"]']],
  ['a bucket that cannot be', '{endpoint: https://minio.tracing.svc:9000, bucket: "tempo\\n", access_key_id: tempo, access_key_secret: x}',
    ['OT132 Secret/traces-s3 stringData["bucket"]']],
])('the Secret with %s', (_what, data, errors) => {
  expect(judged(secret(data)).errors).toEqual(errors);
});

test('a Secret whose values are encoded is read as well', () => {
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  const { errors } = judged(`
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
data: {endpoint: ${encoded('http://minio.tracing.svc:9000')}, bucket: ${encoded('tempo')}, access_key_id: ${encoded('a')}, access_key_secret: ${encoded('b')}}
`);
  expect(errors).toContain('OT105 Secret/traces-s3 data["endpoint"]');
});

test('long-lived keys beside a region are all right where the mode is said', () => {
  const { errors } = judged(own('{secret: traces-s3, credentialMode: static, tls: {enabled: true, caName: storage-ca}}')
    + secret(`{endpoint: https://minio.tracing.svc:9000, region: eu, ${KEYS}}`));
  expect(errors).toEqual([]);
});

test('short-lived credentials lead to AWS over TLS, and a TempoMonolithic does not look at tls', () => {
  const { connections, errors, warnings } = judged(own(S3) + secret('{bucket: tempo, region: eu-west-1, role_arn: "arn:aws:iam::1:role/x"}'));
  expect(connections).toEqual(['Tempo s3.eu-west-1.amazonaws.com unverified OT031']);
  expect(errors).toEqual([]);
  expect(warnings).toContain('OT107');
});

describe('settings in Tempo\'s own words win', () => {
  test.each<[string, string, string[]]>([
    ['insecure: true', '{insecure: true}', ['Tempo https://minio.tracing.svc:9000 broken OT001']],
    ['another endpoint', '{endpoint: "minio.tracing.svc:9000"}', ['Tempo minio.tracing.svc:9000 proved']],
    ['a server name that is not covered', '{tls_server_name: minio}', ['Tempo https://minio.tracing.svc:9000 broken OT007']],
    ['no verification', '{tls_insecure_skip_verify: true}', ['Tempo https://minio.tracing.svc:9000 unverified']],
    ['a CA file that the pod does not have', '{tls_ca_path: /own/ca.crt}', ['Tempo https://minio.tracing.svc:9000 broken OT003']],
    ['a CA file of the image', '{tls_ca_path: /etc/pki/tls/certs/ca-bundle.crt}', ['Tempo https://minio.tracing.svc:9000 unverified OT031']],
    ['a variable', '{endpoint: "${ENDPOINT}"}', ['Tempo  unverified OT031']],
  ])('%s', (_what, extra, connections) => {
    expect(judged(own(S3, extra)).connections).toEqual(connections);
  });
});

test('without a CA a TempoMonolithic trusts the public roots, and refuses a CA of the manifests', () => {
  expect(judged(own('{secret: traces-s3}')).connections).toEqual(['Tempo https://minio.tracing.svc:9000 broken OT006']);
  expect(judged(own('{secret: traces-s3, tls: {enabled: false, caName: storage-ca}}')).connections).toEqual(['Tempo https://minio.tracing.svc:9000 broken OT006']);
});

describe('a TempoStack', () => {
  const spec = (tls: string) => `{storage: {secret: {name: traces-s3, type: s3}, tls: ${tls}}}`;

  test('speaks TLS because tls.enabled says so', () => {
    expect(judged(stack(spec('{enabled: true, caName: storage-ca}'))).connections).toEqual(['Tempo https://minio.tracing.svc:9000 proved']);
  });

  test('speaks TLS to an http:// endpoint too', () => {
    const { connections, errors } = judged(stack(spec('{enabled: true, caName: storage-ca}')) + secret(`{endpoint: "http://minio.tracing.svc:9000", ${KEYS}}`));
    expect(connections).toEqual(['Tempo http://minio.tracing.svc:9000 proved']);
    expect(errors).toEqual([]);
  });

  test('speaks plaintext to an https:// endpoint', () => {
    const { errors } = judged(stack('{storage: {secret: {name: traces-s3, type: s3}}}'));
    expect(errors).toEqual(['OT001 TempoStack/scaled spec.storage', 'OT106 TempoStack/scaled spec.storage']);
  });

  test('with short-lived credentials uses its CA', () => {
    const { connections } = judged(stack(spec('{enabled: true, caName: storage-ca}')) + secret('{bucket: tempo, region: eu-west-1, role_arn: "arn:aws:iam::1:role/x"}'));
    expect(connections).toEqual(['Tempo s3.eu-west-1.amazonaws.com unverified OT031']);
  });
});
