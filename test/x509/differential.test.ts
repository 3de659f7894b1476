import { askGo, describeWith } from './oracles';
import { randomWorld } from './random-chains';
import { verifyChain } from '../../src/x509/chain';

const WORLDS = Number(process.env.CHAIN_WORLDS ?? 120);
const QUESTIONS = 6;

describeWith('go', 'random chains against Go', () => {
  test(`${WORLDS * QUESTIONS} random chains: the same verdict, the same reason, the same chains`, () => {
    const worlds = Array.from({ length: WORLDS }, (_, seed) => randomWorld(seed, QUESTIONS));
    const asked: object[] = [];
    let added = 0;
    for (const { certificates, questions } of worlds) {
      const first = added;
      for (const { raw } of certificates) asked.push({ op: 'add', certificate: raw.toString('base64') });
      added += certificates.length;
      for (const { leaf, roots, intermediates, host, usages, now } of questions) {
        const numbers = (list: readonly number[]): number[] => list.map((n) => n + first);
        asked.push({ op: 'verify', leaf: leaf + first, roots: numbers(roots), intermediates: numbers(intermediates), host, usages, now });
      }
    }
    const answers = askGo(asked);
    const verdicts = answers.filter((answer) => typeof answer === 'object');
    expect(answers.length - verdicts.length).toBe(added);

    const disagreements: unknown[] = [];
    const reasons = new Map<string, number>();
    let n = 0;
    for (const [seed, { certificates, questions }] of worlds.entries()) {
      for (const [number, question] of questions.entries()) {
        const theirs = verdicts[n++];
        const ours = verifyChain(certificates[question.leaf], {
          roots: question.roots.map((i) => certificates[i]),
          intermediates: question.intermediates.map((i) => certificates[i]),
          host: question.host,
          extKeyUsages: question.usages,
          now: question.now,
        });
        const chains = ours.ok ? ours.chains.map((chain) => chain.map((c) => c.fingerprint256.slice(0, 8)).join(' ')).sort() : undefined;
        const reason = ours.ok ? 'ok' : ours.code;
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        const same = ours.ok ? JSON.stringify(chains) === JSON.stringify(theirs.chains) : ours.code === theirs.code;
        if (!same) disagreements.push({ seed, number, question, ours: ours.ok ? { chains } : { code: ours.code, message: ours.message }, theirs });
      }
    }
    expect(disagreements.slice(0, 3)).toEqual([]);
    // The generator is only worth something if it reaches every verdict.
    if (process.env.CHAIN_WORLDS) console.log(Object.fromEntries(reasons));
    for (const reason of ['ok', 'unknown-authority', 'expired', 'not-yet-valid', 'wrong-usage', 'name-constraint', 'path-too-long', 'host-mismatch',
      'not-a-ca', 'unhandled-critical-extension', 'no-valid-chain']) {
      expect([reason, reasons.get(reason) ?? 0]).not.toEqual([reason, 0]);
    }
  });
});
