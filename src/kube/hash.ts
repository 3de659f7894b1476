import { createHash } from 'node:crypto';

/**
 * The name suffix of content: 10 hex digits of SHA-256 over the value's canonical JSON (keys sorted), so that the same content
 * has the same name wherever and whenever it is synthesized, and any other content another name.
 */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, 10);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, v) => (v && typeof v === 'object' && !Array.isArray(v))
    ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
    : v);
}
