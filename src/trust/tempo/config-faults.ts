import { hasPlaceholder } from '../placeholders';
import { isMap } from '../values';

/** What cannot work in a configuration of Tempo, at which key, and what to write. */
export interface ConfigFault {
  readonly path: readonly string[];
  readonly message: string;
  readonly fix: string;
}

const SMALLEST = 5 * 2 ** 20;
const LARGEST = 5 * 2 ** 30;
const ENCRYPTIONS = ['SSE-S3', 'SSE-KMS', 'SSE-C'];

/**
 * Values of an S3 section with which Tempo does not start, or cannot write (Tempo 2.10.8, tempodb/backend/s3; minio-go v7, constants.go).
 */
export function s3Faults(s3: unknown): ConfigFault[] {
  if (!isMap(s3)) { return []; }
  const faults: ConfigFault[] = [];
  const size = s3.part_size;
  if (typeof size === 'number' && size !== 0 && (size < SMALLEST || size > LARGEST)) {
    faults.push({
      path: ['part_size'],
      message: `part_size is ${size} bytes, and the S3 client uploads parts of ${SMALLEST} to ${LARGEST} bytes`,
      fix: 'write 5242880 (5 MiB) or more, or leave it out',
    });
  }
  const sse = isMap(s3.sse) ? s3.sse : {};
  const type = typeof sse.type === 'string' && !hasPlaceholder(sse.type) ? sse.type : '';
  if (type !== '' && !ENCRYPTIONS.includes(type)) {
    const allowed = ENCRYPTIONS.join(', ');
    faults.push({ path: ['sse', 'type'], message: `sse.type is ${JSON.stringify(type)}, and there are ${allowed}`, fix: `write one of ${allowed}` });
  }
  if (type === 'SSE-KMS' && !sse.kms_key_id) {
    faults.push({ path: ['sse', 'kms_key_id'], message: 'SSE-KMS has no kms_key_id', fix: 'name the key in kms_key_id' });
  }
  if (type === 'SSE-C' && !sse.encryption_key) {
    faults.push({ path: ['sse', 'encryption_key'], message: 'SSE-C has no encryption_key', fix: 'take a key of 32 characters from a Secret, through a variable' });
  }
  return faults;
}
