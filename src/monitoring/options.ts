import { Duration } from 'cdk8s';
import { StorageCa } from '../pki';
import { CertificateWatch } from './certificate-watch';
import { DashboardTarget } from './dashboard-target';

/** Alerts that can be left out together, because their Prometheus has no such metrics or somebody else has such alerts. */
export enum AlertGroup {
  /** What is scraped is down, or not found. */
  TARGETS = 'targets',
  /** The object store: failing, slow, full, without a drive. */
  STORE = 'store',
  /** Tempo: its bucket, its flushes, spans refused. */
  TRACES = 'traces',
  /** Thanos: endpoints, lookups, queries, its bucket, writes. */
  METRICS = 'metrics',
  /** Certificates and CAs: they end, are not renewed, nobody watches them, or somebody still has the old ones. */
  CERTIFICATES = 'certificates',
}

/** What is watched, from when on it is an alert, and in which form it is written. */
export interface MonitoringOptions {
  /**
   * How the end of certificates is watched. For each certificate the first that knows it is used.
   * @default - `CertificateWatch.certManager()` and `CertificateWatch.manifests()`
   */
  readonly certificateWatches?: CertificateWatch[];
  /**
   * Groups of alerts that are not written.
   * @default - none
   */
  readonly withoutAlerts?: AlertGroup[];
  /**
   * Labels of monitors and rules, for a Prometheus that selects by labels: `{ release: 'kube-prometheus-stack' }`.
   * @default - none
   */
  readonly selectedBy?: { [label: string]: string };
  /**
   * Labels of every alert beside `severity` (critical, warning) and `namespace`.
   * @default - none
   */
  readonly alertLabels?: { [label: string]: string };
  /**
   * The address of an alert's runbook, with "{alert}" for the alert's name.
   * @default - the pages of this library
   */
  readonly runbookUrl?: string;
  /**
   * How often is scraped.
   * @default Duration.seconds(30)
   */
  readonly scrapeInterval?: Duration;
  /**
   * The existing Secret with the token that MinIO wants of those who scrape it, under the key "token" (`mc admin prometheus generate` shows it). Not read where
   * MinIO runs with MINIO_PROMETHEUS_AUTH_TYPE=public.
   * @default - named after the store, with "-metrics"
   */
  readonly minioTokenSecret?: string;
  /**
   * The bundle that verifies servers which nobody in the manifests dials.
   * @default - those that the manifests show
   */
  readonly scrapeCa?: StorageCa;
  /**
   * The existing Secret, in each namespace that is scraped, with the certificate (tls.crt, tls.key) that Prometheus shows to servers which demand one.
   * @default - none; where one is demanded, that is an error
   */
  readonly scrapeCertificateSecret?: string;
  /**
   * The share of failing requests to storage from which on it is an alert, between 0 and 1.
   * @default 0.05
   */
  readonly storageErrorRatio?: number;
  /**
   * How slow the slowest hundredth of requests to storage may be.
   * @default Duration.seconds(3)
   */
  readonly storageLatency?: Duration;
  /**
   * The share of failing queries, writes and calls between Thanos components from which on it is an alert, between 0 and 1.
   * @default 0.05
   */
  readonly queryErrorRatio?: number;
  /**
   * How slow the slowest hundredth of queries may be.
   * @default Duration.seconds(20)
   */
  readonly queryLatency?: Duration;
  /**
   * The share of the store's space that has to be free, between 0 and 1.
   * @default 0.1
   */
  readonly storageFreeRatio?: number;
  /**
   * How long before its end a certificate is a warning. For one that cert-manager renews later than that: a half of the time before its end at which it is renewed.
   * @default Duration.days(21)
   */
  readonly certificateWarning?: Duration;
  /**
   * How long before its end a certificate is critical. For one that cert-manager renews later than that: a quarter of that time.
   * @default Duration.days(7)
   */
  readonly certificateCritical?: Duration;
  /**
   * In which form the dashboard is written.
   * @default - `DashboardTarget.configMap()`
   */
  readonly dashboard?: DashboardTarget;
}
