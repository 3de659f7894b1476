import { ca, leaf, Random } from './fixtures';
import { askGo, describeWith } from './oracles';
import { coversHost, dnsNameCovers, hostProblem } from '../../src/x509/names';

const root = ca();

/** Name of a certificate, host, whether it is covered. */
const CASES: [string, string, boolean][] = [
  ['minio', 'minio', true],
  ['minio', 'MINIO', true],
  ['MinIO.Tracing.svc', 'minio.tracing.SVC', true],
  ['minio', 'minio.', true],
  ['minio', 'minio..', false],
  ['minio.', 'minio', false],
  ['minio.', 'minio.', true],
  ['minio', 'minio.tracing', false],
  ['minio.tracing', 'minio', false],
  ['*.tracing.svc', 'minio.tracing.svc', true],
  ['*.tracing.svc', 'a.minio.tracing.svc', false],
  ['*.tracing.svc', 'tracing.svc', false],
  ['*.tracing.svc', '.tracing.svc', false],
  ['*.tracing.svc', '*.tracing.svc', true], // no valid host, so compared letter by letter
  ['*.Tracing.svc', 'a.tracing.svc.', true],
  ['m*.tracing.svc', 'minio.tracing.svc', false],
  ['minio.*.svc', 'minio.tracing.svc', false],
  ['*.*.svc', 'minio.tracing.svc', false],
  ['*', 'minio', false],
  ['*.', 'minio.', false],
  ['*.com', 'example.com', true],
  ['a_b.svc', 'a_b.svc', true],
  ['*.svc', 'a_b.svc', true],
  ['-a.svc', '-a.svc', true],
  ['*.svc', '-a.svc', false],
  ['a-.svc', 'a-.svc', true],
  ['a b', 'a b', true],
  ['a..b', 'a..b', true],
  ['', '', false],
  ['.', '.', false],
  ['10.0.0.5', '10.0.0.5', false],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example', true],
  ['xn--bcher-kva.example', 'bücher.example', false],
  ['https://minio', 'https://minio', true],
  ['minio', 'minio:9000', false],
  ['minio', ' minio', false],
];

test.each(CASES)('name %s, host %s: %s', (name, host, covered) => {
  // An address as host is looked up among the addresses, so only whole certificates can be asked.
  expect(coversHost({ dnsNames: [name], ipAddresses: [] }, host)).toBe(covered);
});

const ADDRESSES = ['10.0.0.5', '::1', 'fd00::5', '1.2.3.4'];
const ADDRESS_CASES: [string, boolean][] = [
  ['10.0.0.5', true], ['[10.0.0.5]', true], ['::1', true], ['[::1]', true], ['0:0:0:0:0:0:0:1', true], ['FD00:0::5', true], ['::ffff:10.0.0.5', true], ['::ffff:0a00:0005', true],
  ['[::ffff:1.2.3.4]', true], ['10.0.0.6', false], ['::2', false], ['010.0.0.5', false], ['10.0.0.5.', false], ['10.5', false], ['::1%lo', false], ['[::1', false], ['[]', false],
  ['minio', false],
];

test.each(ADDRESS_CASES)('addresses: host %s: %s', (host, covered) => {
  const { certificate } = leaf(root, { dnsNames: [], ipAddresses: ADDRESSES });
  expect(coversHost(certificate, host)).toBe(covered);
  expect(hostProblem(certificate, host) === undefined).toBe(covered);
});

describe('the reason names what would be needed', () => {
  const named = leaf(root, { dnsNames: ['minio', 'minio.tracing'] }).certificate;
  const cnOnly = leaf(root, { commonName: 'minio', dnsNames: [] }).certificate;
  test.each([
    [named, 'minio.tracing.svc', 'the certificate is for minio, minio.tracing, not for minio.tracing.svc'],
    [named, '10.0.0.5', 'has no IP address among its names'],
    [cnOnly, 'minio', 'only as its common name, which clients ignore'],
    [cnOnly, 'other', 'has no DNS names'],
    [leaf(root, { dnsNames: Array.from({ length: 20 }, (_, i) => `h${i}`) }).certificate, 'x', 'h11 and 8 more, not for x'],
  ])('%#', (certificate, host, message) => expect(hostProblem(certificate, host)).toContain(message));
});

test('case folding is ASCII only', () => {
  expect(dnsNameCovers('k', '\u212a')).toBe(false); // the Kelvin sign lower-cases to k
});

describeWith('go', 'host names against Go', () => {
  test('the tables, and every name against every host', () => {
    const hosts = [...new Set([...CASES.map(([, host]) => host), ...ADDRESS_CASES.map(([host]) => host)])];
    const names = [...new Set(CASES.map(([name]) => name))].filter((name) => /^[\u0000-\u007f]*$/.test(name));
    const certificates = names.map((name) => leaf(root, { dnsNames: [name], ipAddresses: ADDRESSES }).certificate);
    const answers = askGo<boolean[]>(certificates.map(({ raw }) => ({ op: 'hosts', certificate: raw.toString('base64'), hosts })));
    const table = (pick: (row: number, column: number) => boolean): string[] => names.flatMap((name, row) => hosts
      .map((host, column) => `${name} | ${host} | ${pick(row, column)}`));
    expect(table((row, column) => coversHost(certificates[row], hosts[column]))).toEqual(table((row, column) => answers[row][column]));
  });

  test('names and hosts put together at random', () => {
    const random = new Random(5);
    const make = (): string => Array.from({ length: 1 + random.below(6) }, () => random.pick(['a', 'B', 'svc', '.', '.', '*', '*.', '-', '_', '1', '0', ':', '[', ']', ' ', '/'])).join('');
    const hosts = Array.from({ length: 400 }, make);
    const certificates = Array.from({ length: 40 }, () => leaf(root, { dnsNames: Array.from({ length: 12 }, make) }).certificate);
    const answers = askGo<boolean[]>(certificates.map(({ raw }) => ({ op: 'hosts', certificate: raw.toString('base64'), hosts })));
    for (const [i, certificate] of certificates.entries()) {
      const list = (covered: (host: string, n: number) => boolean): string[] => hosts.filter(covered);
      expect([certificate.dnsNames, list((host) => coversHost(certificate, host))]).toEqual([certificate.dnsNames, list((_, n) => answers[i][n])]);
    }
  });
});
