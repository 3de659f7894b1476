import { Construct } from 'constructs';
import { ThanosAutoscaling, ThanosQuerierProps } from './querier-props';
import { emit } from '../kube/emit';
import { invalid } from '../kube/invalid';
import { requireInteger } from '../kube/text';

/** Bounds of a scaling that can work. */
export function checkAutoscaling(where: Construct, props: ThanosQuerierProps): ThanosAutoscaling | undefined {
  const { autoscaling, replicas } = props;
  if (autoscaling === undefined) { return undefined; }
  if (replicas !== undefined) {
    throw invalid(where, { what: 'replicas and autoscaling exclude each other: every apply would undo the scaling', got: replicas, allowed: 'one of the two', fix: `leave replicas out, and say minReplicas: ${replicas}` });
  }
  const most = requireInteger(where, 'autoscaling.maxReplicas', autoscaling.maxReplicas, 1, 1000);
  const fewest = requireInteger(where, 'autoscaling.minReplicas', autoscaling.minReplicas ?? Math.min(2, most), 1, 1000);
  if (fewest > most) {
    throw invalid(where, { what: 'autoscaling.minReplicas is above autoscaling.maxReplicas', saw: `${fewest} above ${most}`, allowed: `at most ${most}`, fix: 'exchange them' });
  }
  requireInteger(where, 'autoscaling.cpuUtilization', autoscaling.cpuUtilization ?? 75, 1, 100);
  return autoscaling;
}

/** Scales a Deployment by the CPU that it uses. */
export function emitAutoscaler(
  scope: Construct, target: { readonly name: string; readonly namespace: string; readonly labels: { readonly [key: string]: string } },
  autoscaling: ThanosAutoscaling,
): void {
  const { name, namespace, labels } = target;
  emit(scope, 'Autoscaler', {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    name,
    namespace,
    labels: { ...labels },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: autoscaling.minReplicas ?? Math.min(2, autoscaling.maxReplicas),
      maxReplicas: autoscaling.maxReplicas,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: autoscaling.cpuUtilization ?? 75 } } }],
    },
  });
}
