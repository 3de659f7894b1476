import { ApiObject, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { checkJobOptions, jobSettings, scriptEnv, toolsImage, withoutName } from './check-job-options';
import { ConnectionCheckProps } from './connection-check-props';
import { CHECK_PATHS, MountedKey, Target, targetsOf, volumePath } from './connection-targets';
import { CERTIFICATES_SH } from './script-certificates';
import { HANDSHAKES_SH, REPORT_SH } from './script-connections';
import { LIB_SH } from './script-lib';
import { emitSmokeJob, SmokeJobSettings, smokeJobSpec, SmokeStep } from './smoke-job';
import { completeAtSynth } from '../kube/at-synth';
import { emit, order } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { Complaint, explained, invalid } from '../kube/invalid';
import { requireBoolean } from '../kube/kinds';
import { workloadLabels } from '../kube/labels';
import { requireInteger, requireLabel, requireText } from '../kube/text';
import { objectsOf } from '../proof/construct-proof';
import { Inventory } from '../trust/inventory';
import { ANY_TIME, World } from '../trust/world';
import { remembering } from '../x509/memory';

/** The longest name of a CronJob is 52 characters (Kubernetes), of which "-99" are kept for the parts of a large one. */
const MAX_NAME = 49;

/** So many in one pod: the prover follows a script for 4000 steps, of which each takes some 40. */
const AT_ONCE = 80;

const NOTHING: Complaint = { what: 'there is nothing to check: no client below what is covered dials anything', fix: 'leave it out, or cover the chart that has clients' };

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
   * @param id names the Jobs, unless metadata.name does; at most 49 characters
   * @throws for input that can never work; at synth, where no client is covered
   */
  constructor(scope: Construct, id: string, props: ConnectionCheckProps = {}) {
    super(scope, id);
    check(this, props);
    this.props = props;
    const { name } = props.metadata ?? {};
    this.name = requireLabel(this, name === undefined ? 'the construct id, which names the object unless metadata.name does,' : 'metadata.name', name ?? id, MAX_NAME);
    this.cronJobName = props.schedule === undefined ? undefined : this.name;
    this.labels = workloadLabels({ ...LABELS, instance: this.name });
    const { root } = this.node;
    const known = made.get(root) ?? [];
    made.set(root, known);
    known.push(this);
    this.node.addValidation({ validate: () => (this.nothing ? [explained(NOTHING)] : []) });
    completeAtSynth(root, 'connection checks', () => writeAll(root, known), 'clients');
  }

  /** The labels that select the pods. */
  public get selectorLabels(): { [label: string]: string } {
    return { ...this.labels.selector };
  }

  /** @internal Takes back what was written at the last synth. */
  public _clear(): void {
    for (const child of this.node.children) { this.node.tryRemoveChild(child.node.id); }
  }

  /** @internal Writes the Jobs for what is covered. */
  public _write(world: World): void {
    const below = `${(this.props.covers ?? Chart.of(this)).node.path}/`;
    const covered = world.connections.filter(({ client: { mayFail, ref, told } }) => (
      mayFail !== true && [ref, told].some((one) => one?.file?.startsWith(below) === true)));
    const targets = targetsOf(covered, world.inventory, this.props.mountClientKeys === true);
    this.nothing = targets.length === 0;
    for (const namespace of new Set(targets.map((target) => target.namespace))) {
      const here = targets.filter((target) => target.namespace === namespace);
      for (let from = 0; from < here.length; from += AT_ONCE) { this.part(namespace, from / AT_ONCE + 1, here.slice(from, from + AT_ONCE)); }
    }
  }

  /** The objects for some connections of one namespace. */
  private part(namespace: string, part: number, targets: readonly Target[]): void {
    const { props } = this;
    const name = part === 1 ? this.name : `${this.name}-${part}`;
    const metadata = withoutName(props.metadata);
    const labels = this.labels.all;
    const data = scripts(targets);
    const id = `${namespace}-${part}`;
    const configMap = emit(this, `${id}-scripts`, { apiVersion: 'v1', kind: 'ConfigMap', name: `${name}-${contentHash(data)}`, namespace, labels, metadata, immutable: true, data });
    const settings: SmokeJobSettings = { ...jobSettings(this, props), name, namespace, labels, metadata, annotations: {} };
    const step = (called: string, env: { [name: string]: string }): SmokeStep => ({
      name: called,
      image: toolsImage(this, props),
      command: ['/bin/sh', `${CHECK_PATHS.scripts}/${called}.sh`],
      env: { ...scriptEnv(props), ...env },
      mounts: [
        { volume: { name: 'scripts', configMap: { name: configMap.name } }, path: CHECK_PATHS.scripts },
        { volume: { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } }, path: CHECK_PATHS.work, writable: true },
        ...mounted(targets),
      ],
    });
    const steps = [step('handshakes', {}), step('report', { MINIMUM_DAYS: `${props.minimumDaysLeft ?? 21}`, SHARE: props.minimumDaysLeft === undefined ? 'yes' : 'no' })];
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

/** The files of the ConfigMap. The requests are written out, one to a line: that is how the prover, and who writes policies, reads them. */
function scripts(targets: readonly Target[]): { [file: string]: string } {
  const word = (text: string) => (/^[\w./:@=-]+$/.test(text) ? text : `'${text}'`);
  const dial = targets.flatMap(({ kind, args, joined, file }, i) => (kind === 'skipped' ? [] : [
    ...(joined.length > 0 ? [`cat ${joined.map(word).join(' ')} >${word(file)}`] : []),
    `dial ${i + 1} ${args.map(word).join(' ')}`,
  ]));
  const rows = targets.map(({ who, url, kind, identity, bundle, file, identityFile }, i) => [i + 1, who.join(', '), url, kind, identity, bundle, file, identityFile].join('|'));
  return {
    ...Object.assign({}, ...targets.map(({ files }) => files)),
    'certificates.sh': CERTIFICATES_SH,
    'connections.txt': `${rows.join('\n')}\n`,
    'dial.sh': `${dial.join('\n')}\n`,
    'handshakes.sh': HANDSHAKES_SH,
    'lib.sh': LIB_SH,
    'report.sh': REPORT_SH,
  };
}

/** One volume with every bundle and certificate. What is not there is told by the check, which says more than a pod that waits for its volume. */
function mounted(targets: readonly Target[]): SmokeStep['mounts'][number][] {
  const objects = new Map<string, Map<string, MountedKey>>();
  for (const mount of targets.flatMap(({ mounts }) => mounts)) {
    const object = `${mount.kind} ${mount.name}`;
    const keys = objects.get(object) ?? new Map<string, MountedKey>();
    objects.set(object, keys.set(mount.key, mount));
  }
  if (objects.size === 0) { return []; }
  const sources = [...objects.values()].map((keys) => {
    const all = [...keys.values()];
    const items = all.map((one) => ({ key: one.key, path: volumePath(one) }));
    return { [all[0].kind === 'Secret' ? 'secret' : 'configMap']: { name: all[0].name, items, optional: true } };
  });
  return [{ volume: { name: 'tls', projected: { sources } }, path: CHECK_PATHS.tls }];
}

const made = new WeakMap<IConstruct, ConnectionCheck[]>();

/** One pass over the objects of an app, however many checks it has. */
function writeAll(root: IConstruct, all: readonly ConnectionCheck[]): void {
  const present = all.filter((each) => each.node.root === root);
  present.forEach((each) => each._clear());
  let sources: ReturnType<typeof objectsOf>;
  try {
    sources = objectsOf(root);
  } catch {
    return; // an object that cannot be rendered: cdk8s says so itself
  }
  remembering(() => {
    const world = new World(new Inventory(sources), { now: ANY_TIME });
    present.forEach((each) => each._write(world));
  });
}

const FIELD = /^[\d*/,A-Za-z?LW#-]+$/;

function check(scope: Construct, props: ConnectionCheckProps): void {
  checkJobOptions(scope, props);
  requireInteger(scope, 'minimumDaysLeft', props.minimumDaysLeft ?? 21, 0, 3650);
  if (props.mountClientKeys !== undefined) { requireBoolean(scope, 'mountClientKeys', props.mountClientKeys); }
  if (props.metadata?.namespace !== undefined) {
    throw invalid(scope, { what: 'metadata.namespace is given, but a check runs where its clients are', got: props.metadata.namespace, fix: 'leave it out; covers says whose connections are made' });
  }
  if (props.schedule !== undefined) {
    const fields = requireText(scope, 'schedule', props.schedule).split(/ +/);
    if (!/^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(props.schedule) && (fields.length !== 5 || !fields.every((field) => FIELD.test(field)))) {
      throw invalid(scope, { what: 'schedule is no schedule of a CronJob', got: props.schedule, allowed: 'minute, hour, day, month and day of the week, or @daily and its like', fix: 'for example "17 6 * * *"' });
    }
  }
}
