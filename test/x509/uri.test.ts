import { Random } from './fixtures';
import { askGo, describeWith } from './oracles';
import { uriHost } from '../../src/x509/uri';

const CASES: [string, string | undefined][] = [
  ['https://a.example.com/x', 'a.example.com'],
  ['https://a.example.com:8443/x?y#z', 'a.example.com:8443'],
  ['https://user:p%40ss@host/', 'host'],
  ['spiffe://cluster.local/ns/a', 'cluster.local'],
  ['urn:a:b', ''],
  ['/path', ''],
  ['//host/path', 'host'],
  ['///path', ''],
  ['', ''],
  ['*', ''],
  ['https://[::1]:80/', '[::1]:80'],
  ['https://[fe80::1%25eth0]/', '[fe80::1%eth0]'],
  ['https://[1.2.3.4]/', undefined],
  ['https://[::1', undefined],
  ['https://a[::1]', undefined],
  ['https://a:b/', undefined],
  ['https://a:1:2/', undefined],
  ['postgres://a:1,b:2/', 'a:1,b:2'],
  ['https://a b/', undefined],
  ['https://a/%zz', undefined],
  ['https://a%20b/', undefined],
  ['https://a%c3%a4/', 'a\u00c3\u00a4'],
  [':x', undefined],
  ['a:b', ''],
  ['1:b', undefined],
  ['https://a/\u0001', undefined],
  ['https://a/#%', undefined],
];

test.each(CASES)('%j', (uri, host) => expect(uriHost(uri)).toBe(host));

describeWith('go', 'URIs against Go', () => {
  function compare(uris: readonly string[]): void {
    const answers = askGo<string | { error: string }>(uris.map((uri) => ({ op: 'uri', text: Buffer.from(uri, 'latin1').toString('base64') })));
    const table = (host: (i: number) => string | undefined): string[] => uris.map((uri, i) => `${JSON.stringify(uri)} -> ${host(i) ?? 'refused'}`);
    // Octets beyond ASCII come back as replacement characters; whether they are accepted is what counts.
    const plain = (host: string): string => host.replace(/[^\u0000-\u007f]+/g, '?');
    expect(table((i) => {
      const host = uriHost(uris[i]);
      return host === undefined ? undefined : plain(host);
    })).toEqual(table((i) => {
      const answer = answers[i];
      return typeof answer === 'string' ? plain(answer) : undefined;
    }));
  }

  test('the table', () => compare(CASES.map(([uri]) => uri)));

  test('5000 put together at random', () => {
    const random = new Random(3);
    const pieces = ['http', 'https', 'spiffe', ':', ':', '//', '//', '/', '@', '[', ']', '::1', '1.2.3.4', 'fe80::1', '%25', '%', '%41', '%c3', '%zz', 'a.b', 'host', ':80', ':x', '?', '#', ' ', '<', '"', '\\', '^', '|', '{', '-', '_', '~', '1', '\u0001', '\u007f', '*'];
    compare(Array.from({ length: 5000 }, () => Array.from({ length: random.below(8) }, () => random.pick(pieces)).join('')));
  });
});
