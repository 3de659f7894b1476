import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { emit, identity, namespaceOf, order } from '../../src/kube/emit';
import { messageOf } from '../util/errors';

function chart(namespace?: string): Chart {
  return new Chart(Testing.app(), 'chart', { namespace });
}

const configMap = (name: string, namespace = 'ns') => ({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace });

test('an object keeps fields nobody knows, and patches', () => {
  const c = chart();
  const object = emit(c, 'a', { ...configMap('a'), data: { k: 'v' }, fromTheFuture: { deep: [1] } });
  object.addJsonPatch(JsonPatch.add('/data/new', 'x'));
  expect(Testing.synth(c)[0]).toMatchObject({ data: { k: 'v', new: 'x' }, fromTheFuture: { deep: [1] } });
});

test('two objects of one kind, namespace and name are an error, wherever in the app they are', () => {
  const app = Testing.app();
  emit(new Chart(app, 'one'), 'a', configMap('same'));
  const two = new Chart(app, 'two');
  expect(messageOf(() => emit(two, 'b', configMap('same')))).toMatch(/^\[two\] two objects have one kind[^]*ConfigMap ns\/same[^]*made by one\/a/);
  expect(() => emit(two, 'c', configMap('same', 'other'))).not.toThrow();
  expect(() => emit(two, 'd', { ...configMap('same'), kind: 'Secret' })).not.toThrow();
  expect(() => emit(new Chart(Testing.app(), 'three'), 'a', configMap('same'))).not.toThrow();
});

test('the user\'s labels and annotations are kept, and win', () => {
  const c = chart();
  emit(c, 'a', { ...configMap('a'), labels: { l: 'ours' }, annotations: { a: 'ours' }, metadata: { labels: { l: 'theirs' }, annotations: { b: 'theirs' } } });
  const [object] = Testing.synth(c);
  expect(object.metadata.labels.l).toBe('theirs');
  expect(object.metadata.annotations).toEqual({ a: 'ours', b: 'theirs' });
});

test('name and namespace come from metadata, else from the id and the chart', () => {
  expect(identity(chart('tracing'), 'minio', undefined)).toEqual({ name: 'minio', namespace: 'tracing' });
  expect(identity(chart('tracing'), 'minio', { name: 'store', namespace: 'other' })).toEqual({ name: 'store', namespace: 'other' });
  expect(messageOf(() => identity(chart('tracing'), 'Minio', undefined))).toMatch(/^\[chart\/Minio\] the construct id[^]*"minio"/);
  expect(messageOf(() => identity(chart('tracing'), 'minio', { name: 'Store' }))).toMatch(/metadata.name is not a DNS label/);
  expect(messageOf(() => namespaceOf(chart(), 'here'))).toMatch(/^\[here\] the namespace is not known[^]*namespace: 'tracing'/);
});

test('a cluster-scoped object has no namespace, whatever the chart\'s is', () => {
  const c = chart('tracing');
  emit(c, 'a', { apiVersion: 'v1', kind: 'Namespace', name: 'a' });
  expect(Testing.synth(c)[0].metadata).not.toHaveProperty('namespace');
});

test('order prints one object before another, and never binds two charts', () => {
  const app = Testing.app();
  const c = new Chart(app, 'c');
  const after = emit(c, 'after', configMap('after'));
  const before = emit(c, 'before', configMap('before'));
  const elsewhere = emit(new Chart(app, 'd'), 'x', configMap('x'));
  order([before, elsewhere, after], after);
  expect(Testing.synth(c).map((o) => o.metadata.name)).toEqual(['before', 'after']);
  expect(ApiObject.of(after).node.dependencies.length).toBe(1);
});

test('moving an object in the tree changes nothing of it', () => {
  const [here, there] = [chart(), chart()];
  emit(here, 'a', configMap('a'));
  emit(new Construct(there, 'deeper'), 'b', configMap('a'));
  expect(Testing.synth(here)).toEqual(Testing.synth(there));
});
