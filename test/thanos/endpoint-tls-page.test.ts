import { readFileSync } from 'node:fs';
import { CASES } from './resolution/cases';
import { allStated, FILE, page } from './resolution/page';

const results = allStated();

test('the page of what was seen is what the prover says', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(page(results));
});

test('its cases are of many kinds: no setting can be told from another by accident', () => {
  const newest = CASES.flatMap(({ title }) => results.get(`0.42.4 ${title}`) ?? []);
  expect(new Set(newest).size).toBeGreaterThan(20);
});
