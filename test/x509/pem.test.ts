import { ca, Random } from './fixtures';
import { askGo, describeWith } from './oracles';
import { armour, explainNoPem, readPem } from '../../src/x509/pem';

const DER = Buffer.from('30820123456789abcdef'.repeat(6), 'hex');
const PEM = armour('CERTIFICATE', DER);
const LINES = PEM.trimEnd().split('\n');

/** Texts with what Go finds in them: labels of the blocks. */
const CASES: [string, string, string[]][] = [
  ['canonical', PEM, ['CERTIFICATE']],
  ['two', PEM + PEM, ['CERTIFICATE', 'CERTIFICATE']],
  ['no final newline', PEM.trimEnd(), ['CERTIFICATE']],
  ['CRLF', PEM.replace(/\n/g, '\r\n'), ['CERTIFICATE']],
  ['lone CR at the very end', `${PEM.trimEnd()}\r`, []],
  ['CR only', PEM.replace(/\n/g, '\r'), []],
  ['leading text', `subject=CN=x\n${PEM}`, ['CERTIFICATE']],
  ['leading blank lines', `\n\n${PEM}`, ['CERTIFICATE']],
  ['trailing text', `${PEM}bye`, ['CERTIFICATE']],
  ['byte order mark', `\ufeff${PEM}`, []],
  ['byte order mark on its own line', `\ufeff\n${PEM}`, ['CERTIFICATE']],
  ['byte order mark before two', `\ufeff${PEM}${PEM}`, ['CERTIFICATE']],
  ['indented armour', PEM.replace(/^/gm, '  '), []],
  ['indented base64', LINES.map((line, i) => i > 0 && i < LINES.length - 1 ? `  ${line}` : line).join('\n'), ['CERTIFICATE']],
  ['blanks at line ends', LINES.map((line) => `${line} \t`).join('\n'), ['CERTIFICATE']],
  ['text after END on its line', PEM.trimEnd() + ' x\n', []],
  ['headers', PEM.replace('\n', '\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES, 00\n\n'), ['CERTIFICATE']],
  ['headers without empty line', PEM.replace('\n', '\nA: b\n'), ['CERTIFICATE']],
  ['header only, no body', '-----BEGIN X-----\nA: b\n-----END X-----\n', []],
  ['header, empty line, no body', '-----BEGIN X-----\nA: b\n\n-----END X-----\n', ['X']],
  ['header with a byte order mark', PEM.replace('\n', '\n\ufeffA\u00a0:\u00a0b\u0085\n\n'), ['CERTIFICATE']],
  ['END that looks like a header', '-----BEGIN X-----\n-----END X: y-----\n' + PEM, []],
  ['empty body', '-----BEGIN X-----\n-----END X-----\n', ['X']],
  ['empty label', '-----BEGIN -----\n-----END -----\n', ['']],
  ['mismatched END', PEM.replace('END CERTIFICATE', 'END PRIVATE KEY'), []],
  ['mismatched END, then a good one', PEM.replace('END CERTIFICATE', 'END PRIVATE KEY') + PEM, ['CERTIFICATE']],
  ['repeated BEGIN', `-----BEGIN CERTIFICATE-----\n${PEM}`, ['CERTIFICATE']],
  ['bad base64', PEM.replace(/\n.{10}/, '\n!!!!!!!!!!'), []],
  ['bad base64, then a good one', PEM.replace(/\n.{10}/, '\n!!!!!!!!!!') + PEM, ['CERTIFICATE']],
  ['elided', '-----BEGIN CERTIFICATE-----\n# ...\n-----END CERTIFICATE-----\n', []],
  ['elided with dots', '-----BEGIN CERTIFICATE-----\nMIIB...\n-----END CERTIFICATE-----\n', []],
  ['padding in the middle', '-----BEGIN X-----\nQQ==QQ==\n-----END X-----\n', []],
  ['padding over two lines', '-----BEGIN X-----\nQQ=\n=\n-----END X-----\n', ['X']],
  ['no padding', '-----BEGIN X-----\nQQ\n-----END X-----\n', []],
  ['bits in the padding', '-----BEGIN X-----\nQR==\n-----END X-----\n', ['X']],
  ['url-safe base64', '-----BEGIN X-----\n-_-_\n-----END X-----\n', []],
  ['four dashes', '----BEGIN X-----\nQQ==\n-----END X-----\n', []],
  ['lower case', '-----begin x-----\nQQ==\n-----end x-----\n', []],
  ['BEGIN line without end dashes', '-----BEGIN X\nQQ==\n-----END X-----\n', []],
  ['cut off', LINES.slice(0, -1).join('\n'), []],
  ['escaped line ends', PEM.replace(/\n/g, '\\n'), []],
  ['base64 of PEM', Buffer.from(PEM).toString('base64'), []],
  ['label with more words', armour('EC PRIVATE KEY', DER), ['EC PRIVATE KEY']],
  ['label outside ASCII', armour('ÄÖ', DER), ['ÄÖ']],
  ['empty', '', []],
  ['blank', ' \n', []],
];

