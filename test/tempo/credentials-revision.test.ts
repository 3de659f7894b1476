import { monolithic, newChart, stack } from './setup';
import { IBucket, ObjectStorage, S3Credentials } from '../../src';

describe('the revision of a bucket\'s credentials', () => {
  const bucket = (revision?: string): [IBucket, ReturnType<typeof newChart>] => {
    const chart = newChart();
    const store = ObjectStorage.external(chart, 'store', { endpoint: 'https://s3.example.com' });
    return [store.bucket('tempo', { credentials: S3Credentials.fromSecret('tempo-s3', { revision }) }), chart];
  };

  test.each([['TempoMonolithic', monolithic], ['TempoStack', stack]])('rolls a %s by a variable that nobody reads, before the user\'s own', (_kind, make) => {
    const own = { name: 'A', value: 'b' };
    const spec = (revision: string | undefined, env?: any[]) => {
      const [storage, chart] = bucket(revision);
      return make({ storage, env }, chart).resource.spec;
    };
    expect(spec('2').env).toEqual([{ name: 'STORAGE_CREDENTIALS_REVISION', value: '2' }]);
    expect(spec('2', [own]).env).toEqual([{ name: 'STORAGE_CREDENTIALS_REVISION', value: '2' }, own]);
    expect(spec(undefined).env).toBeUndefined();
    expect(spec(undefined, [own]).env).toEqual([own]);
    expect({ ...spec('2'), env: undefined }).toEqual({ ...spec('3'), env: undefined });
  });
});

/** Paths of maps and lists in a tree that have nothing in them. */
function empties(tree: any, path: string = 'spec'): string[] {
  if (typeof tree !== 'object' || tree === null) { return []; }
  const entries = Object.entries(tree);
  return entries.length === 0 ? [path] : entries.flatMap(([key, value]) => empties(value, `${path}.${key}`));
}

describe('what is not said leaves nothing behind', () => {
  const nothing = { resources: {}, observability: {}, extraConfig: {}, tempoConfig: {} };
  test.each([
    ['a TempoMonolithic', () => monolithic()],
    ['a TempoMonolithic with empty options', () => monolithic({ ...nothing, jaegerUi: {}, env: [], envFrom: [], tolerations: [], nodeSelector: {} })],
    ['a TempoStack', () => stack()],
    ['a TempoStack with empty options', () => stack({ ...nothing, env: [], envFrom: [] } as any)],
  ])('in %s', (_what, make) => {
    expect(empties(make().resource.spec)).toEqual([]);
  });
});
