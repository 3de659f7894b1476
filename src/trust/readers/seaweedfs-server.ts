import { ContainerContext, containerRef } from '../containers';
import { certificateIn } from '../material';
import { Reading } from '../model';
import { placeOf } from '../mounts';
import { flag, shellWords } from './words';

/** SeaweedFS: its S3 gateway speaks TLS when it is given a certificate and a key file (seaweedfs 4.44, weed/command/s3.go). */
export function readSeaweedFsServer(context: ContainerContext): Reading {
  const told = shellWords(context.words);
  const gateway = told.includes('s3');
  if (!gateway && !told.some((word) => /^--?s3(=true)?$/.test(word))) { return {}; }
  const words = told.map((word) => word.replace(/^--(?=[a-z])/, '-'));
  if (!/seaweedfs/.test(String(context.container.image)) && !words.some((word) => /(^|\/)weed$/.test(word))) { return {}; }
  const option = (name: string) => (gateway ? flag(words, `-${name}`) : undefined) ?? flag(words, `-s3.${name}`);
  const [certificateFile, keyFile] = [option('cert.file'), option('key.file')];
  const place = certificateFile ? placeOf(context.inventory, context.namespace, context.pod, context.container, certificateFile) : undefined;
  const keyPlace = keyFile ? placeOf(context.inventory, context.namespace, context.pod, context.container, keyFile) : undefined;
  const port = Number(option('port.https') ?? option('port') ?? 8333);
  const ports: any[] = context.container.ports ?? [];
  const shown = place?.at === 'file' && place.file.kind === 'Secret';
  return {
    servers: [{
      ref: containerRef(context),
      product: 'SeaweedFS',
      namespace: context.namespace,
      labels: context.labels,
      port,
      portName: ports.find((p) => p.containerPort === port)?.name,
      tls: certificateFile !== undefined && keyFile !== undefined,
      certificates: shown ? [certificateIn(context.inventory, context.namespace, place.file.name, place.file.key, keyPlace?.at === 'file' ? keyPlace.file.key : undefined)] : [],
      clientAuth: option('tlsVerifyClientCert') === 'true' || words.includes('-s3.tlsVerifyClientCert') ? 'required' : 'none',
    }],
  };
}
