import { Random } from '../x509/fixtures';

/** What a random script may use: what POSIX has, or what of bash is common as well. */
export type Dialect = 'posix' | 'bash';

/** Variables of the environment that scripts are run in. */
export const ENVIRONMENT: { readonly [name: string]: string } = { X: 'one two', P: '/a/b.sh', E: '', N: '3', URL: 'https://minio:9000/x?y=1' };

/** A file that scripts may source, run and look for, by its name in the folder of the run. */
export const LIBRARY = 'lib.sh';
export const LIBRARY_TEXT = '#!/bin/sh\nfetch() { curl "lib-$1" "$URL"; }\ncurl sourced "$@"\nL=from-lib\n';

/** Names of functions that scripts define. */
export const FUNCTIONS = ['f', 'g', 'fetch', 'retry'];

const TEXTS = ['a', 'b-1', 'https://x:1/', '-k', 'x=y', 'bad', '%', '@', 'a#b', 'c/d.e', '--', '0', '+x', ',', '/etc/*', '{a,b}', '{1..2}', '{x}', '*'];
const NAMES = ['A', 'B', 'C', 'X', 'P', 'E', 'N', 'U', 'URL', 'L'];
const PROGRAMS = ['curl', 'curl', 'curl', 'curl', 'mc', 'mc', 'wget', 'wget', '$(echo curl)', '"$(echo mc)"'];
const PATTERNS = ['*/', '/*', 'a', '*b', 'o*', '*', 'https://', ':*', '.sh'];

/** Writes random scripts that end and change nothing outside. */
export class ScriptWriter {
  private functions: string[] = [];
  private loops = 0;
  private inFunction = 0;

  constructor(private readonly random: Random, private readonly dialect: Dialect, private readonly folder: string) {}

  /** A whole script. */
  public script(): string {
    this.functions = [];
    return `${this.statements(0, 2 + this.random.below(6))}\n`;
  }

  private statements(depth: number, count = 1 + this.random.below(3)): string {
    const statements = Array.from({ length: count }, () => this.statement(depth));
    // Nothing may follow a here-document on its last line.
    return statements.reduce((text, next) => `${text}${text.endsWith('END') || text.endsWith('EOF') ? '\n' : this.random.pick(['\n', '\n', '; ', '\n\n# note\n', ' # why\n'])}${next}`);
  }

  private statement(depth: number): string {
    const { random } = this;
    const simple: (() => string)[] = [
      () => this.call(), () => this.call(), () => this.call(), () => this.call(), () => this.assignment(), () => this.assignment(),
      () => this.builtin(), () => this.wrapped(),
    ];
    const compound: (() => string)[] = [
      () => this.conditional(depth), () => this.conditional(depth), () => this.iteration(depth), () => this.counting(depth), () => this.choice(depth),
      () => this.chain(depth), () => this.chain(depth), () => this.group(depth), () => this.pipeline(depth), () => this.definition(depth),
      () => this.child(depth), () => this.document(),
    ];
    return random.pick(depth < 3 ? [...simple, ...compound] : simple)();
  }

  private call(): string {
    const { random } = this;
    const program = this.functions.length > 0 && random.chance(0.3) ? random.pick(this.functions) : random.pick(PROGRAMS);
    const words = [program, ...Array.from({ length: random.below(4) }, () => this.word())].join(random.pick([' ', ' ', '  ', ' \\\n  ']));
    const prefix = random.chance(0.12) && PROGRAMS.includes(program) ? `${random.pick(NAMES)}=${this.word()} ` : '';
    return `${prefix}${words}${random.chance(0.15) ? random.pick([' >/dev/null', ' 2>&1', ' </dev/null', ' >/dev/null 2>&1', ' 2>/dev/null']) : ''}`;
  }

