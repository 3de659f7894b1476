import { isIPv4 } from 'node:net';
import { IConstruct } from 'constructs';
import { invalid, measured } from '../kube/invalid';
import { requireText } from '../kube/text';

const RESERVED_STARTS = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_ENDS = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/**
 * A bucket name that every S3 server takes (Amazon S3 User Guide, "General purpose bucket naming rules").
 *
 * @param asHostLabel whether the bucket becomes a part of the host name, where a wildcard certificate covers one label only
 */
export function requireBucketName(where: IConstruct | string, field: string, value: unknown, asHostLabel: boolean = false): string {
  const text = requireText(where, field, value);
  const problem = bucketNameProblem(text);
  if (problem !== undefined) {
    throw invalid(where, {
      what: `${field} is not a bucket name: ${problem}`,
      ...(text.length > 63 ? { saw: measured(text) } : { got: text }),
      allowed: '3 to 63 characters: a-z, 0-9, "-" and ".", first and last a letter or digit',
      fix: 'choose another name, for example "tempo-traces"',
    });
  }
  if (asHostLabel && text.includes('.')) {
    throw invalid(where, {
      what: `${field} has a dot, and the bucket is addressed as a host: no wildcard certificate covers two labels`,
      got: text,
      allowed: 'a name without dots, or path-style addressing',
      fix: 'name the bucket without dots, or set forcePathStyle: true',
    });
  }
  return text;
}

function bucketNameProblem(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) { return `it has ${name.length} characters`; }
  if (!/^[-.a-z0-9]+$/.test(name)) { return 'it has other characters than a-z, 0-9, "-" and "."'; }
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) { return 'it begins or ends with "-" or "."'; }
  if (/\.\.|\.-|-\./.test(name)) { return 'it has a "." beside a "." or "-"'; }
  if (isIPv4(name) || /^\d+\.\d+\.\d+\.\d+$/.test(name)) { return 'it looks like an IP address'; }
  const start = RESERVED_STARTS.find((prefix) => name.startsWith(prefix));
  if (start) { return `S3 reserves names that begin with "${start}"`; }
  const end = RESERVED_ENDS.find((suffix) => name.endsWith(suffix));
  return end && `S3 reserves names that end with "${end}"`;
}
