// Removes from bundled dependencies what our compiled code never loads: source maps, builds for browsers and as ECMAScript modules, js-yaml's command, and read-me files.
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const modules = resolve(import.meta.dirname, '..', 'node_modules');
const dist = join(modules, 'js-yaml', 'dist');
for (const name of readdirSync(dist).filter((file) => file.endsWith('.map') || /^js-yaml(\.min)?\.js$/.test(file))) { rmSync(join(dist, name)); }
for (const unused of ['asn1js/build/index.es.js', '@peculiar/asn1-schema/build/es2015', '@peculiar/asn1-x509/build/es2015', 'js-yaml/bin', 'argparse/argparse.js', 'argparse/lib']) {
  rmSync(join(modules, unused), { recursive: true, force: true });
}
for (const name of ['@peculiar/asn1-schema', '@peculiar/asn1-x509', '@peculiar/utils', 'argparse', 'asn1js', 'commander', 'js-yaml', 'pvtsutils', 'pvutils', 'tslib']) {
  for (const file of readdirSync(join(modules, name)).filter((each) => /^(readme|changelog|security)\.md$/i.test(each))) { rmSync(join(modules, name, file)); }
}
