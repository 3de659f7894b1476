import { Command, CommanderError } from 'commander';
import { CliError, Exit } from './errors';
import { CliIo, TERMINAL } from './io';
import { packageVersion } from './version';

/** Every subcommand, one file each, loaded when it is wanted: who makes a certificate need not wait for the prover. */
const COMMANDS: { readonly [name: string]: () => (io: CliIo) => Command } = {
  verify: () => (module.require('./verify') as typeof import('./verify')).verifyCommand,
  map: () => (module.require('./map') as typeof import('./map')).mapCommand,
  diagnose: () => (module.require('./diagnose') as typeof import('./diagnose')).diagnoseCommand,
  explain: () => (module.require('./rules') as typeof import('./rules')).explainCommand,
  rules: () => (module.require('./rules') as typeof import('./rules')).rulesCommand,
  certs: () => (module.require('./certs') as typeof import('./certs')).certsCommand,
};

/** The program with the one subcommand that is called, or with all of them where it takes all to answer: for help, and for a name that is none of theirs. */
function program(io: CliIo, called: string | undefined): Command {
  const root = new Command('cdk8s-observability-tls')
    .description('Certificates for, and proofs of, the TLS connections of an observability store')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('Run with --help to see what is possible.')
    .exitOverride();
  const names = called !== undefined && Object.hasOwn(COMMANDS, called) ? [called] : Object.keys(COMMANDS);
  for (const name of names) root.addCommand(COMMANDS[name]()(io).copyInheritedSettings(root));
  return root;
}

/** Runs the command line (without `node` and the script's name); returns the exit code: 0 done, 1 failed or findings, 2 called wrongly. */
export async function run(args: readonly string[], io: CliIo = TERMINAL): Promise<number> {
  try {
    await program(io, args[0]).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its own message already; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Exit) return error.exitCode;
    io.err(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof CliError ? error.exitCode : 1;
  }
}

/**
 * A reader that has read enough, as `head` does, ends nothing: files are still written, and the exit code still tells the verdict. What cannot be
 * written for another reason, on a full disk for one, is lost, and nobody shall take that for a verdict.
 */
function outliveReaders(): void {
  for (const [stream, name] of [[process.stdout, 'standard output'], [process.stderr, 'standard error']] as const) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.exitCode ||= 1;
      if (stream !== process.stderr) process.stderr.write(`error: cannot write to ${name}: ${error.message}\n`);
    });
  }
}

/**
 * Entry point of the executable. What was printed is let through first, and what fails on the way is told. Then the process ends and waits for nothing:
 * V8 would give back all memory piece by piece, and wait for what it still compiles beside us.
 */
export function main(): void {
  outliveReaders();
  void run(process.argv.slice(2)).then((code) => {
    if (code !== 0) process.exitCode = code;
    process.stdout.write('', () => { process.stderr.write('', () => { setImmediate(() => { process.exit(); }); }); });
  });
}