  private assignment(): string {
    const { random } = this;
    const name = random.pick(NAMES);
    const value = random.chance(0.1) ? '' : this.word();
    const append = this.dialect === 'bash' && random.chance(0.1) ? '+' : '';
    return random.pick([
      () => `${name}${append}=${value}`, () => `${name}=${value}`, () => `${name}=${value}`, () => `${name}=${value} ${random.pick(NAMES)}=${this.word()}`,
      () => `export ${name}=${random.chance(0.5) ? this.quoted() : random.pick(TEXTS)}`, () => `export ${name}`, () => `unset ${name}`,
    ])();
  }

  private builtin(): string {
    const { random } = this;
    return random.pick([
      () => 'true', () => ':', () => `: "\${${random.pick(NAMES)}:=${random.pick(TEXTS)}}"`, () => `set -- ${Array.from({ length: random.below(3) }, () => this.word()).join(' ')}`, () => 'if [ "$#" -gt 0 ]; then shift; fi',
      () => 'set -e', () => 'set +e', () => 'set -u; set +u', () => `echo ${this.word()}`, () => `read -r ${random.pick(NAMES)} </dev/null || true`, () => 'cd /', () => 'umask 077',
      () => (this.loops > 0 ? random.pick(['break', 'continue']) : 'true'), () => (this.inFunction > 0 ? 'return 0' : ':'), () => (random.chance(0.15) ? 'exit 0' : 'true'),
      () => `. ${this.folder}/${LIBRARY}`, () => `sh ${this.folder}/${LIBRARY} ${this.word()}`, () => `${this.folder}/${LIBRARY} ${this.word()}`,
      () => (this.inFunction > 0 ? `local ${random.pick(NAMES)}=${this.quoted()}` : ':'),
    ])();
  }

  private wrapped(): string {
    const { random } = this;
    return `${random.pick(['env', 'command', 'timeout 9', 'nohup', `env ${random.pick(NAMES)}=${random.pick(TEXTS)}`, 'env -u X', 'nice', 'timeout -s KILL 9', 'nice -n 1', 'time -p'].slice(0, -1))} `
      + `${random.pick(PROGRAMS)} ${this.word()} ${this.word()}`;
  }

  private test(): string {
    const { random } = this;
    const [one, two] = [this.quoted(), this.quoted()];
    const plain = random.pick([
      `-n ${one}`, `-z ${one}`, `${one} = ${two}`, `${one} != ${two}`, one, `-f ${this.folder}/${LIBRARY}`, `-f ${this.folder}/none`, '"$#" -gt 0', '"$#" = 0', `! -z ${one}`,
      `-n ${one} -a -n ${two}`, `-n ${one} -o -n ${two}`, `-d ${this.folder}`, '3 -lt 5',
    ]);
    if (this.dialect === 'bash' && random.chance(0.3)) { return `[[ ${random.pick([`-n ${one}`, `${one} == ${two}`, `${one} != ${two}`, `-z ${one} || -n ${two}`, `${one} =~ ^o`])} ]]`; }
    return random.chance(0.15) ? `test ${plain}` : `[ ${plain} ]`;
  }

  private condition(depth: number): string {
    const { random } = this;
    return random.pick([() => this.test(), () => this.test(), () => this.call(), () => `! ${this.call()}`, () => `! ${this.test()}`, () => 'true', () => 'false', () => `${this.test()} ${random.pick(['&&', '||'])} ${this.test()}`,
      () => `${this.call()}; ${this.test()}`, () => (depth < 2 ? `(${this.statements(depth + 1, 1)}\n)` : 'true')])();
  }

  private conditional(depth: number): string {
    const { random } = this;
    const middle = random.chance(0.25) ? `\nelif ${this.condition(depth)}; then\n  ${this.statements(depth + 1)}` : '';
    const end = random.chance(0.5) ? `\nelse\n  ${this.statements(depth + 1)}` : '';
    return `if ${this.condition(depth)}; then\n  ${this.statements(depth + 1)}${middle}${end}\nfi`;
  }

