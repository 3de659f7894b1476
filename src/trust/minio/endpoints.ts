import { readUrl } from '../addresses';

/** How many names one text may stand for; more than any store has servers. */
const LIMIT = 64;

/** The texts that MinIO makes of one with ranges: "https://minio-{0...3}.hl/data{1...2}" (minio/pkg, ellipses). */
export function expandRanges(text: string): string[] {
  const range = /\{(\d+)\.\.\.(\d+)\}/.exec(text);
  if (!range) { return [text]; }
  const [from, to] = [Number(range[1]), Number(range[2])];
  if (to < from || to - from >= LIMIT) { return []; }
  const texts: string[] = [];
  for (let n = from; n <= to && texts.length < LIMIT; n++) {
    const number = range[1].length > 1 && range[1].startsWith('0') ? String(n).padStart(range[1].length, '0') : String(n);
    texts.push(...expandRanges(text.slice(0, range.index) + number + text.slice(range.index + range[0].length)));
  }
  return texts.slice(0, LIMIT);
}

/** The servers among what MinIO is told to serve; a URL without a port means the port that it listens on itself. */
export function peersOf(volumes: readonly string[], port: number): { tls: boolean; host: string; port: number; text: string }[] {
  const peers = new Map<string, { tls: boolean; host: string; port: number; text: string }>();
  for (const volume of volumes) {
    const authority = /^(https?:\/\/[^/]*)/.exec(volume)?.[1];
    for (const text of authority === undefined ? [] : expandRanges(authority)) {
      const url = readUrl(text);
      if (url) {
        const own = /:\d+$/.test(text) ? url.address.port : port;
        peers.set(`${url.tls} ${url.address.host}:${own}`, { tls: url.tls, host: url.address.host, port: own, text });
      }
    }
  }
  return [...peers.values()];
}
