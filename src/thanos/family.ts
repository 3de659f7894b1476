import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { BoundListener } from './bound-listeners';
import { Owner } from './config-map';
import { ThanosListener } from './listener';
import { ThanosVersion } from './thanos-version';
import { ServiceAddress } from '../kube/service-names';
import { IBucket, StoreVolume } from '../objectstore';
import { StorageCa } from '../pki';
import { CertificateAgent } from '../pki/binding';
import { Facts } from '../x509/facts';

type Part = { readonly [key: string]: any };

/** What the parts of one component are made from. */
export interface FamilyContext extends Owner {
  readonly scope: Construct;
  /** the labels that select the pods */
  readonly podLabels: { readonly [label: string]: string };
  readonly version: ThanosVersion;
  readonly replicas: number;
  readonly headless: ServiceAddress;
  readonly listeners: { readonly [name: string]: BoundListener };
  readonly dataDirectory: string;
}

/** What one component adds to the pod that all share. */
export interface FamilyParts {
  readonly args: readonly string[];
  readonly env?: readonly Part[];
  readonly volumes?: readonly Part[];
  readonly mounts?: readonly Part[];
  readonly objects?: readonly ApiObject[];
  readonly facts?: Facts;
  /** bundles that are read when the process starts */
  readonly trusts?: readonly StorageCa[];
  /** containers that are started before, and may stay beside (restartPolicy Always) */
  readonly initContainers?: readonly Part[];
  /** the programs that write certificates in the pod */
  readonly agents?: readonly CertificateAgent[];
  /** of the pod */
  readonly annotations?: { readonly [key: string]: string };
}

/** One component of Thanos: a row of data, and its arguments. */
export interface ThanosFamily {
  /** what the program is called with: "store", "receive", … */
  readonly command: string;
  /** the value of app.kubernetes.io/component, and the container's name */
  readonly component: string;
  readonly kind: 'StatefulSet' | 'Deployment';
  readonly defaultReplicas: number;
  /** the most pods that can work, and why */
  readonly mostReplicas?: { readonly count: number; readonly why: string };
  /** whether every pod answers the same: then a Service may choose any of them */
  readonly interchangeable: boolean;
  /** left out for components without gRPC; undefined where a user did not say what has to be said */
  readonly grpc?: ThanosListener;
  /** whether --grpc-server-max-connection-age does what its name says */
  readonly recyclesConnections?: boolean;
  /** ports beside gRPC and HTTP: their listeners, and their numbers */
  readonly listeners?: { readonly [name: string]: { readonly listener: ThanosListener; readonly port: number } };
  readonly bucket?: IBucket;
  /** whether there is nothing to do without a bucket */
  readonly needsBucket?: boolean;
  /** where files are kept: the flag that says so, and the volume */
  readonly data?: { readonly flag: string; readonly volume: StoreVolume };
  readonly resources: Part;
  readonly terminationGracePeriodSeconds: number;
  /** after how many seconds its word that it is ready can be relied on, where it says so too early */
  readonly readyAfterSeconds?: (version: ThanosVersion) => number | undefined;
  /** whether something else decides how many pods there are */
  readonly autoscaled?: boolean;
  /** how long HTTP and gRPC wait for what is under way, each, where it is not a minute */
  readonly graceSeconds?: number;
  /** whether the pods of a Deployment can be looked up, by a headless Service */
  readonly findPods?: boolean;
  /** whether pods are found by name before they are ready */
  readonly findUnready?: boolean;
  /** flags that the user may not give beside those that are set: what would undo a property that is not given */
  readonly reserved?: readonly string[];
  parts(context: FamilyContext): FamilyParts;
}
