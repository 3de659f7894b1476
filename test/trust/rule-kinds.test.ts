import { TREES } from './corpus';
import { NOW, staged } from './stage';
import { Inventory } from '../../src/trust/inventory';
import { RULES } from '../../src/trust/rules';
import { World } from '../../src/trust/world';
import { remembering } from '../../src/x509/memory';
import { trials } from '../util/trials';

/** Objects of the corpus, and of all the rules' examples, tree by tree. */
const trees: readonly (readonly any[])[] = [
  ...TREES.filter((_tree, i) => i % trials(11, 1) === 0).map((tree) => tree.build()),
  ...RULES.flatMap((rule) => [staged(rule.violating), staged(rule.satisfying)]),
];

const onObjects = RULES.filter((rule) => rule.on === 'object');

/** What rules say of objects of which their `kinds` and `among` promise that they say nothing. */
function unpromised(objects: readonly any[]): string[] {
  const world = new World(new Inventory(objects.map((object) => ({ object }))), { now: NOW });
  return onObjects.flatMap((rule) => world.inventory.objects
    .filter((object) => rule.kinds?.includes(object.kind) === false || rule.among?.(object, world) === false)
    .filter((object) => rule.check(object, world) !== 'not applicable').map(({ kind, metadata }) => `${rule.id}: ${kind} ${metadata.name}`));
}

test('every rule on objects names its kinds, so that it is not asked about thousands of others', () => {
  expect(onObjects.filter(({ kinds = [] }) => kinds.length === 0).map(({ id }) => id)).toEqual([]);
  expect(RULES.filter(({ on, kinds }) => on !== 'object' && kinds !== undefined).map(({ id }) => id)).toEqual([]);
});

test('a rule has nothing to say of objects of other kinds than it names, nor of those that it is not asked about among them', () => {
  expect(remembering(() => trees.flatMap(unpromised))).toEqual([]);
});

test('nor of the same objects under another kind', () => {
  const renamed = trees.map((tree, i) => {
    const kinds = [...new Set(tree.map(({ kind }) => kind))];
    return tree.map((object) => (object.kind === kinds[i % kinds.length] ? { ...object, kind: 'Rollout' } : object));
  });
  expect(remembering(() => renamed.flatMap(unpromised))).toEqual([]);
});
