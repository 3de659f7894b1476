import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Duration, Testing } from 'cdk8s';
import { CASES } from './cases';
import { notOfGrafana } from './grafana';
import { notExported } from './metrics';
import { alertsOf, app, lonely, objectsOf, ofKind, watched } from './watched';
import {
  AlertGroup, CertificateWatch, ConnectionCheck, DashboardTarget,
  NetworkPeer, OpenShiftTracingStore, ProductionTracingStore, RequiredSecrets, ServerCertificate, StorageCa,
  TempoMonolithicS3Tls, TlsMinio, TlsMonitoring, TlsMonitoringProps, TlsProof,
} from '../../src';
import { makeCa } from '../util/certificates';
import { messageOf } from '../util/errors';

const made = watched();
const objects = objectsOf(made);
const monitors = ofKind(objects, 'PodMonitor');
const alerts = alertsOf(objects);
const named = (name: string, namespace?: string): any[] =>
  alerts.filter(({ alert, labels }) => alert === name && (namespace === undefined || labels.namespace === namespace));
const errorsOf = (options: TlsMonitoringProps, ...more: ['nothing' | 'ca'] | []): string => {
  const one = lonely(options, ...more);
  try { Testing.synth(one.charts[0]); } catch (error) { return (error as Error).message; }
  return '';
};

describe('what is scraped', () => {
  test('every server with metrics, once, over verified TLS wherever it speaks TLS', () => {
    expect(monitors.map(({ metadata: { namespace, name }, spec: { podMetricsEndpoints: [{ port, scheme, path, tlsConfig }] } }) => [`${namespace}/${name}`, port, scheme, path, tlsConfig?.serverName])).toEqual([
      ['tracing/minio-object-store', 'https', 'https', '/minio/metrics/v3', 'minio.tracing.svc'],
      ['tracing/traces-tempo', 'http', 'http', '/metrics', undefined],
      ['metrics/compactor-compactor', 'http', 'http', '/metrics', undefined],
      ['metrics/frontend-query-frontend', 'http', 'https', '/metrics', 'frontend.metrics.svc'],
      ['metrics/minio-object-store', 'https', 'https', '/minio/metrics/v3', 'minio.metrics.svc'],
      ['metrics/querier-query', 'http', 'https', '/metrics', 'querier.metrics.svc'],
      ['metrics/receive-receive', 'http', 'https', '/metrics', expect.stringMatching(/^receive.*\.metrics\.svc$/)],
      ['metrics/store-store-gateway', 'http', 'https', '/metrics', expect.stringMatching(/^store.*\.metrics\.svc$/)],
    ]);
    expect(JSON.stringify(objects)).not.toContain('insecureSkipVerify');
  });

  test('the prover finds each scrape, and that it verifies', () => {
    const scrapes = TlsProof.of(made).connections.filter(({ client }) => client.kind === 'PodMonitor');
    expect(scrapes.map(({ client, verdict, tls }) => `${client.namespace}/${client.name} ${tls ? verdict : 'plain'}`).sort()).toEqual(
      monitors.map(({ metadata, spec }) => `${metadata.namespace}/${metadata.name} ${spec.podMetricsEndpoints[0].scheme === 'https' ? 'consistent' : 'plain'}`).sort());
  });

  test('MinIO is asked with a token from a Secret that is listed, and without one where it asks for none', () => {
    expect(monitors[0].spec.podMetricsEndpoints[0].authorization).toEqual({ credentials: { name: 'minio-metrics', key: 'token' } });
    expect(RequiredSecrets.of(made).filter(({ name }) => name === 'minio-metrics').map(({ namespace, keys }) => [namespace, keys])).toEqual([['metrics', { token: '' }], ['tracing', { token: '' }]]);
    const [open] = ofKind(objectsOf(lonely({ withoutAlerts: [AlertGroup.CERTIFICATES] }, 'ca', { MINIO_PROMETHEUS_AUTH_TYPE: 'public' })), 'PodMonitor');
    expect(open.spec.podMetricsEndpoints[0].authorization).toBeUndefined();
  });

  test('labels by which a Prometheus selects are on monitors and rules, and those for alerts on alerts', () => {
    const own = objects.filter(({ metadata, apiVersion }) => apiVersion === 'monitoring.coreos.com/v1' && metadata.namespace === 'tracing');
    expect(own.map(({ metadata }) => metadata.labels.release)).toEqual(own.map(() => 'prometheus'));
    expect(new Set(alerts.filter(({ labels }) => labels.namespace === 'tracing').map(({ labels }) => labels.team))).toEqual(new Set(['observability']));
  });

  test('components of a TempoStack and OpenShift\'s certificates', () => {
    const openshift = app();
    new OpenShiftTracingStore(openshift, 'tracing', { monitoring: {} });
    const [minio] = ofKind(objectsOf(openshift), 'PodMonitor');
    expect(minio.spec.podMetricsEndpoints[0].tlsConfig).toEqual({ ca: { configMap: { name: 'openshift-service-ca', key: 'service-ca.crt' } }, serverName: 'minio.tracing.svc' });
  });
});

