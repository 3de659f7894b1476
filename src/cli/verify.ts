import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { parseAcknowledgement, readAcknowledgements } from './acknowledgements';
import { elseTwo, Exit, usageError } from './errors';
import { NamespacedFacts, readFacts } from './facts-file';
import { checkDirectory, writeFiles } from './files';
import { CliIo } from './io';
import { checkClusterDomain } from './leaf-names';
import { readManifests } from './manifests';
import { collect, parseNow } from './options';
import { Progress } from './progress';
import { packageVersion } from './version';
import type { Unreadable } from '../trust/documents';
import { Acknowledgement, Proof, prove } from '../trust/prove';
import { githubReport } from '../trust/report/github';
import { junitReport } from '../trust/report/junit';
import { plain } from '../trust/report/plain';
import { jsonReport, reportOf } from '../trust/report/report';
import { sarifReport } from '../trust/report/sarif';
import { coloured, Paint, plainly, summaryLine, textReport } from '../trust/report/text';
import { RULES } from '../trust/rules';
import { failsOn, THRESHOLDS } from '../trust/thresholds';
import { readVersion } from '../trust/versions';

type Write = (proof: Proof, unreadable: readonly Unreadable[], paint: Paint) => string;

const FORMATS: { readonly [format: string]: Write } = {
  text: textReport,
  json: (proof, unreadable) => jsonReport(reportOf(proof, unreadable)),
  sarif: (proof, unreadable) => sarifReport(reportOf(proof, unreadable), RULES, { name: 'cdk8s-observability-tls', version: packageVersion() }),
  junit: (proof, unreadable) => junitReport(reportOf(proof, unreadable)),
  github: (proof, unreadable) => githubReport(reportOf(proof, unreadable)),
};

/** Options that say what the manifests do not show; `map` has them too. */
export interface ProofOptions {
  readonly now?: string;
  readonly facts?: string[];
  readonly thanosVersion?: string;
  readonly tempoVersion?: string;
  readonly clusterDomain?: string[];
  readonly namespace?: string;
}

interface Options extends ProofOptions {
  readonly format: string;
  readonly output?: string;
  readonly failOn: string;
  readonly acknowledge?: string[];
  readonly acknowledgeFile?: string[];
  readonly color?: boolean;
}

/** A proof of what some paths hold, and what could not be read. */
export interface Verified {
  readonly proof: Proof;
  readonly problems: readonly Unreadable[];
}

/** Reads and proves; what could not be read is told on stderr. */
export async function proveManifests(
  paths: readonly string[], options: ProofOptions, acknowledgements: readonly Acknowledgement[], io: CliIo,
): Promise<Verified> {
  const now = options.now === undefined ? io.now() : parseNow(options.now);
  const versions = { thanos: version('--thanos-version', options.thanosVersion), tempo: version('--tempo-version', options.tempoVersion) };
  const clusterDomains = options.clusterDomain?.map(checkClusterDomain);
  const namespace = options.namespace === undefined ? undefined : checkNamespace(options.namespace);
  const facts = (options.facts ?? []).flatMap((file): NamespacedFacts[] => readFacts(file));
  const progress = new Progress(io);
  let verified: Verified;
  try {
    const { sources, problems } = await readManifests(paths, io, progress);
    progress.say(`proving ${sources.length} objects`);
    const proof = prove(sources, { now, versions, clusterDomains, namespace, facts, acknowledgements });
    // A defect of ours hides none of the findings, and must not look like a proof.
    const faults = proof.faults.map(({ doing, message }) => ({ file: doing, reason: `a defect of this program, please report it: ${message}` }));
    verified = { proof, problems: [...problems, ...faults] };
  } finally {
    progress.end();
  }
  for (const { file, line, reason } of verified.problems) io.err(`error: ${plain(`${file}${line === undefined ? '' : `:${line}`}: ${reason}`)}\n`);
  return verified;
}

function version(option: string, given: string | undefined): string | undefined {
  if (given === undefined || readVersion(given)) return given;
  throw usageError(`${option}: no version`, JSON.stringify(given), 'numbers with points, e.g. 2.8.0 or v0.39.2');
}

function checkNamespace(given: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(given)) return given;
  throw usageError('--namespace: no name of a namespace', JSON.stringify(given), 'at most 63 lower-case letters, digits and dashes, e.g. tracing');
}

