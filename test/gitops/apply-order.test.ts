import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Duration, Testing } from 'cdk8s';
import { load } from 'js-yaml';
import { ApplyLayers, ApplyOrder, ClusterDns, ProductionTracingStore, RootCredentials, S3Credentials, SecretSource, SingleClusterMetricsStore, TlsProof } from '../../src';
import { METRICS, synthesizeMetrics } from '../presets/metrics-table';
import { PRESETS } from '../presets/table';
import { messageOf } from '../util/errors';

const WAVE = 'argocd.argoproj.io/sync-wave';
const waves = (objects: any[]) => new Map(objects.map((object) => [`${object.kind} ${object.metadata.name}`.replace(/-[0-9a-f]{10}$/, ''), Number(object.metadata.annotations?.[WAVE])]));

describe('the waves of a tracing store whose Secrets are fetched', () => {
  const source = SecretSource.externalSecrets('vault');
  const app = Testing.app();
  const store = new ProductionTracingStore(app, 'tracing', {
    applyOrder: ApplyOrder.argoCd(),
    networkPolicies: { dns: ClusterDns.coreDns() },
    rootCredentials: RootCredentials.fromSecret('minio-root', { source }),
    credentials: S3Credentials.fromSecret('minio-tempo', { source }),
  });
  const objects = Testing.synth(store);
  const wave = waves(objects);

  test('every object has one, those too that are computed at synth, and again at a second one', () => {
    expect([...wave].filter(([, number]) => !Number.isInteger(number))).toEqual([]);
    expect([...wave.keys()].filter((name) => name.startsWith('NetworkPolicy')).length).toBeGreaterThan(2);
    expect(Testing.synth(store)).toEqual(objects);
  });

  test.each([
    ['Namespace tracing', 'NetworkPolicy minio-object-store'],
    ['ClusterIssuer tracing-self-signed', 'Certificate tracing-ca'],
    ['Certificate tracing-ca', 'ClusterIssuer tracing'],
    ['Certificate tracing-ca', 'Bundle tracing-ca-bundle'],
    ['ClusterIssuer tracing', 'Certificate minio-tls'],
    ['Certificate minio-tls', 'StatefulSet minio'],
    ['ExternalSecret minio-root', 'StatefulSet minio'],
    ['NetworkPolicy minio-object-store', 'StatefulSet minio'],
    ['StatefulSet minio', 'Job minio-bucket-tempo'],
    ['ExternalSecret minio-tempo', 'Job minio-bucket-tempo'],
    ['Bundle tracing-ca-bundle', 'Job minio-bucket-tempo'],
    ['Job minio-bucket-tempo', 'TempoMonolithic traces'],
    ['TempoMonolithic traces', 'Job smoke-write-find'],
    ['TempoMonolithic traces', 'Job smoke-negative'],
  ])('%s before %s', (before, after) => {
    expect([before, wave.get(before)]).toEqual([before, expect.any(Number)]);
    expect(wave.get(before)).toBeLessThan(wave.get(after)!);
  });

  test('Jobs that remove themselves are hooks, and the one that stays is none', () => {
    const hooks = objects.filter(({ metadata }) => metadata.annotations?.['argocd.argoproj.io/hook'] === 'Sync');
    expect(hooks.every(({ kind, spec }) => kind === 'Job' && spec.ttlSecondsAfterFinished > 0)).toBe(true);
    expect(hooks.map(({ metadata }) => metadata.name).sort()).toEqual([expect.stringMatching(/^smoke-negative/), expect.stringMatching(/^smoke-write-find/)]);
  });
});

test('of what metrics have: stores before queriers, and scaling after what is scaled', () => {
  const wave = waves(Testing.synth(new SingleClusterMetricsStore(Testing.app(), 'metrics', { applyOrder: ApplyOrder.argoCd({ firstWave: -3 }) })));
  expect(wave.get('Namespace metrics')).toBe(-3);
  expect(wave.get('StatefulSet store')).toBeLessThan(wave.get('Deployment querier')!);
});

