import { Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { S3Encryption } from './s3-encryption';
import { printedDuration } from '../kube/durations';
import { invalid } from '../kube/invalid';
import { requireDuration } from '../kube/kinds';
import { requireHost, requireInteger, requireText } from '../kube/text';
import { warn } from '../kube/warnings';
import { SkipVerification } from '../pki/skip-verification';

/**
 * Settings that the custom resource has no field for, in Tempo's own configuration (Tempo 2.10.8, tempodb/backend/s3/config.go). They are
 * written to `spec.extraConfig.tempo`.
 */
export interface TempoExtraConfig {
  /**
   * The size of the parts of a multipart upload, from 5 MiB to 5 GiB.
   * @default - chosen by Tempo's S3 client from the size of the object
   */
  readonly partSize?: Size;
  /**
   * How long a read may take before a second request is sent beside it.
   * @default - no second requests
   */
  readonly hedgeRequestsAt?: Duration;
  /**
   * How many requests there may be for one read. Only with `hedgeRequestsAt`.
   * @default 2
   */
  readonly hedgeRequestsUpTo?: number;
  /**
   * Encryption of objects by the store.
   * @default - as the bucket is set up
   */
  readonly serverSideEncryption?: S3Encryption;
  /**
   * The name that the store's certificate must cover, where it is not the name that is dialled.
   * @default - the host of the store's endpoint
   */
  readonly tlsServerName?: string;
  /**
   * Do not verify the store's certificate. Anybody between Tempo and the store can then read and change every trace.
   * @default - it is verified
   */
  readonly skipVerification?: SkipVerification;
  /**
   * A folder of the bucket to keep everything in, without "/" at its ends.
   * @default - the bucket's root
   */
  readonly prefix?: string;
  /**
   * The storage class of objects, in the store's words, for example "STANDARD_IA".
   * @default - the bucket's
   */
  readonly storageClass?: string;
  /**
   * Tags of every object: at most 10 (an S3 limit).
   * @default - none
   */
  readonly tags?: { readonly [key: string]: string };
  /**
   * How many requests list the bucket's blocks at one time.
   * @default 3
   */
  readonly listBlocksConcurrency?: number;
}

/** The `storage.trace.s3` of typed settings. */
export function s3ExtraConfig(scope: Construct, config: TempoExtraConfig, secure: boolean): { [key: string]: any } {
  const skip = config.skipVerification;
  const unused = (['tlsServerName', 'skipVerification'] as const).filter((field) => config[field] !== undefined);
  if (!secure && unused.length > 0) {
    throw invalid(scope, {
      what: `extraConfig.${unused[0]} has no effect: the store's endpoint is plaintext (http://)`,
      got: unused.join(', '),
      allowed: 'an https:// endpoint, or no TLS setting',
      fix: 'give the store an https:// endpoint',
    });
  }
  if (skip !== undefined && !(skip instanceof SkipVerification)) {
    throw invalid(scope, { what: 'extraConfig.skipVerification gives no reason', got: skip, allowed: 'SkipVerification.because(\'…\')', fix: 'trust the store\'s CA instead, or say why that is impossible' });
  }
  if (skip !== undefined) { warn(scope, `extraConfig.skipVerification: the store's certificate is not verified, because: ${skip.reason}`); }
  if (config.hedgeRequestsUpTo !== undefined && config.hedgeRequestsAt === undefined) {
    throw invalid(scope, { what: 'extraConfig.hedgeRequestsUpTo has no effect without hedgeRequestsAt', got: config.hedgeRequestsUpTo, fix: 'say hedgeRequestsAt, for example Duration.millis(500)' });
  }
  return {
    part_size: config.partSize && partSize(scope, config.partSize),
    hedge_requests_at: config.hedgeRequestsAt && positiveDuration(scope, 'extraConfig.hedgeRequestsAt', config.hedgeRequestsAt),
    hedge_requests_up_to: config.hedgeRequestsUpTo === undefined ? undefined : requireInteger(scope, 'extraConfig.hedgeRequestsUpTo', config.hedgeRequestsUpTo, 1, 10),
    sse: config.serverSideEncryption?._render(),
    tls_server_name: config.tlsServerName === undefined ? undefined : requireHost(scope, 'extraConfig.tlsServerName', config.tlsServerName),
    tls_insecure_skip_verify: skip ? true : undefined,
    prefix: config.prefix === undefined ? undefined : requirePrefix(scope, config.prefix),
    storage_class: config.storageClass === undefined ? undefined : requireText(scope, 'extraConfig.storageClass', config.storageClass),
    tags: config.tags && requireTags(scope, config.tags),
    list_blocks_concurrency: config.listBlocksConcurrency === undefined
      ? undefined
      : requireInteger(scope, 'extraConfig.listBlocksConcurrency', config.listBlocksConcurrency, 1, 1000),
  };
}

/** A duration longer than nothing, as Go reads it. */
export function positiveDuration(scope: Construct, field: string, duration: Duration): string {
  const milliseconds = requireDuration(scope, field, duration, true).toMilliseconds();
  if (!(milliseconds > 0)) {
    throw invalid(scope, { what: `${field} must be longer than nothing`, saw: duration.toHumanString(), allowed: 'a positive duration', fix: `leave ${field} out for its default` });
  }
  if (milliseconds % 3_600_000 === 0) { return `${milliseconds / 3_600_000}h`; }
  if (milliseconds % 60_000 === 0) { return `${milliseconds / 60_000}m`; }
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}

/** The same for a field of the custom resource, as the operator prints it when it adds its finalizer. */
export function storedDuration(scope: Construct, field: string, duration: Duration): string {
  positiveDuration(scope, field, duration);
  return printedDuration(duration);
}

/** S3's bounds for parts, which Tempo's client (minio-go v7, constants.go) has too: outside them every large upload fails. */
function partSize(scope: Construct, size: Size): number {
  const kibibytes = size.toKibibytes();
  if (!partFits(kibibytes * 1024)) {
    throw invalid(scope, { what: 'extraConfig.partSize is out of range', saw: `${kibibytes} KiB`, allowed: '5 MiB to 5 GiB', fix: 'for example Size.mebibytes(64)' });
  }
  return kibibytes * 1024;
}

function partFits(size: number): boolean {
  return size >= 5 * 2 ** 20 && size <= 5 * 2 ** 30;
}

/**
 * What Tempo checks of `storage.trace.s3` beyond keys and types, and only when it starts or writes (Tempo 2.10.8, tempodb/backend/s3/s3.go).
 *
 * @throws for part sizes that the client refuses, and for encryption that lacks its key
 */
export function checkS3Words(scope: Construct, s3: { readonly [key: string]: any } | undefined): void {
  const refuse = (field: string, got: unknown, allowed: string, fix: string) =>
    invalid(scope, { what: `tempoConfig: storage.trace.s3.${field} cannot work`, got, allowed, fix });
  if (typeof s3?.part_size === 'number' && !partFits(s3.part_size)) {
    throw refuse('part_size', s3.part_size, '5242880 to 5368709120 (bytes)', 'use extraConfig.partSize: Size.mebibytes(64)');
  }
  const sse = s3?.sse;
  if (sse === undefined) { return; }
  if (!['SSE-S3', 'SSE-KMS', 'SSE-C'].includes(sse.type)) { throw refuse('sse.type', sse.type, 'SSE-S3, SSE-KMS, SSE-C', 'use extraConfig.serverSideEncryption: S3Encryption.s3()'); }
  if (sse.type === 'SSE-KMS' && !sse.kms_key_id) { throw refuse('sse.kms_key_id', sse.kms_key_id, 'the identifier of a key', 'use extraConfig.serverSideEncryption: S3Encryption.kms(keyId)'); }
  if (sse.type === 'SSE-C' && !sse.encryption_key) {
    throw refuse('sse.encryption_key', sse.encryption_key, '"${NAME}", with a variable of 32 characters', 'take the key from a Secret through env');
  }
}

function requirePrefix(scope: Construct, value: unknown): string {
  const text = requireText(scope, 'extraConfig.prefix', value);
  if (/^\/|\/$|\/\//.test(text)) {
    throw invalid(scope, { what: 'extraConfig.prefix has a "/" too many', got: text, allowed: 'folder names joined by "/"', fix: `use ${JSON.stringify(text.replace(/\/+/g, '/').replace(/^\/|\/$/g, ''))}` });
  }
  return text;
}

function requireTags(scope: Construct, tags: { readonly [key: string]: string }): { readonly [key: string]: string } {
  const entries = Object.entries(tags);
  if (entries.length > 10 || entries.some(([key, value]) => key.length > 128 || typeof value !== 'string' || value.length > 256)) {
    throw invalid(scope, { what: 'extraConfig.tags are not S3 object tags', got: tags, allowed: 'at most 10, keys of at most 128 and values of at most 256 characters', fix: 'shorten them' });
  }
  return tags;
}
