import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ThanosWorkload } from './workload';
import { ThanosBucketOptions, ThanosDataOptions, ThanosWorkloadProps } from './workload-props';
import { goDuration } from '../kube/durations';
import { requireDuration } from '../kube/kinds';
import { StoreVolume } from '../objectstore';
import { SINCE } from '../trust/thanos/version-facts';

/** Properties of `ThanosCompactor`. */
export interface ThanosCompactorProps extends ThanosWorkloadProps, ThanosBucketOptions, ThanosDataOptions {
  /**
   * How long samples are kept as they came.
   * @default - for ever
   */
  readonly retentionRaw?: Duration;
  /**
   * How long samples of five minutes are kept.
   * @default - for ever
   */
  readonly retention5m?: Duration;
  /**
   * How long samples of one hour are kept.
   * @default - for ever
   */
  readonly retention1h?: Duration;
}

/**
 * The compactor of a bucket: it joins blocks, makes coarser ones and deletes old ones. It serves no gRPC. There may be one for a bucket.
 *
 * @example
 *
 * new ThanosCompactor(chart, 'compactor', { storage: minio.bucket('thanos'), retentionRaw: Duration.days(30) });
 */
export class ThanosCompactor extends ThanosWorkload {
  /**
   * @param scope the chart, or a construct in it
   * @param id names the objects, unless metadata.name does
   * @throws for input that can never work: the message names the value and the way out
   */
  constructor(scope: Construct, id: string, props: ThanosCompactorProps) {
    const where = `${scope.node.path}/${id}`;
    const retention = (flag: string, field: keyof ThanosCompactorProps) => {
      const value = props[field] === undefined ? undefined : requireDuration(where, field, props[field]);
      return value === undefined ? [] : [`--retention.resolution-${flag}=${goDuration(value)}`];
    };
    super(scope, id, props, {
      command: 'compact',
      component: 'compactor',
      kind: 'StatefulSet',
      defaultReplicas: 1,
      mostReplicas: { count: 1, why: 'two compactors of one bucket undo each other\'s work' },
      interchangeable: false,
      bucket: props?.storage,
      needsBucket: true,
      data: { flag: 'data-dir', volume: props?.data ?? StoreVolume.claim({ size: '100Gi' }) },
      resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } },
      terminationGracePeriodSeconds: 120,
      reserved: ['wait', 'retention.resolution-raw', 'retention.resolution-5m', 'retention.resolution-1h'],
      parts: ({ version }) => ({
        args: [
          '--wait',
          // Nobody who reaches HTTP is asked who they are: they may look at blocks, and mark none of them for deletion.
          ...(version._since(SINCE.compactorWithoutAdmin) ? ['--disable-admin-operations'] : []),
          ...retention('raw', 'retentionRaw'),
          ...retention('5m', 'retention5m'),
          ...retention('1h', 'retention1h'),
        ],
      }),
    });
  }
}
