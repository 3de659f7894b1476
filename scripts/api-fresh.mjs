// API.md must be what jsii-docgen makes of the compiled library now; .cache/API.md is that, written by the step before.
import { readFileSync } from 'node:fs';

if (readFileSync('.cache/API.md', 'utf8') !== readFileSync('API.md', 'utf8')) {
  console.error('API.md is stale: run npx projen docgen and commit it');
  process.exit(1);
}