test.each(CASES)('%s', (_, text, labels) => {
  expect(readPem(text).blocks.map(({ label }) => label)).toEqual(labels);
});

test('offsets and rest', () => {
  const { blocks, rest } = readPem(`one\n${PEM}two\n${PEM}three`);
  expect(blocks.map(({ offset }) => offset)).toEqual([4, 4 + PEM.length + 4]);
  expect(blocks.every(({ der }) => der.equals(DER))).toBe(true);
  expect(rest).toBe('three');
  expect(readPem('none').rest).toBe('none');
});

test('armour is what openssl and Go write: 64 columns, one final newline', () => {
  expect(armour('X', Buffer.alloc(49))).toBe(`-----BEGIN X-----\n${'A'.repeat(64)}\nAA==\n-----END X-----\n`);
  expect(armour('X', Buffer.alloc(48))).toBe(`-----BEGIN X-----\n${'A'.repeat(64)}\n-----END X-----\n`);
  expect(armour('X', Buffer.alloc(0))).toBe('-----BEGIN X-----\n-----END X-----\n');
});

test.each([
  ['', 'empty'],
  ['\ufeff' + PEM, 'byte order mark'],
  [PEM.replace(/\n/g, '\\n'), 'two characters \\n'],
  [PEM.replace(/^/gm, '  '), 'indented'],
  [Buffer.from(PEM).toString('base64'), 'decode it once'],
  [ca().certificatePem.split('\n').slice(1, -2).join('\n'), 'without the -----BEGIN'],
  ['hello', 'starts with "hello"'],
  ['\u001b[31mred', '\\u001b'],
  [LINES.slice(0, -1).join('\n'), 'cut off'],
  ['-----BEGIN CERTIFICATE-----\n# ...\n-----END CERTIFICATE-----\n', 'elided'],
  [ca().certificate.raw.toString('latin1'), 'binary DER'],
  [ca().certificate.raw.toString('utf8'), 'binary DER'],
])('explains why there is no block (%#)', (text, words) => {
  expect(explainNoPem(text)).toContain(words);
});

test('a large bundle is read, and text that would be the worst case of a careless search', () => {
  expect(readPem(PEM.repeat(20_000)).blocks).toHaveLength(20_000);
  // BEGIN lines without END are the worst case of a careless search.
  expect(readPem('-----BEGIN X-----\n'.repeat(50_000)).blocks).toHaveLength(0);
  expect(readPem('\n-----END X-----'.repeat(50_000)).blocks).toHaveLength(0);
  expect(explainNoPem('-----BEGIN '.repeat(200_000))).toContain('cut off');
});

describeWith('go', 'PEM against Go', () => {
  function compare(texts: readonly string[]): void {
    const answers = askGo<{ label: string; headers: Record<string, string>; der: string; rest: number }[]>(
      texts.map((text) => ({ op: 'pem', text: Buffer.from(text).toString('base64') })));
    for (const [i, text] of texts.entries()) {
      const ours = readPem(text).blocks.map(({ label, headers, der, end }) => ({
        label, headers, der: der.toString('base64'), rest: Buffer.byteLength(text.slice(end)),
      }));
      expect({ text, blocks: ours }).toEqual({ text, blocks: answers[i] });
    }
  }

  test('every case of the table', () => compare(CASES.map(([, text]) => text)));

  test('3000 texts put together at random', () => {
    const random = new Random(1);
    const pieces = [
      '-----BEGIN X-----', '-----BEGIN Y-----', '-----END X-----', '-----END Y-----', '-----BEGIN ', '-----END ', '-----', 'QQ==', 'QUJD', 'QQ=', '=', '!', ':', 'A: b', 'A:',
      '\n', '\n', '\n', '\n', '\r\n', '\r', ' ', '\t', '\n\n', '\ufeff', '\u0085', 'text', '\n-----BEGIN X-----\n', '\n-----END X-----\n', '-----BEGIN X-----\nQQ==\n-----END X-----\n',
    ];
    compare(Array.from({ length: 3000 }, () => Array.from({ length: 1 + random.below(14) }, () => random.pick(pieces)).join('')));
  });
});
