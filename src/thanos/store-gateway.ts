import { Construct } from 'constructs';
import { ThanosGrpcWorkload } from './grpc-workload';
import { ThanosBucketOptions, ThanosDataOptions, ThanosGrpcServerProps } from './workload-props';
import { invalid } from '../kube/invalid';
import { requireText } from '../kube/text';
import { StoreVolume } from '../objectstore';
import { SINCE } from '../trust/thanos/version-facts';

/** Properties of `ThanosStoreGateway`. */
export interface ThanosStoreGatewayProps extends ThanosGrpcServerProps, ThanosBucketOptions, ThanosDataOptions {
  /**
   * The oldest time that is served: RFC 3339, or a duration before now ("-90d").
   * @default - everything in the bucket
   */
  readonly minTime?: string;
  /**
   * The newest time that is served: RFC 3339, or a duration before now ("-2h").
   * @default - everything in the bucket
   */
  readonly maxTime?: string;
}

/**
 * A store gateway: it answers queries from the blocks in a bucket. All of its pods answer the same.
 *
 * @example
 *
 * const store = new ThanosStoreGateway(chart, 'store', {
 *   storage: minio.bucket('thanos'),
 *   grpc: ThanosListener.mutualTls({ certificate: ServerCertificate.issuedBy(issuer), clientCa: StorageCa.fromBundle('observer-clients') }),
 *   exposure: ThanosExposure.loadBalancer('thanos.eu1.example.com'),
 * });
 */
export class ThanosStoreGateway extends ThanosGrpcWorkload {
  /**
   * @param scope the chart, or a construct in it
   * @param id names the objects, unless metadata.name does
   * @throws for input that can never work: the message names the value and the way out
   */
  constructor(scope: Construct, id: string, props: ThanosStoreGatewayProps) {
    const where = `${scope.node.path}/${id}`;
    super(scope, id, props, {
      command: 'store',
      component: 'store-gateway',
      kind: 'StatefulSet',
      defaultReplicas: 1,
      interchangeable: true,
      grpc: props?.grpc,
      bucket: props?.storage,
      needsBucket: true,
      data: { flag: 'data-dir', volume: props?.data ?? StoreVolume.claim() },
      resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } },
      terminationGracePeriodSeconds: 150,
      parts: ({ version }) => ({
        args: [
          // Nobody who reaches HTTP is asked who they are: they may look at blocks, and mark none of them for deletion.
          ...(version._since(SINCE.storeWithoutAdmin) ? ['--disable-admin-operations'] : []),
          ...timeFlag(where, 'min-time', 'minTime', props.minTime),
          ...timeFlag(where, 'max-time', 'maxTime', props.maxTime),
        ],
      }),
    });
  }
}

/** A bound of time as Thanos reads it (v0.42.4, pkg/model/timeduration.go). */
export function timeFlag(where: string, flag: string, field: string, value: string | undefined): string[] {
  if (value === undefined) { return []; }
  const text = requireText(where, field, value);
  if (!/^-?(\d+(ms|s|m|h|d|w|y))+$/.test(text) && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) {
    throw invalid(where, { what: `${field} is no time`, got: text, allowed: 'RFC 3339 (2026-01-01T00:00:00Z), or a duration from now (-90d, -2h)', fix: 'for example "-90d"' });
  }
  return [`--${flag}=${text}`];
}
