import { METRICS, synthesizeMetrics } from './metrics-table';
import * as library from '../../src';
import { NOW } from '../util/certificates';
import { mask } from '../util/mask';

const pods = (objects: any[]) => objects.filter((o) => o.spec?.template?.spec).map((o) => ({ name: `${o.kind} ${o.metadata.name}`, spec: o.spec.template.spec }));

test('every exported preset has a row', () => {
  const exported = Object.entries(library)
    .filter(([, member]) => typeof member === 'function' && Object.getPrototypeOf(member) === library.MetricsStore)
    .map(([name]) => name);
  expect(METRICS.map((row) => row.preset).sort()).toEqual(exported.sort());
});

describe.each(METRICS)('$preset', (row) => {
  const { objects, yaml, store, app } = synthesizeMetrics(row);

  test('is what it was', () => {
    expect(mask(yaml)).toMatchSnapshot();
  });

  test('verifies every connection inside, and has no finding', () => {
    const report = library.TlsProof.of(app, { now: NOW });
    const inside = report.connections.filter(({ dialled }) => !row.outside.test(dialled ?? ''));
    expect(inside.filter(({ verdict }) => verdict !== 'proved' && verdict !== 'consistent')).toEqual([]);
    expect(inside.length).toBeGreaterThan(0);
    expect(report.findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test('never switches verification off, and serves no gRPC in the clear that demands nothing', () => {
    expect(yaml).not.toMatch(/insecure_skip_verify\W+true|--[\w.-]*skip-verify|insecure: true/i);
    const args = pods(objects).flatMap(({ spec }) => spec.containers.map((container: any) => container.args ?? []));
    for (const flags of args.filter(([command]: string[]) => ['store', 'receive', 'rule'].includes(command))) {
      expect(flags.filter((flag: string) => flag.startsWith('--grpc-server-tls-client-ca='))).toHaveLength(1);
    }
  });

  test('holds no private key and no credential', () => {
    expect(yaml).not.toMatch(/PRIVATE KEY|secret_key|access_key:/);
    expect(objects.filter((o) => o.kind === 'Secret')).toEqual([]);
  });

  test('has only pods that the Pod Security Standard "restricted" admits', () => {
    for (const { name, spec } of pods(objects)) {
      expect([name, spec.securityContext?.runAsNonRoot, spec.securityContext?.seccompProfile?.type]).toEqual([name, true, 'RuntimeDefault']);
      expect([name, spec.automountServiceAccountToken]).toEqual([name, false]);
      for (const container of spec.containers) {
        expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true });
        expect(container.resources?.limits?.memory).toBeDefined();
        expect(container.image).toMatch(/:(?!latest)[\w.-]+(@sha256:[0-9a-f]{64})?$/);
      }
    }
  });

  test('refers to Secrets that it has issued, or that it lists as required', () => {
    const issued = objects.filter((o) => o.kind === 'Certificate').map((o) => o.spec.secretName);
    const known = [...issued, ...library.RequiredSecrets.of(store).map((secret) => secret.name)];
    const secretsOf = (volume: any) => [volume.secret?.secretName, ...(volume.projected?.sources ?? []).map((source: any) => source.secret?.name)];
    const mounted = pods(objects).flatMap(({ spec }) => (spec.volumes ?? []).flatMap(secretsOf)).filter((name: unknown) => name !== undefined);
    expect(mounted.length).toBeGreaterThan(0);
    for (const secret of mounted) { expect(known).toContain(secret); }
  });

  test('is the same bytes when synthesized again, whatever the place, the day, the language and the time zone', () => {
    const { TZ, LANG, LC_ALL } = process.env;
    const cwd = process.cwd();
    jest.useFakeTimers({ now: new Date('2031-07-01T23:59:00Z') });
    try {
      Object.assign(process.env, { TZ: 'Pacific/Apia', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' });
      process.chdir('/');
      expect(synthesizeMetrics(row).yaml).toBe(yaml);
    } finally {
      process.chdir(cwd);
      jest.useRealTimers();
      Object.assign(process.env, { TZ, LANG, LC_ALL });
    }
  });
});

test('readers, writers and servers of one cluster have a CA each', () => {
  const { objects } = synthesizeMetrics(METRICS.find(({ preset }) => preset === 'SingleClusterMetricsStore')!);
  const issuer = (usage: string) => [...new Set(objects.filter((o) => o.kind === 'Certificate' && o.spec.usages.includes(usage)).map((o) => o.spec.issuerRef.name))];
  expect([issuer('server auth'), issuer('client auth')]).toEqual([['metrics'], ['metrics-readers']]);
  const receive = objects.find((o) => o.kind === 'StatefulSet' && o.metadata.name === 'receive').spec.template.spec;
  const clientCa = (volume: string) => receive.volumes.find((v: any) => v.name === volume).projected.sources[1].configMap.name;
  expect([clientCa('grpc-tls'), clientCa('remote-write-tls')]).toEqual(['metrics-readers-ca-bundle', 'metrics-writers-ca-bundle']);
});
