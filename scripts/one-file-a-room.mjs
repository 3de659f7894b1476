// After compilation: puts the modules of each room of lib into one file (room.js), because a program waits longer for hundreds of small files than for what
// stands in them. A module is still run when it is first asked for, and where it was stays a line that leads to it.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const lib = resolve(import.meta.dirname, '..', 'lib');
const loader = join(lib, 'load.js');
const line = (file, id) => `"use strict";\nmodule.exports = require(${JSON.stringify(relative(dirname(file), loader))})(${JSON.stringify(id)});\n`;
const wrapped = ({ id, code }) => `${JSON.stringify(id)}: (function (exports, require, module, __dirname) {\n${code}})`;

copyFileSync(join(import.meta.dirname, 'room-loader.cjs'), loader);
copyFileSync(join(import.meta.dirname, 'code-cache.cjs'), join(lib, 'code-cache.js'));
for (const room of readdirSync(lib, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join(lib, name))) {
  const files = readdirSync(room, { recursive: true }).filter((file) => file.endsWith('.js') && file !== 'room.js').map((file) => join(room, file));
  const modules = files.map((file) => ({ file, id: relative(lib, file).slice(0, -'.js'.length), code: readFileSync(file, 'utf8') }));
  if (modules.some(({ file, id, code }) => code === line(file, id))) { continue; } // done already
  writeFileSync(join(room, 'room.js'), `"use strict";\nmodule.exports = {\n${modules.map(wrapped).join(',\n')}\n};\n`);
  for (const { file, id } of modules) { writeFileSync(file, line(file, id)); }
}
