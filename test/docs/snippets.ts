import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { Block, ROOT } from './pages';

const PACKAGE = 'cdk8s-observability-tls';

/** What a snippet that imports nothing may take for granted. It says so in no page: an app, a chart, an issuer, a Tempo, a store and PEM text. */
const GIVEN = `
declare const app: App;
declare const chart: Chart;
declare const issuer: ICertificateIssuer;
declare const bucket: IBucket;
declare const minio: TlsMinio;
declare const tempo: ITempo;
declare const caPem: string;
declare const serverPem: string;
`;

/** The exported names of a module of this repository. */
function names(program: ts.Program, file: string): ts.Symbol[] {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!);
  return checker.getExportsOfModule(module!);
}

function is(symbol: ts.Symbol, kind: ts.SymbolFlags): boolean {
  return (symbol.flags & kind) !== 0; // eslint-disable-line no-bitwise
}

/** A snippet as a file: with what is given before it, unless it brings its own imports, and its lines where they are in the page. */
function asFile(block: Block, ours: readonly string[]): string {
  const complete = /^import\s/m.test(block.text);
  const declared = new Set([...block.text.matchAll(/^\s*(?:export )?(?:declare )?(?:const|let|class|function) (\w+)/gm)].map(([, name]) => name));
  const given = complete ? '' : [
    `import { ${ours.filter((name) => !declared.has(name)).join(', ')} } from '${PACKAGE}';`,
    "import { ApiObject, App, Chart, Duration, JsonPatch, Size, Testing } from 'cdk8s'; import { Construct } from 'constructs'; import { readFileSync } from 'node:fs';",
    ...GIVEN.split('\n').filter((line) => !declared.has(/const (\w+)/.exec(line)?.[1] ?? '')),
  ].join(' ');
  const above = '\n'.repeat(Math.max(block.line - 2, 0));
  return `${given}${above}\n${block.text}\nexport {};\n`;
}

/** What documentation may speak of. */
export interface Vocabulary {
  /** the library's public names, and the members of each */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  /** every name that some file of the sources exports */
  readonly inside: ReadonlySet<string>;
}

/** Compiles snippets against the sources, all in one program. */
export class Snippets {
  private readonly program: ts.Program;
  private readonly files: ReadonlyMap<string, Block>;

  constructor(snippets: readonly Block[]) {
    const index = join(ROOT, 'src/index.ts');
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      strict: true,
      esModuleInterop: true,
      skipLibCheck: true,
      noEmit: true,
      types: ['node', 'jest'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
      paths: { [PACKAGE]: [index] },
    };
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists, readFile } = host;
    const parsed = new Map<string, ts.SourceFile | undefined>();
    host.getSourceFile = (file, ...rest) => {
      if (!parsed.has(file)) { parsed.set(file, getSourceFile(file, ...rest)); }
      return parsed.get(file);
    };
    const first = ts.createProgram({ rootNames: [index], options, host });
    const ours = names(first, index).map((symbol) => symbol.name);
    const texts = new Map(snippets.map((block) => [join(ROOT, `test/docs/${block.page.replace(/\W/g, '_')}_${block.line}.ts`), asFile(block, ours)]));
    this.files = new Map(snippets.map((block, i) => [[...texts.keys()][i], block]));
    host.fileExists = (file) => texts.has(file) || fileExists(file);
    host.readFile = (file) => texts.get(file) ?? readFile(file);
    this.program = ts.createProgram({ rootNames: [index, ...texts.keys()], options, host, oldProgram: first });
  }

  /** What the compiler has to say, as page:line: message. */
  public problems(): string[] {
    return [...this.files].flatMap(([file, block]) => {
      const source = this.program.getSourceFile(file)!;
      return [...this.program.getSyntacticDiagnostics(source), ...this.program.getSemanticDiagnostics(source)].map((diagnostic) => {
        const line = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line + 1;
        return `${block.page}:${line}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
      });
    });
  }

  /** Every public name, with its members: static, instance, of an enum. */
  public vocabulary(): Vocabulary {
    const checker = this.program.getTypeChecker();
    const index = join(ROOT, 'src/index.ts');
    const members = names(this.program, index).map((exported): [string, Set<string>] => {
      const symbol = is(exported, ts.SymbolFlags.Alias) ? checker.getAliasedSymbol(exported) : exported;
      const types = [checker.getDeclaredTypeOfSymbol(symbol), ...(is(symbol, ts.SymbolFlags.Value) ? [checker.getTypeOfSymbol(symbol)] : [])];
      return [exported.name, new Set(types.flatMap((type) => checker.getPropertiesOfType(type).map((property) => property.name)))];
    });
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const exported = sources.flatMap((file) =>
      [...readFileSync(join(ROOT, 'src', file), 'utf8').matchAll(/^export (?:abstract )?(?:class|interface|type|enum|const|function) (\w+)/gm)]);
    return { members: new Map(members), inside: new Set(exported.map(([, name]) => name)) };
  }
}
