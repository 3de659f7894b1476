import { ApiObject, Chart, Testing } from 'cdk8s';
import { spoil, tracing } from './fixture';
import { TlsProof } from '../../src';
import * as core from '../../src/trust/prove';
import { NOW } from '../util/certificates';

jest.mock('../../src/trust/prove', () => {
  const real = jest.requireActual('../../src/trust/prove');
  return { ...real, prove: jest.fn(real.prove) };
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}

test('an app is proved as data, with the paths of its constructs', () => {
  const app = Testing.app();
  tracing(app);
  const report = TlsProof.of(app);
  expect(report.errors).toEqual([]);
  expect(report.isProved).toBe(true);
  expect(report.connections.length).toBeGreaterThan(0);
  const tempo = report.connections.find(({ client }) => client.kind === 'TempoMonolithic');
  expect(tempo).toMatchObject({ client: { namespace: 'tracing', construct: 'tracing/traces/Resource' }, verdict: 'proved', tls: true });
  expect(JSON.parse(report.toJson())).toMatchObject({ now: null, summary: report.summary });
  expect(report.toText()).toContain('proved');
  expect(TlsProof.of(app, { now: new Date('2050-01-01') }).errors[0].rule).toBe('OT005');
});

test('errors fail the synth, once, with construct paths and the way out', () => {
  const app = Testing.app();
  const chart = tracing(app);
  expect(() => app.synth()).not.toThrow();
  spoil(chart);
  const message = messageOf(() => app.synth());
  expect(message.match(/OT007/g)).toHaveLength(TlsProof.of(app).errors.length);
  expect(message).toMatch(/Secret tracing\/\S+ .* tracing\/minio\/\S+/);
  expect(message).toMatch(/fix {6}add DNS:/);
  // Neither the failure nor the success before is remembered.
  expect(messageOf(() => Testing.synth(chart))).toContain('OT007');
  expect(messageOf(() => app.synthYaml())).toContain('OT007');
});

test('several faults are told together', () => {
  const app = Testing.app();
  for (const id of ['one', 'two']) { spoil(tracing(app, id)); }
  const message = messageOf(() => app.synth());
  expect(message).toMatch(/\[one\/minio-tls\][^]*\[two\/minio-tls\]/);
  expect(message.match(/Validation failed/g)).toHaveLength(1);
});

test('what is changed between two syntheses in one breath is proved again', () => {
  const app = Testing.app();
  const chart = tracing(app);
  Testing.synth(chart);
  spoil(chart);
  expect(() => Testing.synth(chart)).toThrow('OT007');
});

test('findings can be acknowledged below a construct, with a reason', () => {
  const app = Testing.app();
  const [one, two] = ['one', 'two'].map((id) => tracing(app, id));
  spoil(one);
  TlsProof.acknowledge(two, { rule: 'OT007', reason: 'elsewhere' });
  expect(() => app.synth()).toThrow('OT007');
  TlsProof.acknowledge(one, { rule: 'ot007', reason: 'replaced before the rollout', until: new Date(0) });
  expect(() => app.synth()).not.toThrow();
  expect([...new Set(TlsProof.of(app).acknowledged.map((f) => f.rule))]).toEqual(['OT007']);
  expect(TlsProof.of(app, { now: NOW }).errors[0].rule).toBe('OT007');
  expect(() => TlsProof.acknowledge(one, { rule: 'OT007', reason: ' ' })).toThrow('no reason is given');
  expect(() => TlsProof.acknowledge(one, { rule: 'OT999', reason: 'x' })).toThrow('there is no such rule');
});

test('the proof at synth can be switched off, with a reason', () => {
  const app = Testing.app();
  spoil(tracing(app));
  expect(() => TlsProof.off(app, '')).toThrow('no reason is given');
  TlsProof.off(app, 'a drill');
  expect(() => app.synth()).not.toThrow();
  expect(TlsProof.of(app).errors.length).toBeGreaterThan(0);
});

test('an app without our constructs is proved only when it asks for it', () => {
  const app = Testing.app();
  const chart = new Chart(app, 'chart');
  for (const { object } of brokenManifests()) { new ApiObject(chart, object.metadata.name + object.kind, object); }
  expect(() => app.synth()).not.toThrow();
  TlsProof.atSynth(app);
  TlsProof.atSynth(app);
  const message = messageOf(() => app.synth());
  expect(message.match(/OT011/g)).toHaveLength(1);
});

function brokenManifests(): { object: any }[] {
  const metadata = (name: string) => ({ name, namespace: 'tracing' });
  return [
    { object: { apiVersion: 'v1', kind: 'Service', metadata: metadata('minio'), spec: { selector: { app: 'minio' }, ports: [{ port: 443 }] } } },
    { object: { apiVersion: 'v1', kind: 'Secret', metadata: metadata('s3'), stringData: { endpoint: 'https://minio.tracing.svc:9000', bucket: 'b', access_key_id: 'a', access_key_secret: 'b' } } },
    { object: { apiVersion: 'tempo.grafana.com/v1alpha1', kind: 'TempoMonolithic', metadata: metadata('t'), spec: { storage: { traces: { backend: 's3', s3: { secret: 's3', tls: { enabled: true } } } } } } },
  ];
}

test('an object that cannot be rendered is left to cdk8s', () => {
  const app = Testing.app();
  const chart = tracing(app);
  new ApiObject(chart, 'odd', { apiVersion: 'v1', kind: 'ConfigMap', data: { when: new Map([[1, 2]]) } } as any);
  expect(messageOf(() => app.synth())).toContain("can't render non-simple object");
});

test('one proof a synth, however many charts there are', () => {
  const app = Testing.app();
  for (let i = 0; i < 10; i += 1) { tracing(app, `tracing-${i}`); }
  jest.mocked(core.prove).mockClear();
  app.synth();
  expect(core.prove).toHaveBeenCalledTimes(1);
});

test('synthesizing twice writes the same bytes', () => {
  const app = Testing.app();
  tracing(app);
  expect(app.synthYaml()).toBe(app.synthYaml());
});

test('assertions for tests', () => {
  const app = Testing.app();
  const chart = tracing(app);
  TlsProof.assertProved(app);
  const yaml = app.synthYaml();
  TlsProof.assertManifestsProved(yaml, { now: NOW });
  expect(() => TlsProof.assertManifestsProved(yaml, { now: new Date('2050-01-01') })).toThrow('OT005');
  expect(() => TlsProof.assertManifestsProved('kind: [')).toThrow('cannot be read');
  expect(() => TlsProof.assertManifestsProved('')).toThrow('no connection');
  expect(() => TlsProof.assertManifestsProved(yaml, { thanosVersion: 'newest' })).toThrow('is no version');
  expect(TlsProof.ofManifests(yaml).connections[0].client.construct).toBeUndefined();
  spoil(chart);
  expect(() => TlsProof.assertProved(chart)).toThrow('in the TLS connections');
});
