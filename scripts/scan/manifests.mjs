// What is scanned: all that a preset writes with the least input, and all that the examples write. [name, YAML] of each.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load } from '../tool.mjs';

const examples = resolve(import.meta.dirname, '..', '..', 'examples');
const { PRESETS, synthesize } = load('../test/presets/table.ts');
const { METRICS, synthesizeMetrics } = load('../test/presets/metrics-table.ts');

export const MANIFESTS = [
  ...PRESETS.map((row) => [row.preset, synthesize(row).yaml]),
  ...METRICS.map((row) => [row.preset, synthesizeMetrics(row).yaml]),
  ...readdirSync(examples).filter((name) => existsSync(join(examples, name, 'expected.yaml')))
    .map((name) => [`examples/${name}`, readFileSync(join(examples, name, 'expected.yaml'), 'utf8')]),
];
