import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tools whose verdict ours is compared with. */
export type Tool = 'openssl' | 'go' | 'sh' | 'bash';

const found = new Map<Tool, string | undefined>();

/** What is missing, or undefined. Go's verifier changes from release to release; ours follows the one named here. */
function missing(tool: Tool): string | undefined {
  if (!found.has(tool)) {
    const { status, stdout } = spawnSync(tool, tool === 'sh' || tool === 'bash' ? ['-c', ':'] : ['version'], { encoding: 'utf8' });
    const minor = Number(/go1\.(\d+)/.exec(stdout ?? '')?.[1] ?? 99);
    found.set(tool, status !== 0 ? `${tool} is not installed` : tool === 'go' && minor < 26 ? 'go is older than 1.26' : undefined);
  }
  return found.get(tool);
}

/**
 * `describe` for tests that need a tool. Without the tool they are skipped and say which one is missing;
 * with REQUIRE_ORACLES=1 in the environment a missing tool is a failure instead.
 */
export function describeWith(tool: Tool, name: string, body: () => void): void {
  const problem = missing(tool);
  if (problem === undefined) {
    describe(name, body);
  } else if (process.env.REQUIRE_ORACLES === '1') {
    test(name, () => { throw new Error(`${problem}, but REQUIRE_ORACLES=1 demands it`); });
  } else {
    describe.skip(`${name} [skipped: ${problem}]`, body);
  }
}

const SOURCE = join(__dirname, 'go');
const CACHE = join(__dirname, '..', '..', '.cache');
let binary: string | undefined;

// One build for all test files of a run and for later runs: the name follows the sources and the compiler.
function build(): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'main.go']) hash.update(readFileSync(join(SOURCE, file)));
  hash.update(execFileSync('go', ['version']));
  const target = join(CACHE, `x509-oracle-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(target)) {
    mkdirSync(CACHE, { recursive: true });
    const work = mkdtempSync(join(CACHE, 'x509-oracle-build-'));
    try {
      execFileSync('go', ['build', '-o', join(work, 'oracle'), '.'], {
        cwd: SOURCE,
        env: { ...process.env, GOFLAGS: '-mod=mod', CGO_ENABLED: '0', GOWORK: 'off', GOTOOLCHAIN: 'local', GODEBUG: '' },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      renameSync(join(work, 'oracle'), target);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return target;
}

/** Asks Go's standard library; answers come in the order of the questions. */
export function askGo<T = any>(questions: readonly object[]): T[] {
  binary ??= build();
  const input = questions.map((question) => JSON.stringify(question)).join('\n') + '\n';
  const output = execFileSync(binary, { input, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, env: { ...process.env, GODEBUG: '' } });
  return output.trimEnd().split('\n').map((line) => JSON.parse(line) as T);
}

/** Runs openssl over files given by name and content; `{name}` in the arguments becomes the file's path. */
export function openssl(args: readonly string[], files: Record<string, string | Uint8Array> = {}): { status: number | null; output: string } {
  const directory = mkdtempSync(join(tmpdir(), 'x509-openssl-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content, { mode: 0o600 });
    const result = spawnSync('openssl', args.map((argument) => argument.replace(/\{([\w.-]+)\}/g, (_, name: string) => join(directory, name))), {
      encoding: 'utf8', cwd: directory,
    });
    return { status: result.status, output: `${result.stdout}${result.stderr}` };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
