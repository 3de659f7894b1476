// The prover in one process: against node:crypto on the same certificates, and how time and memory grow with the manifests.
// Writes one JSON object; run by scripts/bench.mjs with --expose-gc.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createRequire } from 'node:module';
import { median, ratio } from './measure.mjs';
import { independentStores, NOW, pair } from './stores.mjs';
import { team, TEAM } from './tree.mjs';

const require = createRequire(import.meta.url);
const { prove } = require('../../lib/trust/prove.js');
const { readDocuments } = require('../../lib/trust/documents.js');
const { jsonReport, reportOf } = require('../../lib/trust/report/report.js');
const { dump } = require('js-yaml');

const STORES = 400;
const OBJECTS = 5000;

/** What the proof asks about each certificate, asked of node:crypto and of nothing else. */
function bare(pairs, withKeys) {
  for (const { ca, leaf, key, host } of pairs) {
    const [root, own] = [new X509Certificate(ca), new X509Certificate(leaf)];
    const good = own.checkIssued(root) && own.verify(root.publicKey) && own.checkHost(host) !== undefined && (!withKeys || own.checkPrivateKey(createPrivateKey(key)));
    if (!good) { throw new Error('a certificate of the benchmark is not good'); }
  }
}

function certificates() {
  const { pairs, objects } = independentStores(STORES);
  const sources = objects.map((object) => ({ object }));
  const { connections, findings } = prove(sources, { now: NOW });
  if (connections.filter(({ verdict }) => verdict === 'proved').length !== STORES || findings.length > 0) { throw new Error('not every store is proved'); }
  const proof = () => { prove(sources, { now: NOW }); };
  const keyed = () => { bare(pairs, true); };
  // The first rounds warm both up: what is compiled while they run is not what is measured.
  ratio(proof, keyed, 8);
  return { stores: STORES, keyed: ratio(proof, keyed, 9), unkeyed: ratio(proof, () => { bare(pairs, false); }, 5) };
}

/** Files of a cluster, as they are read from a disk. */
function files(objects) {
  const certificate = pair('minio', 'minio.team.svc');
  const text = (namespace) => team(namespace, certificate).map((each) => dump(each, { lineWidth: -1, noRefs: true })).join('---\n');
  return Array.from({ length: objects / TEAM }, (_, i) => [`team-${i}.yaml`, Buffer.from(text(`team-${i}`))]);
}

/** From text to report, as `verify` does it. */
function verify(texts) {
  const sources = texts.flatMap(([name, text]) => readDocuments(name, text).sources);
  const proof = prove(sources, { now: NOW });
  return [sources, proof, jsonReport(reportOf(proof))];
}

/** Bytes in use, when nothing more goes: what is known weakly goes one collection later than what knows it, and keys of OpenSSL one turn later. */
async function used() {
  for (let before = Infinity; ;) {
    globalThis.gc();
    await new Promise((done) => { setImmediate(done); });
    const { heapUsed } = process.memoryUsage();
    if (heapUsed > before - 100_000) { return heapUsed; }
    before = heapUsed;
  }
}

/** Bytes that are held once all is read and proved, beside the text itself. */
async function held(texts) {
  const before = await used();
  const result = verify(texts);
  const after = await used();
  return result.length > 0 ? after - before : 0;
}

async function growth() {
  const [once, twice] = [files(OBJECTS), files(2 * OBJECTS)];
  verify(once);
  // What is collected late, of something before, makes a single figure meaningless.
  const [small, large] = [[], []];
  for (let i = 0; i < 3; i++) { small.push(await held(once)); large.push(await held(twice)); }
  const [little, much] = [median(small), median(large)];
  if (little <= 0) { throw new Error(`the collector made the memory meaningless: ${small.join(', ')} bytes`); }
  // Each begins with an empty heap: nobody collects the garbage of what was before.
  const time = ratio(() => { verify(twice); }, () => { verify(once); }, 5, () => { globalThis.gc(); });
  return { objects: 2 * OBJECTS, memory: much / little, kibibytes: much / (2 * OBJECTS) / 1024, time };
}

console.log(JSON.stringify({ ...certificates(), ...await growth() }));