function oneOf(option: string, given: string, allowed: readonly string[]): void {
  if (!allowed.includes(given)) throw usageError(`${option}: unknown`, JSON.stringify(given), allowed.join(', '));
}

async function verify(paths: readonly string[], options: Options, io: CliIo): Promise<void> {
  oneOf('--format', options.format, Object.keys(FORMATS));
  oneOf('--fail-on', options.failOn, Object.keys(THRESHOLDS));
  const { acknowledge = [], acknowledgeFile = [] } = options;
  const acknowledgements = [...acknowledge.map(parseAcknowledgement), ...acknowledgeFile.flatMap(readAcknowledgements)];
  const output = options.output === undefined ? undefined : resolve(options.output);
  if (output !== undefined) checkDirectory(dirname(output));
  const { proof, problems } = await proveManifests(paths, options, acknowledgements, io);
  const paint = colours(options, io) ? coloured : plainly;
  if (output === undefined) {
    io.out(FORMATS[options.format](proof, problems, paint));
  } else {
    writeFiles(dirname(output), [{ path: output, content: FORMATS[options.format](proof, problems, plainly), mode: 0o644 }]);
    io.out(`${summaryLine(proof, problems, paint)}\nwrote ${options.output}\n`);
  }
  for (const { rule, resource } of unused(acknowledgements, proof)) {
    io.err(`warning: nothing is left to acknowledge for ${rule}${resource === undefined ? '' : ` at ${plain(resource)}`}\n`);
  }
  if (problems.length > 0) throw new Exit(2);
  if (failsOn(proof, options.failOn)) throw new Exit(1);
}

function colours({ color }: Options, { env, terminal }: CliIo): boolean {
  if (color !== undefined) return color;
  return terminal?.out === true && !env?.NO_COLOR && env?.TERM !== 'dumb';
}

/** Acknowledgements for which there is no finding any more, so that they can go. */
function unused(acknowledgements: readonly Acknowledgement[], proof: Proof): Acknowledgement[] {
  const used = new Set(proof.acknowledged.map(({ rule, reason }) => `${rule} ${reason}`));
  return acknowledgements.filter(({ rule, reason }) => !used.has(`${rule} ${reason}`));
}

/** The options that say what the manifests do not show. */
export function withProofOptions(command: Command): Command {
  return command
    .option('--now <TIME>', 'ISO 8601 time at which certificates must be valid, instead of the clock')
    .option('-n, --namespace <NAMESPACE>', 'where objects go that name no namespace, as kubectl and helm have it')
    .option('--facts <FILE>', 'public certificates and names of what the manifests do not show (repeatable)', collect)
    .option('--thanos-version <VERSION>', 'of Thanos, where its images do not tell')
    .option('--tempo-version <VERSION>', 'of Tempo, where its images do not tell')
    .option('--cluster-domain <DOMAIN>', 'cluster domain beside cluster.local (repeatable)', collect);
}

const HELP = `
PATH is a file, a folder (with every .yaml, .yml and .json below it, but for node_modules and .git), or - for standard input:
  helm template tempo grafana/tempo -n tracing | cdk8s-observability-tls verify - -n tracing

Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 called wrongly, or something could not be read (the rest is reported all the same).
"unverified" fails on warnings too, and on every connection that what is shown cannot prove. "explain ID" tells what a rule looks for.
`;

/** The `verify` subcommand. */
export function verifyCommand(io: CliIo): Command {
  return withProofOptions(new Command('verify')
    .description('prove the TLS connections of any manifests: Helm, kustomize, cdk8s, by hand')
    .argument('<PATH...>', 'files, folders, or - for standard input'))
    .option('--format <FORMAT>', Object.keys(FORMATS).join(', '), 'text')
    .option('-o, --output <FILE>', 'write the report there')
    .option('--fail-on <THRESHOLD>', 'error, warning, unverified, never', 'error')
    .option('--acknowledge <ID=REASON>', 'accept the findings of a rule (repeatable)', collect)
    .option('--acknowledge-file <FILE>', 'a list of what is accepted: id, reason, until, resource (repeatable)', collect)
    .option('--color', 'colours even where the output is no terminal')
    .option('--no-color', 'no colours (nor with NO_COLOR)')
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: Options) => elseTwo(async () => verify(paths, options, io)));
}

