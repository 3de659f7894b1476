import { Question, World } from './worlds';
import { Certificate } from '../../../src/x509/certificate';
import { ChainFailureCode, ChainResult, verifyChain } from '../../../src/x509/chain';
import { X509Error } from '../../../src/x509/errors';
import { askGo } from '../oracles';

/** Why a chain is refused: the code of our verifier, or that the leaf cannot be read at all. */
export type Reason = 'ok' | 'unreadable' | ChainFailureCode;

/** All verdicts there are. */
export const REASONS: readonly Reason[] = [
  'ok', 'unreadable', 'unhandled-critical-extension', 'not-yet-valid', 'expired', 'host-mismatch', 'not-a-ca', 'path-too-long', 'unknown-authority', 'signature-limit',
  'name-constraint', 'wrong-usage', 'no-valid-chain',
];

/** What somebody says to a question. */
export interface Verdict {
  readonly reason: Reason;
  readonly message?: string;
  /** the chains found, each as the beginnings of its fingerprints, sorted */
  readonly chains?: readonly string[];
}

/** Our own verdict, with what it was made from. */
export interface OwnVerdict extends Verdict {
  readonly result?: ChainResult;
}

/** A certificate as we read it, or why we refuse to. */
export type Read =
  | { readonly certificate: Certificate; readonly problem?: undefined }
  | { readonly certificate?: undefined; readonly problem: string };

/** The certificates of a world as we read them. */
export function readAll(world: World): Read[] {
  return world.certificates.map((der) => {
    try {
      return { certificate: Certificate.parse(der) };
    } catch (error) {
      if (!(error instanceof X509Error)) { throw error; }
      return { problem: error.message };
    }
  });
}

/** What we say. As in a pool that is read from PEM, what cannot be read is not there. */
export function ownVerdict(read: readonly Read[], question: Question): OwnVerdict {
  const leaf = read[question.leaf].certificate;
  if (!leaf) { return { reason: 'unreadable' }; }
  const pool = (numbers: readonly number[]): Certificate[] => numbers.flatMap((i) => read[i].certificate ?? []);
  const result = verifyChain(leaf, {
    roots: pool(question.roots), intermediates: pool(question.intermediates), host: question.host, extKeyUsages: question.usages, now: question.now,
  });
  return result.ok
    ? { reason: 'ok', result, chains: result.chains.map((chain) => chain.map((c) => c.fingerprint256.slice(0, 8)).join(' ')).sort() }
    : { reason: result.code, result, message: result.message };
}

/** What Go says, world by world; and which certificates it reads. */
export function goVerdicts(worlds: readonly World[]): { readonly read: boolean[]; readonly verdicts: Verdict[] }[] {
  const asked: object[] = [];
  let first = 0;
  for (const { certificates, questions } of worlds) {
    const numbers = (list: readonly number[]): number[] => list.map((n) => n + first);
    for (const der of certificates) { asked.push({ op: 'add', certificate: der.toString('base64') }); }
    for (const { leaf, roots, intermediates, host, usages, now } of questions) {
      asked.push({ op: 'verify', leaf: leaf + first, roots: numbers(roots), intermediates: numbers(intermediates), host, usages, now });
    }
    first += certificates.length;
  }
  const answers = askGo(asked);
  let at = 0;
  return worlds.map(({ certificates, questions }) => ({
    read: certificates.map(() => typeof answers[at++] === 'number'),
    verdicts: questions.map((): Verdict => {
      const { chains, code, message } = answers[at++] as { chains?: string[]; code?: Reason; message?: string };
      return chains ? { reason: 'ok', chains } : { reason: code as Reason, message };
    }),
  }));
}
