import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleText, rulesPage } from '../../src/trust/report/rules-page';
import { RULES } from '../../src/trust/rules';

const page = rulesPage(RULES);

test('RULES.md is what the rules say: npx projen compile && npx projen rules writes it', () => {
  expect(readFileSync(join(__dirname, '../../RULES.md'), 'utf8')).toBe(page);
});

test('every rule has a heading, and the table leads there', () => {
  for (const { id, title } of RULES) {
    expect(page).toContain(`\n## ${id} ${title}\n`);
    const [, anchor] = new RegExp(`^\\| \\[${id}\\]\\(#([^)]+)\\)`, 'm').exec(page)!;
    expect(anchor).toMatch(new RegExp(`^${id.toLowerCase()}-[\\p{L}\\p{N}_-]+$`, 'u'));
  }
});

test('a rule for a terminal has all that the page has', () => {
  for (const rule of RULES) {
    const text = ruleText(rule);
    for (const part of [rule.id, rule.title, rule.severity, rule.what, rule.why, rule.fix]) { expect(text).toContain(part); }
  }
});
