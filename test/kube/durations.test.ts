import { Duration } from 'cdk8s';
import { goDuration, printedDuration } from '../../src/kube/durations';

test.each([
  [Duration.days(7), '168h', '168h0m0s'],
  [Duration.minutes(90), '90m', '1h30m0s'],
  [Duration.minutes(1), '1m', '1m0s'],
  [Duration.seconds(3661), '3661s', '1h1m1s'],
  [Duration.seconds(15), '15s', '15s'],
  [Duration.seconds(0), '0h', '0s'],
])('%s is written shortly, and as Go prints it', (duration, short, printed) => {
  expect([goDuration(duration), printedDuration(duration)]).toEqual([short, printed]);
});

test('what is less than a second, and what is more, is printed as Go does', () => {
  expect([500, 1500, 60_250].map((milliseconds) => printedDuration(Duration.millis(milliseconds)))).toEqual(['500ms', '1.5s', '1m0.25s']);
});
