// After compilation: lib/index.js loads a room when something of it is first asked for, so that loading the package costs next to nothing
// and a program pays only for what it uses. What callers pass is held against what the classes declare. The names are those that the compiled rooms export now.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const file = resolve(import.meta.dirname, '..', 'lib', 'index.js');
const require = createRequire(file);
const source = readFileSync(file, 'utf8');
const rooms = [...source.matchAll(/require\("(\.[^"]+)"\)/g)].map((match) => match[1]);
if (source.includes('const lazy =')) { process.exit(0); } // rewritten already

const wanted = Object.keys(require(file));
const names = new Map(rooms.flatMap((room) => Object.keys(require(room)).filter((name) => wanted.includes(name)).map((name) => [name, room])));
writeFileSync(file, `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const made = {};
const checked = (name, room) => made[name] ??= require("./kube/declared-input").declaredInput(name, require(room)[name], exports);
const lazy = (name, room) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: () => checked(name, room) });
${[...names].map(([name, room]) => `lazy(${JSON.stringify(name)}, ${JSON.stringify(room)});`).join('\n')}
// What \`import { … }\` of an ECMAScript module can name.
0 && (module.exports = { ${[...names.keys()].join(', ')} });
`);
