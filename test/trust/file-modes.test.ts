import { ContainerContext, containersIn } from '../../src/trust/containers';
import { filesOf, isUnreadable } from '../../src/trust/file-modes';
import { Inventory, Manifest } from '../../src/trust/inventory';
import { Kept } from '../../src/trust/model';

const TLS: Kept = { kind: 'Secret', namespace: 'a', name: 'tls', key: 'tls.crt', privateKey: 'tls.key' };

function context(pod: object, container: object): ContainerContext {
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'a' }, spec: { ...pod, containers: [{ name: 'c', ...container }] } } as Manifest;
  const inventory = new Inventory([{ object }]);
  return containersIn(inventory, inventory.objects[0])[0];
}

/** The modes of the files, in octal. */
const modes = (volume: object, mount: object = { mountPath: '/tls' }): (string | undefined)[] =>
  filesOf(context({ volumes: [{ name: 'v', ...volume }] }, { volumeMounts: [{ name: 'v', ...mount }] }), TLS).map(({ mode }) => mode?.toString(8));

test('files of a Secret, wherever they are laid, with their modes', () => {
  expect(modes({ secret: { secretName: 'tls', defaultMode: 0o400 } })).toEqual(['400', '400']);
  expect(modes({ secret: { secretName: 'tls', items: [{ key: 'tls.key', path: 'x/private.key', mode: 0o440 }] } })).toEqual(['440']);
  expect(modes({ projected: { defaultMode: 0o600, sources: [{ configMap: { name: 'ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] } }, { secret: { name: 'tls' } }] } })).toEqual(['600', '600']);
  expect(modes({ secret: { secretName: 'tls', defaultMode: 0o400 } }, { mountPath: '/tls.crt', subPath: 'tls.crt' })).toEqual(['400']);
  expect(modes({ secret: { secretName: 'other' } })).toEqual([]);
  expect(modes({ configMap: { name: 'tls' } })).toEqual([]);
});

test('volumes and mounts of no shape at all have none', () => {
  const mount = { name: 'v', mountPath: '/tls' };
  for (const volumes of [undefined, 7, [null], ['v'], [{ name: 'v' }], [{ name: 'v', secret: 'tls' }], [{ name: 'v', projected: { sources: [null, 3, { secret: [] }] } }]]) {
    for (const volumeMounts of [undefined, 'v', [3, null, {}], [mount]]) {
      for (const name of ['tls', undefined]) { expect(filesOf(context({ volumes }, { volumeMounts }), { ...TLS, name } as Kept)).toEqual([]); }
    }
  }
});

describe('who may not read', () => {
  const unreadable = (mode: number | undefined, pod: object, container: object = {}): boolean =>
    isUnreadable(context({ securityContext: pod }, { securityContext: container }), { kind: 'Secret', name: 'tls', key: 'tls.key', subPath: false, mode, optional: false, listed: false });

  test.each<[string, number | undefined, object, object, boolean]>([
    ['another user', 0o400, { runAsUser: 1001 }, {}, true],
    ['another user of the container', 0o400, { runAsUser: 0 }, { runAsUser: 1001 }, true],
    ['root', 0o400, { runAsUser: 1001 }, { runAsUser: 0 }, false],
    ['a user that only the image knows', 0o400, { runAsNonRoot: true }, {}, false],
    ['a group of the files', 0o400, { runAsUser: 1001, fsGroup: 1001 }, {}, false],
    ['the group of root', 0o440, { runAsUser: 1001 }, {}, false],
    ['another group', 0o440, { runAsUser: 1001, runAsGroup: 1001 }, {}, true],
    ['everybody', 0o444, { runAsUser: 1001, runAsGroup: 1001 }, {}, false],
    ['everybody, by default', undefined, { runAsUser: 1001 }, {}, false],
  ])('%s', (_who, mode, pod, container, expected) => { expect(unreadable(mode, pod, container)).toBe(expected); });
});