describe.each([...PRESETS.map((row) => row.preset), ...METRICS.map((row) => row.preset)])('%s', (name) => {
  test('nothing is applied before what it names', () => {
    const app = Testing.app();
    const row = PRESETS.find(({ preset }) => preset === name);
    if (row) { row.make(app); } else { synthesizeMetrics(METRICS.find(({ preset }) => preset === name)!, app); }
    const made = app.node.children.filter((child): child is Chart => Chart.isChart(child));
    made.forEach((chart) => ApplyOrder.argoCd().applyTo(chart));
    const objects = made.flatMap((chart) => Testing.synth(chart));
    const wave = (object: any) => Number(object.metadata.annotations[WAVE]);
    for (const workload of objects.filter(({ spec }) => spec?.template?.spec)) {
      for (const { configMap, secret } of workload.spec.template.spec.volumes ?? []) {
        const needed = objects.find(({ kind, metadata }) =>
          (kind === 'ConfigMap' && metadata.name === configMap?.name) || (kind === 'Secret' && metadata.name === secret?.secretName));
        const names = [workload.metadata.name, needed?.metadata.name];
        if (needed) { expect([...names, wave(needed) < wave(workload)]).toEqual([...names, true]); }
      }
    }
  });
});

describe('anybody\'s objects', () => {
  const chart = () => new Chart(Testing.app(), 'tracing', { namespace: 'tracing', disableResourceNameHashes: true });
  const add = (c: Chart, kind: string, name: string, fields: object, apiVersion = 'v1') => new ApiObject(c, `${kind}-${name}`, { apiVersion, kind, metadata: { name }, ...fields });

  test('a claim goes with the pod that uses it, scaling and ways in come after it, and a circle ends somewhere', () => {
    const c = chart();
    add(c, 'PersistentVolumeClaim', 'data', { spec: {} });
    add(c, 'ServiceAccount', 'app', {});
    const pod = { serviceAccountName: 'app', volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }], containers: [{ name: 'app', image: 'app:1' }] };
    add(c, 'Deployment', 'app', { spec: { selector: { matchLabels: { app: 'app' } }, template: { metadata: { labels: { app: 'app' } }, spec: pod } } }, 'apps/v1');
    add(c, 'Service', 'app', { spec: { selector: { app: 'app' }, ports: [{ port: 80 }] } });
    add(c, 'Service', 'public', { spec: { type: 'LoadBalancer', selector: { app: 'app' }, ports: [{ port: 80 }] } });
    add(c, 'Ingress', 'app', { spec: { defaultBackend: { service: { name: 'app', port: { number: 80 } } } } }, 'networking.k8s.io/v1');
    add(c, 'HorizontalPodAutoscaler', 'app', { spec: { scaleTargetRef: { kind: 'Deployment', name: 'app' } } }, 'autoscaling/v2');
    add(c, 'Issuer', 'one', { spec: { ca: { secretName: 'two' } } }, 'cert-manager.io/v1');
    add(c, 'Certificate', 'two', { spec: { secretName: 'two', issuerRef: { name: 'one' } } }, 'cert-manager.io/v1');
    TlsProof.off(c.node.root as App, 'a circle of issuers is none that works');
    ApplyOrder.argoCd().applyTo(c);
    expect(Object.fromEntries(waves(Testing.synth(c)))).toEqual({
      'PersistentVolumeClaim data': 1,
      'ServiceAccount app': 0,
      'Deployment app': 1,
      'Service app': 0,
      'Service public': 2,
      'Ingress app': 2,
      'HorizontalPodAutoscaler app': 2,
      'Issuer one': expect.any(Number),
      'Certificate two': expect.any(Number),
    });
  });

  test('what was ordered by addDependency is applied so, webhooks and APIs come after who answers, and no wave or hook of the user\'s own is lost', () => {
    const c = chart();
    const other = new Chart(c.node.root, 'other', { namespace: 'other', disableResourceNameHashes: true });
    ApplyOrder.argoCd().applyTo(c.node.root);
    add(c, 'Namespace', 'other', {});
    add(other, 'ConfigMap', 'first', {});
    const second = add(c, 'ConfigMap', 'second', {});
    add(c, 'ConfigMap', 'third', {}).addDependency(second);
    c.addDependency(other);
    const pod = { metadata: { labels: { app: 'app' } }, spec: { containers: [{ name: 'app', image: 'app:1' }] } };
    add(c, 'Deployment', 'app', { spec: { selector: { matchLabels: { app: 'app' } }, template: pod } }, 'apps/v1');
    add(c, 'Service', 'app', { spec: { selector: { app: 'app' }, ports: [{ port: 443 }] } });
    const service = { name: 'app', namespace: 'tracing' };
    add(c, 'ValidatingWebhookConfiguration', 'app', { webhooks: [{ clientConfig: { service } }] }, 'admissionregistration.k8s.io/v1');
    add(c, 'APIService', 'app', { spec: { service } }, 'apiregistration.k8s.io/v1');
    add(c, 'ConfigMap', 'mine', { metadata: { name: 'mine', annotations: { [WAVE]: '-5' } } });
    add(c, 'Job', 'hook', { metadata: { name: 'hook', annotations: { 'argocd.argoproj.io/hook': 'PostSync' } }, spec: { ttlSecondsAfterFinished: 5, template: pod } }, 'batch/v1');
    const synth = () => [...Testing.synth(c), ...Testing.synth(other)];
    const objects = synth();
    expect(Object.fromEntries(waves(objects))).toMatchObject({
      'Namespace other': 0,
      'ConfigMap first': 1,
      'ConfigMap second': 2,
      'ConfigMap third': 3,
      'Deployment app': 2,
      'ValidatingWebhookConfiguration app': 3,
      'APIService app': 3,
      'ConfigMap mine': -5,
    });
    expect(objects.find(({ kind }) => kind === 'Job').metadata.annotations).toEqual({ [WAVE]: '2', 'argocd.argoproj.io/hook': 'PostSync' });
    expect(synth()).toEqual(objects);
    expect(messageOf(() => ApplyOrder.argoCd().applyTo(undefined as any))).toMatch(/scope must be a construct/);
  });

  test('the nearer order counts, none is none, and two of one construct are refused', () => {
    const c = chart();
    ApplyOrder.none().applyTo(c);
    ApplyOrder.argoCd({ firstWave: 7 }).applyTo(c.node.root);
    add(c, 'ConfigMap', 'here', {});
    const other = new Chart(c.node.root, 'other', { disableResourceNameHashes: true });
    add(other, 'ConfigMap', 'there', {});
    expect(Testing.synth(c)[0].metadata.annotations).toBeUndefined();
    expect(Testing.synth(other)[0].metadata.annotations).toEqual({ [WAVE]: '7' });
    expect(messageOf(() => ApplyOrder.argoCd().applyTo(c))).toMatch(/has an order already/);
    expect(messageOf(() => ApplyOrder.argoCd({ firstWave: 0.5 }))).toMatch(/firstWave is out of range/);
    expect(messageOf(() => new ProductionTracingStore(Testing.app(), 'tracing', { applyOrder: 'argocd' as any }))).toMatch(/applyOrder must be made by a method of ApplyOrder/);
  });
});

