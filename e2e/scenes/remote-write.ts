/** The headers of a remote write (Prometheus' remote write 1.0). */
export const REMOTE_WRITE = { 'content-encoding': 'snappy', 'content-type': 'application/x-protobuf', 'x-prometheus-remote-write-version': '0.1.0' };

/** One sample as remote write sends it: a protobuf (prometheus/prompb/remote.proto), in a Snappy block of literals. */
export function remoteWrite(labels: { readonly [name: string]: string }, value: number, milliseconds: number): Buffer {
  const varint = (n: number): number[] => (n < 128 ? [n] : [n % 128 + 128, ...varint(Math.floor(n / 128))]);
  const field = (number: number, bytes: Buffer) => Buffer.concat([Buffer.from([number * 8 + 2]), Buffer.from(varint(bytes.length)), bytes]);
  const label = ([name, text]: [string, string]) => field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(text))]));
  const double = Buffer.alloc(9);
  double[0] = 1 * 8 + 1;
  double.writeDoubleLE(value, 1);
  const sample = field(2, Buffer.concat([double, Buffer.from([2 * 8, ...varint(milliseconds)])]));
  const series = Buffer.concat([...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)).map(label), sample]);
  const message = field(1, series);
  // A literal of up to 65536 bytes: tag 61, and its length less one in two bytes.
  const tag = Buffer.from([61 * 4, (message.length - 1) % 256, Math.floor((message.length - 1) / 256)]);
  return Buffer.concat([Buffer.from(varint(message.length)), tag, message]);
}
