import { IConstruct } from 'constructs';
import { invalid } from '../kube/invalid';
import { bytesOf } from '../kube/quantity';
import { requireList, requireName, requireOneOf, requireQuantity } from '../kube/text';

/** Options of `StoreVolume.claim`. */
export interface StoreClaimOptions {
  /**
   * The size of the volume: a Kubernetes quantity.
   * @default "10Gi"
   */
  readonly size?: string;
  /**
   * The storage class.
   * @default - the cluster's default class
   */
  readonly storageClassName?: string;
  /**
   * How the volume may be mounted. One pod uses it.
   * @default [StoreAccessMode.READ_WRITE_ONCE]
   */
  readonly accessModes?: StoreAccessMode[];
}

/** Options of `StoreVolume.ephemeral`. */
export interface EphemeralStoreOptions {
  /**
   * How much may be kept before the kubelet evicts the pod: a Kubernetes quantity.
   * @default "2Gi"
   */
  readonly sizeLimit?: string;
}

/** How a volume may be mounted (Kubernetes `accessModes`). */
export enum StoreAccessMode {
  /** By the pods of one node. */
  READ_WRITE_ONCE = 'ReadWriteOnce',
  /** By one pod only (Kubernetes 1.29 and later, or a driver that knows it). */
  READ_WRITE_ONCE_POD = 'ReadWriteOncePod',
  /** By pods of several nodes. */
  READ_WRITE_MANY = 'ReadWriteMany',
}

/** What a volume contributes to a StatefulSet. */
export interface RenderedVolume {
  readonly volumes: readonly { [key: string]: any }[];
  readonly claims: readonly { [key: string]: any }[];
  /** the bytes that count as the pod's ephemeral storage */
  readonly ephemeralBytes: number;
}

/**
 * Where an object store keeps its data.
 *
 * @example
 *
 * const storage = StoreVolume.claim({ size: '100Gi', storageClassName: 'fast' });
 */
export class StoreVolume {
  /**
   * A persistent volume claim of the StatefulSet. It outlives the StatefulSet; Kubernetes lets nobody change it afterwards.
   *
   * @throws for a size that is no quantity, and for an impossible class name
   */
  public static claim(options: StoreClaimOptions = {}): StoreVolume {
    const where = 'StoreVolume.claim';
    const size = requireQuantity(where, 'size', options.size ?? '10Gi');
    const storageClassName = options.storageClassName === undefined ? undefined : requireName(where, 'storageClassName', options.storageClassName);
    const accessModes = requireList<StoreAccessMode>(where, 'accessModes', options.accessModes ?? [StoreAccessMode.READ_WRITE_ONCE])
      .map((mode, i) => requireOneOf(where, `accessModes[${i}]`, mode, Object.values(StoreAccessMode)));
    if (accessModes.length === 0) {
      throw invalid(where, { what: 'accessModes is empty', got: [], allowed: 'one access mode or more', fix: 'leave it out for ReadWriteOnce' });
    }
    return new StoreVolume((name, labels) => ({
      volumes: [],
      claims: [{
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name, labels },
        spec: { accessModes, ...(storageClassName ? { storageClassName } : {}), resources: { requests: { storage: size } } },
      }],
      ephemeralBytes: 0,
    }));
  }

  /**
   * The node's disk, for as long as the pod lives: everything is lost when the pod moves. For development and tests.
   *
   * @throws for a limit that is no quantity
   */
  public static ephemeral(options: EphemeralStoreOptions = {}): StoreVolume {
    const sizeLimit = requireQuantity('StoreVolume.ephemeral', 'sizeLimit', options.sizeLimit ?? '2Gi');
    return new StoreVolume((name) => ({ volumes: [{ name, emptyDir: { sizeLimit } }], claims: [], ephemeralBytes: bytesOf(sizeLimit) }));
  }

  private constructor(private readonly render: (name: string, labels: { [key: string]: string }) => RenderedVolume) {}

  /** @internal */
  public _render(name: string, labels: { [key: string]: string }): RenderedVolume {
    return this.render(name, labels);
  }
}

/** The number of bytes that a quantity stands for. @throws for what is none */
export function requireBytes(where: IConstruct | string, field: string, value: unknown): number {
  return Math.floor(bytesOf(requireQuantity(where, field, value)));
}
