// Writes RULES.md from the compiled rules; test/trust/rules.test.ts compares it with them.
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
const { RULES } = require(resolve(root, 'lib/trust/rules/index.js'));
const { rulesPage } = require(resolve(root, 'lib/trust/report/rules-page.js'));

writeFileSync(resolve(root, 'RULES.md'), rulesPage(RULES));
console.log(`RULES.md: ${RULES.length} rules`);
