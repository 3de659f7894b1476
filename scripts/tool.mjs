// The programs that e2e/tools pins, for scripts: the same code builds them, once, into a cache outside the tree.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('ts-node').register({ transpileOnly: true, compilerOptions: { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' } });

/** TypeScript of this repository, loaded as it is. */
export const load = (path) => require(path);

export const { checkov, tool } = load('../e2e/kubelet/tools.ts');
