import { ApiObjectMetadata, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { checkPodOptions, jobSettings, scriptEnv, toolsImage, withoutName } from './check-job-options';
import { CheckPodOptions } from './connection-check-props';
import { checkMounts, checkScripts, NOTHING, partsBelow, scriptCommand } from './connection-pods';
import { Target } from './connection-targets';
import { pasteable } from './debug-commands';
import { smokeJobSpec, SmokeStep } from './smoke-job';
import { emit, nameOf, order } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { explained } from '../kube/invalid';
import { requireBoolean } from '../kube/kinds';
import { workloadLabels } from '../kube/labels';
import { computeAtSynth, SeenObjects } from '../proof/computed';

/** Properties of `DebugPod`. */
export interface DebugPodProps extends CheckPodOptions {
  /**
   * Whose connections are looked at: those of the clients below this construct.
   * @default - the chart
   */
  readonly covers?: IConstruct;
  /**
   * Whether a pod runs. Without one it is there when it is needed: `kubectl scale deployment NAME --replicas=1`.
   * @default false
   */
  readonly running?: boolean;
  /**
   * Mounts the private keys of the clients too: whoever may run a command in the pod has them.
   * @default false
   */
  readonly mountClientKeys?: boolean;
  /**
   * Name, labels and annotations of the objects. They are in the namespaces of the clients.
   * @default - named after the construct id
   */
  readonly metadata?: ApiObjectMetadata;
}

/** The longest suffix of a name: "-99-" and ten digits. */
const MAX_NAME = 63 - 14;

/** Tells what came of the handshakes and how to make them by hand, and stays for whoever comes to look. The prover does not follow it, as it does not report.sh. */
const DEBUG_SH = `#!/bin/sh
here=$(dirname "$0")
sh "$here/report.sh"
printf '\\nBy hand, in this pod (kubectl exec -it); those of grpcurl and openssl where the image has them:\\n'
cat "$here/commands.txt"
trap 'exit 0' TERM INT
while :; do
  sleep 3600 &
  wait $!
done
`;

/**
 * A Deployment that sleeps, without a pod until it is scaled up, in which every connection of some clients can be tried by hand as they make it: with their
 * bundles mounted, under the rules that hold for all pods (Pod Security "restricted", no token), and let through by `TlsNetworkPolicies`. For clients whose image has
 * no shell. When it starts it makes every handshake once, and its log tells what came of them, with the commands ready to paste.
 *
 * @example
 *
 * new DebugPod(chart, 'debug');
 */
export class DebugPod extends Construct {
  /** The name of the Deployment in each namespace that has one of the clients. */
  public readonly deploymentName: string;
  private readonly props: DebugPodProps;
  private readonly labels: { readonly selector: { [key: string]: string }; readonly all: { [key: string]: string } };
  private nothing = false;

  /**
   * @param scope the chart, or a construct in it
   * @param id names the Deployment, unless metadata.name does; at most 49 characters
   * @throws for input that can never work; at synth, where no client is covered
   */
  constructor(scope: Construct, id: string, props: DebugPodProps = {}) {
    super(scope, id);
    checkPodOptions(this, props);
    for (const field of ['running', 'mountClientKeys'] as const) { if (props[field] !== undefined) { requireBoolean(this, field, props[field]); } }
    this.props = props;
    this.deploymentName = nameOf(scope, id, props.metadata, MAX_NAME);
    this.labels = workloadLabels({ name: 'debug-pod', instance: this.deploymentName, component: 'debug' });
    this.node.addValidation({ validate: () => (this.nothing ? [explained(NOTHING)] : []) });
    computeAtSynth(this, 'clients');
  }

  /** The labels that select the pods. */
  public get selectorLabels(): { [label: string]: string } {
    return { ...this.labels.selector };
  }

  /** @internal Writes the Deployments for what is covered. */
  public _write({ world }: SeenObjects): void {
    const parts = partsBelow(this.props.covers ?? Chart.of(this), world, this.props.mountClientKeys === true);
    this.nothing = parts.length === 0;
    for (const { namespace, part, targets } of parts) { this.part(namespace, part, targets); }
  }

  private part(namespace: string, part: number, targets: readonly Target[]): void {
    const { props } = this;
    const name = part === 1 ? this.deploymentName : `${this.deploymentName}-${part}`;
    const metadata = withoutName(props.metadata);
    const { selector, all: labels } = this.labels;
    const data = { ...checkScripts(targets), 'commands.txt': pasteable(targets), 'debug.sh': DEBUG_SH };
    const id = `${namespace}-${part}`;
    const configMap = emit(this, `${id}-scripts`, { apiVersion: 'v1', kind: 'ConfigMap', name: `${name}-${contentHash(data)}`, namespace, labels, metadata, immutable: true, data });
    const step = (called: string, script: string): SmokeStep => ({
      name: called,
      image: toolsImage(this, props),
      command: scriptCommand(script),
      env: { ...scriptEnv({}), TIMEOUT: '10', MINIMUM_DAYS: '21', SHARE: 'yes' },
      mounts: checkMounts(configMap.name, targets),
    });
    const { template } = smokeJobSpec({ ...jobSettings(this, props), labels }, [step('handshakes', 'handshakes'), step('shell', 'debug')], 0);
    const { restartPolicy: _restartPolicy, ...pod } = template.spec;
    const deployment = emit(this, id, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name,
      namespace,
      labels,
      metadata,
      spec: {
        replicas: props.running ? 1 : 0,
        strategy: { type: 'Recreate' },
        selector: { matchLabels: { ...selector, ...(part === 1 ? {} : { part: `${part}` }) } },
        template: { metadata: { labels: { ...template.metadata.labels, ...(part === 1 ? {} : { part: `${part}` }) } }, spec: pod },
      },
    });
    order([configMap], deployment);
  }
}
