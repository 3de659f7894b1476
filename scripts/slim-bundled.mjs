// Removes from bundled dependencies what our compiled code never loads: source maps, builds for browsers and as ECMAScript modules, js-yaml's command, and read-me files.
// Declarations stay for the compiler, and out of the package: no declaration of ours leads to them.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const modules = resolve(import.meta.dirname, '..', 'node_modules');
const unneeded = [
  '@peculiar/asn1-schema/build/es2015', '@peculiar/asn1-x509/build/es2015', '@peculiar/utils/build/esm', 'argparse/argparse.js', 'argparse/lib',
  'asn1js/build/index.es.js', 'js-yaml/bin', 'js-yaml/dist', 'pvtsutils/build/index.es.js', 'pvutils/build/utils.es.js',
  'tslib/tslib.es6.html', 'tslib/tslib.es6.js', 'tslib/tslib.es6.mjs', 'tslib/tslib.html',
];
for (const unused of unneeded) { rmSync(join(modules, unused), { recursive: true, force: true }); }
for (const name of ['@peculiar/asn1-schema', '@peculiar/asn1-x509', '@peculiar/utils', 'argparse', 'asn1js', 'commander', 'js-yaml', 'pvtsutils', 'pvutils', 'tslib']) {
  for (const file of readdirSync(join(modules, name)).filter((each) => /^(readme|changelog|security)\.md$/i.test(each))) { rmSync(join(modules, name, file)); }
  const declarations = readdirSync(join(modules, name), { recursive: true }).filter((file) => file.endsWith('.d.ts'));
  for (const folder of new Set(declarations.map((file) => dirname(join(modules, name, file))))) { writeFileSync(join(folder, '.npmignore'), '*.d.ts\n'); }
}
