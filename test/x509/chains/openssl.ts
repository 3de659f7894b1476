import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Question, World } from './worlds';
import { ChainUsage } from '../../../src/x509/chain';
import { hostAddress } from '../../../src/x509/names';
import { armour } from '../../../src/x509/pem';

/** The ways in which `openssl verify` is asked, with the options of each. */
export const MODES = {
  plain: [],
  partial: ['-partial_chain'],
  strict: ['-partial_chain', '-x509_strict'],
} as const;

/** A way to ask. */
export type Mode = keyof typeof MODES;

/** What `openssl verify` says. */
export interface OpensslVerdict {
  /** the usage that was asked for; of a question for one of several, the one that this is the answer to */
  readonly usage: ChainUsage;
  readonly accepted: boolean;
  /** its errors in order, with the depth at which it saw them (0 is the leaf) */
  readonly errors: readonly { readonly code: number; readonly depth: number; readonly text: string }[];
  /** all that it printed */
  readonly output: string;
}

/** A question with the files it is about. */
interface Asked {
  readonly mode: Mode;
  readonly question: Question;
  readonly leaf: string;
  readonly roots?: string;
  readonly intermediates?: string;
}

/** X509_V_ERR_INVALID_PURPOSE */
const WRONG_PURPOSE = 26;

const PURPOSES = { serverAuth: 'sslserver', clientAuth: 'sslclient', any: 'any' } as const;

/** The arguments of one verification. */
function command({ mode, question, leaf, roots, intermediates }: Asked, purpose: string): string[] {
  const { host, now } = question;
  const address = host === undefined ? undefined : hostAddress(host);
  return [
    'openssl', 'verify', '-no-CApath', '-no-CAstore', ...MODES[mode], '-purpose', purpose, '-attime', String(now.getTime() / 1000),
    ...host === undefined ? [] : address === undefined ? ['-verify_hostname', host] : ['-verify_ip', host.replace(/^\[|\]$/g, '')],
    ...roots === undefined ? ['-no-CAfile'] : ['-CAfile', roots], ...intermediates === undefined ? [] : ['-untrusted', intermediates], leaf,
  ];
}

function parse(output: string, usage: ChainUsage): OpensslVerdict {
  const errors = [...output.matchAll(/^error (\d+) at (\d+) depth lookup: ?(.*)$/gm)].map(([, code, depth, text]) => ({ code: Number(code), depth: Number(depth), text }));
  return { usage, accepted: /: OK$/m.test(output) && errors.length === 0, errors, output };
}

/** Runs commands in a shell of its own, which costs less than to start each from here; the outputs, in order. */
async function runAll(commands: readonly string[][], script: string): Promise<string[]> {
  const quoted = (word: string): string => `'${word.replace(/'/g, '\'\\\'\'')}'`;
  writeFileSync(script, commands.map((words) => `echo '#'; ${words.map(quoted).join(' ')}`).join('\n'));
  const child = spawn('sh', ['-c', `exec 2>&1; . ${quoted(script)}`], { env: { ...process.env, OPENSSL_CONF: '/dev/null' }, stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise<void>((resolve, reject) => { child.on('error', reject).on('close', () => resolve()); });
  const outputs = Buffer.concat(chunks).toString('utf8').split(/^#\n/m).slice(1);
  if (outputs.length !== commands.length) { throw new Error(`openssl answered ${outputs.length} of ${commands.length} questions`); }
  return outputs;
}

/** What `openssl verify` says to every question of some worlds, in the order of worlds and questions. Files are written into the directory. */
export async function opensslVerdicts(worlds: readonly World[], mode: Mode, directory: string): Promise<OpensslVerdict[][]> {
  const home = join(directory, mode);
  mkdirSync(home, { recursive: true });
  const commands: string[][] = [];
  const slots: { world: number; question: number; usage: ChainUsage }[] = [];
  for (const [w, { certificates, questions }] of worlds.entries()) {
    const pems = certificates.map((der) => armour('CERTIFICATE', der));
    const write = (name: string, numbers: readonly number[]): string | undefined => {
      if (numbers.length === 0) { return undefined; }
      const path = join(home, `${w}-${name}`);
      writeFileSync(path, numbers.map((n) => pems[n]).join(''));
      return path;
    };
    for (const [q, question] of questions.entries()) {
      const leaf = write(`${q}-leaf`, [question.leaf]) as string;
      const asked = { mode, question, leaf, roots: write(`${q}-roots`, question.roots), intermediates: write(`${q}-served`, question.intermediates) };
      // A certificate that is good for one of several usages is good for the question.
      const usages = question.usages.length === 0 ? ['serverAuth' as const] : question.usages;
      for (const usage of usages) {
        commands.push(command(asked, PURPOSES[usage]));
        slots.push({ world: w, question: q, usage });
      }
    }
  }
  const shells = Math.min(cpus().length, 4);
  const size = Math.ceil(commands.length / shells);
  const parts = Array.from({ length: shells }, (_, i) => commands.slice(i * size, (i + 1) * size));
  const outputs = (await Promise.all(parts.map(async (part, i) => runAll(part, join(home, `ask-${i}.sh`))))).flat();
  const verdicts: OpensslVerdict[][] = worlds.map(() => []);
  for (const [i, { world, question, usage }] of slots.entries()) {
    const verdict = parse(outputs[i], usage);
    const before = verdicts[world][question];
    // Of several refusals the one that says more than that the usage is another.
    const better = before === undefined || (!before.accepted && (verdict.accepted || before.errors[0]?.code === WRONG_PURPOSE));
    if (better) { verdicts[world][question] = verdict; }
  }
  return verdicts;
}

/** The version, as `openssl version` prints its first words. */
export function opensslVersion(): string {
  return spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout.split(' ').slice(0, 2).join(' ');
}
