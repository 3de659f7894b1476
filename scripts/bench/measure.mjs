// How times are compared: one thing against another that is done right before or after it, again and again, so that what else the machine does bears on both.
import { spawnSync } from 'node:child_process';

/** The middle one of some numbers. */
export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** What some work costs this process, in milliseconds of CPU. */
export function cpu(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * How often the CPU of one thing goes into that of another: the median of several pairs, of which now one and now the other comes first.
 * The first pair is not counted.
 *
 * @param settle is done before each, and not measured
 */
export function ratio(work, reference, rounds, settle = () => undefined) {
  const settled = (each) => {
    settle();
    return cpu(each);
  };
  return median(pairs(() => settled(work), () => settled(reference), rounds).map(([a, b]) => a / b));
}

/** The same for programs: their CPU, and the time on the clock, in seconds and as ratios. */
export function processes(work, reference, rounds) {
  const found = pairs(() => times(work), () => times(reference), rounds);
  const middle = (pick) => median(found.map(pick));
  return {
    cpu: middle(([a, b]) => a.cpu / b.cpu), clock: middle(([a, b]) => a.clock / b.clock), seconds: middle(([a]) => a.cpu), theirs: middle(([, b]) => b.cpu),
  };
}

function pairs(one, other, rounds) {
  return Array.from({ length: rounds + 1 }, (_, i) => {
    if (i % 2 === 0) { return [one(), other()]; }
    const second = other();
    return [one(), second];
  }).slice(1);
}

/** Without the certificates of a machine's proxy, which Node 20 reads at each start, whatever it runs (40 ms for a list of all public CAs). */
const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;

/** Runs a program; the shell around it knows what it cost (`times`: "0m1.5s 0m0.2s" of the shell, then of its children). */
function times(command) {
  const before = process.hrtime.bigint();
  const { stdout } = spawnSync('sh', ['-c', '"$@" >/dev/null 2>&1; times', 'sh', ...command], { encoding: 'utf8', env: environment });
  const clock = Number(process.hrtime.bigint() - before) / 1e9;
  const [, children] = stdout.trim().split('\n');
  const cost = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
  return { cpu: cost, clock };
}
