import { BucketSettings } from './bucket-settings';
import { BoundRootCredentials } from './root-credentials';
import { BoundS3Credentials } from './s3-credentials';
import { ServerSpread } from './server-spread';
import { BucketAccess } from './store-props';
import { CertificateLayout } from '../pki/certificate-layout';

/** What is to be known of a server: one row of data for each. */
export interface ObjectStoreServer {
  /** the value of app.kubernetes.io/name, and the container's name */
  readonly product: string;
  /** the default image */
  readonly image: string;
  /** whether the server's image brings `mc` and a shell, so that it serves for the bucket Jobs too */
  readonly imageBringsClient: boolean;
  /** where it reads its certificate and key */
  readonly certificate: CertificateLayout;
  /** where it keeps its data */
  readonly dataDirectory: string;
  /** where the root Secret is mounted, with the files `user` and `password` */
  readonly rootDirectory: string;
  /** the port of S3 over TLS */
  readonly port: number;
  /** HTTPS paths on that port: the process answers · it takes requests */
  readonly live: string;
  readonly ready: string;
  /** fixed environment */
  readonly env: { readonly [name: string]: string };
}

/** Several servers that are one store. */
export interface StoreCluster {
  readonly servers: number;
  /** volumes of each server */
  readonly drives: number;
  /** HTTPS path: enough servers are there to take requests */
  readonly ready: string;
  /** how often, with five seconds between, that has to be so before a server is asked */
  readonly readySuccesses: number;
  /** environment of several servers, which `extraEnv` may change */
  readonly env: { readonly [name: string]: string };
  /** where, below the directory of its certificate, a server reads the bundle that verifies the others */
  readonly trust: string;
  readonly spread: ServerSpread;
}

/** A bucket as the server's pod has to know it. */
export interface PodBucket {
  readonly name: string;
  readonly access: BucketAccess;
  readonly credentials: BoundS3Credentials;
}

/** What the parts of a pod are made from. */
export interface PodContext {
  /** the name of the StatefulSet */
  readonly name: string;
  /** the host of the headless Service */
  readonly headlessHost: string;
  readonly port: number;
  readonly region?: string;
  readonly root: BoundRootCredentials;
  /** an image with a shell */
  readonly clientImage: string;
  readonly buckets: readonly PodBucket[];
}

/** What one family of servers adds to the StatefulSet, Service and Jobs that all share. */
export interface StoreFamily {
  readonly server: ObjectStoreServer;
  /** for more servers than one */
  readonly cluster?: StoreCluster;
  /** ports beside S3: name and number */
  readonly extraPorts?: { readonly [name: string]: number };
  /** whether the server reads the root Secret itself; an init container may do it instead. Default true */
  readonly mountsRoot?: boolean;
  /** whether the server reads the applications' Secrets too when it starts. Default false */
  readonly readsApplications?: boolean;
  /** whether its provisioning applies settings of buckets. Default false */
  readonly bucketSettings?: boolean;
  args(context: PodContext): string[];
  /** environment that hangs on the properties */
  env?(context: PodContext): { [name: string]: string };
  /** containers that run before the server, without the security context that all containers get */
  initContainers?(context: PodContext): { [key: string]: any }[];
  volumes?(context: PodContext): { [key: string]: any }[];
  mounts?(context: PodContext): { [key: string]: any }[];
  /** shell lines that make a bucket and, where the server keeps users itself, its user; see provisioning.ts */
  provisioning(bucket: ProvisionedAs): BucketProvisioning;
}

/** A bucket as a Job makes it. */
export interface ProvisionedAs {
  readonly name: string;
  readonly access: BucketAccess;
  readonly settings: BucketSettings;
}

/** What a bucket Job runs. */
export interface BucketProvisioning {
  readonly steps: string;
  /** files beside the script */
  readonly files: { readonly [name: string]: string };
  /** whether the bucket is made with a lock for objects. Default false */
  readonly locked?: boolean;
}
