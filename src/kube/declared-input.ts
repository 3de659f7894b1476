import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint, invalid, InvalidInput } from './invalid';
import { isTree } from './merge';
import { nearestWord } from './nearest';

// What callers pass, held against what the library declares: jsii's description of the API, which is in the package. TypeScript's compiler does the same for
// its users; JavaScript has none, and `any` and spread maps pass TypeScript's.

interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: string; readonly elementtype: TypeReference };
}
interface Member { readonly name: string; readonly optional?: boolean; readonly type: TypeReference }
interface Method {
  readonly name?: string;
  readonly static?: boolean;
  readonly parameters?: readonly Member[];
  readonly returns?: { readonly type: TypeReference };
}
interface Declaration {
  readonly kind: string;
  readonly name: string;
  readonly fqn: string;
  readonly abstract?: boolean;
  readonly datatype?: boolean;
  readonly interfaces?: readonly string[];
  readonly properties?: readonly Member[];
  readonly initializer?: Method;
  readonly methods?: readonly Method[];
}
/** How what is given is looked at: `null` is as good as nothing, unless something failed; a subclass of the user's may have properties of its own. */
interface Look { readonly failed: boolean; readonly subclass: boolean }
type Callable = (...args: unknown[]) => unknown;

const LIBRARY = 'cdk8s-observability-tls';

let declared: { readonly [fqn: string]: Declaration } | undefined;

/** The library's declarations by their full names; none in a bundle, which leaves the file out. */
function declarations(): { readonly [fqn: string]: Declaration } {
  if (declared === undefined) {
    try {
      declared = JSON.parse(readFileSync(join(__dirname, '..', '..', '.jsii'), 'utf8')).types;
    } catch {
      declared = {};
    }
  }
  return declared!;
}

/**
 * An exported class whose constructor and methods answer input that is not what they declare: after what they say themselves, which knows more, and
 * in place of what JavaScript says of a property of nothing. Everything that is no class is returned as it is. The enums of the library are looked up in `library`.
 */
export function declaredInput<T>(name: string, exported: T, library: object): T {
  const declaration = typeof exported === 'function' ? declarations()[`${LIBRARY}.${name}`] : undefined;
  if (declaration === undefined) { return exported; }
  const type = exported as T & Function;
  const check = new Check(library);
  for (const method of declaration.methods ?? []) {
    const owner = method.static ? type : type.prototype;
    const original: Callable = owner[method.name!];
    const value = function called(this: any, ...args: unknown[]) {
      const where = placeOf(method.parameters, args) ?? this?.node?.path ?? `${declaration.name}.${method.name}`;
      return answered(called, where, () => original.apply(this, args), (failed) => check.call(method.parameters, args, { failed, subclass: false }));
    };
    Object.defineProperty(owner, method.name!, { value: Object.defineProperty(value, 'name', { value: method.name }), writable: true, configurable: true, enumerable: false });
  }
  const guarded: any = new Proxy(type, {
    apply() {
      throw invalid(declaration.name, { what: `${declaration.name} is a class, and called without new`, fix: `write new ${declaration.name}(…)` });
    },
    construct: function construct(target, args, newTarget) {
      const itself = newTarget === guarded;
      const where = placeOf(declaration.initializer?.parameters, args) ?? declaration.name;
      if (itself && (declaration.initializer === undefined || declaration.abstract)) { throw invalid(where, check.notMade(declaration)); }
      return answered(construct, where, () => Reflect.construct(target, args, itself ? target : newTarget),
        (failed) => check.call(declaration.initializer?.parameters, args, { failed, subclass: !itself })) as object;
    },
  });
  return guarded;
}

/**
 * What a call gives, unless its input is not what is declared; an error that says more than that is left as it is.
 *
 * @param caller what the user called: errors of input begin their stack where that was done
 */
function answered<R>(caller: Function, where: string, call: () => R, check: (failed: boolean) => Complaint | undefined): R {
  let result: R;
  try {
    result = call();
  } catch (error) {
    if (error instanceof InvalidInput) { throw from(caller, error); }
    const complaint = check(true) ?? translated(error);
    throw complaint === undefined ? error : Object.assign(from(caller, invalid(where, complaint)), { cause: error });
  }
  const complaint = check(false);
  if (complaint !== undefined) { throw from(caller, invalid(where, complaint)); }
  return result;
}

