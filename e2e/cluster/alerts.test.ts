/**
 * A real Prometheus with the monitors and rules that are written, beside a store and its Tempo. Nothing fires but what is wrong from the start, until faults are
 * made one after the other: each is told by its alert.
 */
import { isDeepStrictEqual } from 'node:util';
import { eventually, inNamespace, Namespace, PATIENCE, seconds } from './cluster';
import { Flushes } from './flushes';
import { judge, LOADED, reporting, told, traces } from './scene';
import { sharedByScenes } from './shared';
import { change, TEMPO } from './store-with-tempo';
import { Sender, traceId, Traces } from './traces';
import { CertificateWatch, TlsMonitoring } from '../../src';
import { issueCa, issueLeaf } from '../../src/x509/issue';
import { shown } from '../scenes/certificates';
import { firingOf, prometheusConfig, token } from '../scenes/prometheus';
import { APPLICATION, hostOf, ROOT, store } from '../scenes/store';

const IMAGE = 'quay.io/prometheus/prometheus:v3.16.0';
const DAY = 86_400_000;
const times = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 10 * DAY) };
const [ca, stranger] = ['Watched', 'Stranger'].map((commonName) => issueCa({ commonName, ...times }));

const report = reporting('alerts');
const shared = sharedByScenes();

/** A Tempo that looks at its bucket often, and takes small traces only: so that what is wrong shows in minutes. */
const SOON = { storage: { trace: { blocklist_poll: '15s' } }, overrides: { defaults: { global: { max_bytes_per_trace: 20_000 } } } };

const leaf = (issuer: typeof ca, namespace: string) => shown(issueLeaf(issuer, { commonName: 'minio', dnsNames: ['minio', hostOf(namespace)], usages: ['serverAuth'], ...times }));

function watched(namespace: string): any[] {
  return store({
    namespace,
    pair: leaf(ca, namespace),
    ca: ca.certificatePem,
    props: LOADED,
    clients: (chart, bucket) => {
      traces(chart, bucket, { tempoConfig: SOON });
      const certificateWatches = [CertificateWatch.manifests(), CertificateWatch.connectionCheck('check')];
      new TlsMonitoring(chart, 'monitoring', { certificateWatches });
    },
  });
}

/** Prometheus as a pod, with the files that the monitors name, from the objects that they name. */
function prometheus(namespace: string, objects: readonly any[]): any[] {
  const mounts = new Map<string, object>();
  const { config, rules } = prometheusConfig(objects, '/etc/prometheus/rules.yaml', ({ metadata: { name }, spec: { podMetricsEndpoints: [{ tlsConfig, authorization }] } }) => {
    if (tlsConfig) { mounts.set(`${name}-ca`, { configMap: { name: tlsConfig.ca.configMap.name } }); }
    if (authorization) { mounts.set(`${name}-token`, { secret: { secretName: authorization.credentials.name } }); }
    const minio = name.startsWith('minio');
    return {
      target: minio ? `${hostOf(namespace)}:9000` : `${TEMPO}.${namespace}.svc:3200`,
      pod: minio ? 'minio-0' : 'tempo-traces-0',
      ca: `/etc/${name}-ca/${tlsConfig?.ca.configMap.key}`,
      token: `/etc/${name}-token/${authorization?.credentials.key}`,
    };
  });
  const labels = { app: 'prometheus' };
  const metadata = { name: 'prometheus', namespace };
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'minio-metrics', namespace }, stringData: { token: token(ROOT.rootPassword) } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'prometheus.yaml': JSON.stringify(config), 'rules.yaml': JSON.stringify(rules) } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port: 9090 }] } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, labels },
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 65534, runAsGroup: 65534, fsGroup: 65534, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [{
          name: 'prometheus',
          image: IMAGE,
          imagePullPolicy: 'IfNotPresent',
          args: ['--config.file=/etc/prometheus/prometheus.yaml', '--storage.tsdb.path=/prometheus'],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
          volumeMounts: [
            { name: 'config', mountPath: '/etc/prometheus' }, { name: 'data', mountPath: '/prometheus' },
            ...[...mounts.keys()].map((name) => ({ name, mountPath: `/etc/${name}` })),
          ],
        }],
        volumes: [{ name: 'config', configMap: { name: 'prometheus' } }, { name: 'data', emptyDir: {} }, ...[...mounts].map(([name, source]) => ({ name, ...source }))],
      },
    },
  ];
}

/** What is wrong from the start: a CA that ends in ten days, and a check that never ran. */
const ALWAYS = ['CertificateEndsSoon', 'ConnectionCheckOverdue'];

/** A span that is larger than a trace may be: of many attributes, as each is cut at 2,048 bytes (Tempo 2.10.8, distributor.max_attribute_bytes). */
const large = (id: string) => {
  const attributes = Array.from({ length: 30 }, (_, i) => ({ key: `text${i}`, value: { stringValue: 'x'.repeat(2000) } }));
  return { resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: id, spanId: id.slice(16), name: 'large', attributes }] }] }] };
};

