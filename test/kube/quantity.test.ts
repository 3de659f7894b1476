import { QUANTITIES } from './quantities';
import { canonicalQuantity } from '../../src/kube/quantity';

test.each(QUANTITIES)('%s is written as %s', (given, written) => {
  expect(canonicalQuantity(given)).toBe(written);
  expect(canonicalQuantity(written)).toBe(written);
});
