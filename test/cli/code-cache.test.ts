import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPTS = join(__dirname, '..', '..', 'scripts');

/** A compiled package of one room, and the program that runs it, each time as a process of its own. */
function program() {
  const root = mkdtempSync(join(tmpdir(), 'compiled-'));
  const [lib, caches] = [join(root, 'lib'), join(root, 'caches')];
  mkdirSync(join(lib, 'room'), { recursive: true });
  copyFileSync(join(SCRIPTS, 'room-loader.cjs'), join(lib, 'load.js'));
  copyFileSync(join(SCRIPTS, 'code-cache.cjs'), join(lib, 'code-cache.js'));
  const says = (word: string) => {
    writeFileSync(join(lib, 'room', 'room.js'), `module.exports = { "room/word": (function (exports) { exports.word = () => ${JSON.stringify(word)}; }) };\n`);
  };
  // Without what newer releases of Node do themselves, as in older ones.
  writeFileSync(join(root, 'main.js'), `
    if (process.argv[2] === 'older') { delete require('node:module').enableCompileCache; }
    if (process.argv[2] === 'homeless') { require('node:os').homedir = () => { throw new Error('a user without a name'); }; }
    require('./lib/code-cache.js')();
    process.stdout.write(require('./lib/load.js')('room/word').word());
  `);
  const run = (node: 'older' | 'this' | 'homeless', env: { [name: string]: string } = {}) => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'main.js'), node], { encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: caches, ...env } });
    return stderr || stdout;
  };
  return { root, says, run, kept: () => files(join(caches, 'cdk8s-observability-tls', 'compiled')) };
}

function files(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = 255 - copy[at];
  return copy;
}

let made: ReturnType<typeof program>;

beforeEach(() => {
  made = program();
  made.says('one');
});

afterEach(() => { rmSync(made.root, { recursive: true }); });

test('what was compiled is kept, and what is kept is not written again', () => {
  expect(made.run('older')).toBe('one');
  const [kept, ...others] = made.kept();
  expect(others).toEqual([]);
  const before = readFileSync(kept);
  expect(made.run('older')).toBe('one');
  expect(made.kept()).toEqual([kept]);
  expect(readFileSync(kept).equals(before)).toBe(true);
});

test('what is kept of another file, however like it, is not run, and is replaced', () => {
  made.run('older');
  const [kept] = made.kept();
  const before = readFileSync(kept);
  // As long as the other: V8 itself would take them for the same.
  made.says('two');
  expect(made.run('older')).toBe('two');
  expect(made.kept()).toEqual([kept]);
  expect(readFileSync(kept).equals(before)).toBe(false);
});

test('what is damaged is not run, and is replaced', () => {
  made.run('older');
  const [kept] = made.kept();
  const before = readFileSync(kept);
  const cut = [0, 20].map((end) => before.subarray(0, end));
  for (const damaged of [...cut, before.subarray(0, before.length / 2), flipped(before, 33), flipped(before, before.length - 9)]) {
    writeFileSync(kept, damaged);
    expect(made.run('older')).toBe('one');
    expect(readFileSync(kept).equals(damaged)).toBe(false);
  }
});

test('where nothing can be kept, or is not wanted, the program runs all the same', () => {
  writeFileSync(join(made.root, 'file'), '');
  expect(made.run('older', { XDG_CACHE_HOME: join(made.root, 'file') })).toBe('one');
  expect(made.run('older', { NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('one');
  expect(made.run('this', { XDG_CACHE_HOME: join(made.root, 'file') })).toBe('one');
  expect(made.run('homeless', { XDG_CACHE_HOME: '' })).toBe('one');
  expect(made.kept()).toEqual([]);
});

test('with this release of Node', () => {
  expect([made.run('this'), made.run('this')]).toEqual(['one', 'one']);
});
