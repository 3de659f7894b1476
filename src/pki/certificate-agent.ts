import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { CertificateAgent } from './binding';
import { invalid } from '../kube/invalid';
import { compact } from '../kube/merge';
import { restrictedContainer } from '../kube/pod';

type Part = { readonly [key: string]: any };

/** The pod that agents are in, as its writer knows it. */
export interface AgentPod {
  /** whether it ends by itself, as a Job's: a container beside the others would keep it from that */
  readonly ends: boolean;
  /** user and group of its containers; undefined where the platform chooses */
  readonly uid: number | undefined;
  readonly imagePullPolicy: string;
}

/** What agents add to a pod, beside the volumes of its readers (certificateVolume). */
export interface PodAgents {
  /** to be run before all others */
  readonly initContainers: readonly Part[];
  /** to be run beside the others, and after them in the list: the first is the one that people ask for logs */
  readonly containers: readonly Part[];
  readonly volumes: readonly Part[];
  /** to be applied before the pod */
  readonly objects: readonly ApiObject[];
}

/** The memory that an agent writes to: keys never reach a disk, and end with the pod. */
export function agentVolume({ name }: CertificateAgent): { name: string; [source: string]: any } {
  return { name, emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } };
}

/**
 * The containers and volumes of agents in one pod. An agent that several certificates share is there once.
 *
 * @throws for two agents of one name that are not alike
 */
export function podAgents(where: IConstruct | string, agents: readonly CertificateAgent[], pod: AgentPod): PodAgents {
  const known = new Map<string, { readonly agent: CertificateAgent; readonly text: string }>();
  for (const agent of agents) {
    const { objects, ...rest } = agent;
    const text = JSON.stringify([rest, objects.map(({ name }) => name)]);
    const other = known.get(agent.name);
    if (other !== undefined && other.text !== text) {
      throw invalid(where, {
        what: `two certificates of this pod have agents called ${agent.name} that differ`,
        saw: `${other.text} and ${text}`,
        allowed: 'one way to run it in a pod',
        fix: 'give both certificates the same options, or make them one',
      });
    }
    known.set(agent.name, { agent, text });
  }
  const all = [...known.values()].map(({ agent }) => agent);
  return {
    initContainers: all.map((agent) => agentContainer(agent, `${agent.name}-once`, agent.once, pod)),
    containers: pod.ends ? [] : all.map((agent) => agentContainer(agent, agent.name, agent.renewing, pod)),
    volumes: all.flatMap(({ mounts }) => mounts.map(({ volume }) => volume)),
    objects: all.flatMap(({ objects }) => objects),
  };
}

function agentContainer(agent: CertificateAgent, name: string, run: Part, { imagePullPolicy, uid }: AgentPod): Part {
  return compact({
    name,
    image: agent.image,
    imagePullPolicy,
    ...run,
    resources: agent.resources ?? SMALL,
    securityContext: restrictedContainer(uid),
    volumeMounts: [
      { name: agentVolume(agent).name, mountPath: agent.directory },
      ...agent.mounts.map(({ volume, path }) => ({ name: volume.name, mountPath: path, readOnly: true })),
    ],
  });
}

/** What it writes to memory counts as its own. */
const SMALL = {
  requests: { 'cpu': '10m', 'memory': '32Mi', 'ephemeral-storage': '16Mi' },
  limits: { 'cpu': '200m', 'memory': '64Mi', 'ephemeral-storage': '16Mi' },
};