describe('when somebody is told', () => {
  test('each Certificate and each CA is in an alert before its end, and in one that says that nobody watches it', () => {
    for (const { metadata: { name, namespace } } of ofKind(objects, 'Certificate')) {
      for (const alert of ['CertificateEndsSoon', 'CertificateEndsVerySoon', 'CertificateNotReady', 'CertificateRenewalStuck', 'CertificateUnwatched']) {
        const about = named(alert).filter(({ expr }) => expr.includes(`namespace="${namespace}"`) && new RegExp(`[|"]${name}[|"]`).test(expr));
        expect([alert, namespace, name, about.length]).toEqual([alert, namespace, name, 1]);
      }
    }
  });

  test('a certificate that is renewed 30 days before its end is a warning when half of them are gone', () => {
    const [ca, leaf] = named('CertificateEndsSoon', 'tracing').map(({ expr }) => Number(/< (\d+)$/.exec(expr)![1]) / 86_400);
    expect([ca, leaf]).toEqual([21, 15]);
  });

  test('Tempo and Thanos are to be restarted when a CA that they read at their start was renewed since', () => {
    expect(named('RestartNeeded').map(({ expr }) => [/job="([^"]+)"/.exec(expr)![1], ...new Set([...expr.matchAll(/name=~?"([^"]+)"/g)].map(([, name]) => name))])).toEqual([
      ['tracing/traces-tempo', 'tracing-ca'],
      ['metrics/compactor-compactor', 'metrics-ca'],
      ['metrics/frontend-query-frontend', 'metrics-ca'],
      ['metrics/querier-query', 'metrics-ca'],
      ['metrics/receive-receive', 'metrics-ca|metrics-readers-ca|metrics-writers-ca'],
      ['metrics/store-store-gateway', 'metrics-ca|metrics-readers-ca'],
    ]);
  });

  test('a querier is to be connected to as many stores as it is told of', () => {
    expect(named('ThanosEndpointsMissing').map(({ expr }) => /< (\d+)$/.exec(expr)![1])).toEqual(['4']);
  });

  test('by metrics and labels that the programs export, chosen by job or name', () => {
    expect(alerts.flatMap(({ alert, expr }) => notExported(expr).map((what) => `${alert}: ${what}`))).toEqual([]);
    expect(notExported('sum by (moon) (rate(minio_requests{a="b"}[5m])) + up + minio_api_requests_total{job="x",color="y"}')).toEqual(
      ['minio_requests', 'minio_api_requests_total{color}', 'by moon', 'up']);
  });

  test('a group is left out by its name', () => {
    const one = app();
    new ProductionTracingStore(one, 'tracing', { monitoring: { withoutAlerts: [AlertGroup.CERTIFICATES, AlertGroup.TRACES] } });
    expect(ofKind(objectsOf(one), 'PrometheusRule')[0].spec.groups.map(({ name }: any) => name)).toEqual(['tracing-targets', 'tracing-store']);
  });

  test('a certificate in an existing Secret is an error until something tells when it ends', () => {
    expect(errorsOf({}, 'ca')).toContain('nothing tells when a certificate ends\n  got      Secret store/minio-tls, key tls.crt');
    const check = alertsOf(objectsOf(lonely({ certificateWatches: [CertificateWatch.manifests(), CertificateWatch.connectionCheck('check')] }, 'ca')));
    expect(check.map(({ alert }) => alert)).toEqual(expect.arrayContaining(['CertificateEndsSoon', 'ConnectionCheckFailing', 'ConnectionCheckOverdue']));
    const exported = alertsOf(objectsOf(lonely({ certificateWatches: [CertificateWatch.x509Exporter()] }, 'ca')));
    expect([...check, ...exported].flatMap(({ expr }) => notExported(expr))).toEqual([]);
    const exprs = exported.filter(({ alert }) => alert === 'CertificateEndsSoon').map(({ expr }) => expr);
    expect(exprs).toEqual([expect.stringMatching(/configmap_name="storage-ca-/), 'x509_cert_not_after{secret_namespace="store",secret_name="minio-tls"} - time() < 1814400']);
  });
});

describe('a check as a watch', () => {
  const issued = { ca: StorageCa.fromPem(makeCa('CA of the store').certificatePem) };
  const watches = [CertificateWatch.connectionCheck('connections')];

  test('is expected in the namespaces in which it is: those of the clients', () => {
    const one = app();
    const chart = new Chart(one, 'chart', { namespace: 'chart' });
    const minio = new TlsMinio(chart, 'minio', { certificate: ServerCertificate.fromSecret('minio-tls', issued), metadata: { namespace: 'store' } });
    new TempoMonolithicS3Tls(chart, 'traces', { storage: minio.bucket('tempo'), metadata: { namespace: 'tracing' } });
    new TlsMonitoring(chart, 'monitoring', { certificateWatches: watches });
    new ConnectionCheck(chart, 'connections', { schedule: '@daily' });
    const all = objectsOf(one);
    const where = ofKind(all, 'CronJob').map(({ metadata }) => metadata.namespace);
    expect(where).toEqual(['store', 'tracing']);
    expect(alertsOf(all).filter(({ alert }) => alert === 'ConnectionCheckOverdue').map(({ labels }) => labels.namespace)).toEqual(where);
  });

  test('knows nothing of a certificate of a server that nobody here dials', () => {
    const one = app();
    const chart = new Chart(one, 'store', { namespace: 'store' });
    new TlsMinio(chart, 'minio', { certificate: ServerCertificate.fromSecret('minio-tls', issued), console: true });
    new TlsMonitoring(chart, 'monitoring', { certificateWatches: watches });
    expect(() => objectsOf(one)).toThrow('nothing tells when a certificate ends\n  got      Secret store/minio-tls, key tls.crt');
  });

  test('needs a chart with a namespace, as its rules do', () => {
    expect(messageOf(() => new TlsMonitoring(new Chart(app(), 'chart'), 'monitoring'))).toMatch(/the chart has no namespace[^]*new Chart/);
  });
});

describe('the dashboard', () => {
  const shown = (all: readonly any[]): any[] => ofKind(all, 'ConfigMap').filter(({ metadata }) => metadata.labels.grafana_dashboard === '1')
    .map(({ data }) => JSON.parse(Object.values<string>(data)[0]));

  test('shows what is exported, each panel in a place of its own', () => {
    const [tracing, metrics] = shown(objects);
    expect([tracing, metrics].map(({ panels }) => panels.filter(({ type }: any) => type === 'row').map(({ title }: any) => title))).toEqual([
      ['Connections', 'Certificates', 'Object store', 'Tempo'], ['Connections', 'Certificates', 'Object store', 'Thanos and its bucket', 'Queries'],
    ]);
    for (const { panels } of [tracing, metrics]) {
      expect(panels.flatMap(({ targets = [] }: any) => targets).flatMap(({ expr }: any) => notExported(expr))).toEqual([]);
      const squares = panels.flatMap(({ gridPos: { x, y, w, h } }: any) => Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`));
      expect([new Set(squares).size, Math.max(...squares.map((square: string) => Number(square.split(',')[0])))]).toEqual([squares.length, 23]);
      expect(new Set(panels.map(({ id }: any) => id)).size).toBe(panels.length);
    }
  });

  test('is what Grafana\'s own types say, to the last option of each panel', () => {
    const exported = shown(objectsOf(lonely({ certificateWatches: [CertificateWatch.x509Exporter()] }, 'ca')));
    const all = [...shown(objects), ...exported];
    const [tracing] = all;
    const spoilt = (change: (panel: any) => void) => {
      const panel = structuredClone(tracing.panels[1]);
      change(panel);
      return { ...tracing, panels: [panel] };
    };
    // One look at all of them, since reading the types is what takes time: nothing is said of the dashboards, and one thing of each that was spoilt.
    expect(notOfGrafana([
      ...all,
      { ...tracing, panels: [], schema: 39 },
      spoilt((panel) => { panel.options.showValue = 'sometimes'; }),
      spoilt((panel) => { delete panel.options.rowHeight; }),
      spoilt((panel) => { panel.fieldConfig.defaults.custom.width = 3; }),
    ])).toEqual([/"schema"' does not exist/, /"sometimes"' is not assignable/, /'rowHeight' is missing/, /"width"' does not exist/].map((says) => expect.stringMatching(says)));
  });

  test('of each certificate by the watch that knows it, the next to end first, and coloured when its alert fires', () => {
    const days = (all: readonly any[]) => shown(all).map(({ panels }) => panels.find(({ type }: any) => type === 'bargauge'));
    const [tracing] = days(objects);
    expect(tracing.targets.map(({ expr }: any) => expr)).toEqual([expect.stringMatching(/^sort\(\(min by \(certificate\) \(label_replace\(.*\) - time\(\)\) \/ 86400\)$/)]);
    const steps = ({ steps: [, ...some] }: any) => some.map(({ value }: any) => value);
    expect(steps(tracing.fieldConfig.defaults.thresholds)).toEqual([7, 21]);
    expect(tracing.fieldConfig.overrides.map(({ matcher, properties }: any) => [matcher.options, ...steps(properties.find(({ id }: any) => id === 'thresholds').value)])).toEqual(
      ['minio-tls', 'traces-otlp-tls'].map((name) => [`tracing/${name}`, 7, 15]));
    const [held] = days(objectsOf(lonely({ certificateWatches: [CertificateWatch.x509Exporter()], certificateWarning: Duration.days(30) }, 'ca')));
    expect(held.targets[0].expr).not.toContain('certmanager_');
    expect(held.targets[0].expr).toMatch(/x509_cert_not_after\{configmap_namespace="store",configmap_name="storage-ca-\w+"\}.* or .*\{secret_namespace="store",secret_name="minio-tls"\}/);
    expect(steps(held.fieldConfig.defaults.thresholds)).toEqual([7, 30]);
    const checked = objectsOf(lonely({ certificateWatches: [CertificateWatch.manifests(), CertificateWatch.connectionCheck('daily', 24)] }, 'ca'));
    const [read] = days(checked);
    expect(read.targets[0].expr).toMatch(/label_replace\(vector\(\d+\), "certificate", "CN=CA of the store", "", ""\)/);
    const [{ panels: [, , since], templating: { list: [source] } }] = shown(checked);
    expect([since.title, steps(since.fieldConfig.defaults.thresholds), since.targets.flatMap(({ expr }: any) => notExported(expr))]).toEqual(['Since the check daily succeeded', [36], []]);
    expect(source.current.value).toBe('default');
  });

  test('as a GrafanaDashboard, or not at all', () => {
    const without: TlsMonitoringProps = { withoutAlerts: [AlertGroup.CERTIFICATES] };
    const [one] = ofKind(objectsOf(lonely({ ...without, dashboard: DashboardTarget.grafanaOperator({ app: 'grafana' }) }, 'ca')), 'GrafanaDashboard');
    expect([one.spec.instanceSelector, JSON.parse(one.spec.json).schemaVersion]).toEqual([{ matchLabels: { app: 'grafana' } }, 39]);
    expect(shown(objectsOf(lonely({ ...without, dashboard: DashboardTarget.none() }, 'ca')))).toEqual([]);
    expect(messageOf(() => DashboardTarget.configMap({}))).toContain('no label is given');
  });
});

test('each alert leads to its runbook, and each runbook to an alert', () => {
  const pages = readdirSync(join(__dirname, '../../docs/runbooks'));
  const base = 'https://github.com/cdk8s-observability-tls/cdk8s-observability-tls/blob/main/docs/runbooks/';
  expect(new Set(alerts.map(({ alert, annotations }) => annotations.runbook_url.replace(base, '') === `${alert}.md` && pages.includes(`${alert}.md`)))).toEqual(new Set([true]));
  expect(pages.sort()).toEqual(Object.keys(CASES).map((alert) => `${alert}.md`).sort());
});

describe('what cannot work', () => {
  test('a server of which no bundle is known is an error, and the bundle is the way out', () => {
    expect(errorsOf({ withoutAlerts: [AlertGroup.CERTIFICATES] })).toContain('scrapeCa');
    const scrapeCa = StorageCa.fromPem(makeCa('CA of the store').certificatePem, { name: 'store-ca' });
    const [monitor] = ofKind(objectsOf(lonely({ withoutAlerts: [AlertGroup.CERTIFICATES], scrapeCa })), 'PodMonitor');
    expect(monitor.spec.podMetricsEndpoints[0].tlsConfig.ca.configMap.name).toMatch(/^store-ca-/);
  });

  test('policies are to let in who scrapes', () => {
    const closed = app();
    const store = new ProductionTracingStore(closed, 'tracing', { monitoring: {}, networkPolicies: {} });
    for (const time of ['first', 'second']) { expect(() => Testing.synth(store)).toThrow(time === 'first' ? /for example prometheus: \[NetworkPeer/ : /prometheus/); }
    const open = app();
    const opened = new ProductionTracingStore(open, 'tracing', { monitoring: {}, networkPolicies: { prometheus: [NetworkPeer.pods({ namespace: 'monitoring' })] } });
    expect(() => Testing.synth(opened)).not.toThrow();
  });

  const chart = () => new Chart(app(), 'chart', { namespace: 'chart' });
  test.each<[TlsMonitoringProps, string]>([
    [{ runbookUrl: 'https://wiki.example.com' }, '{alert}'],
    [{ storageErrorRatio: 5 }, 'storageErrorRatio'],
    [{ queryLatency: 5 as any }, 'queryLatency'],
    [{ certificateWarning: Duration.days(1) }, 'certificateWarning'],
    [{ withoutAlerts: ['all' as AlertGroup] }, 'withoutAlerts[0]'],
    [{ certificateWatches: ['x509' as any] }, 'certificateWatches[0]'],
    [{ alertLabels: { 'a-b': 'c' } }, 'alertLabels'],
    [{ minioTokenSecret: 'A_B' }, 'minioTokenSecret'],
    [{ scrapeCa: ServerCertificate.fromSecret('x') as any }, 'scrapeCa'],
  ])('%j', (options, says) => {
    expect(messageOf(() => new TlsMonitoring(chart(), 'monitoring', options))).toContain(says);
  });

  test('a CronJob that cannot be', () => {
    expect(messageOf(() => CertificateWatch.connectionCheck('A'))).toContain('cronJobName');
    expect(messageOf(() => CertificateWatch.connectionCheck('check', 0))).toContain('everyHours');
  });
});

test('a second synth writes the same', () => {
  expect(objectsOf(made)).toEqual(objects);
});
