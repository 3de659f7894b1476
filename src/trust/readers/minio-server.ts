import { Inventory, namespaceOf, ref } from '../inventory';
import { certificateIn } from '../material';
import { Server } from '../model';
import { fileAt } from '../mounts';
import { Backend } from '../resolve';

/**
 * MinIO and its forks: they speak TLS when, and only when, the certs directory holds public.crt and private.key
 * (minio 7aac2a2c5, cmd/common-main.go: with either file missing they serve plain HTTP without a word).
 */
export function readMinioServer(inventory: Inventory, backend: Backend): Server | undefined {
  const { workload, pod, container, port } = backend;
  const words: string[] = [...(container.command ?? []), ...(container.args ?? [])].flatMap((w: string) => String(w).split(/\s+/));
  if (!words.includes('server')) { return undefined; }
  const directory = option(words, '--certs-dir') ?? option(words, '-S');
  if (directory === undefined) { return undefined; }
  const certificate = fileAt(pod, container, `${directory}/public.crt`);
  const key = fileAt(pod, container, `${directory}/private.key`);
  const tls = certificate?.kind === 'Secret' && key !== undefined;
  return {
    ref: ref(workload, `container ${container.name}`),
    product: 'MinIO',
    port,
    tls,
    certificate: tls ? certificateIn(inventory, namespaceOf(workload), certificate.name, certificate.key) : undefined,
  };
}

function option(words: readonly string[], name: string): string | undefined {
  const joined = words.find((w) => w.startsWith(`${name}=`));
  return joined ? joined.slice(name.length + 1) : words[words.indexOf(name) + 1 || words.length];
}
