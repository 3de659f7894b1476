import { Testing } from 'cdk8s';
import { load } from 'js-yaml';
import { METRICS, observer, synthesizeMetrics } from './metrics-table';
import * as library from '../../src';
import { prove } from '../../src/trust/prove';
import { NOW } from '../util/certificates';
import { mask } from '../util/mask';

const pods = (objects: any[]) => objects.filter((o) => o.spec?.template?.spec).map((o) => ({ name: `${o.kind} ${o.metadata.name}`, spec: o.spec.template.spec }));

const isPreset = (member: unknown): boolean => {
  const above = typeof member === 'function' ? Object.getPrototypeOf(member) : null;
  return above !== null && (above === library.MetricsStore || isPreset(above));
};

test('every exported preset has a row', () => {
  const exported = Object.entries(library)
    .filter(([, member]) => isPreset(member))
    .map(([name]) => name);
  expect([...new Set(METRICS.map((row) => row.preset))].sort()).toEqual(exported.sort());
});

describe.each(METRICS.map((row) => [[row.preset, ...(row.version === undefined ? [] : [row.version])].join(' '), row] as const))('%s', (_name, row) => {
  const { objects, yaml, store, app } = synthesizeMetrics(row);

  test('is what it was', () => {
    expect(mask(yaml)).toMatchSnapshot();
  });

  test('verifies every connection, and has no finding', () => {
    const { connections, findings } = prove(objects.map((object) => ({ object })), { now: NOW, facts: row.told });
    expect(connections.filter(({ verdict }) => verdict !== 'proved' && verdict !== 'consistent')).toEqual([]);
    expect(connections.length).toBeGreaterThan(0);
    expect(findings).toEqual([]);
    expect(library.TlsProof.of(app, { now: NOW }).findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
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

describe('the observer with a Thanos of one setting for all endpoints', () => {
  const rowOf = (preset: string, version?: string) => METRICS.find((row) => row.preset === preset && row.version === version)!;
  const of = (preset: string, version?: string) => synthesizeMetrics(rowOf(preset, version)).objects;
  const podOf = (objects: any[], name: string) => pods(objects).find((pod) => pod.name === `Deployment ${name}`)!.spec;
  const flags = (objects: any[], name: string): string[] => podOf(objects, name).containers[0].args.filter((arg: string) => arg.startsWith('--grpc-client-'));
  /** The Secrets and ConfigMaps of realms that a pod sees. */
  const seen = (objects: any[], name: string): string[] => podOf(objects, name).volumes
    .filter((volume: any) => volume.name.startsWith('realm-'))
    .flatMap((volume: any) => volume.projected.sources.map((source: any) => source.secret?.name ?? source.configMap.name)).sort();

  test.each(['0.37.2', '0.41.0'])('v%s: has a querier for each cluster, which has the certificates of this cluster and no other, and one in front without any', (version) => {
    const objects = of('LegacyPerRealmMetricsStore', version);
    for (const cluster of ['eu1', 'us1']) {
      expect(seen(objects, `querier-${cluster}`)).toEqual([`${cluster}-ca`, 'observer-tls'].sort());
      expect(flags(objects, `querier-${cluster}`)).toEqual([
        '--grpc-client-tls-secure', ...['ca=ca.crt', 'cert=tls.crt', 'key=tls.key'].map((file) => `--grpc-client-tls-${file.replace('=', `=/etc/thanos/tls/${cluster}/`)}`),
      ]);
    }
    expect([seen(objects, 'querier'), flags(objects, 'querier')]).toEqual([[], []]);
    const told = JSON.stringify([podOf(objects, 'querier').containers[0].args, objects.find((o) => o.metadata.name === 'querier-endpoints')]);
    for (const cluster of ['eu1', 'us1']) { expect(told).toContain(`dns+querier-${cluster}-headless.metrics.svc:10901`); }
    expect(told).not.toContain('example.com');
  });

  test('or an Envoy, which alone sees certificates, is reached from its own pod only, and verifies CA and name of each cluster', () => {
    const objects = of('LegacyEnvoyMetricsStore');
    const { initContainers: [envoy], containers: [querier] } = podOf(objects, 'querier');
    const realms = (container: any) => container.volumeMounts.map((mount: any) => mount.mountPath).filter((path: string) => path.startsWith('/etc/thanos/tls/'));
    expect([envoy.restartPolicy, realms(envoy), realms(querier)]).toEqual(['Always', ['/etc/thanos/tls/eu1', '/etc/thanos/tls/us1'], []]);
    expect(flags(objects, 'querier')).toEqual([]);
    const { data } = objects.find((o) => o.metadata.name.startsWith('querier-envoy-'));
    const { static_resources: { listeners, clusters } } = load(data['envoy.yaml']) as any;
    expect(listeners.map((listener: any) => listener.address.socket_address.address)).toEqual(['127.0.0.1', '127.0.0.1']);
    const verified = clusters.map(({ transport_socket: { typed_config: { sni, common_tls_context: tls } } }: any) =>
      [sni, tls.combined_validation_context.default_validation_context.match_typed_subject_alt_names[0].matcher.exact, tls.alpn_protocols]);
    expect(verified).toEqual(['eu1', 'us1'].map((cluster) => [`thanos.${cluster}.example.com`, `thanos.${cluster}.example.com`, ['h2']]));
  });

  test('is the observer of today once its version has settings for each endpoint', () => {
    const today = synthesizeMetrics(rowOf('ObserverMetricsStore')).yaml;
    for (const preset of [library.LegacyPerRealmMetricsStore, library.LegacyEnvoyMetricsStore]) {
      const app = Testing.app();
      const { querier } = new preset(app, 'metrics', { observer: observer(), version: library.ThanosVersion.V0_42 });
      expect(querier.compilation.mode).toBe(library.ThanosTlsMode.PER_ENDPOINT);
      expect(app.synthYaml()).toBe(today);
    }
  });
});
