"use strict";
// Copied to lib/code-cache.js by scripts/one-file-a-room.mjs: has the program keep what V8 compiled, so that the next run need not compile it again.
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const nodeModule = require('node:module');
const { homedir } = require('node:os');
const { basename, dirname, join } = require('node:path');
const { Script } = require('node:vm');
const load = require('./load.js');

/** The user's own folder for what can be made again. Not the one for temporary files: there others could lay code for us. */
const CACHES = { darwin: ['Library', 'Caches'], win32: ['AppData', 'Local'] };

module.exports = () => {
  if (process.env.NODE_DISABLE_COMPILE_CACHE || process.versions.bun !== undefined) { return; }
  const caches = process.env.XDG_CACHE_HOME || attempt(() => join(homedir(), ...CACHES[process.platform] ?? ['.cache']));
  if (caches === undefined) { return; }
  const folder = join(caches, 'cdk8s-observability-tls', 'compiled');
  if (nodeModule.enableCompileCache) {
    nodeModule.enableCompileCache(folder);
  } else {
    load.by((file) => run(file, join(folder, `${basename(dirname(file))}-${process.arch}-${process.version}`)));
  }
};

const DIGEST = 32;
const atEnd = [];

/**
 * For releases of Node before 22.1: runs a file that requires nothing, with the code that is kept of it. V8 looks whether the file is as long as the one
 * that this is of, and no further: the digest tells whether it is that very file, and nothing was damaged.
 */
function run(file, keptAt) {
  // Not above: where Node keeps code itself, nobody should wait for this to load.
  const { createHash } = require('node:crypto');
  const source = readFileSync(file);
  const digest = (code) => createHash('sha256').update(source).update(code).digest();
  const kept = attempt(() => readFileSync(keptAt)) ?? Buffer.alloc(0);
  const code = kept.subarray(DIGEST);
  const cachedData = digest(code).equals(kept.subarray(0, DIGEST)) ? code : undefined;
  const script = new Script(nodeModule.wrap(source.toString('utf8')), { filename: file, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, file, dirname(file));
  // V8 refuses what another version of it made. At the end of the run more has been compiled than at the beginning.
  if (cachedData === undefined || script.cachedDataRejected) {
    if (atEnd.length === 0) { process.once('exit', () => atEnd.forEach(attempt)); }
    atEnd.push(() => {
      const made = script.createCachedData();
      write(keptAt, [digest(made), made]);
    });
  }
  return module.exports;
}

/** At once or not at all: another run may read it meanwhile. */
function write(path, parts) {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.${process.pid}`, Buffer.concat(parts));
  renameSync(`${path}.${process.pid}`, path);
}

/** What cannot be read or written is done without: a home that is not ours, or not there, as in a container whose user has no name. */
function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
