import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

/** A page of the documentation. */
export interface Page {
  /** relative to the repository */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
  /** the line of the page that is the block's first */
  readonly line: number;
}

function page(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

function below(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? below(path) : path.endsWith('.md') ? [path] : [];
  });
}

/** Everything under docs/, the pages at the top, and those of the examples. */
export const PAGES: readonly Page[] = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].filter((path) => existsSync(join(ROOT, path))),
  ...below('docs'),
  ...readdirSync(join(ROOT, 'examples')).map((name) => `examples/${name}/README.md`).filter((path) => existsSync(join(ROOT, path))),
].map(page);

/** The fenced blocks of a page. */
export function blocks(of: Page): Block[] {
  const found: Block[] = [];
  let open: { language: string; line: number; text: string[] } | undefined;
  of.text.split('\n').forEach((text, i) => {
    const fence = /^\s*```\s*(\S*)/.exec(text);
    if (fence === null) {
      open?.text.push(text);
    } else if (open === undefined) {
      open = { language: fence[1], line: i + 2, text: [] };
    } else {
      found.push({ page: of.path, language: open.language, line: open.line, text: open.text.join('\n') });
      open = undefined;
    }
  });
  if (open !== undefined) { throw new Error(`${of.path}:${(open as { line: number }).line - 1}: a fence that is not closed`); }
  return found;
}

/** The page without its fenced blocks: line numbers stay. */
export function prose(of: Page): string[] {
  let inside = false;
  return of.text.split('\n').map((line) => {
    const fence = /^\s*```/.test(line);
    if (fence) { inside = !inside; }
    return fence || inside ? '' : line;
  });
}

/** Where a heading can be linked to, as GitHub makes it: lower case, without punctuation, blanks as hyphens, repetitions numbered. */
export function anchors(text: string): Set<string> {
  const found = new Set<string>();
  let inside = false;
  for (const line of text.split('\n')) {
    if (/^\s*```/.test(line)) { inside = !inside; }
    const heading = inside ? null : /^#{1,6}\s+(.*?)\s*#*\s*$/.exec(line);
    if (heading) {
      const plain = heading[1].replace(/<[^>]*>/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
      const base = plain.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
      let name = base;
      for (let i = 1; found.has(name); i++) { name = `${base}-${i}`; }
      found.add(name);
    }
    for (const [, id] of line.matchAll(/<a\s[^>]*(?:name|id)="([^"]+)"/g)) { found.add(id); }
  }
  return found;
}

/** Why a relative link leads nowhere; undefined when it does not. */
export function brokenLink(from: string, target: string): string | undefined {
  const [path, fragment] = target.split('#', 2);
  const file = path === '' ? join(ROOT, from) : resolve(ROOT, dirname(from), decodeURIComponent(path));
  if (relative(ROOT, file).startsWith('..')) { return 'leads out of the repository'; }
  if (!existsSync(file)) { return 'no such file'; }
  if (fragment === undefined || fragment === '') { return undefined; }
  if (statSync(file).isDirectory() || !file.endsWith('.md')) { return 'an anchor in what is no page'; }
  return anchors(readFileSync(file, 'utf8')).has(fragment) ? undefined : `no heading #${fragment}`;
}
