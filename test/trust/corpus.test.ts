import { TREES } from './corpus';
import { Tree } from './corpus/tree';
import { Proof, prove } from '../../src/trust/prove';
import { NOW } from '../util/certificates';

const proofs = new Map<Tree, Proof>();

/** The proof of a tree, made once. */
function proof(tree: Tree): Proof {
  const known = proofs.get(tree) ?? prove(tree.build().map((object) => ({ object })), { now: NOW, ...tree.options });
  proofs.set(tree, known);
  return known;
}

const told = ({ rule, resource, message }: { rule: string; resource: { kind: string; name: string }; message: string }) =>
  `${rule} ${resource.kind}/${resource.name}: ${message}`;

test('every tree has a name of its own, and there are many', () => {
  const names = TREES.map((tree) => `${tree.name}, ${tree.at === undefined ? 'good' : 'bad'}`);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  expect(TREES.length).toBeGreaterThan(300);
});

test.each(TREES.filter((tree) => tree.at === undefined))('good: $name', (tree) => {
  const { findings, connections } = proof(tree);
  expect(findings.filter((f) => f.severity === 'error').map(told)).toEqual([]);
  if (tree.verdicts !== undefined) { expect(connections.map((c) => c.verdict).sort().join(' ')).toBe(tree.verdicts); }
});

test.each(TREES.filter((tree) => tree.at !== undefined))('bad: $name', (tree) => {
  const errors = proof(tree).findings.filter((f) => f.severity === 'error');
  const concerns = (f: typeof errors[number]) => [f.resource, ...(f.related ?? [])].some((ref) => tree.at?.includes(`${ref.kind}/${ref.name}`));
  expect(errors.filter((f) => tree.at?.includes(`${f.resource.kind}/${f.resource.name}`)).map(told)).not.toEqual([]);
  expect(errors.filter((f) => !concerns(f)).map(told)).toEqual([]);
});

test.each(TREES)('what is broken is an error: $name', (tree) => {
  const { findings, connections } = proof(tree);
  const broken = connections.filter(({ verdict }) => verdict === 'broken').map(({ client, because }) => `${client.ref.kind}/${client.ref.name}: ${because}`);
  expect(findings.some(({ severity }) => severity === 'error') ? [] : broken).toEqual([]);
});
