import { ContainerContext, containerRef } from '../containers';
import { certificateIn } from '../material';
import { Material, Reading } from '../model';
import { filesBelow, MountedFile, placeOf } from '../mounts';
import { flag, shellWords } from './words';

/** Names under which MinIO and its forks are started (by an entrypoint, or by name). */
const PROGRAM = /(^|\/)(minio|silo)$/;
const IMAGE = /(^|\/)(minio|silo)([:@]|$)|minio\/minio|\/minio:/;

/**
 * MinIO and its forks: they speak TLS when, and only when, the certs directory holds public.crt and private.key
 * (minio 7aac2a2c5, cmd/common-main.go: with either file missing they serve plain HTTP without a word).
 */
export function readMinioServer(context: ContainerContext): Reading {
  const words = shellWords(context.words);
  const at = words.indexOf('server');
  const program = words.findIndex((word) => PROGRAM.test(word));
  const byName = program >= 0 && words.slice(program + 1).includes('server');
  if (at < 0 || !(byName || IMAGE.test(String(context.container.image)))) { return {}; }
  const args = words.slice(byName ? program + 1 : at);
  const directory = (flag(args, '--certs-dir', '-S') ?? `${home(context)}/.minio/certs`).replace(/\/+$/, '');
  const pair = (below: string) => ['public.crt', 'private.key'].map((name) => placeOf(context.inventory, context.namespace, context.pod, context.container, `${directory}/${below}${name}`));
  const [certificate, key] = pair('');
  // A volume of another kind may hold the files; then nothing is known.
  const opaque = [certificate, key].some((place) => place.at === 'volume');
  const tls = opaque ? undefined : certificate.at === 'file' && key.at === 'file';
  const certificates: Material[] = [];
  if (certificate.at === 'file' && key.at === 'file') {
    certificates.push(material(context, certificate.file, key.file));
    for (const [path, file] of filesBelow(context.inventory, context.namespace, context.pod, context.container, directory)) {
      const folder = /^([^/]+)\/public\.crt$/.exec(path)?.[1];
      if (folder === undefined || folder === 'CAs' || folder.startsWith('..')) { continue; }
      const [, own] = pair(`${folder}/`);
      if (own.at === 'file') { certificates.push(material(context, file, own.file)); }
    }
  }
  const port = Number(/:(\d+)$/.exec(flag(args, '--address') ?? context.env.get('MINIO_ADDRESS')?.value ?? '')?.[1] ?? 9000);
  const server = { ref: containerRef(context), product: 'MinIO', namespace: context.namespace, labels: context.labels, tls, certificates, clientAuth: 'none' as const, minVersion: '1.2' };
  const console_ = /:(\d+)$/.exec(flag(args, '--console-address') ?? context.env.get('MINIO_CONSOLE_ADDRESS')?.value ?? '')?.[1];
  const names = new Map<number, string>((context.container.ports ?? []).map((p: any) => [p.containerPort, p.name]));
  return {
    servers: [
      { ...server, port, portName: names.get(port) },
      ...(console_ === undefined ? [] : [{ ...server, product: 'the MinIO console', port: Number(console_), portName: names.get(Number(console_)) }]),
    ],
  };
}

function home(context: ContainerContext): string {
  return context.env.get('HOME')?.value ?? '/root';
}

function material(context: ContainerContext, certificate: MountedFile, key: MountedFile): Material {
  const found = certificate.kind === 'Secret'
    ? certificateIn(context.inventory, context.namespace, certificate.name, certificate.key, key.name === certificate.name ? key.key : undefined)
    : { ref: context.inventory.refTo('ConfigMap', context.namespace, certificate.name, `data["${certificate.key}"]`), ...pemOf(context, certificate) };
  return found;
}

function pemOf(context: ContainerContext, file: MountedFile): { pem?: string } {
  const value = context.inventory.value(file.kind, context.namespace, file.name, file.key);
  return typeof value === 'string' ? { pem: value } : {};
}