describe('layers in folders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  const target = join(folder, 'tracing');
  const flux = { path: './deploy/tracing/', sourceName: 'flux-system' };
  const read = (file: string): any[] => readFileSync(join(target, file), 'utf8').split(/^---$/m).map((text) => load(text));
  const store = new ProductionTracingStore(Testing.app(), 'tracing', { networkPolicies: { dns: ClusterDns.coreDns() } });
  const files = ApplyLayers.write(target, { charts: [store], flux });
  afterAll(() => { rmSync(folder, { recursive: true }); });

  test('hold every object once, those too that are computed, and no gap is left', () => {
    const { resources: folders, sortOptions } = read('kustomization.yaml')[0];
    expect(sortOptions).toEqual({ order: 'fifo' });
    expect(folders).toEqual(folders.map((_: string, i: number) => `layer-0${i}`));
    const names = (objects: any[]) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();
    expect(names(folders.flatMap((each: string) => read(`${each}/objects.yaml`)))).toEqual(names(Testing.synth(store)));
    expect(files.length).toBe(2 * folders.length + 2);
    expect(names(read('layer-00/objects.yaml'))).toContain('Namespace tracing');
  });

  test('Flux waits for each before the next', () => {
    const all = read('flux.yaml');
    expect(all.map(({ spec }) => spec.dependsOn?.[0].name)).toEqual([undefined, ...all.slice(0, -1).map(({ metadata }) => metadata.name)]);
    expect(all[1]).toEqual({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'tracing-01', namespace: 'flux-system' },
      spec: {
        dependsOn: [{ name: 'tracing-00' }], interval: '10m', path: './deploy/tracing/layer-01', prune: true, sourceRef: { kind: 'GitRepository', name: 'flux-system' }, timeout: '10m', wait: true,
      },
    });
  });

  test('Flux does not prune what would be gone for a moment when it comes into a later layer, and others are not told about Flux', () => {
    const prune = (directory: string) => Object.fromEntries(readdirSync(directory).filter((each) => /^layer-/.test(each))
      .flatMap((each) => readFileSync(join(directory, each, 'objects.yaml'), 'utf8').split(/^---$/m).map((text): any => load(text)))
      .map(({ kind, metadata }) => [kind, metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune']]));
    const kept = prune(target);
    expect(Object.keys(kept).filter((kind) => kept[kind] !== 'disabled').sort()).toEqual(['ConfigMap', 'Job', 'NetworkPolicy']);
    ApplyLayers.write(join(folder, 'plain'), { charts: [store] });
    expect(Object.values(prune(join(folder, 'plain'))).filter((value) => value !== undefined)).toEqual([]);
  });

  test('a folder of its own is replaced as a whole, and one with anything else in it is left alone, below too', () => {
    ApplyLayers.write(target, { charts: [store] });
    expect(readdirSync(target)).not.toContain('flux.yaml');
    writeFileSync(join(target, 'layer-00', 'mine.yaml'), '');
    expect(messageOf(() => ApplyLayers.write(target, { charts: [store] }))).toMatch(/files that this method did not write[^]*layer-00\/mine\.yaml/);
  });

  test('charts in a chart are written with it', () => {
    const outer = new Chart(Testing.app(), '_Outer', { disableResourceNameHashes: true });
    const inner = new Chart(outer, 'inner', { disableResourceNameHashes: true });
    new ApiObject(inner, 'here', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'here' } });
    const nested = join(folder, 'nested');
    symlinkSync('nowhere', join(folder, 'link'));
    ApplyLayers.write(nested, { charts: [outer], flux });
    expect(readFileSync(join(nested, 'layer-00', 'objects.yaml'), 'utf8')).toMatch('name: here');
    expect(readFileSync(join(nested, 'flux.yaml'), 'utf8')).toMatch('name: outer-00');
    expect(messageOf(() => ApplyLayers.write(folder, { charts: [outer] }))).toMatch(/files that this method did not write[^]*link/);
  });

  const one = new Chart(Testing.app(), 'one');
  new ApiObject(one, 'object', { apiVersion: 'v1', kind: 'ConfigMap' });

  test.each<[string, () => unknown, RegExp]>([
    ['no time between looks', () => ApplyLayers.write(target, { charts: [one], flux: { ...flux, interval: Duration.seconds(0) } }), /flux\.interval is no time/],
    ['less than a second', () => ApplyLayers.write(target, { charts: [one], flux: { ...flux, timeout: Duration.millis(1500) } }), /flux\.timeout cannot be taken by what reads it[^]*whole seconds/],
    ['a path of Windows', () => ApplyLayers.write(target, { charts: [one], flux: { ...flux, path: 'deploy\\tracing' } }), /flux\.path is no path[^]*write deploy\/tracing/],
    ['no chart', () => ApplyLayers.write(target, { charts: [] }), /charts is not a list of charts of one app/],
    ['charts of two apps', () => ApplyLayers.write(target, { charts: [one, Testing.chart()] }), /charts is not a list of charts of one app/],
    ['an empty chart', () => ApplyLayers.write(target, { charts: [Testing.chart()] }), /there is no object in the charts/],
    ['a source that is none', () => ApplyLayers.write(target, { charts: [one], flux: { ...flux, sourceKind: 'Svn' as any } }), /flux\.sourceKind has an unknown value/],
  ])('%s is refused', (_what, act, message) => {
    expect(messageOf(act)).toMatch(message);
  });
});
