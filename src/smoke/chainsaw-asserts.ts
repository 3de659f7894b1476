import { RequiredSecret } from '../kube/required-secrets';

/** A file of assertions. */
export interface ChainsawCheck {
  readonly file: string;
  readonly name: string;
  /** whether the cluster makes it come true, so that waiting helps */
  readonly waits: boolean;
  readonly objects: readonly any[];
  /** what chainsaw shows when it does not come true */
  readonly evidence?: readonly any[];
}

const SMOKE = { 'app.kubernetes.io/component': 'smoke' };

/**
 * What can be asserted of manifests once they are applied, read from the manifests themselves: what is tested is what is deployed. The
 * facts about Tempo are those of the operator's own tests (tempo-operator 0.22.0, tests/e2e/monolithic-s3-tls).
 */
export function checks(manifest: readonly any[], secrets: readonly RequiredSecret[]): ChainsawCheck[] {
  const of = (...kinds: string[]) => manifest.filter((object) => kinds.includes(object.kind));
  const jobs = of('Job').map((job) => ({ ...reference(job), status: { succeeded: job.spec.completions ?? 1 } }));
  const isSmoke = (job: any) => job.metadata.labels?.['app.kubernetes.io/component'] === SMOKE['app.kubernetes.io/component'];
  const smoke = new Set(of('Job').filter(isSmoke).map((job) => job.metadata.name));
  const tempos = of('TempoMonolithic', 'TempoStack');
  const all: ChainsawCheck[] = [
    {
      file: '00-secrets.yaml',
      name: 'secrets-that-must-be-there',
      waits: false,
      objects: secrets.map(({ name, namespace }) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } })),
    },
    {
      file: '20-workloads.yaml',
      name: 'workloads-are-ready',
      waits: true,
      // One that sleeps tells no number of ready pods.
      objects: of('StatefulSet', 'Deployment').filter(({ spec }) => spec.replicas !== 0).map((workload) => ({ ...reference(workload), status: { readyReplicas: workload.spec.replicas ?? 1 } })),
      evidence: [{ events: {} }],
    },
    {
      file: '30-jobs.yaml',
      name: 'jobs-succeeded',
      waits: true,
      objects: jobs.filter((job) => !smoke.has(job.metadata.name)),
      evidence: logs(of('Job').filter((job) => !isSmoke(job))),
    },
    {
      file: '40-tempo.yaml',
      name: 'tempo-is-ready',
      waits: true,
      objects: tempos.flatMap((tempo) => [
        { ...reference(tempo), status: { "(conditions[?type == 'Ready'])": [{ status: 'True' }] } },
        ...(tempo.kind === 'TempoMonolithic' ? [operand('apps/v1', 'StatefulSet', tempo, { status: { readyReplicas: 1 } })] : []),
      ]),
      evidence: tempos.flatMap((tempo) => [
        { describe: reference(tempo, true) },
        { podLogs: { namespace: tempo.metadata.namespace, selector: `app.kubernetes.io/instance=${tempo.metadata.name}`, tail: 50 } },
      ]),
    },
    {
      file: '50-smoke.yaml',
      name: 'smoke-test-passed',
      waits: true,
      objects: jobs.filter((job) => smoke.has(job.metadata.name)),
      evidence: logs(of('Job').filter(isSmoke)),
    },
  ];
  return all.filter((check) => check.objects.length > 0);
}

/** An object as chainsaw finds it again; `describe` wants the name beside the kind. */
function reference(object: any, flat: boolean = false): any {
  const { apiVersion, kind, metadata: { name, namespace } } = object;
  const where = { name, ...(namespace === undefined ? {} : { namespace }) };
  return flat ? { apiVersion, kind, ...where } : { apiVersion, kind, metadata: where };
}

/** An object that the operator makes for a TempoMonolithic, named after it. */
function operand(apiVersion: string, kind: string, tempo: any, rest: any): any {
  return { apiVersion, kind, metadata: { name: `tempo-${tempo.metadata.name}`, namespace: tempo.metadata.namespace }, ...rest };
}

function logs(jobs: readonly any[]): any[] {
  return jobs.map((job) => ({ podLogs: { namespace: job.metadata.namespace, selector: `job-name=${job.metadata.name}`, tail: 100 } }));
}
