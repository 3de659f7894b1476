import { App, Testing } from 'cdk8s';
import { ImagePullPolicy, ObjectStoreImage, TracingStore } from '../../src';

/** The store's image by its tag: a cluster without a registry knows no digests. */
export const SILO = ObjectStoreImage.of('docker.io/pgsty/silo:RELEASE.2026-09-16T00-00-00Z');

/** What is different on a cluster whose images were loaded by hand, in a namespace that is there. */
export const ON_CLUSTER = { createNamespace: false, storeImage: SILO, imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT } as const;

/** The objects of a preset. */
export const preset = (make: (app: App) => TracingStore): any[] => Testing.synth(make(new App()));
