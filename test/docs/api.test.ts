import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// What jsii has compiled: `npx projen compile` writes it, and `npm test` begins with that.
const { types } = JSON.parse(readFileSync(join(__dirname, '..', '..', '.jsii'), 'utf8'));

interface Member {
  readonly name: string;
  readonly docs?: { readonly summary?: string; readonly default?: string };
  readonly optional?: boolean;
  readonly overrides?: string;
}

interface Type extends Member {
  readonly kind: string;
  readonly datatype?: boolean;
  readonly properties?: Member[];
  readonly methods?: Member[];
  readonly members?: Member[];
}

const all: [string, Type][] = Object.values<Type>(types).map((type) => [type.name, type]);

test('there is something to look at', () => {
  expect(all.length).toBeGreaterThan(50);
});

test('every exported type and every member of it is documented', () => {
  const silent = all.flatMap(([name, type]) => [
    ...(type.docs?.summary ? [] : [name]),
    // What a member of an interface says holds for the class that implements it.
    ...[...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []]
      .filter((member) => !member.docs?.summary && member.overrides === undefined)
      .map((member) => `${name}.${member.name}`),
  ]);
  expect(silent).toEqual([]);
});

test('every optional property says its default: a literal, or "- " and the behaviour', () => {
  const options = all.filter(([, type]) => type.kind === 'interface' && type.datatype)
    .flatMap(([name, type]) => (type.properties ?? []).filter((property) => property.optional).map((property): [string, string | undefined] => [
      `${name}.${property.name}`, property.docs?.default,
    ]));
  expect(options.length).toBeGreaterThan(50);
  expect(options.filter(([, value]) => value === undefined || value.trim() === '').map(([path]) => path)).toEqual([]);
  // Words without the dash would be read as a literal, and "undefined" says nothing of what happens.
  const literal = /^(true|false|-?\d+(\.\d+)?|"[^"]*"|\[.*\]|\{.*\}|[A-Z]\w*(\.\w+)+(\(.*\))?)$/;
  expect(options.filter(([, value]) => value !== undefined && !(/^- \S/.test(value) || literal.test(value))).map(([path, value]) => `${path}: ${value}`)).toEqual([]);
  expect(options.filter(([, value]) => /^-? ?undefined/.test(value ?? ''))).toEqual([]);
});
