import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { blocks, brokenLink, PAGES, prose, ROOT } from './pages';
import { Snippets } from './snippets';
import { DevTracingStore } from '../../src';
import { run } from '../../src/cli/main';
import { certificates } from '../presets/table';

const CODE = PAGES.flatMap(blocks).filter((block) => block.language === 'ts');
const snippets = new Snippets(CODE);

test('every relative link leads to a file, and to a heading of it', () => {
  const broken = PAGES.flatMap((page) => prose(page).flatMap((line, i) => {
    const links = [...line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)(?:\s"[^"]*")?\)/g)].map(([, target]) => target);
    return links.filter((target) => !/^[a-z]+:/i.test(target)).flatMap((target) => {
      const problem = brokenLink(page.path, target);
      return problem === undefined ? [] : [`${page.path}:${i + 1}: ${target}: ${problem}`];
    });
  }));
  expect(broken).toEqual([]);
});

test('every TypeScript block compiles against the sources', () => {
  expect(CODE.length).toBeGreaterThan(10);
  expect(snippets.problems()).toEqual([]);
});

/** Names that pages may use and that are not ours: Kubernetes and its operators, cdk8s, jsii, Go, and words. */
const FOREIGN = new Set([
  ...['ConfigMap', 'Secret', 'Service', 'StatefulSet', 'Deployment', 'DaemonSet', 'Job', 'Namespace', 'Pod', 'NetworkPolicy', 'Ingress', 'ServiceAccount'],
  ...['Certificate', 'Issuer', 'ClusterIssuer', 'Bundle', 'ClusterBundle', 'TempoMonolithic', 'TempoStack', 'Tenant', 'ServiceMonitor', 'PrometheusRule', 'Ready'],
  ...['ApiObject', 'App', 'Chart', 'Construct', 'Duration', 'JsonPatch', 'Size', 'Testing', 'Yaml', 'Lazy'],
  ...['ContainerResources', 'IServiceAccount', 'X509Certificate', 'Always', 'Never', 'IfNotPresent'],
  ...['InvalidStorageConfig', 'ConfigurationError', 'ListObjects', 'RetryAfter', 'Opaque', 'Verify', 'Managed', 'Unmanaged'],
]);

/** Pages for those who change the library, which may speak of what is inside it too. */
const INSIDE = /^CONTRIBUTING\.md$|^docs\/decisions\//;