  private iteration(depth: number): string {
    this.loops += 1;
    const over = this.random.pick([() => ` in ${Array.from({ length: this.random.below(4) }, () => this.word()).join(' ')}`, () => '', () => ' in "$@"', () => ' in $(seq 2)', () => ' in $X']);
    const text = `for ${this.random.pick(NAMES)}${over()}; do\n  ${this.statements(depth + 1)}\ndone`;
    this.loops -= 1;
    return text;
  }

  /** A loop that ends, of which a reader cannot tell when. */
  private counting(depth: number): string {
    const counter = `i${depth}`;
    this.loops += 1;
    const body = this.statements(depth + 1);
    this.loops -= 1;
    return this.random.pick([
      `${counter}=0\nwhile [ "$${counter}" -lt 2 ]; do\n  ${counter}=$((${counter} + 1))\n  ${body}\ndone`,
      `${counter}=0\nuntil [ "$${counter}" -ge 2 ]; do\n  ${counter}=$((${counter} + 1))\n  ${body}\ndone`,
      `${counter}=0\nwhile true; do\n  ${counter}=$((${counter} + 1)); [ "$${counter}" -gt 2 ] && break\n  ${body}\ndone`,
      `${counter}=0\nuntil ${this.call()} || [ "$${counter}" -ge 2 ]; do ${counter}=$((${counter} + 1)); done`,
    ]);
  }

  private choice(depth: number): string {
    const arms = Array.from({ length: 1 + this.random.below(3) }, () => `  ${this.random.pick(['a', 'o*', '"one two"', '*/x|b', '(a', '*', '[a-z]*', '"$X"', ''].filter(Boolean))}) ${this.statements(depth + 1, 1)}\n  ;;`);
    return `case ${this.random.pick(['$X', '"$X"', '"$1"', 'a', '$N'])} in\n${arms.join('\n')}\nesac`;
  }

  private chain(depth: number): string {
    const part = (): string => this.random.pick([() => this.call(), () => this.call(), () => this.test(), () => 'true', () => 'false', () => this.assignment(), () => `{ ${this.statements(depth + 2, 1)}\n}`,
      () => `! ${this.call()}`])();
    return [part(), ...Array.from({ length: 1 + this.random.below(2) }, () => `${this.random.pick(['&&', '||'])}${this.random.pick([' ', '\n  '])}${part()}`)].join(' ');
  }

  private group(depth: number): string {
    const body = this.statements(depth + 1);
    return this.random.pick([`{ ${body}\n}`, `(${body}\n)`, `( ${body}\n) >/dev/null`, `{ ${body}\n} 2>&1`]);
  }

  private pipeline(depth: number): string {
    const part = (): string => this.random.pick([() => this.call(), () => this.call(), () => 'cat', () => 'grep -q .', () => `{ ${this.statements(depth + 2, 1)}\n}`, () => `while read -r ${this.random.pick(NAMES)}; do ${this.call()}; done`])();
    return `${this.call()} | ${part()}${this.random.chance(0.2) ? ` | ${part()}` : ''}`;
  }

  private definition(depth: number): string {
    const name = this.random.pick(FUNCTIONS);
    const loops = this.loops;
    this.loops = 0;
    this.inFunction += 1;
    const known = this.functions;
    // No function may call another that is made later, or itself: scripts have to end.
    this.functions = known.filter((each) => each < name);
    const body = this.statements(depth + 1);
    this.functions = known;
    this.inFunction -= 1;
    this.loops = loops;
    const head = this.dialect === 'bash' && this.random.chance(0.3) ? `function ${name}` : `${name}()`;
    const text = `${head} ${this.random.chance(0.85) ? `{ ${body}\n}` : `(${body}\n)`}`;
    if (!this.functions.includes(name)) { this.functions = [...known, name]; }
    return `${text}\n${name} ${this.word()}`;
  }

