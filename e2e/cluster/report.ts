import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a scenario showed: by the prover, before anything was deployed, and by the cluster. */
export interface Line {
  readonly scenario: string;
  readonly prover: string;
  /** how long the prover took */
  readonly milliseconds?: number;
  readonly cluster: string;
  /** how long it took until a person could see it there */
  readonly seconds?: number;
}

const ROOT = join(__dirname, '..', '..');
const REPORTS = join(ROOT, 'test-reports');
/** The page that shows a run, which is written anew where UPDATE_ON_A_CLUSTER is set. */
const PAGE = join(ROOT, 'docs', 'reference', 'on-a-cluster.md');
/** A file for each file of tests, of one run. */
const PARTS = join(REPORTS, 'e2e-cluster');

/** What ran in the namespaces of a file of tests: images, and what operators tell of themselves. */
const ran = new Set<string>();

/** Notes what ran. */
export function note(versions: readonly string[]): void {
  for (const version of versions) { ran.add(version); }
}

/** What a file of tests has seen. */
export class Report {
  private readonly lines: Line[] = [];

  constructor(private readonly name: string, private readonly kubernetes: string) {}

  public add(line: Line): void { this.lines.push(line); }

  /** Writes its part of test-reports/e2e-cluster. */
  public write(): void {
    const [date, versions] = [new Date().toISOString().slice(0, 10), [...ran].sort()];
    const part = { name: this.name, kubernetes: this.kubernetes, date, versions, scenarios: this.lines };
    mkdirSync(PARTS, { recursive: true });
    writeFileSync(join(PARTS, `${this.name}.json`), `${JSON.stringify(part, undefined, 2)}\n`);
  }
}

/** Forgets the parts of earlier runs. */
export function begin(): void {
  rmSync(PARTS, { recursive: true, force: true });
  mkdirSync(PARTS, { recursive: true });
}

/** Puts the parts of a run together: test-reports/e2e-cluster.json and .md. */
export function finish(): void {
  const parts = readdirSync(PARTS).sort().map((file) => JSON.parse(readFileSync(join(PARTS, file), 'utf8')));
  if (parts.length === 0) { return; }
  const after = (value: number | undefined, unit: string) => (value === undefined ? '' : `${value} ${unit}`);
  const rows = parts.flatMap(({ scenarios }) => (scenarios as Line[]).map((line) =>
    `| ${line.scenario} | ${line.prover} | ${after(line.milliseconds, 'ms')} | ${line.cluster} | ${after(line.seconds, 's')} |`));
  const table = ['| scenario | the prover | after | the cluster | after |', '|---|---|---|---|---|', ...rows].join('\n');
  writeFileSync(join(REPORTS, 'e2e-cluster.json'), `${JSON.stringify(parts, undefined, 2)}\n`);
  const versions = [...new Set(parts.flatMap((part) => part.versions as string[]))].sort().map((version) => `- ${version}`).join('\n');
  writeFileSync(join(REPORTS, 'e2e-cluster.md'), `Kubernetes ${parts[0].kubernetes}, ${parts[0].date}\n\n${versions}\n\n${table}\n`);
  if (process.env.UPDATE_ON_A_CLUSTER) { writeFileSync(PAGE, readFileSync(PAGE, 'utf8').replace(/^\|[^]*\|$/m, () => table)); }
}
