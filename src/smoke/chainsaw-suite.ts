import { Chart, Duration, Yaml } from 'cdk8s';
import { checks } from './chainsaw-asserts';
import { goDuration } from '../kube/durations';
import { invalid } from '../kube/invalid';
import { replaceFolder } from '../kube/owned-folder';
import { RequiredSecrets } from '../kube/required-secrets';
import { requireLabel, requireList, requireText } from '../kube/text';

/** Properties of `ChainsawSuite.write`. */
export interface ChainsawSuiteProps {
  /** The charts to apply, in this order. What is asserted of them follows from the objects in them. */
  readonly charts: Chart[];
  /**
   * The test's name.
   * @default - the id of the first chart
   */
  readonly name?: string;
  /**
   * How long each assertion waits. From a second to a day.
   * @default Duration.minutes(10)
   */
  readonly timeout?: Duration;
}

const WHERE = 'ChainsawSuite.write';
const MARK = '# Written by cdk8s-observability-tls: change the program and write it again, not this folder. Files:';

/**
 * A test folder for chainsaw (kyverno/chainsaw v0.2, `chainsaw.kyverno.io/v1alpha1`), the tool of the Tempo operator's own tests/e2e: it
 * applies charts and asserts that stores are ready, buckets made, Tempo Ready, and the smoke test's Jobs succeeded.
 *
 * @example
 *
 * ChainsawSuite.write('tests/e2e/tracing', { charts: [chart] });
 */
export class ChainsawSuite {
  /**
   * Writes the folder: `chainsaw-test.yaml`, the manifests, the assertions. An earlier folder of this method is replaced as a whole;
   * run it with `chainsaw test DIRECTORY`.
   *
   * @param directory made where it does not exist
   * @returns the names of the files, in the order in which the test uses them
   * @throws for a directory with anything in it that this method did not write, and for charts with nothing to assert
   */
  public static write(directory: string, props: ChainsawSuiteProps): string[] {
    requireText(WHERE, 'directory', directory);
    const charts = requireList<Chart>(WHERE, 'charts', props?.charts);
    if (charts.length === 0 || !charts.every((chart) => Chart.isChart(chart))) {
      throw invalid(WHERE, { what: 'charts has no chart, or something else in it', saw: `${charts.length} items`, allowed: 'a list of one Chart or more', fix: 'write charts: [chart]' });
    }
    const name = requireLabel(WHERE, 'name', props.name ?? charts[0].node.id.toLowerCase().replace(/[^a-z0-9-]+/g, '-'));
    const timeout = checkTimeout(props.timeout);
    const manifests = charts.map((chart): any[] => chart.toJson());
    const parts = checks(manifests.flat(), RequiredSecrets.of(charts[0]));
    if (!parts.some((part) => part.waits)) {
      throw invalid(WHERE, {
        what: 'nothing in these charts can be waited for',
        saw: charts.map((chart) => chart.node.id).join(', '),
        allowed: 'a chart with a store, a Tempo or a TraceSmokeTest',
        fix: 'add a TraceSmokeTest, or pass the chart that has it',
      });
    }

    const files = new Map<string, string>();
    const steps: { [key: string]: any }[] = [];
    // What must be there beforehand is looked for first and not waited for: nobody makes it while the test runs.
    for (const part of parts.filter(({ waits }) => !waits)) {
      files.set(part.file, Yaml.stringify(...part.objects));
      steps.push({ name: part.name, try: [{ assert: { file: part.file, timeout: '5s' } }] });
    }
    charts.forEach((chart, i) => {
      const file = `${`${i + 1}`.padStart(2, '0')}-${chart.node.id}.yaml`;
      files.set(file, Yaml.stringify(...manifests[i]));
      steps.push({ name: `apply-${chart.node.id}`.toLowerCase().replace(/[^a-z0-9-]+/g, '-'), try: [{ apply: { file } }] });
    });
    for (const part of parts.filter(({ waits }) => waits)) {
      files.set(part.file, Yaml.stringify(...part.objects));
      steps.push({ name: part.name, try: [{ assert: { file: part.file } }], catch: part.evidence });
    }
    const test = {
      apiVersion: 'chainsaw.kyverno.io/v1alpha1',
      kind: 'Test',
      metadata: { name },
      spec: { ...namespaceOf(manifests.flat()), timeouts: { apply: '1m', assert: timeout, cleanup: '5m', delete: '5m' }, steps },
    };
    files.set('chainsaw-test.yaml', Yaml.stringify(test));
    replaceFolder(WHERE, directory, files, 'chainsaw-test.yaml', MARK);
    return [...files.keys()];
  }

  private constructor() {}
}

/** The namespace of the test: chainsaw makes it when it is not there, and removes what it made. Pods in it are restricted. */
function namespaceOf(objects: readonly any[]): { [key: string]: any } {
  const namespace = objects.map((object) => object.metadata?.namespace).find((found) => found !== undefined);
  return namespace === undefined ? {} : {
    namespace,
    namespaceTemplate: { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } },
  };
}

function checkTimeout(timeout: Duration | undefined): string {
  const value = timeout ?? Duration.minutes(10);
  if (typeof value?.toSeconds !== 'function' || value.toSeconds() < 1 || value.toSeconds() > 86_400) {
    throw invalid(WHERE, {
      what: 'timeout is not usable',
      ...(typeof value?.toHumanString === 'function' ? { saw: value.toHumanString() } : { got: value }),
      allowed: 'a Duration from a second to a day',
      fix: 'timeout: Duration.minutes(10)',
    });
  }
  return goDuration(value);
}
