// Removes the source maps of bundled dependencies: nobody debugs them from our package, and they are a sixth of its size.
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const dist = resolve(import.meta.dirname, '..', 'node_modules', 'js-yaml', 'dist');
for (const name of readdirSync(dist).filter((file) => file.endsWith('.map'))) { rmSync(join(dist, name)); }
