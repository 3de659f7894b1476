import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareWithGo, compareWithOpenssl, worldsFrom } from './chains/compare';
import { describeWith } from './oracles';

/** A share of what scripts/chains.mjs does in .ci/run: CHAIN_WORLDS and CHAIN_SEED choose another. */
const WORLDS = Number(process.env.CHAIN_WORLDS ?? 80);
const SEED = Number(process.env.CHAIN_SEED ?? 1);
/** Every one of these comes often enough to be in any share. */
const COMMON = ['ok', 'unreadable', 'unknown-authority', 'expired', 'not-yet-valid', 'path-too-long', 'host-mismatch', 'name-constraint', 'wrong-usage'];

describeWith('go', 'random chains against Go', () => {
  test(`${WORLDS} worlds: the same verdict, the same reason, the same chains, and the same certificates read`, () => {
    const { disagreements, reasons } = compareWithGo(worldsFrom(SEED, WORLDS));
    expect(disagreements.slice(0, 3)).toEqual([]);
    expect(COMMON.filter((reason) => !reasons.has(reason))).toEqual([]);
  });
});

describeWith('openssl', 'random chains against openssl verify', () => {
  test('where it says otherwise, the reason is known', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'chains-'));
    const asked = compareWithOpenssl(worldsFrom(SEED, Math.min(WORLDS, 12)), directory);
    const { differences, unclassified } = await asked.finally(() => rmSync(directory, { recursive: true }));
    expect(unclassified).toEqual([]);
    expect([...differences.values()].some(({ partial }) => partial > 0)).toBe(true);
  });
});
