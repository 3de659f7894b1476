import { bundlesBelow } from '../commands/trust';
import { ContainerContext, containerRef } from '../containers';
import { peersOf } from '../minio/endpoints';
import { MinioSetup, minioSetup } from '../minio/setup';
import { Client, Reading } from '../model';
import { certificateInPod } from '../pod-volumes';
import { items } from '../values';

/** MinIO and its forks: the S3 API, the console where its port is fixed, and the servers of a distributed store that dial each other. */
export function readMinioServer(context: ContainerContext): Reading {
  const setup = minioSetup(context);
  if (!setup || context.init) { return {}; }
  const { tls, port, consolePort } = setup;
  const server = {
    ref: containerRef(context), namespace: context.namespace, labels: context.labels, tls, certificates: setup.pairs.map((pair) => pair.material), clientAuth: 'none' as const, minVersion: '1.2',
  };
  const names = new Map<unknown, string>(items(context.container.ports).map((p: any) => [p.containerPort, p.name]));
  return {
    servers: [
      { ...server, product: 'MinIO', port, portName: names.get(port) },
      ...(consolePort === undefined ? [] : [{ ...server, product: 'the MinIO console', port: consolePort, portName: names.get(consolePort) }]),
    ],
    clients: peers(context, setup),
  };
}

/**
 * Servers of a distributed store verify each other by the names in their arguments, with the files in CAs, what is in their own public.crt
 * (minio 7aac2a2c5, cmd/server-main.go:386-392), and the roots of Go.
 */
function peers(context: ContainerContext, setup: MinioSetup): Client[] {
  // A certificate that is itself among the roots is accepted, whoever signed it; what a driver makes for each pod is another in each.
  const [pair] = setup.pairs;
  const own = pair && certificateInPod(context.inventory, pair.certificate.name) ? undefined : pair?.material;
  const itself = own && { ref: own.ref, pem: own.pem, authorities: own.self === undefined ? own.authorities : [own.self, ...own.authorities ?? []] };
  return peersOf(setup.volumes, setup.port).map(({ tls, host, port, text }) => ({
    ref: containerRef(context, 'args'),
    product: 'MinIO',
    namespace: context.namespace,
    labels: context.labels,
    address: { text, host, port },
    tls,
    trust: {
      system: true,
      onlyPublic: true,
      bundles: [
        ...(itself === undefined ? [] : [itself]),
        ...(setup.directory === undefined ? [] : bundlesBelow(context, `${setup.directory}/CAs`)),
        ...(context.env.get('SSL_CERT_DIR')?.value?.split(':') ?? []).flatMap((folder) => (folder === '' ? [] : bundlesBelow(context, folder))),
      ],
    },
  }));
}
