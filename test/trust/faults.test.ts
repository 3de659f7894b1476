import { Fault, guardedEach } from '../../src/trust/faults';

test('what fails on one thing is noted with what it was doing, and the others are done once each, in order', () => {
  const faults: Fault[] = [];
  const done: string[] = [];
  guardedEach(faults, (one) => `reading ${one}`, ['a', 'b', 'c', 'd'], (one, i) => {
    done.push(`${one}${i}`);
    if (one === 'b') { throw new Error('first line\nsecond line'); }
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (one === 'd') { throw 'no error'; }
  });
  expect(done).toEqual(['a0', 'b1', 'c2', 'd3']);
  expect(faults).toEqual([{ doing: 'reading b', message: 'first line' }, { doing: 'reading d', message: 'no error' }]);
});
