import { Duration } from 'cdk8s';
import { eventually, Namespace, PATIENCE } from './cluster';
import { Mutual } from './mutual';
import { LITTLE, LOADED } from './scene';
import { StorageCa, TempoStackS3, TempoStackSize, TlsMinioProps } from '../../src';
import { Pair } from '../scenes/certificates';
import { store } from '../scenes/store';

/** What a TempoStack is made of. */
export const COMPONENTS = ['distributor', 'ingester', 'querier', 'query-frontend', 'compactor'];
/** How many ingesters get each span. */
export const FACTOR = 3;
/** As many ingesters as get each span. */
export const INGESTERS = Array.from({ length: FACTOR }, (_, n) => `tempo-traces-ingester-${n}`);
const PODS = 2 * COMPONENTS.length - 2 + FACTOR;

const little = { resources: LITTLE };

/**
 * A store, and a TempoStack as it runs in production: two of everything, and three ingesters. The size says how much of everything there is; a node for tests
 * has less than it asks for. What the operator's webhook would fill in is written. The blocks are so short-lived that each ingester writes one every half
 * minute: what cannot be written shows at once.
 */
export const storeWithStack = (namespace: string, pair: Pair, ca: StorageCa, props: Partial<TlsMinioProps> = {}): any[] => store({
  namespace,
  pair,
  ca,
  props: { ...LOADED, ...props },
  clients: (chart, storage) => {
    new TempoStackS3(chart, 'traces', {
      storage,
      size: TempoStackSize.PICO,
      replicas: 2,
      replicationFactor: FACTOR,
      retention: Duration.hours(48),
      distributor: little,
      ingester: little,
      querier: little,
      queryFrontend: little,
      compactor: little,
      tempoConfig: { ingester: { max_block_duration: '30s' } },
    });
  },
});

const STACK = 'app.kubernetes.io/instance=traces,app.kubernetes.io/managed-by=tempo-operator';

/** One of its pods. */
export interface Pod {
  readonly name: string;
  /** whether Kubernetes calls it ready, and nobody has asked for its end */
  readonly ready: boolean;
  /** the ConfigMaps that it mounts */
  readonly mounts: readonly string[];
}

/** The pods of a stack, or of one of its components. */
export async function pods(namespace: Namespace, component?: string): Promise<Pod[]> {
  const selector = component === undefined ? STACK : `${STACK},app.kubernetes.io/component=${component}`;
  const { items } = JSON.parse(await namespace.kubectl('get', 'pods', '-l', selector, '-o', 'json') || '{"items":[]}');
  return items.map(({ metadata, spec, status }: any) => ({
    name: metadata.name,
    ready: metadata.deletionTimestamp === undefined && status.conditions?.some(({ type, status: is }: any) => type === 'Ready' && is === 'True') === true,
    mounts: spec.volumes.flatMap(({ configMap }: any) => (configMap ? [configMap.name] : [])),
  }));
}

/** Whether all are there. */
export const isWhole = (all: readonly Pod[]) => all.length === PODS && all.every(({ ready }) => ready);

/** Waits until all are there again. */
export const whole = (namespace: Namespace) => eventually(PATIENCE, () => pods(namespace), isWhole);

/** How the writing of blocks goes, in the words of the ingesters. */
export class Ingesters {
  private readonly way: Mutual;

  constructor(namespace: Namespace) { this.way = new Mutual(namespace, 'traces'); }

  /** How many writes have failed since each has started. */
  public async failed(): Promise<number> {
    const each = await Promise.all(INGESTERS.map((pod) => this.way.metric(pod, 'tempo_ingester_failed_flushes_total')));
    return each.reduce<number>((all, one) => all + (one ?? 0), 0);
  }

  /** Waits until each has written a block. */
  public async flushed(): Promise<void> {
    const flushes = (pod: string) => this.way.metric(pod, 'tempo_ingester_blocks_flushed_total');
    await Promise.all(INGESTERS.map(async (pod) => {
      const before = await flushes(pod) ?? 0;
      // Who has started again counts from zero.
      await eventually(PATIENCE, () => flushes(pod), (now = 0) => now > before || (now > 0 && now < before));
    }));
  }
}