function from(caller: Function, error: InvalidInput): InvalidInput {
  Error.captureStackTrace(error, caller);
  return error;
}

/** What cdk8s and constructs say of a place in the tree, of which they tell no more. */
function translated(error: unknown): Complaint | undefined {
  const saw = error instanceof Error ? error.message : '';
  if (/cannot find a parent chart/.test(saw)) {
    return { what: 'it is in no chart', saw, allowed: 'a Chart as scope, or a construct in one', fix: "for example new Chart(app, 'tracing', { namespace: 'tracing' })" };
  }
  if (/already a Construct with name/.test(saw)) { return { what: 'the id is taken', saw, allowed: 'an id of its own in each scope', fix: 'choose another id' }; }
  return /may have an empty ID/.test(saw) ? { what: 'id is empty', saw, allowed: 'text', fix: 'choose an id: the objects are named after it' } : undefined;
}

/** The path of the construct that a call makes, where it is given a scope and an id. */
function placeOf(parameters: readonly Member[] | undefined, args: readonly unknown[]): string | undefined {
  const path = (args[0] as any)?.node?.path;
  if (parameters?.[0]?.name !== 'scope' || typeof path !== 'string') { return undefined; }
  return parameters[1]?.name === 'id' && typeof args[1] === 'string' ? [path, args[1]].filter((part) => part !== '').join('/') : undefined;
}

class Check {
  constructor(private readonly library: any) {}

  /** The first argument that is not what its parameter declares. */
  public call(parameters: readonly Member[] = [], args: readonly unknown[], look: Look): Complaint | undefined {
    return first([...parameters.entries()], ([i, parameter]) => this.member(parameter, args[i], parameter.name, look));
  }

  /** A class of which nobody makes an object by hand. */
  public notMade(type: Declaration): Complaint {
    return { what: `${type.name} is not made with new`, allowed: `what its methods return: ${this.makers(type).join(', ') || 'its subclasses'}`, fix: `use ${this.makers(type)[0] ?? 'a subclass'}` };
  }

  private member(member: Member, value: unknown, path: string, look: Look): Complaint | undefined {
    if (value === undefined || value === null) {
      if (member.optional && (value === undefined || !look.failed)) { return undefined; }
      return member.optional
        ? { what: `${path} is null`, got: value, allowed: `${this.expected(member.type)}, or nothing at all`, fix: `leave ${path} out` }
        : { what: `${path} is missing`, got: value ?? undefined, allowed: this.expected(member.type), fix: `pass ${path}${this.example(member.type)}` };
    }
    return this.value(member.type, value, path, look);
  }

  private value(type: TypeReference, value: any, path: string, look: Look): Complaint | undefined {
    const wrong = (): Complaint => ({ what: `${path} has a value of another kind`, got: value, allowed: this.expected(type), fix: `correct ${path}${this.example(type)}` });
    if (type.collection !== undefined) {
      const list = type.collection.kind === 'array';
      if (list ? !Array.isArray(value) : !isPlain(value)) { return isToken(value) ? undefined : wrong(); }
      const item = { name: '', optional: !list, type: type.collection.elementtype };
      return first((list ? [...value.entries()] : Object.entries(value)) as [string | number, unknown][],
        ([key, each]) => this.member(item, each, `${path}[${list ? key : `'${key}'`}]`, { ...look, subclass: false }));
    }
    if (type.primitive !== undefined) { return PRIMITIVES[type.primitive]?.(value) === false && !isToken(value) ? wrong() : undefined; }
    const declaration = declarations()[type.fqn!];
    if (declaration?.kind === 'enum') { return Object.values(this.library[declaration.name]).includes(value) ? undefined : wrong(); }
    const [, foreign] = /^(?:constructs|cdk8s)\.I?(Construct|Chart|Duration|Size)$/.exec(type.fqn!) ?? [];
    const name = declaration?.kind === 'class' ? declaration.name : foreign;
    const behaves = name !== undefined || declaration?.kind === 'interface' && !declaration.datatype || /\.I[A-Z]\w*$/.test(type.fqn!);
    if (!(behaves ? isMap : isPlain)(value) || (name !== undefined && !isOf(name, value))) { return wrong(); }
    return declaration?.datatype ? this.struct(declaration, value, path, look) : undefined;
  }

