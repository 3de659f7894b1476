import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Duration, Lazy } from 'cdk8s';
import * as plain from '../../src';
import { declaredInput } from '../../src/kube/declared-input';
import { messageOf } from '../util/errors';

// The library as the compiled index gives it (scripts/lazy-index.mjs), and as JavaScript sees it.
const library: any = {};
for (const [name, member] of Object.entries(plain)) { library[name] = declaredInput(name, member, library); }
const {
  CertificateIssuer, ClientCertificate, NetworkPeer, ProductionTracingStore, QuerierEndpoints, S3Credentials, SecretSource, ServerCertificate,
  StorageCa, StoreVolume, TlsMinio,
} = library;
const chart = () => new Chart(new App(), 'c', { namespace: 'tracing' });
const minio = (props: any) => new TlsMinio(chart(), 'm', { certificate: ServerCertificate.fromSecret('minio-tls'), ...props });

interface Callable { readonly name?: string; readonly static?: boolean; readonly parameters?: { name: string; optional?: boolean }[] }
const { types } = JSON.parse(readFileSync(join(__dirname, '..', '..', '.jsii'), 'utf8'));
const calls = Object.values<any>(types).filter(({ kind }) => kind === 'class').flatMap((type) => {
  const place = ({ name }: { name: string }, rest: unknown) => (name === 'id' ? 'x' : name === 'scope' || name === 'app' ? chart() : rest);
  const needy = (callable: Callable | undefined) => callable?.parameters?.some(({ name, optional }) => !optional && !['scope', 'id', 'app'].includes(name));
  return [
    ...needy(type.initializer) ? [[`new ${type.name}`, (rest?: unknown) => new library[type.name](...type.initializer.parameters.map((p: any) => place(p, rest)))]] : [],
    ...(type.methods ?? []).filter((m: Callable) => m.static && needy(m))
      .map((m: any) => [`${type.name}.${m.name}`, (rest?: unknown) => library[type.name][m.name](...m.parameters.map((p: any) => place(p, rest)))]),
  ] as [string, (rest?: unknown) => unknown][];
});

test('everything that wants input is asked', () => { expect(calls.length).toBeGreaterThan(70); });

test.each(calls)('%s answers nothing at all, and text, a number or a function where there is more to say', (_name, call) => {
  messageOf(() => call());
  for (const rest of [5, () => 1, [undefined]]) { messageOf(() => call(rest)); }
});

test.each<[string, () => unknown, string[]]>([
  ['what a call needs first', () => ServerCertificate.fromSecret(), ['[ServerCertificate.fromSecret]', 'got      nothing']],
  ['a map that a call needs', () => ClientCertificate.unsafeInline(), ['[ClientCertificate.unsafeInline]', 'got      nothing']],
  ['a scope', () => new TlsMinio(undefined, 'm', {}), ['[TlsMinio] scope is missing', 'allowed  a Construct']],
  ['an id', () => new TlsMinio(chart(), undefined, { certificate: ServerCertificate.fromSecret('a') }), ['[TlsMinio] id is missing']],
  ['a list of what it is not', () => minio({ buckets: [undefined] }), ['[c/m] buckets[0]']],
  ['a key nearly right', () => minio({ bucketsTtl: Duration.minutes(1) }), ['[c/m] there is no bucketsTtl', 'fix      write bucketJobTtl']],
  ['a key in the words of Python', () => minio({ image_pull_policy: 'Always' }), ['[c/m] there is no image_pull_policy', 'fix      write imagePullPolicy']],
  ['a key of a map within', () => new ProductionTracingStore(new App(), 'p', { monitoring: { dashbord: 5 } }), ['[p] there is no monitoring.dashbord, ', 'write dashboard']],
  ['a key of a map within, beside that map', () => new ProductionTracingStore(new App(), 'p', { dashboard: 5 }), ['[p] there is no dashboard, ', 'write monitoring: { dashboard: … }']],
  ['a key of a call\'s options', () => SecretSource.externalSecrets('vault', { propertys: { 'tls.crt': 'a' } }), ['there is no propertys', 'fix      write properties']],
  ['options where an index came', () => ['a'].map(SecretSource.externalSecrets), ['options has a value of another kind', 'got      0', 'allowed  a map of any of entries, ']],
  ['a class of another kind', () => minio({ publicFacts: 1, clientImage: StoreVolume.claim({}) }), ['[c/m] clientImage must be']],
  ['a method of an object', () => new QuerierEndpoints().addRealm('eu1', undefined), ['[QuerierEndpoints.addRealm] props is missing', 'allowed  a map of any of ']],
  ['what prints otherwise than it means', () => minio({ specOverrides: Duration.days(1) }), ['[c/m] specOverrides has a value of another kind', 'got      a Duration']],
  ['a class without new', () => TlsMinio(chart(), 'm', {}), ['[TlsMinio] TlsMinio is a class, and called without new']],
  ['no chart', () => new TlsMinio(new App(), 'm', { certificate: ServerCertificate.fromSecret('a') }), ['[m] it is in no chart', 'fix      for example new Chart(']],
  ['an id that is taken', () => { const c = chart(); for (let i = 0; i < 2; i++) { CertificateIssuer.bootstrap(c, 'pki'); } }, ['[c/pki] the id is taken']],
  ['an id that is none', () => CertificateIssuer.bootstrap(chart(), ''), ['[c] id is empty']],
  ['what is made by its methods', () => new ServerCertificate(), ['[ServerCertificate] ServerCertificate is not made with new', 'ServerCertificate.issuedBy(…)']],
])('%s', (_what, act, parts) => {
  const message = messageOf(act);
  for (const part of parts) { expect(message).toContain(part); }
});

