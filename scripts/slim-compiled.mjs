// Takes out of the compiled files what nobody can reach, a fifth of the package: comments, which the declarations have as well, and the declarations of
// modules that no entry of the exports map leads to (docs/decisions/0018-exports-map.md).
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const lib = resolve(import.meta.dirname, '..', 'lib');
const entries = ['index.d.ts', 'jest.d.ts'].map((file) => join(lib, file));
const reached = new Set(ts.createProgram(entries, { skipLibCheck: true, noEmit: true, types: [], moduleResolution: ts.ModuleResolutionKind.Node10 })
  .getSourceFiles().map(({ fileName }) => resolve(fileName)));
const printer = ts.createPrinter({ removeComments: true });
for (const entry of readdirSync(lib, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) { continue; }
  const file = join(entry.parentPath, entry.name);
  if (entry.name.endsWith('.d.ts') && !reached.has(file)) { rmSync(file); }
  if (!entry.name.endsWith('.js')) { continue; }
  const code = readFileSync(file, 'utf8');
  const slim = printer.printFile(ts.createSourceFile(file, code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS));
  if (slim !== code) { writeFileSync(file, slim); }
}
