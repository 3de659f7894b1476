import { Duration } from 'cdk8s';
import { bucket, FakeTempo, newChart, secure, STORE_CA } from './fakes';
import { ClientCertificate } from '../../src/pki';
import { TraceSmokeTest } from '../../src/smoke';
import { messageOf } from '../util/errors';

/** name, what is passed beside a good Tempo, what stands in the message: the value, and the way out */
const CASES: [string, (chart: ReturnType<typeof newChart>) => any, RegExp[]][] = [
  ['no Tempo', () => ({ tempo: undefined }), [/tempo is missing/, /got {6}nothing/, /TempoMonolithicS3Tls/]],
  ['a name instead of a Tempo', () => ({ tempo: 'traces' }), [/got {6}"traces"/]],
  ['something that is no Tempo', () => ({ tempo: {} }), [/an object without queryUrl/]],
  ['a Tempo without receivers', (c) => ({ tempo: new FakeTempo(c, 't', { otlpGrpc: undefined, otlpHttp: undefined }) }), [/receives no OTLP/, /enable a receiver/]],
  ['mutual TLS without a certificate', (c) => ({ tempo: new FakeTempo(c, 't', { otlpGrpc: secure(4317, STORE_CA(), true) }) }), [/demands a client certificate/, /tempo-traces\.tracing\.svc:4317/, /issuedBy/]],
  ['mutual TLS of the second receiver without a certificate', (c) => ({ tempo: new FakeTempo(c, 't', { otlpHttp: secure(4318, STORE_CA(), true) }) }), [/tempo-traces\.tracing\.svc:4318/]],
  ['a certificate that nobody asks for', () => ({ clientCertificate: ClientCertificate.fromSecret('sender') }), [/would prove nothing/, /mutualTls/]],
  ['a Secret\'s name as certificate', () => ({ clientCertificate: 'sender' }), [/clientCertificate must be made by/, /fromSecret/]],
  ['tenants without a tenant', (c) => ({ tempo: new FakeTempo(c, 't', { multitenant: true }) }), [/names none/, /tenant: 'team-a'/]],
  ['a tenant without tenants', () => ({ tenant: 'team-a' }), [/has no tenants/, /"team-a"/]],
  ['an empty tenant', (c) => ({ tenant: '', tempo: new FakeTempo(c, 't', { multitenant: true }) }), [/tenant is empty/]],
  ['a tenant with a quote', (c) => ({ tenant: 'a"b', tempo: new FakeTempo(c, 't', { multitenant: true }) }), [/not a tenant id/, /a\\"b/]],
  ['a tenant with a path', (c) => ({ tenant: '..', tempo: new FakeTempo(c, 't', { multitenant: true }) }), [/not a tenant id/]],
  ['no traces', () => ({ traces: 0 }), [/traces is out of range/, /got {6}0/, /1 to 1000/]],
  ['half a trace', () => ({ traces: 0.5 }), [/traces/]],
  ['traces as text', () => ({ traces: '10' }), [/"10"/]],
  ['more traces than a search lists', () => ({ traces: 1001 }), [/1001/]],
  ['an image without a tag', () => ({ telemetrygenImage: 'ghcr.io/x/telemetrygen' }), [/telemetrygenImage names no fixed version/, /pin the image/]],
  ['an image with tag latest', () => ({ telemetrygenImage: 'ghcr.io/x/telemetrygen:latest' }), [/no fixed version/]],
  ['tools as text', () => ({ toolsImage: 'docker.io/pgsty/silo:1' }), [/toolsImage must be made by/, /ObjectStoreImage\.of/]],
  ['an unknown pull policy', () => ({ imagePullPolicy: 'always' }), [/"always"/, /IfNotPresent/]],
  ['pull secrets as text', () => ({ imagePullSecrets: 'registry' }), [/must be a list/]],
  ['a pull secret that is no name', () => ({ imagePullSecrets: ['Registry'] }), [/imagePullSecrets\[0\]/, /"registry"/]],
  ['timeout as a number', () => ({ timeout: 300 }), [/timeout must be a Duration/, /got {6}300/, /Duration\.minutes\(5\)/]],
  ['a timeout too short', () => ({ timeout: Duration.seconds(9) }), [/9 seconds/, /10 to 3600/]],
  ['a timeout too long', () => ({ timeout: Duration.hours(2) }), [/7200 seconds/]],
  ['a timeout of half a second', () => ({ timeout: Duration.millis(10_500) }), [/10\.5 seconds/]],
  ['ttl as text', () => ({ ttl: '1d' }), [/ttl must be a Duration/, /"1d"/]],
  ['a ttl too short to read the log', () => ({ ttl: Duration.seconds(5) }), [/ttl is out of range/, /5 seconds/]],
  ['a name that is too long', () => ({ metadata: { name: 's'.repeat(42) } }), [/metadata\.name/, /at most 41/]],
  ['a name in capitals', () => ({ metadata: { name: 'Smoke' } }), [/"Smoke"/, /"smoke"/]],
  ['an empty name', () => ({ metadata: { name: '' } }), [/metadata\.name is empty/]],
  ['a namespace that is none', () => ({ metadata: { namespace: 'a.b' } }), [/the namespace/, /"a\.b"/]],
];

test.each(CASES)('%s', (_name, props, expected) => {
  const chart = newChart();
  const tempo = new FakeTempo(chart, 'traces', { bucket: bucket(chart) });
  const message = messageOf(() => new TraceSmokeTest(chart, 'smoke', { tempo, ...props(chart) }));
  expect(message).toMatch(/^\[tracing\/smoke\] /);
  for (const part of expected) { expect(message).toMatch(part); }
});

test('an id that is no name', () => {
  const chart = newChart();
  expect(messageOf(() => new TraceSmokeTest(chart, 'Smoke Test', { tempo: new FakeTempo(chart, 'traces') }))).toMatch(/"Smoke Test"[^]*smoke-test/);
});

test('two smoke tests of one name', () => {
  const chart = newChart();
  const tempo = new FakeTempo(chart, 'traces');
  new TraceSmokeTest(chart, 'smoke', { tempo });
  expect(messageOf(() => new TraceSmokeTest(chart, 'again', { tempo, metadata: { name: 'smoke' } }))).toMatch(/would be lost/);
});
