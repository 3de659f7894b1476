// A cluster's tree of manifests: our `verify`, and kubeconform, which checks the same files against the schemas of Kubernetes and nothing else.
// Both are built once: the program from the sources that e2e/tools pins, the schemas into .cache from the OpenAPI document in the sources of Kubernetes;
// both come through the Go module proxy. Kinds that Kubernetes itself does not have are skipped by kubeconform.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { processes } from './measure.mjs';
import { NOW } from './stores.mjs';
import { writeTree } from './tree.mjs';
import { tool } from '../tool.mjs';

const KUBERNETES = 'v1.28.15';
const OBJECTS = 10_000;
const ROUNDS = 7;

const root = resolve(import.meta.dirname, '..', '..');

/** A folder with one JSON schema a kind, without references between files, as kubeconform takes them by default. */
function schemas() {
  const folder = join(root, '.cache', `kubernetes-schemas-${KUBERNETES}`);
  if (existsSync(folder)) { return folder; }
  console.error(`reading the schemas of Kubernetes ${KUBERNETES}`);
  const { Dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${KUBERNETES}`], { cwd: tmpdir(), encoding: 'utf8' }));
  const { definitions } = JSON.parse(readFileSync(join(Dir, 'api', 'openapi-spec', 'swagger.json'), 'utf8'));
  const making = `${folder}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  for (const [name, definition] of Object.entries(definitions)) {
    for (const { kind, group, version } of definition['x-kubernetes-group-version-kind'] ?? []) {
      const schema = { ...whole(definitions, definition, [name]), type: 'object' };
      writeFileSync(join(making, `${[kind.toLowerCase(), group.split('.')[0], version].filter((part) => part !== '').join('-')}.json`), JSON.stringify(schema));
    }
  }
  renameSync(making, folder);
  return folder;
}

/** A schema with what it refers to in place. What holds itself (only schemas of custom resources do) may be anything there. */
function whole(definitions, schema, within) {
  if (Array.isArray(schema)) { return schema.map((each) => whole(definitions, each, within)); }
  if (schema === null || typeof schema !== 'object') { return schema; }
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.replace('#/definitions/', '');
    if (within.includes(name)) { return {}; }
    if (name.endsWith('.IntOrString')) { return { oneOf: [{ type: 'string' }, { type: 'integer' }] }; }
    if (name.endsWith('.Quantity')) { return { oneOf: [{ type: 'string' }, { type: 'number' }] }; }
    return whole(definitions, definitions[name], [...within, name]);
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, whole(definitions, value, within)]));
}

/**
 * The cost of `verify` in costs of kubeconform, each as a process of its own, one after the other; first where both have one core.
 *
 * @param storeEvery how many teams of the tree share one that has a store
 */
export function againstKubeconform(storeEvery) {
  const [kubeconform, location] = [join(tool('kubeconform'), 'kubeconform'), join(schemas(), '{{ .ResourceKind }}{{ .KindSuffix }}.json')];
  const tree = mkdtempSync(join(tmpdir(), 'bench-tree-'));
  try {
    const objects = writeTree(tree, OBJECTS, storeEvery);
    const theirs = [kubeconform, '-schema-location', location, '-ignore-missing-schemas', '-summary', '-output', 'json', tree];
    const ours = [process.execPath, join(root, 'bin', 'cdk8s-observability-tls'), 'verify', '--now', NOW.toISOString(), '--fail-on', 'never', '--format', 'json', tree];
    const { summary } = JSON.parse(output(theirs));
    if (summary.invalid + summary.errors > 0 || summary.valid < objects / 2 || summary.valid + summary.skipped !== objects) {
      throw new Error(`kubeconform did not check the tree: ${JSON.stringify(summary)}`);
    }
    if (JSON.parse(output(ours)).summary.objects !== objects) { throw new Error('verify did not read all of the tree'); }
    const pinned = oneCore();
    const { clock: onOneCore } = pinned ? processes([...pinned, ...ours], [...pinned, ...theirs], ROUNDS) : { clock: undefined };
    return { objects, valid: summary.valid, onOneCore, ...processes(ours, theirs, ROUNDS) };
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** What has a program run on one core, so that both have the same: kubeconform takes all that there are. Undefined where that cannot be said. */
function oneCore() {
  const [, core] = /^Cpus_allowed_list:\s*(\d+)/m.exec(existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '') ?? [];
  const pinned = ['taskset', '-c', core];
  return core !== undefined && spawnSync(pinned[0], [...pinned.slice(1), 'true']).status === 0 ? pinned : undefined;
}

function output([command, ...args]) {
  return spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
}
