import { Chart, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { eventually, inNamespace, Namespace, PATIENCE, requireCluster } from './cluster';
import { Report } from './report';
import { IBucket, ImagePullPolicy, TempoMonolithicS3Tls, TempoMonolithicS3TlsProps, TlsMinioProps } from '../../src';
import { prove } from '../../src/trust/prove';
import { now } from '../scenes/certificates';
import { SILO } from '../scenes/presets';

/** Little is asked for, so that a small node has room for several scenes at once, and for a pod that takes the place of another. */
export const LITTLE = { cpu: { request: Cpu.millis(50) }, memory: { request: Size.mebibytes(256), limit: Size.gibibytes(2) } };

/** What is different for a store on a cluster whose images were loaded by hand. */
export const LOADED: Partial<TlsMinioProps> = { image: SILO, imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT, resources: LITTLE };

/** A Tempo on a bucket: the one that scenes look at. */
export function traces(chart: Chart, storage: IBucket, more: Partial<TempoMonolithicS3TlsProps> = {}): void {
  new TempoMonolithicS3Tls(chart, 'traces', { storage, resources: LITTLE, ...more });
}

/** The report of a file of tests, which is written when they have run. */
export function reporting(name: string): Report {
  const report = new Report(name, requireCluster());
  afterAll(() => { report.write(); });
  return report;
}

/** What the prover says of objects. */
export interface Judgement {
  /** the ids of the rules that found an error */
  readonly errors: readonly string[];
  /** ids of all rules that found something */
  readonly all: readonly string[];
  readonly milliseconds: number;
}

/** Has the prover read objects, before anything is deployed. */
export function judge(objects: readonly object[], at: Date = now): Judgement {
  const start = performance.now();
  const { findings } = prove(objects.map((object) => ({ object })), { now: at });
  const milliseconds = Math.round(performance.now() - start);
  const ids = (of: typeof findings) => [...new Set(of.map(({ rule }) => rule))];
  return { errors: ids(findings.filter(({ severity }) => severity === 'error')), all: ids(findings), milliseconds };
}

export const told = ({ errors }: Judgement) => (errors.length === 0 ? 'no error' : errors.join(', '));

/** What a scene applies, and what is to be seen. */
export interface Scene {
  readonly name: string;
  readonly objects: (namespace: string) => object[];
  /** the resource that a person looks at; a TempoMonolithic by the name of traces unless told otherwise */
  readonly looksAt?: readonly [kind: string, name: string];
  /** what a person who looks at the cluster reads; nothing where it gets Ready */
  readonly says?: RegExp;
  /** the rule that finds it before anything is deployed */
  readonly rule?: string;
  /** whether kubectl compares the objects with their schema before it sends them; so it does unless told otherwise */
  readonly validate?: boolean;
  /** whether the namespace admits only pods of the Pod Security Standard "restricted"; so it does unless told otherwise */
  readonly restricted?: boolean;
  /** what else holds once it is Ready */
  readonly then?: (namespace: Namespace) => Promise<void>;
}

/** Gives a scene to the prover and to the cluster, and holds what both say against what is expected: side by side, so that neither can be wrong alone. */
export async function sideBySide(report: Report, scene: Scene): Promise<void> {
  await inNamespace(async (namespace) => {
    const { looksAt: [kind, name] = ['tempomonolithic', 'traces'], says, rule, then } = scene;
    const objects = scene.objects(namespace.name);
    const judgement = judge(objects);
    const start = performance.now();
    await namespace.apply(objects, scene);
    const look = async () => {
      const ready = await namespace.is(kind, name, 'Ready');
      return { ready, seen: ready ? '' : await namespace.seen(kind, name) };
    };
    const { ready, seen } = await eventually(PATIENCE, look, (looked) => looked.ready || says?.test(looked.seen) === true).catch(look);
    const after = Math.round((performance.now() - start) / 1000);
    report.add({
      scenario: scene.name,
      prover: told(judgement),
      milliseconds: judgement.milliseconds,
      cluster: ready ? 'Ready' : words(says, seen),
      seconds: after,
    });
    if (says === undefined) {
      expect({ errors: judgement.errors, ready, seen }).toEqual({ errors: rule === undefined ? [] : expect.arrayContaining([rule]), ready: true, seen: '' });
    } else {
      expect({ errors: judgement.errors, seen }).toEqual({ errors: expect.arrayContaining([rule]), seen: expect.stringMatching(says) });
    }
    await then?.(namespace);
  }, scene);
}

/** The words that are looked for, as they stand in a table. */
export function words(says: RegExp | undefined, seen: string): string {
  const found = says?.exec(seen)?.[0];
  return found === undefined ? 'not Ready' : `\`${found.replaceAll('`', '')}\``;
}

/** Waits for the Jobs of a smoke test: traces were written and found, their block was seen in the bucket, and what must be refused was refused. */
export async function smokeTested(namespace: Namespace, objects: readonly any[]): Promise<void> {
  const jobs = objects.filter(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('smoke-')).map(({ metadata }) => metadata.name);
  expect(jobs).not.toEqual([]);
  for (const name of jobs) { expect({ name, ...await namespace.job(name) }).toMatchObject({ name, succeeded: true }); }
}
