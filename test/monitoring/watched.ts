import { App, Chart, Testing } from 'cdk8s';
import { ProductionTracingStore, ServerCertificate, SingleClusterMetricsStore, StorageCa, TlsMinio, TlsMonitoring, TlsMonitoringProps, TlsProof } from '../../src';
import { makeCa } from '../util/certificates';

/** An app whose proof at synth is off: it is asked for by name. */
export function app(): App {
  const made = Testing.app();
  TlsProof.off(made, 'asked for by name');
  return made;
}

/** The objects of all charts of an app. */
export const objectsOf = (made: App): any[] => made.charts.flatMap((chart) => Testing.synth(chart));

/** Objects of a kind. */
export const ofKind = (objects: readonly any[], kind: string): any[] => objects.filter((object) => object.kind === kind);

/** The alerts of some objects. */
export const alertsOf = (objects: readonly any[]): any[] => ofKind(objects, 'PrometheusRule').flatMap(({ spec }) => spec.groups).flatMap(({ rules }) => rules);

/** A store whose certificate lies in an existing Secret, alone in a chart that is watched. */
export function lonely(options: TlsMonitoringProps, declare: 'nothing' | 'ca' = 'nothing', extraEnv?: { [name: string]: string }): App {
  const made = app();
  const chart = new Chart(made, 'store', { namespace: 'store' });
  const ca = declare === 'ca' ? StorageCa.fromPem(makeCa('CA of the store').certificatePem) : undefined;
  const minio = new TlsMinio(chart, 'minio', { certificate: ServerCertificate.fromSecret('minio-tls', { ca }), extraEnv });
  if (ca) { minio.bucket('traces'); }
  new TlsMonitoring(chart, 'monitoring', options);
  return made;
}

/** Tempo on MinIO, and Thanos with mutual TLS, each of them watched. */
export function watched(): App {
  const made = app();
  new ProductionTracingStore(made, 'tracing', { monitoring: { selectedBy: { release: 'prometheus' }, alertLabels: { team: 'observability' } } });
  new SingleClusterMetricsStore(made, 'metrics', { monitoring: {} });
  return made;
}

