import { Inventory, namespaceOf, ref } from '../inventory';
import { certificateIn } from '../material';
import { Server } from '../model';
import { fileAt } from '../mounts';
import { Backend } from '../resolve';

/** SeaweedFS: its S3 gateway speaks TLS when it is given a certificate and a key file (seaweedfs 4.44, weed/command/s3.go). */
export function readSeaweedFsServer(inventory: Inventory, backend: Backend): Server | undefined {
  const { workload, pod, container, port } = backend;
  const words: string[] = [...(container.command ?? []), ...(container.args ?? [])].flatMap((w: string) => String(w).split(/\s+/));
  if (!words.some((w) => /^-(s3|s3\..*)(=|$)/.test(w))) { return undefined; }
  const value = (name: string) => words.find((w) => w.startsWith(`-${name}=`))?.slice(name.length + 2);
  const certificateFile = value('s3.cert.file');
  const keyFile = value('s3.key.file');
  const certificate = certificateFile ? fileAt(pod, container, certificateFile) : undefined;
  const tls = certificate?.kind === 'Secret' && keyFile !== undefined;
  return {
    ref: ref(workload, `container ${container.name}`),
    product: 'SeaweedFS',
    port,
    tls,
    certificate: tls ? certificateIn(inventory, namespaceOf(workload), certificate.name, certificate.key) : undefined,
  };
}
