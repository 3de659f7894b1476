import { ofMinio, runsMinio } from './minio';
import { rule } from './rule';
import { containerRef, WORKLOADS } from '../containers';
import { setSizeOf } from '../minio/erasure';
import { minioExample } from '../minio/example';

const example = (last: number) => minioExample({ args: `[server, --certs-dir=/certs, '/data{0...${last}}']` });

export const minioDrivesRefused = rule({
  id: 'OT214',
  severity: 'error',
  title: 'MinIO refuses this number of drives',
  what: 'The drives that MinIO is told to serve cannot be laid into sets of 2 to 16 that have the same number of them from each server.',
  why: 'MinIO stops: "No symmetric distribution detected", or "number of drives is not divisible by any supported erasure set sizes" (minio 7aac2a2c5, '
    + 'cmd/endpoint-ellipses.go, getSetIndexes).',
  fix: 'choose a number of servers and drives whose product is divided by a number from 2 to 16 that is a multiple of the servers, or divides them',
  violating: example(16),
  satisfying: example(15),
  on: 'object',
  kinds: WORKLOADS,
  among: runsMinio,
  check: (object, { inventory }) => ofMinio(object, inventory, (context, { volumes }) => {
    if (volumes.length === 0 || context.env.has('MINIO_ERASURE_SET_DRIVE_COUNT')) { return undefined; }
    const ranges = volumes.map(rangesOf);
    // Written one by one they are one set of arguments; with ranges each argument is a pool of its own.
    const pools = ranges.every((one) => one?.length === 0) ? [{ text: volumes.join(' '), ranges: [1, volumes.length] }] : volumes.map((text, i) => ({ text, ranges: ranges[i] }));
    if (pools.some((pool) => pool.ranges === undefined || pool.ranges.length === 0) || (pools.length === 1 && pools[0].ranges?.join() === '1,1')) { return undefined; }
    return pools.flatMap(({ text, ranges: sizes = [] }) => {
      const drives = sizes.reduce((product, size) => product * size, 1);
      return setSizeOf(drives, sizes[0]) === undefined
        ? [{ message: `it is told to serve ${text}: ${drives} drive${drives === 1 ? '' : 's'}, of which no set of 2 to 16 lies evenly`, resource: containerRef(context, 'args') }] : [];
    });
  }),
});

/** How many things each range of an argument stands for; undefined for something in braces that is none. */
function rangesOf(volume: string): number[] | undefined {
  if (/[{}]/.test(volume.replace(/\{\d+\.\.\.\d+\}/g, ''))) { return undefined; }
  return Array.from(volume.matchAll(/\{(\d+)\.\.\.(\d+)\}/g), ([, from, to]) => Number(to) - Number(from) + 1);
}
