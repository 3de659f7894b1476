import { contentHash } from '../../src/kube/hash';
import { show } from '../../src/kube/invalid';
import { compact, mergeOver } from '../../src/kube/merge';

test('mergeOver merges maps, replaces lists and scalars, and removes with null', () => {
  const base = { a: { b: 1, c: [1, 2] }, d: 'x', e: 1 };
  expect(mergeOver(base, { a: { c: [3], f: 2 }, d: { g: 1 }, e: null })).toEqual({ a: { b: 1, c: [3], f: 2 }, d: { g: 1 } });
  expect(base).toEqual({ a: { b: 1, c: [1, 2] }, d: 'x', e: 1 });
  expect(mergeOver(base, undefined)).toEqual(base);
});

test('compact drops what is undefined and what that leaves empty, and keeps what was empty', () => {
  expect(compact({ a: undefined, b: { c: undefined }, d: {}, e: { f: { g: 0 } }, h: [] })).toEqual({ d: {}, e: { f: { g: 0 } }, h: [] });
});

test('a content hash hangs on content, not on the order of keys', () => {
  expect(contentHash({ a: 1, b: { c: 2, d: 3 } })).toBe(contentHash({ b: { d: 3, c: 2 }, a: 1 }));
  expect(contentHash({ a: [1, 2] })).not.toBe(contentHash({ a: [2, 1] }));
  expect(contentHash('x')).toMatch(/^[0-9a-f]{10}$/);
});

test('a value in an error is short, quoted, and no private key', () => {
  expect(show('a\tb')).toBe('"a\\tb"');
  expect(show('x'.repeat(500)).length).toBe(120);
  expect(show('-----BEGIN EC PRIVATE KEY-----\nabc')).not.toContain('abc');
  expect(show(() => 1)).toBe('a function');
  const circular: any = {};
  circular.self = circular;
  expect(show(circular)).toBe('a value of type object');
});
