import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { addCompanions } from './companions';
import { MetricsStoreOptions, OwnMetricsStoreOptions } from './metrics-options';
import { restrictedNamespace } from './namespace';
import { StoreVolume, TlsMinio } from '../objectstore';
import { ServerCertificate } from '../pki';

/** What the presets of metrics have in common: a chart with a namespace of its own. */
export abstract class MetricsStore extends Chart {
  constructor(scope: Construct, id: string, options: MetricsStoreOptions) {
    super(scope, id, { namespace: options.namespace ?? id, disableResourceNameHashes: true });
    if (options.createNamespace ?? true) { restrictedNamespace(this, options.namespace ?? id); }
    addCompanions(this, options);
  }

  /** @internal The object store of a preset that brings one. */
  protected _minio(certificate: ServerCertificate, options: OwnMetricsStoreOptions): TlsMinio {
    return new TlsMinio(this, 'minio', {
      certificate,
      image: options.storeImage,
      imagePullPolicy: options.imagePullPolicy,
      clusterDomain: options.clusterDomain,
      storage: StoreVolume.claim({ size: options.storageSize ?? '100Gi', storageClassName: options.storageClassName }),
    });
  }

  /** @internal A claim of the preset's storage class. */
  protected _claim(size: string, options: OwnMetricsStoreOptions): StoreVolume {
    return StoreVolume.claim({ size, storageClassName: options.storageClassName });
  }
}

/** @internal What all components of a preset are told alike. */
export function common({ version, imagePullPolicy, clusterDomain }: MetricsStoreOptions): Pick<MetricsStoreOptions, 'version' | 'imagePullPolicy' | 'clusterDomain'> {
  return { version, imagePullPolicy, clusterDomain };
}