/** mc in the pod of the store, as its administrator. */
const mc = (namespace: Namespace, ...args: readonly string[]) => namespace.kubectl(
  'exec', 'minio-0', '-c', 'minio', '--', 'sh', '-c',
  `export MC_CONFIG_DIR=$(mktemp -d) MC_HOST_root=https://${ROOT.rootUser}:${ROOT.rootPassword}@${hostOf(namespace.name)}:9000; mkdir -p $MC_CONFIG_DIR/certs/CAs; cp /etc/minio/certs/public.crt $MC_CONFIG_DIR/certs/CAs/; mc ${args.join(' ')}`,
);

test('five faults and more, each told by its alert', async () => {
  await inNamespace(async (namespace) => {
    const { name } = namespace;
    const objects = watched(name);
    const judgement = judge(objects);
    const ours = objects.filter(({ kind }) => kind !== 'PodMonitor' && kind !== 'PrometheusRule');
    await namespace.apply([...ours, ...prometheus(name, objects)]);
    await namespace.until('tempomonolithic', 'traces', 'Ready');
    await namespace.until('pod', 'prometheus', 'Ready');
    const writer = new Traces(shared.proxy, name, TEMPO);
    const flushes = new Flushes(namespace, shared.proxy, TEMPO, writer);
    const sender = new Sender(writer, 2);
    shared.senders.push(sender);
    await flushes.works();

    const firing = async () => {
      const { status, text } = await shared.proxy.service(name, 'prometheus', 9090, '/api/v1/alerts');
      return status === 200 ? firingOf(JSON.parse(text).data) : [];
    };
    /** Makes a fault, and looks until its alerts fire, which did not before; does something all the time. */
    type Act = () => Promise<unknown>;
    const provoked = async (fault: string, alerts: readonly string[], make: Act, meanwhile: Act = () => seconds(1)) => {
      const before = await firing();
      expect(before.filter((alert) => alerts.includes(alert))).toEqual([]);
      const start = performance.now();
      await make();
      const all = (names: readonly string[]) => alerts.every((alert) => names.includes(alert));
      await eventually(PATIENCE, async () => {
        await meanwhile();
        return firing();
      }, all);
      const named = `${alerts.join(', ')} ${alerts.length === 1 ? 'fires' : 'fire'}`;
      report.add({ scenario: `alerts: ${fault}`, prover: told(judgement), cluster: named, seconds: Math.round((performance.now() - start) / 1000) });
    };

    // What is right is told nothing of, once Prometheus has seen a block more than there was when it began to look: alerts are without patience here. Space is the node's.
    const quiet = async () => {
      await writer.flush();
      return (await firing()).filter((alert) => alert !== 'MinioNearlyFull');
    };
    expect(await eventually(PATIENCE, quiet, (names) => isDeepStrictEqual(names, ALWAYS))).toEqual(ALWAYS);
    report.add({ scenario: 'alerts: a CA ends in ten days, and a check never ran', prover: told(judgement), cluster: 'CertificateEndsSoon, ConnectionCheckOverdue, and nothing else, fire' });

    const nothing = async () => undefined;
    await provoked('spans that are larger than a trace may be', ['TempoSpansRefused'], nothing, () => shared.proxy.service(name, TEMPO, 4318, '/v1/traces', large(traceId())));

    // Nothing is flushed meanwhile: that fails for the next fault.
    const user = (what: string) => mc(namespace, 'admin', 'user', what, 'root', APPLICATION.access_key_id);
    await provoked('the user of the bucket is disabled', ['TempoStorageFailing', 'TempoStorageUnreachable'], () => user('disable'));
    await user('enable');
    await flushes.works();

    // The connections of Tempo and of Prometheus live until the pod ends.
    await change(namespace, leaf(stranger, name));
    const restarted = () => namespace.kubectl('delete', 'pod', 'minio-0');
    await provoked('the store shows a leaf of a CA that nobody trusts', ['TempoFlushFailing', 'TlsTargetDown'], restarted, () => writer.flush());
    await eventually(PATIENCE, async () => (await shared.proxy.service(name, 'prometheus', 9090, '/api/v1/targets')).text, (seen) => seen.includes('x509'));
    const { text } = await shared.proxy.service(name, 'prometheus', 9090, '/api/v1/targets');
    expect(text).toContain('x509: certificate signed by unknown authority');
    expect(await namespace.is('tempomonolithic', 'traces', 'Ready')).toBe(true);

    // And it heals: the target is up again as soon as the right leaf is shown.
    await change(namespace, leaf(ca, name));
    await eventually(PATIENCE, firing, (names) => !names.includes('TlsTargetDown'));
    await sender.end();
  });
}, 1_800_000);