test('every name of the library that a page speaks of exists', () => {
  const { members, inside } = snippets.vocabulary();
  const unknown = PAGES.flatMap((page) => prose(page).flatMap((line, i) => [...line.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => {
    const [, head, member] = /^(?:new )?([A-Z][a-z0-9]+(?:[A-Z0-9][A-Za-z0-9]*)?)(?:\.([A-Za-z_]\w*))?(?:\(.*)?$/.exec(code) ?? [];
    if (head === undefined || FOREIGN.has(head) || (INSIDE.test(page.path) && inside.has(head))) { return []; }
    const known = members.get(head);
    const wrong = known === undefined ? 'no such name' : member !== undefined && !known.has(member) ? `${head} has no ${member}` : undefined;
    return wrong === undefined ? [] : [`${page.path}:${i + 1}: ${code}: ${wrong}`];
  })));
  expect(unknown).toEqual([]);
});

test('every decision says what it rests on, what follows and what would change it, and is in the list', () => {
  const decisions = PAGES.filter((page) => /^docs\/decisions\/\d{4}-[a-z0-9-]+\.md$/.test(page.path));
  const list = PAGES.find((page) => page.path === 'docs/decisions/README.md')!.text;
  expect(decisions.length).toBeGreaterThan(0);
  for (const { path, text } of decisions) {
    expect([path, [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)]).toEqual([path, ['Context', 'Decision', 'Consequence', 'What would change it']]);
    const number = Number(path.slice('docs/decisions/'.length, 'docs/decisions/'.length + 4));
    expect(text).toMatch(new RegExp(`^# ${number}\\. `));
    expect(list).toContain(`](${path.slice('docs/decisions/'.length)})`);
  }
});

/** Lines of shell, with continued lines joined and what stands behind a # taken off. */
const SHELL = PAGES.flatMap(blocks).filter(({ language }) => language === 'sh')
  .flatMap(({ page, text }) => text.replace(/\\\n\s*/g, '').split('\n').map((line) => ({ page, line: line.replace(/\s+#.*$/, '').trim() })));
const SPANS = PAGES.flatMap((page) => prose(page).flatMap((text) => [...text.matchAll(/`([^`]+)`/g)].map(([, line]) => ({ page: page.path, line }))));

test('every command of the library that a page shows runs', async () => {
  const commands = SHELL.filter(({ line }) => /^npx cdk8s-observability-tls\b/.test(line));
  expect(commands.length).toBeGreaterThan(0);
  for (const { page, line } of commands) {
    const folder = mkdtempSync(join(tmpdir(), 'docs-'));
    try {
      const words = line.split(/\s+/).slice(2);
      // What the pages speak of: manifests that were written, facts and acknowledgements as they are shown, logs; and reports to be written.
      mkdirSync(join(folder, 'dist'));
      copyFileSync(join(ROOT, 'examples/production/expected.yaml'), join(folder, 'dist', 'tracing.k8s.yaml'));
      for (const log of ['events.txt', 'mc.log']) { writeFileSync(join(folder, log), ''); }
      for (const { text } of PAGES.flatMap(blocks)) {
        const name = /^# (facts|accepted)\.yaml\n/.exec(text)?.[1];
        if (name !== undefined) { writeFileSync(join(folder, `${name}.yaml`), text); }
      }
      const local = (word: string, i: number) => existsSync(join(folder, word)) || words[i - 1] === '--output';
      const said: string[] = [];
      const code = await run(words.map((word, i) => (words[i - 1] === '--out' ? folder : local(word, i) ? join(folder, word) : word)), {
        out: () => {}, err: (text) => { if (!text.startsWith('warning: nothing is left to acknowledge')) { said.push(text); } }, now: () => new Date('2026-11-22T12:00:00Z'),
      });
      expect([page, line, code, said]).toEqual([page, line, 0, []]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
});

test('every script, task and path of this repository that a page names is there', () => {
  const scripts = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts);
  const tasks = Object.keys(JSON.parse(readFileSync(join(ROOT, '.projen/tasks.json'), 'utf8')).tasks);
  const missing = [...SHELL, ...SPANS].flatMap(({ page, line }) => {
    const script = /\bnpm run ([\w:-]+)/.exec(line)?.[1];
    const task = /\bnpx projen ([\w:-]+)/.exec(line)?.[1];
    const path = /^(?:(?:node|npx jest --ci) )?((?:src|test|scripts|docs|examples|rosetta|bench|\.ci)\/[\w./-]*)/.exec(line)?.[1];
    return [
      script !== undefined && !scripts.includes(script) && `no script ${script}`,
      task !== undefined && !tasks.includes(task) && `no task ${task}`,
      path !== undefined && !line.includes('<') && !existsSync(join(ROOT, path)) && `no ${path}`,
    ].filter((problem) => problem !== false).map((problem) => `${page}: ${line}: ${problem}`);
  });
  expect(missing).toEqual([]);
});

test('the tutorial shows what its program writes', () => {
  const tutorial = PAGES.find((page) => page.path === 'docs/tutorial.md')!;
  const app = new App();
  new DevTracingStore(app, 'tracing', { unsafeCertificatesFrom: certificates });
  const objects = app.synthYaml().split(/^---\n/m);
  const masked = (yaml: string | undefined) => yaml?.trim().replace(/-[0-9a-f]{10}$/gm, '-(hash)');
  const shown = blocks(tutorial).find(({ text }) => /^kind: TempoMonolithic$/m.test(text));
  expect(masked(shown?.text)).toBe(masked(objects.find((yaml) => /^kind: TempoMonolithic$/m.test(yaml))));
  expect([tutorial.text.includes('The file has fourteen objects.'), objects.length]).toEqual([true, 14]);
});
