import { ApiObject, App, JsonPatch, Testing } from 'cdk8s';
import { PRESETS, synthesize } from './table';
import * as library from '../../src';
import { connections } from '../../src/trust/connections';
import { prove } from '../../src/trust/prove';
import { NOW } from '../util/certificates';
import { mask } from '../util/mask';

const pods = (objects: any[]) => objects.filter((o) => o.spec?.template?.spec).map((o) => ({ name: `${o.kind} ${o.metadata.name}`, spec: o.spec.template.spec }));
const containers = (spec: any) => [...(spec.initContainers ?? []), ...spec.containers];

test('every exported preset has a row', () => {
  const exported = Object.entries(library)
    .filter(([, member]) => typeof member === 'function' && Object.getPrototypeOf(member) === library.TracingStore)
    .map(([name]) => name);
  expect(exported.length).toBeGreaterThan(0);
  expect(PRESETS.map((row) => row.preset).sort()).toEqual(exported.sort());
});

describe.each(PRESETS)('$preset', (row) => {
  const { objects, yaml, store } = synthesize(row);

  test('is what it was', () => {
    expect(mask(yaml)).toMatchSnapshot();
  });

  test('has one connection from Tempo to its store, and every connection with TLS verifies', () => {
    const found = connections(objects, NOW);
    expect(found.filter((c) => c.client.ref.kind === 'TempoMonolithic').map((c) => [c.client.tls, c.verdict])).toEqual([[true, row.verdict]]);
    expect(found.filter((c) => c.verdict !== (c.client.tls ? row.verdict : 'consistent'))).toEqual([]);
  });

  test('has nothing to be found in it, and every connection is proved or consistent', () => {
    const { findings, connections: judged, faults } = prove(objects.map((object) => ({ object })), { now: NOW });
    expect(findings.map(({ severity, rule, resource, message }) => `${severity} ${rule} ${resource.kind}/${resource.name}: ${message}`)).toEqual([]);
    expect(faults).toEqual([]);
    const verdicts = new Set(judged.map((c) => c.verdict));
    expect([...verdicts].filter((verdict) => verdict !== 'proved' && verdict !== 'consistent')).toEqual([]);
    expect(verdicts).toContain(row.verdict);
  });

  test('is proved in an app as its users prove theirs', () => {
    const app: App = Testing.app();
    row.make(app);
    expect(() => library.TlsProof.assertProved(app, { now: NOW })).not.toThrow();
  });

  test('mounts the bundle that Tempo is told of, from the same namespace', () => {
    const tempo = objects.find((o) => o.kind === 'TempoMonolithic');
    const { enabled, caName } = tempo.spec.storage.traces.s3.tls;
    expect(enabled).toBe(true);
    const bundle = objects.find((o) => (o.kind === 'ConfigMap' || o.kind === 'Bundle') && o.metadata.name === caName);
    expect(bundle).toBeDefined();
    expect(bundle.kind === 'Bundle' || bundle.metadata.namespace === tempo.metadata.namespace).toBe(true);
    expect(objects.indexOf(bundle)).toBeLessThan(objects.indexOf(tempo)); // the operator does not look again for a bundle that comes late
  });

  test('never switches verification off', () => {
    expect(yaml).not.toMatch(/insecure_skip_verify: true|--insecure\b|--no-verify|(^|\s)-k\s|skip.verify/i);
  });

  test('holds no private key and no credential, unless it says unsafe', () => {
    const secrets = objects.filter((o) => o.kind === 'Secret');
    const text = JSON.stringify(secrets);
    expect(/PRIVATE KEY/.test(yaml)).toBe(row.unsafe);
    expect(/access_key_secret|rootPassword/.test(text)).toBe(row.unsafe);
    expect(JSON.stringify(objects.filter((o) => o.kind !== 'Secret'))).not.toMatch(/PRIVATE KEY/);
  });

  test('has only pods that the Pod Security Standard "restricted" admits', () => {
    for (const { name, spec } of pods(objects)) {
      expect([name, spec.securityContext?.runAsNonRoot, spec.securityContext?.seccompProfile?.type]).toEqual([name, true, 'RuntimeDefault']);
      expect([name, spec.automountServiceAccountToken]).toEqual([name, false]);
      for (const container of containers(spec)) {
        expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true });
        expect(container.resources?.limits?.memory).toBeDefined();
        expect(container.image).toMatch(/:(?!latest)[\w.-]+(@sha256:[0-9a-f]{64})?$/);
      }
    }
  });

  test('refers to Secrets that are in it, or that it lists as required', () => {
    const here = objects.filter((o) => o.kind === 'Secret').map((o) => o.metadata.name);
    const issued = objects.filter((o) => o.kind === 'Certificate').map((o) => o.spec.secretName);
    const served = objects.flatMap((o) => o.metadata.annotations?.['service.beta.openshift.io/serving-cert-secret-name'] ?? []);
    const required = library.RequiredSecrets.of(store).map((secret) => secret.name);
    const mounted = pods(objects).flatMap(({ spec }) => (spec.volumes ?? []).flatMap((v: any) => v.secret?.secretName ?? []));
    const named = objects.flatMap((o) => o.spec?.storage?.traces?.s3?.secret ?? []);
    const known = [...here, ...issued, ...served, ...required];
    for (const secret of [...mounted, ...named]) { expect(known).toContain(secret); }
  });

  test('is the same bytes when synthesized again, whatever the place, the day, the language and the time zone', () => {
    const { TZ, LANG, LC_ALL } = process.env;
    const cwd = process.cwd();
    jest.useFakeTimers({ now: new Date('2031-07-01T23:59:00Z') });
    try {
      Object.assign(process.env, { TZ: 'Pacific/Apia', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' });
      process.chdir('/');
      expect(synthesize(row).yaml).toBe(yaml);
    } finally {
      process.chdir(cwd);
      jest.useRealTimers();
      Object.assign(process.env, { TZ, LANG, LC_ALL });
    }
  });

  test('keeps a patch on its main object', () => {
    const app = Testing.app();
    const preset = row.make(app);
    ApiObject.of(preset.tempo).addJsonPatch(JsonPatch.add('/spec/fromTheFuture', { deep: true }));
    expect(Testing.synth(preset).find((o) => o.kind === 'TempoMonolithic').spec.fromTheFuture).toEqual({ deep: true });
  });
});
