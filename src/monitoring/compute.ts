import { Alert, Thresholds } from './alert';
import { certificateAlerts } from './alerts/certificates';
import { metricAlerts, QuerierEndpointsSeen } from './alerts/metrics';
import { storeAlerts } from './alerts/store';
import { targetAlerts } from './alerts/targets';
import { traceAlerts } from './alerts/traces';
import { CertificateWatch } from './certificate-watch';
import { Ending, endingsOf, startReadersOf } from './certificates';
import { AlertGroup } from './options';
import { Share, sharesOf } from './shares';
import { Target } from './target';
import { ScrapeWishes, targetsOf } from './targets';
import { Complaint } from '../kube/invalid';
import type { CronJobRef } from '../proof/computed';
import { Manifest } from '../trust/inventory';
import { PolicyGraph } from '../trust/policies/graph';
import { objectName } from '../trust/refs';
import type { World } from '../trust/world';

/** What is asked of the computation. */
export interface Wishes extends ScrapeWishes {
  readonly namespace: string;
  readonly thresholds: Thresholds;
  readonly watches: readonly CertificateWatch[];
  /** the CronJobs that checks of connections are, of each its own */
  readonly checks: readonly (readonly CronJobRef[])[];
  readonly without: readonly AlertGroup[];
}

/** What is to be scraped, and when somebody is to be told. */
export interface Computed {
  readonly targets: readonly Target[];
  readonly shares: readonly Share[];
  readonly groups: ReadonlyMap<AlertGroup, readonly Alert[]>;
  readonly complaints: readonly Complaint[];
  readonly warnings: readonly string[];
}

/** Monitors and alerts for some objects, from the connections that they take part in. */
export function computeMonitoring(graph: PolicyGraph, world: World, covered: readonly Manifest[], wishes: Wishes): Computed {
  const { targets, complaints, warnings } = targetsOf(graph, world, covered, wishes);
  const { thresholds } = wishes;
  const { shares, unknown } = sharesOf(endingsOf(graph, world, covered), wishes);
  const all: [AlertGroup, readonly Alert[]][] = [
    [AlertGroup.TARGETS, targetAlerts(targets)],
    [AlertGroup.STORE, storeAlerts(targets, thresholds)],
    [AlertGroup.TRACES, traceAlerts(targets, thresholds)],
    [AlertGroup.METRICS, metricAlerts(targets, queriersOf(graph, targets), thresholds)],
    [AlertGroup.CERTIFICATES, certificateAlerts(shares, startReadersOf(graph, world, targets), thresholds)],
  ];
  const groups = all.filter(([group, alerts]) => !wishes.without.includes(group) && alerts.length > 0);
  const forgotten = wishes.without.includes(AlertGroup.CERTIFICATES) ? [] : unknown;
  return { targets, shares, groups: new Map(groups), complaints: [...complaints, ...forgotten.map(unwatched)], warnings };
}

/** Queriers, and how many addresses each of them is told to dial by gRPC. */
function queriersOf(graph: PolicyGraph, targets: readonly Target[]): QuerierEndpointsSeen[] {
  return targets.filter(({ product, component, group }) => product === 'thanos' && component === 'query' && group).map((target) => {
    const dialled = graph.edges.filter(({ client, connection }) => client.key === target.group?.key && connection.client.product === 'Thanos Query');
    return { target, endpoints: new Set(dialled.map(({ connection }) => connection.client.address?.text)).size };
  }).filter(({ endpoints }) => endpoints > 0);
}

function unwatched({ kind, namespace, name, key }: Ending): Complaint {
  return {
    what: 'nothing tells when a certificate ends',
    saw: `${objectName({ apiVersion: '', kind, namespace, name })}${key === undefined ? '' : `, key ${key}`}`,
    allowed: 'a watch that knows it, or no alerts on certificates',
    fix: 'certificateWatches: [CertificateWatch.certManager(), CertificateWatch.manifests(), CertificateWatch.x509Exporter()], or declare the certificate (publicFacts); '
      + "CertificateWatch.connectionCheck('…') for what no object of the cluster holds",
  };
}
