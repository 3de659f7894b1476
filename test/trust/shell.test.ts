import { FIND_SH, READY_SH } from '../../src/smoke/script-find';
import { LIB_SH } from '../../src/smoke/script-lib';
import { REFUSE_SH } from '../../src/smoke/script-refuse';
import { parseShell } from '../../src/trust/shell/parse';
import { Run } from '../../src/trust/shell/run';

const run = (script: string, env: { [name: string]: string } = {}, files: { [path: string]: string } = {}) => {
  const one = new Run({ variable: (name) => env[name], file: (path) => files[path], exists: (path) => (path in files ? true : undefined) });
  one.script(script, ['sh'], 1);
  return one;
};
/** The calls of one program, each as its words and what is asked of it. */
const calls = (script: string, env?: { [name: string]: string }, files?: { [path: string]: string }, program = 'curl') =>
  run(script, env, files).calls.filter((c) => c.words[0] === program).map((c) => `${c.must} ${c.words.slice(1).join(' ')}`.replace(/\u0000/g, '?').replace(/\u0001/g, '…'));

describe('words', () => {
  test.each([
    ['curl https://a', '1 https://a'],
    ['curl  "https://a b"  \\\n  -k', '1 https://a b -k'],
    ['curl \'$X\' "\\$X"', '1 $X $X'],
    ['curl $X "$X" ${X}y', '1 one two one two one twoy'],
    ['curl ${Y:-https://b}/z', '1 https://b/z'],
    ['curl ${Y:-"https://b"}', '1 https://b'],
    ['curl "${X#one }" ${P##*/} ${P%/*} ${P%%/*}', '1 two b.sh /a '.trimEnd()],
    ['Y=https://c; curl "$Y/$(date)" $(cat /x)', '1 https://c/? …'],
    ['Y=https://c curl "$Y"', '1 '],
    ['curl a # b', '1 a'],
    ['curl a#b', '1 a#b'],
    ['/usr/bin/curl a >/dev/null 2>&1 </dev/null', '1 a'],
    ['timeout 30 curl a', '1 a'],
    ['env A=b timeout -s KILL 5 curl a', '1 a'],
    ['sh -c "curl \\$0 $X" zero', '1 zero one two'],
    ['bash <<\'EOF\'\ncurl a\nEOF\n', '1 a'],
    ['cat <<EOF | curl a\ncurl not\nEOF\n', '1 a'],
    ['set -- a b; curl "$@"; shift; curl $1', '1 a b', '1 b'],
    ['f() { curl "https://$1:$2"; }; f x 1\nf y 2', '1 https://x:1', '1 https://y:2'],
    ['function f { curl $1; }; f x', '1 x'],
    ['for h in a b; do curl https://$h; done', '1 https://a', '1 https://b'],
    ['for i in $(seq 3); do curl x; done', '1 x'],
    ['for ((i = 1 ; i <= 3 ; i+=1 )); do curl "x$i" y; done', '1 x? y'],
    ['for (( ; ; ))\ndo curl x; break; done; curl z', '1 x', '1 z'],
    ['for h in minio-{0..3} x; do curl https://$h:9000; done', '1 https://?:9000'],
    ['for f in /etc/certs/*.crt; do curl --cacert "$f" a; done', '1 --cacert ? a'],
    ['curl "/a/*" "{a,b}" https://a/{x} https://a/*', '1 /a/* {a,b} https://a/{x} https://a/*'],
    ['export X={a,b}; curl "$X"', '1 ?'],
    ['for i in $(ls); do X=$i; done; curl "$X"', '1 ?'],
    ['set -- $(ls) z; shift; curl "a$*"', '1 a?'],
    ['f() { curl a; }; for i in 1 2; do f; f() { curl b; }; done', '1 a', '1 b'],
    ['i=0; while [ "$i" -lt 2 ]; do i=$((i+1)); curl "$X"; . /set.sh; done', '1 ?'],
    ['. /lib.sh; go z', '1 z'],
    ['exec /lib2.sh z', '1 z'],
    ['A=(1 2 3); [[ $A =~ ^(x|y)$ ]]; ((A++)); curl $((1+(2))) a', '1 … a'],
    ['case $X in a|b) curl a;; (*) curl b ;; esac', '0 a', '0 b'],
    ['if [ -n "$X" ]; then U=https://x; else U=http://x; fi; curl $U', '1 https://x'],
    ['if [ "$(id -u)" = 0 ]; then U=https://x; else U=http://x; fi; curl "$U"', '1 ?'],
    ['cd /x && U=https://x && curl $U', '1 https://x'],
  ])('%s', (script, ...expected) => {
    expect(calls(script, { X: 'one two', P: '/a/b.sh' }, { '/lib.sh': 'go() { curl "$1"; }', '/set.sh': 'X=y', '/lib2.sh': '#!/bin/sh\ncurl $1' })).toEqual(expected);
  });
});

