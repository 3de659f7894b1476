import { Construct } from 'constructs';
import { BucketJobStore, ProvisionedBucket } from './bucket-job';
import { requireBucketName } from './bucket-name';
import { requireBucketSettings } from './bucket-settings';
import { S3Credentials } from './s3-credentials';
import { requireAccess } from './store-checks';
import { BucketAccess, StoreBucketOptions } from './store-props';
import { invalid } from '../kube/invalid';
import { requireMade } from '../kube/kinds';
import { requireList } from '../kube/text';

/** The buckets of a store, each of which is made once. */
export class StoreBuckets {
  private readonly made = new Map<string, ProvisionedBucket>();

  /**
   * @param store the construct in which they are made
   * @param settings whether the store's Jobs apply settings
   */
  constructor(private readonly store: Construct, private readonly jobs: BucketJobStore, private readonly settings: boolean) {}

  /** All of them, in the order in which they were asked for. */
  public get all(): ProvisionedBucket[] {
    return [...this.made.values()];
  }

  /** Those that a store's property names. */
  public addAll(names: readonly string[] | undefined): void {
    for (const [i, name] of requireList<string>(this.store, 'buckets', names ?? []).entries()) { this.bucket(requireBucketName(this.store, `buckets[${i}]`, name)); }
  }

  /** One of them: the same for the same name. */
  public bucket(bucketName: string, options?: StoreBucketOptions): ProvisionedBucket {
    const { store } = this;
    const name = requireBucketName(store, 'bucketName', bucketName);
    const known = this.made.get(name);
    if (known !== undefined) {
      if (options !== undefined && Object.keys(options).length > 0) {
        throw invalid(store, {
          what: 'this bucket is declared already, so other options for it would be lost',
          got: name,
          fix: `call bucket('${name}', …) once with its options, and take its name out of "buckets"`,
        });
      }
      return known;
    }
    const credentials = options?.credentials ?? S3Credentials.fromSecret(`${this.jobs.name}-${name}`);
    requireMade(store, 'credentials', credentials, S3Credentials, "S3Credentials.fromSecret('tempo-s3')");
    const access = requireAccess(store, 'access', options?.access ?? BucketAccess.READ_WRITE);
    const settings = requireBucketSettings(store, options ?? {}, this.settings);
    const bucket = new ProvisionedBucket(store, `bucket-${name}`, name, credentials, access, settings, this.jobs);
    this.made.set(name, bucket);
    return bucket;
  }
}