  /** A shell of its own. */
  private child(depth: number): string {
    const { random } = this;
    const outer = { functions: this.functions, loops: this.loops, inFunction: this.inFunction };
    Object.assign(this, { functions: [], loops: 0, inFunction: 0 });
    const body = this.statements(Math.max(2, depth + 1));
    Object.assign(this, outer);
    const text = random.chance(0.7) ? `'${body.replace(/'/g, '\'\\\'\'')}'` : `"curl $A \\$B ${random.pick(TEXTS)}"`;
    const shell = this.dialect === 'bash' ? 'bash' : 'sh';
    return random.pick([() => `${shell} -c ${text}`, () => `${shell} -ec ${text} zero ${this.word()}`, () => `${shell} -c ${text} zero ${this.word()} ${this.word()}`, () => `${shell} <<'EOF'\n${body.includes('EOF') ? 'curl a' : body}\nEOF`])();
  }

  private document(): string {
    const quoted = this.random.chance(0.5);
    return `cat <<${quoted ? '\'END\'' : 'END'} | ${this.call()}\ncurl not $A \${B} text\n\\$X\nEND`;
  }

  /** A word in double quotes, or in single ones: one field whatever it holds. */
  private quoted(): string {
    const { random } = this;
    if (random.chance(0.2)) { return `'${random.pick(['$X', '\\', '"', 'a b', '', '`', '#', 'a\nb'])}'`; }
    const inner = Array.from({ length: random.below(3) }, () => random.pick([
      () => random.pick(TEXTS), () => `$${random.pick(NAMES)}`, () => `\${${random.pick(NAMES)}}`, () => this.braces(true), () => '\\"', () => '\\$', () => '\\\\', () => '\\a', () => ' ', () => '\'', () => '$(echo s)', () => '`echo t`',
      () => '$((1 + 2))', () => '$#', () => '$*', () => '$1', () => '$', () => '\\\n',
    ])());
    // bash takes the second sign of "$${X}" for the beginning of what it expands, and then for what it is.
    return `"${inner.join('').replace(/\$\$\{/g, '$.${')}"`;
  }

  private word(): string {
    const { random } = this;
    if (random.chance(0.08)) { return '"$@"'; }
    if (random.chance(0.03)) { return '$(echo u v)'; }
    const parts = Array.from({ length: 1 + random.below(2) }, () => random.pick([
      () => random.pick(TEXTS), () => random.pick(TEXTS), () => this.quoted(), () => this.quoted(), () => `$${random.pick(NAMES)}`, () => `\${${random.pick(NAMES)}}`, () => this.braces(false), () => '\\ ', () => '\\$', () => '\\"',
      () => '$(echo u)', () => '`echo w`', () => '$((2 + 1))', () => '$1', () => '$#', () => '$@', () => '$*', () => (random.chance(0.2) ? '~' : 'z'), () => (this.dialect === 'bash' ? '$\'q\\tr\'' : 'y'), () => '\\\nk',
    ])());
    // A word that begins with a sign of comments, or that looks like another thing, is none.
    return `${random.chance(0.5) ? random.pick(['', 'w', 'https://h/']) : ''}${parts.join('')}`;
  }

  private braces(inQuotes: boolean): string {
    const { random } = this;
    const name = random.pick([...NAMES, '1', '#']);
    if (name === '#') { return `\${#${random.pick(NAMES)}}`; }
    const plain = (): string => random.pick(['d', 'd/e', '$X', '${N}', inQuotes ? 'a b' : '"a b"', '', '"q"', '$(echo v)']);
    const assignable = name === '1' ? ':-' : random.pick([':-', '-', ':+', '+', ':=', '=']);
    if (random.chance(0.6)) { return `\${${name}${assignable}${plain()}}`; }
    const bash = this.dialect === 'bash' && random.chance(0.3) ? random.pick(['/o/0', '^^', ':1', ':1:2', ',,']) : undefined;
    return `\${${name}${bash ?? `${random.pick(['#', '##', '%', '%%'])}${random.pick(PATTERNS)}`}}`;
  }
}
