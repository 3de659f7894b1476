import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { BucketProvisioning } from './store-family';
import { StoreBucketOptions } from './store-props';
import { requireBytes } from './store-volume';
import { invalid } from '../kube/invalid';
import { requireDuration } from '../kube/kinds';

/** What a bucket keeps, beside who may use it. */
export interface BucketSettings {
  /** for how many days an object that was replaced or deleted is kept as an earlier version; undefined where the bucket has no versions */
  readonly versionDays?: number;
  /** for how many days nobody may delete a version */
  readonly lockDays?: number;
  readonly quotaBytes?: number;
}

const NAMES = ['keepVersionsFor', 'lockFor', 'quota'] as const;

/** The settings among a bucket's options. @param able whether the store's family has them */
export function requireBucketSettings(where: IConstruct, options: StoreBucketOptions, able: boolean): BucketSettings {
  const given = NAMES.find((name) => options[name] !== undefined);
  if (given === undefined) { return {}; }
  if (!able) {
    throw invalid(where, { what: `${given} is not applied to buckets of this store`, allowed: 'a TlsMinio, whose bucket Job sets it', fix: `leave ${given} out, or use TlsMinio` });
  }
  const versionDays = days(where, 'keepVersionsFor', options.keepVersionsFor);
  const lockDays = days(where, 'lockFor', options.lockFor);
  if (lockDays !== undefined && versionDays === undefined) {
    throw invalid(where, {
      what: 'lockFor keeps versions, and nothing would ever remove them: Tempo deletes every block that it has merged or that is past its retention',
      saw: 'lockFor without keepVersionsFor',
      fix: `keepVersionsFor: Duration.days(${lockDays})`,
    });
  }
  return { versionDays, lockDays, quotaBytes: options.quota === undefined ? undefined : requireBytes(where, 'quota', options.quota) };
}

function days(where: IConstruct, field: string, value: Duration | undefined): number | undefined {
  if (value === undefined) { return undefined; }
  const seconds = requireDuration(where, field, value).toSeconds();
  if (seconds < 86_400 || seconds % 86_400 !== 0) {
    throw invalid(where, { what: `${field} is not a number of days`, saw: value.toHumanString(), allowed: 'whole days, one or more: S3 counts no less', fix: 'for example Duration.days(7)' });
  }
  return seconds / 86_400;
}

/**
 * The lines of the bucket Job that set them on MinIO, each of which may be repeated. `ilm import` replaces all rules. Incomplete uploads need none: MinIO removes them after
 * a day by itself (minio 7aac2a2c5, internal/config/api/api.go). A lock can only be asked for when the bucket is made.
 *
 * @param directory where the Job has its files
 */
export function minioSettings({ versionDays, lockDays, quotaBytes }: BucketSettings, directory: string): BucketProvisioning {
  const rule = {
    ID: 'earlier-versions', Status: 'Enabled', Expiration: { ExpiredObjectDeleteMarker: true }, NoncurrentVersionExpiration: { NoncurrentDays: versionDays },
  };
  const versions = versionDays === undefined ? [] : [
    'retry "versions of $BUCKET" mc version enable "root/$BUCKET"',
    `import_lifecycle() { mc ilm import "root/$BUCKET" < ${directory}/lifecycle.json; }`,
    `retry "end of versions after ${versionDays} days" import_lifecycle`,
  ];
  const lock = lockDays === undefined ? [] : [`retry "lock for ${lockDays} days" mc retention set --default governance ${lockDays}d "root/$BUCKET"`];
  const quota = quotaBytes === undefined ? [] : [`retry "quota of ${quotaBytes} bytes" mc quota set "root/$BUCKET" --size ${quotaBytes}`];
  return {
    steps: [...versions, ...lock, ...quota].map((line) => `${line}\n`).join(''),
    files: versionDays === undefined ? {} : { 'lifecycle.json': `${JSON.stringify({ Rules: [rule] }, undefined, 2)}\n` },
    locked: lockDays !== undefined,
  };
}
