import { longestPause } from '../../src/kube/cron';

test.each([
  ['17 6 * * *', 24], ['@daily', 24], ['@weekly', 168], ['@hourly', 1], ['* * * * *', 1 / 60], ['*/15 * * * *', 0.25], ['0 */5 * * *', 5], ['0 2,8 * * *', 18],
  ['0 0 * * mon-fri', 72], ['0 0 * * MON', 168], ['0 0 1 * *', 744], ['0 0 31 * *', 1464], ['30 1 1 jan *', 8784], ['0 0 29 2 *', 35_064], ['5/20 * * * *', 1 / 3],
  // Either the day of the month or that of the week, where both are said; both, where one of them is "any".
  ['0 0 1 * 1', 168], ['0 0 */2 * 1', 48], ['0 0 ? * 1', 168], ['0 0 13 */1 5', 168], ['0  0\t* * 0', 168],
])('%s is %d hours at most', (schedule, hours) => {
  expect(longestPause(schedule)).toBeCloseTo(hours);
});

// What kube-apiserver refuses (a zone since 1.29), and dates that never come.
test.each([
  'every day', '* * * *', '* * * * * *', '60 * * * *', '0 24 * * *', '0 0 0 * *', '0 0 * 13 *', '0 0 * * 7', '0 0 L * *', '0 0 * * 1#2', '0 0 15W * *', '9-5 * * * *', '*/0 * * * *',
  '1-2-3 * * * *', '*/5/5 * * * *', '-1 * * * *', 'jan * * * *', '@often', 'constructor', '', 'TZ=UTC 0 0 * * *', '0 0 30 2 *', ', * * * *',
])('"%s" is none', (schedule) => {
  expect(longestPause(schedule)).toBeUndefined();
});
