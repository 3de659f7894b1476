import { DIFFERENCES } from './difference-words';
import { differenceOf } from './differences';
import { Mode, MODES, opensslVerdicts } from './openssl';
import { goVerdicts, ownVerdict, readAll } from './verdicts';
import { randomWorld, World } from './worlds';

/** How many questions a world has. */
export const QUESTIONS = 6;
/** Of how many worlds one is put to OpenSSL in each way: without -partial_chain little changes, and every process costs. */
const EVERY: { readonly [mode in Mode]: number } = { plain: 3, partial: 1, strict: 1 };

/** What came out of a comparison. */
export interface Comparison {
  readonly worlds: readonly World[];
  /** how often each of our verdicts was given */
  readonly reasons: ReadonlyMap<string, number>;
  /** in how many worlds each fault took part */
  readonly features: ReadonlyMap<string, number>;
  /** where Go says otherwise */
  readonly disagreements: readonly object[];
}

/** What came out of asking OpenSSL. */
export interface OpensslComparison {
  readonly asked: { readonly [mode in Mode]: number };
  /** how often each known difference was met, by its id */
  readonly differences: ReadonlyMap<string, { readonly [mode in Mode]: number }>;
  /** differences that nothing known explains, in words */
  readonly unclassified: readonly string[];
}

/** Worlds by seed. */
export function worldsFrom(seed: number, count: number): World[] {
  return Array.from({ length: count }, (_, i) => randomWorld(seed * 1_000_003 + i, QUESTIONS));
}

function counted(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) { counts.set(item, (counts.get(item) ?? 0) + 1); }
  return counts;
}

/** Puts the questions of some worlds to Go and to us. */
export function compareWithGo(worlds: readonly World[]): Comparison {
  const disagreements: object[] = [];
  const reasons: string[] = [];
  const theirs = goVerdicts(worlds);
  for (const [w, world] of worlds.entries()) {
    const read = readAll(world);
    for (const [n, { problem }] of read.entries()) {
      if ((problem === undefined) !== theirs[w].read[n]) { disagreements.push({ world: w, certificate: n, reads: problem === undefined ? 'we' : 'Go', problem, features: world.features }); }
    }
    for (const [q, question] of world.questions.entries()) {
      const own = ownVerdict(read, question);
      const go = theirs[w].verdicts[q];
      reasons.push(own.reason);
      if (own.reason !== go.reason || String(own.chains) !== String(go.chains)) {
        const { features } = world;
        const [we, they] = [own.message ?? own.chains, go.message ?? go.chains ?? go.reason];
        disagreements.push({ world: w, question: q, asked: question, own: we, go: they, features });
      }
    }
  }
  return { worlds, disagreements, reasons: counted(reasons), features: counted(worlds.flatMap(({ features }) => [...new Set(features)])) };
}

/** Puts the same questions to `openssl verify`, and says why it differs. Files are written into the directory. */
export async function compareWithOpenssl(worlds: readonly World[], directory: string): Promise<OpensslComparison> {
  const differences = new Map(Object.keys(DIFFERENCES).map((id) => [id, { plain: 0, partial: 0, strict: 0 }]));
  const asked = { plain: 0, partial: 0, strict: 0 };
  const unclassified: string[] = [];
  for (const mode of Object.keys(MODES) as Mode[]) {
    const some = worlds.map((world, number) => ({ world, number })).filter(({ number }) => number % EVERY[mode] === 0);
    const theirs = await opensslVerdicts(some.map(({ world }) => world), mode, directory);
    for (const [w, { world, number }] of some.entries()) {
      const read = readAll(world);
      for (const [q, question] of world.questions.entries()) {
        asked[mode] += 1;
        const found = differenceOf({ world, read, question, own: ownVerdict(read, question), mode, theirs: theirs[w][q] });
        const known = found === undefined ? undefined : differences.get(found);
        if (known) { known[mode] += 1; } else if (found !== undefined) { unclassified.push(`world ${number}, question ${q}, ${mode}: ${found}`); }
      }
    }
  }
  return { asked, differences, unclassified };
}
