import type { Rule } from '../rules/rule';

const SEVERITIES = { error: 'cannot work, or silently runs without TLS or verification', warning: 'works today and is a risk', note: 'worth knowing' } as const;

/** RULES.md: what every rule looks for, why, an example of either kind, and the way out. */
export function rulesPage(rules: readonly Rule[]): string {
  return [
    '# Rules',
    '',
    'What `verify`, synth and the cdk8s plugin look for. Ids are stable. Made from `src/trust/rules` by `npx projen rules`; not edited by hand.',
    'In the examples certificates are told in words: `(leaf HOST of CA)` is a PEM certificate, `(ca NAME)` a CA, `(key of HOST)` a private key; the tests',
    'replace them, and complete the objects with those of a Tempo on MinIO over TLS that is all right (test/trust/stage.ts).',
    '',
    ...Object.entries(SEVERITIES).map(([severity, means]) => `- **${severity}**: ${means}`),
    '',
    '| rule | severity | |',
    '|---|---|---|',
    ...rules.map(({ id, severity, title }) => `| [${id}](#${anchor(id, title)}) | ${severity} | ${cell(title)} |`),
    '',
    ...rules.flatMap(section),
  ].join('\n');
}

/** One rule for a terminal. */
export function ruleText({ id, severity, title, what, why, fix, violating, satisfying }: Rule): string {
  const example = (heading: string, yaml: string) => (yaml.trim() === '' ? [] : ['', heading, ...yaml.trim().split('\n').map((line) => `  ${line}`.trimEnd())]);
  return [`${id} ${title} (${severity})`, '', what, '', `why  ${why}`, '', `fix  ${fix}`, ...example('violates it', violating), ...example('satisfies it', satisfying), ''].join('\n');
}

function section({ id, severity, title, what, why, fix, violating, satisfying }: Rule): string[] {
  const example = (heading: string, yaml: string) => (yaml.trim() === '' ? [] : [heading, '', '```yaml', yaml.trim(), '```', '']);
  return [
    `## ${id} ${title}`,
    '',
    `**${severity}.** ${what}`,
    '',
    `Why: ${why}`,
    '',
    `Fix: ${fix}.`,
    '',
    ...example('Violates it:', violating),
    ...example('Satisfies it:', satisfying),
  ];
}

/** The anchor that GitHub gives a heading. */
function anchor(id: string, title: string): string {
  return `${id} ${title}`.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-');
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
