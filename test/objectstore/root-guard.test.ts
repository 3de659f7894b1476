import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minio } from './fixture';
import { ObjectStoreImage, RootCredentials } from '../../src/objectstore';

// MinIO takes a root file that is missing or empty for none, says nothing, and runs with minioadmin:minioadmin.
describe('a MinIO without root credentials', () => {
  test('does not start when a key is missing in the Secret: the volume names the keys, and none is optional', () => {
    const manifests = minio({ rootCredentials: RootCredentials.fromSecret('admin', { userKey: 'name', passwordKey: 'word' }) });
    const { secret } = manifests.volume('root');
    expect(secret).toEqual({ secretName: 'admin', items: [{ key: 'name', path: 'user' }, { key: 'word', path: 'password' }] });
    const mount = manifests.server.volumeMounts.find((m: any) => m.name === 'root');
    const files = secret.items.map((item: any) => `${mount.mountPath}/${item.path}`);
    expect(Object.entries(manifests.env()).filter(([name]) => /^MINIO_ROOT_.*_FILE$/.test(name)).map(([, file]) => file).sort()).toEqual(files.sort());
  });

  /** Runs the guard on files as the kubelet would mount them. */
  function guard(user: string, password: string): { status: number | null; out: string } {
    const [container] = minio().pod.initContainers;
    const dir = mkdtempSync(join(tmpdir(), 'root-'));
    writeFileSync(join(dir, 'user'), user);
    writeFileSync(join(dir, 'password'), password);
    const [shell, flag, script] = container.command;
    expect([shell, flag, container.volumeMounts]).toEqual(['/bin/sh', '-c', [{ name: 'root', mountPath: '/etc/minio/root', readOnly: true }]]);
    const { status, stdout } = spawnSync('sh', ['-c', script.replaceAll('/etc/minio/root', dir)], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
    return { status, out: stdout };
  }

  test('starts with names and passwords of its own', () => {
    expect(guard('admin\n', 'a pass*word $HOME\n')).toEqual({ status: 0, out: '' });
  });

  test.each([
    ['an empty user', '', 'secret-of-root', /the root user is empty/],
    ['a user that is a line break', '\n', 'secret-of-root', /the root user is empty/],
    ['an empty password', 'admin', '', /the root password is empty/],
    ['the published user', 'minioadmin\n', 'secret-of-root', /the root user is MinIO's published default/],
    ['the published password', 'admin', 'minioadmin', /the root password is MinIO's published default/],
  ])('does not start with %s, and shows no value', (_what, user, password, message) => {
    const { status, out } = guard(user, password);
    expect(status).toBe(1);
    expect(out).toMatch(message);
    expect(out).not.toContain('secret-of-root');
  });

  test('is checked by an image that has a shell, restricted as the server is', () => {
    const manifests = minio({ clientImage: ObjectStoreImage.of('registry.example.com/mc:v1') });
    const [container] = manifests.pod.initContainers;
    expect(container.image).toBe('registry.example.com/mc:v1');
    expect(container.securityContext).toEqual(manifests.server.securityContext);
    expect(container.resources.limits.memory).toBeDefined();
  });
});
