import { Chart } from 'cdk8s';
import { MetricsStoreOptions } from './metrics-options';
import { TracingStoreOptions } from './options';
import { ApplyOrder } from '../gitops';
import { requireMade } from '../kube/kinds';
import { CertificateWatch, TlsMonitoring } from '../monitoring';
import { TlsNetworkPolicies } from '../network';
import { ConnectionCheck } from '../smoke';

type Options = Pick<TracingStoreOptions & MetricsStoreOptions, 'networkPolicies' | 'applyOrder' | 'monitoring' | 'connectionCheck' | 'imagePullPolicy' | 'storeImage'>;

/** What stands beside the pods of a preset by choice, and is computed from them. It comes before them: it may stand anywhere, and a pod should not start unguarded. */
export function addCompanions(chart: Chart, options: Options): void {
  const { networkPolicies, applyOrder, monitoring, connectionCheck, imagePullPolicy, storeImage: toolsImage } = options;
  if (networkPolicies) { new TlsNetworkPolicies(chart, 'policies', networkPolicies); }
  if (applyOrder) { requireMade(chart, 'applyOrder', applyOrder, ApplyOrder, 'ApplyOrder.argoCd()').applyTo(chart); }
  const own = ownName(chart);
  const check = connectionCheck && new ConnectionCheck(chart, 'connections', { imagePullPolicy, toolsImage, ...connectionCheck, metadata: { name: own && `${own}-connections` } });
  if (monitoring) { new TlsMonitoring(chart, 'monitoring', { ...monitoring, name: own && `${own}-monitoring`, certificateWatches: monitoring.certificateWatches ?? watches(check) }); }
}

/** What tells the objects of a preset from those of another in its namespace; undefined where it has the namespace for itself, or an id that names nothing. */
function ownName({ namespace, node: { id } }: Chart): string | undefined {
  return namespace === id || !/^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$/.test(id) ? undefined : id;
}

/** A check that is repeated is a watch too: it comes last, for what no other knows, and it has to be told when it fails or is overdue. */
function watches(check: ConnectionCheck | undefined): CertificateWatch[] | undefined {
  if (check?.cronJobName === undefined) { return undefined; }
  return [CertificateWatch.certManager(), CertificateWatch.manifests(), CertificateWatch.connectionCheck(check.cronJobName, check._everyHours)];
}
