import { readPlainYaml } from '../../src/trust/plain-yaml';
import { Words } from '../../src/trust/words';
import { Random } from '../x509/fixtures';

const LETTERS = 'abAB01-_./';
/** A number that hardly two words share. */
const valueOf = (text: string) => [...text].reduce((sum, letter) => (sum * 33 + letter.charCodeAt(0)) % 1_000_003, text.length);
const word = (random: Random) => Array.from({ length: 1 + random.below(60) }, () => LETTERS[random.below(LETTERS.length)]).join('');

test('what is found is what was made of that very word, wherever it stands; a word that took the place of another only makes that forgotten', () => {
  const random = new Random(7);
  const words = new Words<number>();
  const before: string[] = [];
  let found = 0;
  for (let i = 0; i < 4_000; i += 1) {
    const one = random.below(3) === 0 || before.length === 0 ? word(random) : before[Math.max(0, before.length - 1 - random.below(50))];
    const text = `${word(random)}${one}${word(random)}`;
    const from = text.indexOf(one);
    const known = words.at(text, from, from + one.length);
    if (known !== undefined) { found += 1; expect(known).toBe(valueOf(one)); }
    words.learn(one, valueOf(one));
    before.push(one);
  }
  expect(found).toBeGreaterThan(1_000);
});

test('a word itself is remembered, and no other text that was made of it', () => {
  const words = new Words<string>();
  words.learn('plain', 'plain');
  words.learn("'quoted'", 'quoted');
  expect([words.at('a plain word', 2, 7), words.at("'quoted'", 0, 8)]).toEqual(['plain', undefined]);
});

test('long words, and none at all, are not remembered', () => {
  const words = new Words<number>();
  for (const one of ['', 'x'.repeat(1000)]) {
    expect(words.learn(one, 1)).toBe(1);
    expect(words.at(one, 0, one.length)).toBeUndefined();
  }
});

test('a word means the same whatever stood in documents before', () => {
  const texts = ['a: "1"\nb: 1\n', "a: '1'\nb: yes\n", 'a: 1 # one\nb: 1\n', 'yes: no\n', '"yes": no\n', 'a: yes\nyes1: a\n'];
  const alone = texts.map((text) => JSON.stringify(readPlainYaml(text) ?? null));
  const again = [...texts, ...texts].reverse().map((text) => JSON.stringify(readPlainYaml(text) ?? null));
  expect(again).toEqual([...alone, ...alone].reverse());
  expect(alone[0]).toBe('{"a":"1","b":1}');
});
