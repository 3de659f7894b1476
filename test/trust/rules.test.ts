import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOW, staged } from './stage';
import { prove } from '../../src/trust/prove';
import { ruleText, rulesPage } from '../../src/trust/report/rules-page';
import { RULES } from '../../src/trust/rules';

const proof = (yaml: string) => {
  const result = prove(staged(yaml).map((object) => ({ object })), { now: NOW });
  expect(result.faults).toEqual([]);
  return result;
};

test('ids are unique, well-formed and in order', () => {
  const ids = RULES.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort());
  for (const id of ids) { expect(id).toMatch(/^OT\d{3}$/); }
});

test('the stage itself has no finding, and is proved', () => {
  const { findings, connections } = proof('');
  expect(findings).toEqual([]);
  expect(connections.map((c) => c.verdict)).toEqual(['proved']);
});

describe.each(RULES)('$id $title', (rule) => {
  test('finds its violating example, at an object of it', () => {
    const found = proof(rule.violating).findings.filter((f) => f.rule === rule.id);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0].severity).toBe(rule.severity);
    expect(found[0].message).toMatch(/\S/);
    expect(found[0].resource.name).toMatch(/\S/);
  });

  test('finds nothing in its satisfying example, and no rule finds an error there', () => {
    const { findings } = proof(rule.satisfying);
    expect(findings.filter((f) => f.rule === rule.id || f.severity === 'error')).toEqual([]);
  });

  test('says what, why and how to mend it', () => {
    for (const text of [rule.title, rule.what, rule.why, rule.fix]) { expect(text.trim().length).toBeGreaterThan(7); }
    expect(rule.title).not.toMatch(/\.$/);
  });
});

describe('the page of the rules', () => {
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
});