test('the stack of an error begins where the user called', () => {
  const stacks = [() => minio({ servers: 0 }), () => minio({ bucketsTtl: 1 }), () => SecretSource.externalSecrets('A')].map((act) => {
    try { act(); } catch (error: any) { return error.stack.split('\n').find((line: string) => /^ +at /.test(line)); }
  });
  expect(stacks).toEqual([1, 2, 3].map(() => expect.stringContaining('declared-input.test.ts')));
});

test('what JavaScript said is kept as the cause', () => {
  const thrown = (() => { try { return new library.TempoMonolithicS3Tls(chart(), 't', undefined); } catch (error: any) { return error; } })();
  expect(thrown.message).toMatch(/^\[c\/t\] props is missing\n/);
  expect(thrown.cause).toBeInstanceOf(TypeError);
});

test('a subclass of the user\'s may have properties of its own, null is nothing, tokens pass, and what is made is what was', () => {
  class Mine extends TlsMinio {
    constructor(scope: Chart, id: string, props: any) { super(scope, id, props); }
  }
  const own: any = new Mine(chart(), 'm', { certificate: ServerCertificate.fromSecret('a'), bucketsTtl: 1 });
  expect([own instanceof Mine, own instanceof TlsMinio, own instanceof plain.TlsMinio]).toEqual([true, true, true]);
  expect(S3Credentials.fromSecret('a')).toBeInstanceOf(plain.S3Credentials);
  expect(StorageCa.fromConfigMap('a', { key: undefined })).toBeInstanceOf(StorageCa);
  expect(NetworkPeer.namespaces({ team: 'a' })).toBeInstanceOf(NetworkPeer);
  expect(CertificateIssuer.bootstrap(chart(), 'pki', { name: null })).toBeInstanceOf(library.BootstrapIssuer);
  expect(() => new library.DebugPod(chart(), 'd', { nodeSelector: Lazy.any({ produce: () => ({}) }) })).not.toThrow();
  expect(library.TlsVersion).toBe(plain.TlsVersion);
});

test('properties may be an instance of a class of the user\'s', () => {
  class Settings { public readonly certificate = ServerCertificate.fromSecret('a'); public readonly podLabels = Object.assign(Object.create(null), { team: 'a' }); }
  expect(() => new TlsMinio(chart(), 'm', new Settings())).not.toThrow();
});

test('an app of another copy of cdk8s is written, and a certificate of another copy of the library is told as that', () => {
  let theirs: any;
  let second: any;
  jest.isolateModules(() => {
    theirs = jest.requireActual('cdk8s');
    second = jest.requireActual('../../src/pki');
  });
  const app = new theirs.App();
  const c = new theirs.Chart(app, 'c', { namespace: 'tracing' });
  const store = new TlsMinio(c, 'm', { certificate: ServerCertificate.fromSecret('a', { ca: StorageCa.fromConfigMap('ca') }), bucketJobTtl: theirs.Duration.hours(1) });
  new library.TempoMonolithicS3Tls(c, 't', { storage: store.bucket('tempo'), retention: theirs.Duration.days(1) });
  expect(theirs.Testing.synth(c).map(({ kind }: any) => kind)).toContain('TempoMonolithic');
  expect(messageOf(() => minio({ certificate: second.ServerCertificate.fromSecret('a') }))).toMatch(/certificate comes of another copy of this library[^]*npm dedupe/);
});
