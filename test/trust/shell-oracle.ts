import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Dialect, ENVIRONMENT, FUNCTIONS, LIBRARY, LIBRARY_TEXT, ScriptWriter } from './shell-scripts';
import { Call, Run, SEVERAL, UNKNOWN } from '../../src/trust/shell/run';
import { Random } from '../x509/fixtures';

/** What a stub writes behind the words of a call. */
const END = '\u001e';

/** Programs that a stub stands in for: it notes its words, prints something, and fails when one of them says so and nobody forbids it. */
const PROGRAMS = ['curl', 'mc', 'wget'];
const STUB = `#!/bin/sh
printf '%s\\037' "\${0##*/}" "$@" '${END}' >>"$CALLS"
echo o1 o2
[ -n "$ALWAYS" ] && exit 0
case "$*" in *bad*) exit 1 ;; esac
exit 0
`;

/** Runs scripts in a real shell with stubs for programs, and compares what was started with what our reader says. */
export class ShellOracle {
  private readonly folder = mkdtempSync(join(tmpdir(), 'shell-oracle-'));

  private runs = 0;

  constructor(private readonly shell: string, private readonly dialect: Dialect) {
    mkdirSync(join(this.folder, 'bin'));
    for (const program of PROGRAMS) { this.write(join('bin', program), STUB); }
    // Where a function is not known any more, as behind a subshell that made it, there is a program.
    for (const name of FUNCTIONS) { this.write(join('bin', name), '#!/bin/sh\nexit 0\n'); }
    this.write(LIBRARY, LIBRARY_TEXT);
  }

  /** Removes what was written. */
  public close(): void { rmSync(this.folder, { recursive: true, force: true }); }

  /** A script from a seed. */
  public script(seed: number): string { return new ScriptWriter(new Random(seed), this.dialect, this.folder).script(); }

  /** What is wrong with what our reader says of a script; undefined if nothing, or if it says that it does not know. */
  public problem(script: string): string | undefined {
    const own = this.read(script);
    if (own === undefined) { return undefined; }
    for (const always of [false, true]) {
      const real = this.run(script, always);
      if (real === undefined) { return undefined; }
      const missed = real.find((words) => !own.some((call) => matches(call.words, words)));
      if (missed) { return `it starts ${JSON.stringify(missed)}, which the reader does not find; it finds ${JSON.stringify(own.map(({ words, must }) => [must, ...words]))}`; }
      // A call that is to fail makes a script go another way than one in which all succeed.
      if (!always || own.some(({ must }) => must === -1) || /\b(exit|return|break|continue|set -e)\b| -ec |\bfor \w+(;| in [^\n]*\$)/.test(script)) { continue; }
      const invented = own.find(({ must, words }) => must === 1 && !real.some((other) => matches(words, other)));
      if (invented) { return `the reader says that it must start ${JSON.stringify(invented.words)}, but it starts only ${JSON.stringify(real)}`; }
    }
    return undefined;
  }

  /** The programs that our reader finds, with those of which it says that their name does not show; undefined where it says that it did not understand. */
  public read(script: string): Call[] | undefined {
    const files: { [path: string]: string } = { [join(this.folder, LIBRARY)]: LIBRARY_TEXT };
    const run = new Run({ variable: (name) => ENVIRONMENT[name] ?? (['HOME', 'PATH', 'PWD', 'OLDPWD'].includes(name) ? UNKNOWN : undefined), file: (path) => files[path], exists: (path) => (path in files ? true : undefined) });
    run.script(script, ['sh'], 1);
    const ours = (name: string): boolean => PROGRAMS.includes(name) || name.includes(SEVERAL) || name.includes(UNKNOWN);
    return run.unclear ? undefined : run.calls.filter(({ words: [name] }) => ours(name));
  }

  /** The programs that the shell starts; undefined if the shell itself does not like the script. */
  private run(script: string, always: boolean): string[][] | undefined {
    // Each run has a file of its own: a process that outlives its shell must not write into the next one's.
    const log = join(this.folder, `calls-${this.runs += 1}`);
    writeFileSync(log, '');
    writeFileSync(join(this.folder, 'script'), script);
    const { status, stderr, error } = spawnSync(this.shell, [join(this.folder, 'script')], {
      cwd: join(this.folder, 'bin'),
      encoding: 'utf8',
      timeout: 10_000,
      env: { ...ENVIRONMENT, CALLS: log, HOME: '/home/of', PATH: [join(this.folder, 'bin'), process.env.PATH].join(delimiter), ...(always ? { ALWAYS: '1' } : {}) },
    });
    if (error || status === null || /[Ss]yntax error|unexpected|not found|bad substitution|not a valid identifier|expression/.test(stderr)) { return undefined; }
    return readFileSync(log, 'utf8').split(`${END}\u001f`).slice(0, -1).map((call) => call.split('\u001f').slice(0, -1));
  }

  private write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
    chmodSync(join(this.folder, name), 0o755);
  }
}

/**
 * Whether words may be what our reader says. UNKNOWN stands for any text; for several words too where it is not quoted, but the reader takes it
 * for one within a longer word. SEVERAL stands for any number of words.
 */
function matches(pattern: readonly string[], words: readonly string[]): boolean {
  const escaped = (word: string): string => word.split(UNKNOWN).map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('[^]*');
  const source = pattern.map((word) => (word === SEVERAL ? '(?:\u001f[^]*)?' : `\u001f${escaped(word)}`)).join('');
  return new RegExp(`^${source}$`).test(words.map((word) => `\u001f${word}`).join(''));
}
