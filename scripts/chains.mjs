// Verifies more than 10,000 random chains with Go, with OpenSSL and with our own verifier. Go must say the same as we do; where OpenSSL says otherwise,
// the reason must be a known one, and docs/reference/verification-differences.md lists it. Wants `go` and `openssl`.
//   node scripts/chains.mjs [--worlds N] [--seed S] [--update]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
require('ts-node').register({ transpileOnly: true, compilerOptions: { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' } });
const { compareWithGo, compareWithOpenssl, worldsFrom } = require('../test/x509/chains/compare.ts');
const { FAULTS } = require('../test/x509/chains/faults.ts');
const { opensslVersion } = require('../test/x509/chains/openssl.ts');
const { differencesPage } = require('../test/x509/chains/page.ts');
const { REASONS } = require('../test/x509/chains/verdicts.ts');

const option = (name, otherwise) => (process.argv.includes(`--${name}`) ? Number(process.argv[process.argv.indexOf(`--${name}`) + 1]) : otherwise);
const [WORLDS, SEED] = [1750, 1];
const worldCount = option('worlds', WORLDS);
const seed = option('seed', SEED);
/** A verdict or a fault that comes less often than this in the usual run is not tested worth the name. */
const ENOUGH = 10;

let failed = false;
const fail = (text) => { failed = true; console.log(`FAILED: ${text}`); };

const worlds = worldsFrom(seed, worldCount);
const { disagreements, reasons, features } = compareWithGo(worlds);
const asked = [...reasons.values()].reduce((sum, n) => sum + n, 0);
console.log(`${asked} chains of ${worldCount} worlds (seed ${seed}): ${disagreements.length} disagreements with Go`);
console.log([...reasons].sort((a, b) => b[1] - a[1]).map(([reason, n]) => `  ${String(n).padStart(6)} ${reason}`).join('\n'));
for (const one of disagreements.slice(0, 5)) { fail(JSON.stringify(one)); }
if (worldCount >= WORLDS) {
  for (const reason of REASONS.filter((each) => (reasons.get(each) ?? 0) < ENOUGH)) { fail(`the verdict ${reason} came only ${reasons.get(reason) ?? 0} times`); }
  for (const { name } of FAULTS.filter((fault) => (features.get(fault.name) ?? 0) < ENOUGH)) { fail(`the fault "${name}" came only ${features.get(name) ?? 0} times`); }
}

const directory = mkdtempSync(join(tmpdir(), 'chains-'));
const openssl = await compareWithOpenssl(worlds, directory).finally(() => rmSync(directory, { recursive: true, force: true }));
const version = opensslVersion();
const page = join(root, 'docs/reference/verification-differences.md');
const text = differencesPage(openssl, version, worldCount, seed);
const known = readFileSync(page, { encoding: 'utf8', flag: 'a+' });
const listed = /OpenSSL (\d+\.\d+)\.\d+/.exec(known)?.[1];
const total = [...openssl.differences.values()].reduce((sum, { partial }) => sum + partial, 0);
console.log(`${openssl.asked.partial} of them put to ${version}: ${total} verdicts differ for known reasons, ${openssl.unclassified.length} for unknown ones`);
for (const one of openssl.unclassified.slice(0, 20)) {
  // Another release may differ in other ways than the one that the page is about.
  if (listed === undefined || version.includes(`OpenSSL ${listed}.`)) { fail(one); } else { console.log(`not known of OpenSSL ${listed}: ${one}`); }
}

if (process.argv.includes('--update')) {
  writeFileSync(page, text);
} else if (worldCount === WORLDS && seed === SEED && known.includes(version)) {
  for (const [id, counts] of openssl.differences) { if (Object.values(counts).every((n) => n === 0)) { fail(`no chain shows the difference "${id}" any more`); } }
  if (known !== text) { fail('docs/reference/verification-differences.md is stale: run node scripts/chains.mjs --update'); }
} else {
  console.log('the numbers of the page are of another run or release, and are not compared');
}
process.exit(failed ? 1 : 0);
