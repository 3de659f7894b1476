import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a scenario showed: by the prover, before anything was deployed, and by the cluster. */
export interface Line {
  readonly scenario: string;
  readonly prover: string;
  readonly milliseconds: number;
  readonly cluster: string;
  readonly seconds: number;
}

const FOLDER = join(__dirname, '..', '..', 'test-reports');

/** What a run has seen, as JSON and as a page. */
export class Report {
  private readonly lines: Line[] = [];

  constructor(private readonly name: string, private readonly kubernetes: string) {}

  public add(line: Line): void { this.lines.push(line); }

  /** Writes test-reports/e2e-NAME.json and .md. */
  public write(): void {
    const versions = { kubernetes: this.kubernetes, date: new Date().toISOString().slice(0, 10) };
    const rows = this.lines.map(({ scenario, prover, milliseconds, cluster, seconds }) => `| ${scenario} | ${prover} | ${milliseconds} ms | ${cluster} | ${seconds} s |`);
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, `e2e-${this.name}.json`), `${JSON.stringify({ ...versions, scenarios: this.lines }, undefined, 2)}\n`);
    writeFileSync(join(FOLDER, `e2e-${this.name}.md`), [
      `Kubernetes ${versions.kubernetes}, ${versions.date}`, '', '| scenario | the prover | after | the cluster | after |', '|---|---|---|---|---|', ...rows, '',
    ].join('\n'));
  }
}
