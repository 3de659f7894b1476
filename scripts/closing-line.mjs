// Prints "N passed, N failed" from the report that jest wrote, and fails when it holds no test or a failed one.
import { readFileSync } from 'node:fs';

const xml = readFileSync('test-reports/junit.xml', 'utf8');
const control = /[\0-\x08\v\f\x0e-\x1f].*/.exec(xml)?.[0];
if (control !== undefined) { throw new Error(`no XML: a test is named with a control character: ${JSON.stringify(control)}`); }
const count = (name) => Number(new RegExp(`<testsuites[^>]* ${name}="(\\d+)"`).exec(xml)?.[1] ?? NaN);
const [tests, failures, errors] = ['tests', 'failures', 'errors'].map(count);
const skipped = (xml.match(/<skipped\/>/g) ?? []).length;
const failed = failures + errors;
console.log(`${tests - failed - skipped} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(tests > 0 && failed === 0 ? 0 : 1);