  private struct(struct: Declaration, value: any, path: string, look: Look): Complaint | undefined {
    const members = membersOf(struct);
    // Properties are called by their names, as everywhere in the library; options of a call likewise.
    const at = (name: string) => (path === 'props' || path === 'options' ? name : `${path}.${name}`);
    const unset = members.filter(({ name }) => value[name] === undefined).map(({ name }) => name);
    const unknown = look.subclass ? [] : Object.keys(value).filter((key) => !members.some(({ name }) => name === key));
    return first(unknown, (key) => {
      const near = within(members, key) ?? nearestWord(key, unset);
      return near === undefined ? undefined
        : { what: `there is no ${at(key)}, and what it says would be lost`, got: value[key], allowed: members.map(({ name }) => name).join(', '), fix: `write ${near}` };
    }) ?? first(members, (member) => this.member(member, value[member.name], at(member.name), { ...look, subclass: false }));
  }

  /** What is accepted, in words. */
  private expected(type: TypeReference): string {
    if (type.collection !== undefined) {
      return `${type.collection.kind === 'array' ? 'a list' : 'a map'}, each item ${this.expected(type.collection.elementtype)}`;
    }
    if (type.primitive !== undefined) { return WORDS[type.primitive] ?? 'a value'; }
    const declaration = declarations()[type.fqn!];
    const name = type.fqn!.slice(type.fqn!.lastIndexOf('.') + 1);
    if (declaration?.kind === 'enum') { return `one of ${Object.keys(this.library[name]).map((member) => `${name}.${member}`).join(', ')}`; }
    if (!declaration?.datatype) { return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`; }
    const members = membersOf(declaration);
    const required = members.filter((member) => !member.optional);
    return `a map ${required.length > 0 ? 'with' : 'of any of'} ${(required.length > 0 ? required : members).map((member) => member.name).join(', ')}`;
  }

  private example(type: TypeReference): string {
    const made = type.fqn === undefined ? [] : this.makers(declarations()[type.fqn]);
    return made.length > 0 ? `, for example ${made[0]}` : '';
  }

  /** The static methods that return a class, those first that are not called unsafe. */
  private makers(type: Declaration | undefined): string[] {
    return (type?.methods ?? []).filter((method) => method.static && method.returns?.type.fqn === type!.fqn && !/^(none|unsafe)/.test(method.name!))
      .map((method) => `${type!.name}.${method.name}(${method.parameters?.some(({ optional }) => !optional) ? '…' : ''})`);
  }
}

/** All members of a struct, those that it takes from others too. */
function membersOf(struct: Declaration): readonly Member[] {
  return [...struct.properties ?? [], ...(struct.interfaces ?? []).flatMap((fqn) => membersOf(declarations()[fqn]))];
}

/** A key of a struct that one of the members holds. */
function within(members: readonly Member[], key: string): string | undefined {
  const holder = members.find(({ type }) => {
    const struct = declarations()[type.fqn ?? ''];
    return struct?.datatype && membersOf(struct).some(({ name }) => name === key);
  });
  return holder === undefined ? undefined : `${holder.name}: { ${key}: … }`;
}

/** Whether it is made by a class of that name, or one that extends it: by name, since two copies of the library have two classes. */
function isOf(name: string, value: object): boolean {
  for (let type = Object.getPrototypeOf(value); type !== null; type = Object.getPrototypeOf(type)) {
    if (type.constructor.name === name) { return true; }
  }
  return false;
}

function first<T, R>(items: readonly T[], look: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) { return found; }
  }
  return undefined;
}

const isMap = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
/** A map, and not an instance of a library's class: what is printed of a Duration is not what it means. */
const isPlain = (value: any) => isMap(value) && (isToken(value) || !(Symbol.for('jsii.rtti') in Object(value.constructor)));
/** What cdk8s resolves later, such as a Lazy. */
const isToken = (value: any) => isMap(value) && !isTree(value) && ['produce', 'resolve'].some((method) => typeof value[method] === 'function');

const PRIMITIVES: { readonly [name: string]: (value: unknown) => boolean } = {
  string: (value) => typeof value === 'string',
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => value instanceof Date,
};
const WORDS: { readonly [name: string]: string } = { string: 'text', number: 'a number', boolean: 'true or false', date: 'a Date' };
