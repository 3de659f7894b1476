// Takes the comments out of the compiled files: the declarations beside them have them, and they were a tenth of the package.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const lib = resolve(import.meta.dirname, '..', 'lib');
const printer = ts.createPrinter({ removeComments: true });
for (const entry of readdirSync(lib, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.js')) { continue; }
  const file = join(entry.parentPath, entry.name);
  const code = readFileSync(file, 'utf8');
  const slim = printer.printFile(ts.createSourceFile(file, code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS));
  if (slim !== code) { writeFileSync(file, slim); }
}
