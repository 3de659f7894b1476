import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { checkJobOptions, jobSettings, scriptEnv, toolsImage, withoutName } from './check-job-options';
import { ConnectionCheckProps } from './connection-check-props';
import { checkMounts, checkScripts, NOTHING, partsBelow, scriptCommand } from './connection-pods';
import { Target } from './connection-targets';
import { emitSmokeJob, SmokeJobSettings, smokeJobSpec, SmokeStep } from './smoke-job';
import { longestPause } from '../kube/cron';
import { emit, nameOf, order } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { explained, invalid } from '../kube/invalid';
import { requireBoolean } from '../kube/kinds';
import { workloadLabels } from '../kube/labels';
import { requireInteger, requireText } from '../kube/text';
import { computeAtSynth, CronJobRef, SeenObjects } from '../proof/computed';

/** The name of a Job is a label of its pods; the longest suffix is that of a part of a large one, "-99-once-" and ten digits. */
const MAX_NAME = 63 - 19;

const LABELS = { name: 'connection-check', component: 'smoke' };

/**
 * A Job, and by choice a CronJob, that makes the TLS handshake of every connection that the manifests show, with full verification and as its client makes it: from
 * the client's namespace, with its bundle, under the name that it expects. The log has one line for each, and one of JSON, with chain, names, days left, TLS version
 * and time. It fails when one does not verify, when nobody answers, or when a certificate ends too soon. What the manifests mean to be plaintext is told as such.
 *
 * It is computed when the app is synthesized, from what the proof is computed from, so it does not matter what is added to the app before or after. Bundles are
 * mounted from the objects that their clients mount, so it sees them change.
 *
 * @example
 *
 * new ConnectionCheck(chart, 'connections', { schedule: '17 6 * * *' });
 */
export class ConnectionCheck extends Construct {
  /** The name of the CronJob in each namespace that has one of the clients; undefined without a schedule. Above 80 connections in one it goes on as NAME-2. */
  public readonly cronJobName?: string;
  private readonly props: ConnectionCheckProps;
  private readonly name: string;
  private readonly labels: { readonly selector: { [key: string]: string }; readonly all: { [key: string]: string } };
  private nothing = false;

  /**
   * @param scope the chart, or a construct in it
   * @param id names the Jobs, unless metadata.name does; at most 44 characters
   * @throws for input that can never work; at synth, where no client is covered
   */
  constructor(scope: Construct, id: string, props: ConnectionCheckProps = {}) {
    super(scope, id);
    check(this, props);
    this.props = props;
    this.name = nameOf(scope, id, props.metadata, MAX_NAME);
    this.cronJobName = props.schedule === undefined ? undefined : this.name;
    this.labels = workloadLabels({ ...LABELS, instance: this.name });
    this.node.addValidation({ validate: () => (this.nothing ? [explained(NOTHING)] : []) });
    computeAtSynth(this, 'clients');
  }

  /** The labels that select the pods. */
  public get selectorLabels(): { [label: string]: string } {
    return { ...this.labels.selector };
  }

  /** @internal The longest time between two runs of the CronJob, in hours; undefined without a schedule. */
  public get _everyHours(): number | undefined {
    return this.props.schedule === undefined ? undefined : longestPause(this.props.schedule);
  }

  /** @internal */
  public _cronJobs(seen: SeenObjects): CronJobRef[] {
    return this.props.schedule === undefined ? [] : this.parts(seen).map(({ namespace, part }) => ({ namespace, name: this.nameOf(part) }));
  }

  /** @internal Writes the Jobs for what is covered. */
  public _write(seen: SeenObjects): void {
    const parts = this.parts(seen);
    this.nothing = parts.length === 0;
    for (const { namespace, part, targets } of parts) { this.part(namespace, part, targets); }
  }

  private parts({ world }: SeenObjects) {
    return partsBelow(this.props.covers ?? Chart.of(this), world, this.props.mountClientKeys === true);
  }

  private nameOf(part: number): string {
    return part === 1 ? this.name : `${this.name}-${part}`;
  }

  /** The objects for some connections of one namespace. */
  private part(namespace: string, part: number, targets: readonly Target[]): void {
    const { props } = this;
    const name = this.nameOf(part);
    const metadata = withoutName(props.metadata);
    const labels = this.labels.all;
    const data = checkScripts(targets);
    const id = `${namespace}-${part}`;
    const configMap = emit(this, `${id}-scripts`, { apiVersion: 'v1', kind: 'ConfigMap', name: `${name}-${contentHash(data)}`, namespace, labels, metadata, immutable: true, data });
    const settings: SmokeJobSettings = { ...jobSettings(this, props), name, namespace, labels, metadata, annotations: {} };
    const step = (called: string, env: { [name: string]: string }): SmokeStep => ({
      name: called,
      image: toolsImage(this, props),
      command: scriptCommand(called),
      env: { ...scriptEnv(props), ...env },
      mounts: checkMounts(configMap.name, targets),
    });
    const limit = { MINIMUM_DAYS: `${props.minimumDaysLeft ?? 21}`, SHARE: props.minimumDaysLeft === undefined ? 'yes' : 'no' };
    const steps = [step('handshakes', {}), step('report', limit)];
    const seconds = (props.timeout?.toSeconds() ?? 300) + targets.length * 30;
    const jobs: ApiObject[] = [emitSmokeJob(this, id, 'once', settings, steps, seconds)];
    if (props.schedule !== undefined) {
      const spec = smokeJobSpec({ ...settings, ttlSeconds: undefined }, steps, seconds);
      jobs.push(emit(this, `${id}-cron`, {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        name,
        namespace,
        labels,
        metadata,
        spec: {
          schedule: props.schedule,
          concurrencyPolicy: 'Forbid',
          startingDeadlineSeconds: 3600,
          successfulJobsHistoryLimit: 1,
          failedJobsHistoryLimit: 3,
          jobTemplate: { metadata: { labels: { ...labels } }, spec },
        },
      }));
    }
    for (const job of jobs) { order([configMap], job); }
  }
}

function check(scope: Construct, props: ConnectionCheckProps): void {
  checkJobOptions(scope, props);
  requireInteger(scope, 'minimumDaysLeft', props.minimumDaysLeft ?? 21, 0, 3650);
  if (props.mountClientKeys !== undefined) { requireBoolean(scope, 'mountClientKeys', props.mountClientKeys); }
  if (props.metadata?.namespace !== undefined) {
    throw invalid(scope, { what: 'metadata.namespace is given, but a check runs where its clients are', got: props.metadata.namespace, fix: 'leave it out; covers says whose connections are made' });
  }
  if (props.schedule !== undefined && longestPause(requireText(scope, 'schedule', props.schedule)) === undefined) {
    throw invalid(scope, {
      what: 'schedule is no schedule of a CronJob',
      got: props.schedule,
      allowed: 'minute, hour, day, month (1-12, jan) and day of the week (0-6, sun), of a date that comes; or @daily and its like',
      fix: 'for example "17 6 * * *"',
    });
  }
}
