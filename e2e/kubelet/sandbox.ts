import { spawnSync } from 'node:child_process';

/** What a container sees: its own root, made of what is mounted. */
export interface Sandbox {
  /** an empty folder that becomes the root */
  readonly root: string;
  /** folders and files of this machine and where the container sees them */
  readonly mounts: readonly { readonly from: string; readonly at: string; readonly readOnly: boolean }[];
  /** a hosts file */
  readonly hosts: string;
  /** the address of a DNS server that is asked for what the hosts file does not have */
  readonly nameserver?: string;
  /** the folders with the image's programs */
  readonly programs: readonly string[];
  /** user and group of the process; only root can take another one's */
  readonly user?: number;
  readonly group?: number;
}

const root = process.getuid?.() === 0;

/** Whether this machine lets a process have mounts of its own: Linux, as root or with user namespaces. */
export function canSandbox(): boolean {
  return spawnSync('unshare', [...namespaces(), 'true']).status === 0;
}

/** The command that runs a command in a sandbox; the mounts end with it. */
export function sandboxed(sandbox: Sandbox, command: readonly string[]): { readonly program: string; readonly args: readonly string[] } {
  return { program: 'unshare', args: [...namespaces(), 'sh', '-euc', script(sandbox), 'sandbox', ...command] };
}

function namespaces(): string[] {
  return [...root ? [] : ['--map-root-user'], '--mount', '--propagation', 'private'];
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Programs and libraries of this machine (for sh, cat, sleep), nothing else of it but what is mounted. */
function script({ root: at, mounts, hosts, nameserver, programs, user, group }: Sandbox): string {
  const lines = [
    `root=${quote(at)}`,
    'mount -t tmpfs -o mode=755 sandbox "$root"',
    'for d in bin sbin lib lib32 lib64; do if [ -L "/$d" ]; then cp -P "/$d" "$root/$d"; elif [ -d "/$d" ]; then mkdir "$root/$d"; mount --rbind "/$d" "$root/$d"; fi; done',
    'for d in usr proc dev; do mkdir "$root/$d"; mount --rbind "/$d" "$root/$d"; done',
    'mkdir -p "$root/etc/ssl" "$root/image"',
    'if [ -d /etc/ssl/certs ]; then mkdir "$root/etc/ssl/certs"; mount --bind /etc/ssl/certs "$root/etc/ssl/certs"; fi',
    `echo "hosts: files${nameserver === undefined ? '' : ' dns'}" > "$root/etc/nsswitch.conf"`,
    ': > "$root/etc/hosts"',
    `${nameserver === undefined ? ':' : `echo nameserver ${quote(nameserver)}`} > "$root/etc/resolv.conf"`,
    `mount --bind ${quote(hosts)} "$root/etc/hosts"`,
    ...programs.map((folder, i) => `mkdir "$root/image/${i}"; mount --bind ${quote(folder)} "$root/image/${i}"`),
    // Outer folders first: a bundle is mounted inside of a client's configuration.
    ...[...mounts].sort((a, b) => a.at.length - b.at.length).flatMap((mount) => [
      `if [ -d ${quote(mount.from)} ]; then mkdir -p "$root"${quote(mount.at)}; else mkdir -p "$root"${quote(mount.at.replace(/\/[^/]*$/, '') || '/')}; : > "$root"${quote(mount.at)}; fi`,
      `mount --bind ${quote(mount.from)} "$root"${quote(mount.at)}`,
      ...mount.readOnly ? [`mount -o remount,bind,ro "$root"${quote(mount.at)}`] : [],
    ]),
    'mount -o remount,ro "$root"',
    `exec chroot ${root && user !== undefined ? `--userspec=${user}:${group ?? user} --groups= ` : ''}"$root" "$@"`,
  ];
  return lines.join('\n');
}

/** Where a sandbox has the image's programs. */
export function searchPath(programs: readonly string[]): string {
  return [...programs.map((_, i) => `/image/${i}`), '/usr/bin', '/bin'].join(':');
}
