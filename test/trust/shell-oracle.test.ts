import { ShellOracle } from './shell-oracle';
import { describeWith } from '../x509/oracles';

const SCRIPTS = Number(process.env.SHELL_SCRIPTS ?? 10);
const SEED = Number(process.env.SHELL_SEED ?? 1);

describe.each([['sh', 'posix'], ['bash', 'bash']] as const)('%s', (shell, dialect) => {
  describeWith(shell, 'random scripts', () => {
    test('the programs that the reader finds are those that are started', () => {
      const oracle = new ShellOracle(shell, dialect);
      const wrong: string[] = [];
      let understood = 0;
      for (let i = 0; i < SCRIPTS && wrong.length < 5; i += 1) {
        const seed = SEED * 1_000_003 + i;
        const script = oracle.script(seed);
        if (oracle.read(script)) { understood += 1; }
        const problem = oracle.problem(script);
        if (problem !== undefined) { wrong.push(`seed ${seed}: ${problem}\n${script}`); }
      }
      oracle.close();
      expect(wrong.join('\n----\n')).toBe('');
      expect(understood).toBeGreaterThan(SCRIPTS * 0.9);
    });
  });
});
