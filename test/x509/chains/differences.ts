import { objectionOfGo } from './go-errors';
import { Mode, OpensslVerdict } from './openssl';
import { Objection, OBJECTIONS, Place } from './openssl-errors';
import { Built, builtChains, identifiersFit, isInvalid } from './openssl-model';
import { OwnVerdict, Read } from './verdicts';
import { Question, World } from './worlds';

/** A question with everybody's answer. */
export interface Case {
  readonly world: World;
  readonly read: readonly Read[];
  readonly question: Question;
  readonly own: OwnVerdict;
  readonly mode: Mode;
  readonly theirs: OpensslVerdict;
}

function objections({ world, question, mode, theirs }: Case, built: Built): { objection: Objection; depth: number }[] {
  const chain = built.chain.map((n) => world.forged[n]);
  return chain.flatMap((one, depth): { objection: Objection; depth: number }[] => {
    const place: Place = { one, depth, chain, built, question, mode, usage: theirs.usage };
    return OBJECTIONS.filter((each) => each.when(place)).map((objection) => ({ objection, depth }));
  });
}

/** The chains that Go accepts, by numbers. */
function accepted({ own, read }: Case): number[][] {
  return own.result?.ok ? own.result.chains.map((chain) => chain.map((one) => read.findIndex(({ certificate }) => certificate === one))) : [];
}

/** Why OpenSSL found no way up where Go found one. */
function deadEnd(asked: Case, ends: readonly Built[]): string {
  const { world: { forged }, mode, question } = asked;
  const chains = accepted(asked).map((chain) => chain.map((n) => forged[n]));
  if (mode === 'plain' && ends.some(({ chain }) => chain.some((n) => question.roots.includes(n)))) { return 'anchor-not-self-signed'; }
  if (chains.some((chain) => chain.some((one, i) => i > 0 && !identifiersFit(chain[i - 1], one)))) { return 'key-identifiers'; }
  if (chains.some((chain) => chain.some(isInvalid))) { return 'empty-key-usage'; }
  return 'one-way';
}

/** Why OpenSSL and Go differ about a question, by the id of the difference; undefined where they do not. What nothing known explains begins with "unclassified". */
export function differenceOf(asked: Case): string | undefined {
  const { own, theirs, world, question, mode } = asked;
  if ((own.reason === 'ok') === theirs.accepted) { return undefined; }
  const built = builtChains(world, question, mode !== 'plain');
  if (theirs.accepted) {
    for (const each of built) {
      const reason = each.end === 'trusted' && objections(asked, each).every(({ objection }) => objection.likely) ? objectionOfGo(asked, each.chain) : undefined;
      if (reason !== undefined) { return reason; }
    }
    return `unclassified: OpenSSL accepts, ${own.reason}; ${built.length} chains`;
  }
  const [error] = theirs.errors;
  if (!error) { return `unclassified: ${theirs.output.slice(0, 60)}`; }
  // So many CAs of one name that it gave up.
  if (error.code === 22) { return 'one-way'; }
  const ends = built.filter(({ chain, end }) => end === error.code && chain.length - 1 === error.depth);
  if (ends.length > 0) { return deadEnd(asked, ends); }
  const mine = accepted(asked).map(String);
  const fitting = built.flatMap((each) => objections(asked, each)
    .filter(({ objection, depth }) => objection.code === error.code && depth === error.depth)
    .map(({ objection }) => ({ objection, same: mine.includes(String(each.chain)) })));
  return fitting.find(({ objection, same }) => same && objection.difference !== 'none')?.objection.difference
    ?? (fitting.some(({ same }) => !same) ? 'one-way' : `unclassified: OpenSSL says ${error.code}@${error.depth} ${error.text}`);
}
