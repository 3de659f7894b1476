import { ca, leaf, NOW } from './fixtures';
import { daysLeft, shortName, summarize, validityWords } from '../../src/x509/summary';

const root = ca('storage');

test.each([
  ['2026-08-29T12:00:00Z', '89 days left'],
  ['2026-06-02T12:00:00Z', '1 day left'],
  ['2026-06-02T11:59:59Z', 'less than a day left'],
  ['2026-06-01T12:00:00Z', 'less than a day left'],
  ['2026-06-01T11:59:59Z', 'expired less than a day ago'],
  ['2026-05-31T11:59:59Z', 'expired 1 day ago'],
  ['2026-05-22T12:00:00Z', 'expired 9 days ago'],
])('ends %s: %s', (notAfter, words) => {
  expect(validityWords(leaf(root, { notAfter: new Date(notAfter) }).certificate, NOW)).toBe(words);
});

test('not valid yet', () => {
  expect(validityWords(leaf(root, { notBefore: new Date('2026-07-01T00:00:00Z') }).certificate, NOW)).toBe('not valid before 2026-07-01');
});

test('one line about a leaf, a root and an intermediate', () => {
  const notAfter = new Date('2026-08-29T12:00:00Z');
  expect(summarize(leaf(root, { notAfter, ipAddresses: ['10.0.0.5'] }).certificate, NOW)).toBe('CA "storage" issued leaf minio, 3 names, 89 days left');
  expect(summarize(root.certificate, NOW)).toBe('CA "storage", 213 days left');
  expect(summarize(ca('Middle', { issuer: root, notAfter }).certificate, NOW)).toBe('CA "storage" issued CA Middle, 0 names, 89 days left');
});

test('a certificate without common name is called by its first name', () => {
  expect(shortName(leaf(root, { commonName: undefined, dnsNames: ['a.b'] }).certificate)).toBe('a.b');
  expect(shortName(leaf(root, { commonName: undefined, dnsNames: [], ipAddresses: ['::1'] }).certificate)).toBe('::1');
});

test('an invalid date is an error', () => expect(() => daysLeft(root.certificate, new Date('x'))).toThrow(/no valid date/));
