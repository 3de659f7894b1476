/** The text of a file: UTF-8, or UTF-16 as PowerShell 5 writes it (`kubectl logs … > file`), known by the mark at its beginning. */
export function decoded(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  const mark = buffer.length > 1 ? buffer.readUInt16BE(0) : 0;
  if (mark === 0xfffe) { return buffer.toString('utf16le', 2); }
  // Node.js has no big-endian decoder: half a character at the end is none.
  if (mark === 0xfeff) { return Buffer.from(buffer.subarray(2, buffer.length - buffer.length % 2)).swap16().toString('utf16le'); }
  return buffer.toString('utf8');
}