describe('what has to succeed', () => {
  test.each([
    ['curl a || exit 1', 1],
    ['curl a || true', 0],
    ['curl a || { echo no; exit 1; }', 1],
    ['curl a && echo ok', 1],
    ['curl a && exit 1', -1],
    ['curl a && { echo "should not"; exit 1; }', -1],
    ['curl a && fail "not refused"', -1],
    ['curl a && echo ok || exit 1', 1],
    ['! curl a', -1],
    ['if curl a; then echo bad; exit 1; fi', -1],
    ['if ! curl a; then echo bad; exit 1; fi', 1],
    ['if curl a; then echo ok; else exit 1; fi', 1],
    ['if curl a; then echo ok; fi', 0],
    ['until curl a; do sleep 1; done', 1],
    ['while ! curl a; do sleep 1; done', 1],
    ['while curl a; do sleep 1; done', 0],
    ['while true; do curl a; sleep 1; done', 1],
    ['for i in 1; do curl a && break; sleep 1; done', 1],
    ['for i in 1; do if curl a; then exit 0; fi; sleep 1; done; exit 1', 1],
    ['x=$(curl a)', 0],
    ['set -e\nx=$(curl a)', 1],
    ['x=$(curl a) || exit 1', 1],
    ['curl a 2>&1 | grep -q "certificate signed by unknown"', 0],
    ['curl a | tee /tmp/x', 1],
    ['refused() { if "$@"; then exit 1; fi; }; refused curl a', -1],
    ['retry() { until "$@"; do sleep 1; done; }; retry curl a', 1],
    ['[ -f /ca ] && curl a', 0],
  ])('%s: %d', (script, must) => {
    expect(calls(script)).toEqual([`${must} a`]);
  });
});

test('our smoke scripts are read whole', () => {
  for (const script of [LIB_SH, FIND_SH, READY_SH, REFUSE_SH]) { expect(parseShell(script)).toBeDefined(); }
  const files = { '/etc/smoke/lib.sh': LIB_SH, '/etc/smoke/refuse.sh': REFUSE_SH };
  const one = new Run({
    variable: (name) => ({ STORE: 'minio.tracing.svc:9000/tempo', STORE_CA: '/ca.crt', WORK: '/work' } as any)[name],
    file: (path) => (files as any)[path],
    exists: () => undefined,
  });
  one.program(['/bin/sh', '/etc/smoke/refuse.sh'], 1);
  expect(one.unclear).toBe(false);
  const urls = one.calls.filter((c) => c.words[0] === 'curl').map((c) => `${c.must} ${c.words.slice(c.words.indexOf('--cacert')).join(' ')}`);
  expect(urls.some((u) => u.includes('--cacert /ca.crt --capath /work/no-roots https://minio.tracing.svc:9000/tempo'))).toBe(true);
  expect(urls.filter((u) => u.startsWith('1 '))).toEqual([]);
});

test.each([
  '', '(', '$(', '${a:-'.repeat(500), '$('.repeat(2000), '('.repeat(5000), 'if'.repeat(3), 'cat <<EOF', '"', '`', 'f() { f; }; f', 'while :; do while :; do :; done; done', 'case x in', '((', '[[ a', '}', 'fi', '!', '&&', 'a=(', '<(', '! ! a',
])('nothing makes it throw (%#)', (script) => {
  expect(() => run(script)).not.toThrow();
});
