import { callsOf } from '../commands/calls';
import { bundleAt } from '../container-files';
import { ContainerContext, containerRef, mayHoldMore } from '../containers';
import { certificateIn } from '../material';
import { Material, Reading } from '../model';
import { placeOf } from '../mounts';
import { UNKNOWN } from '../shell/run';
import { items } from '../values';
import { imageRepository } from '../versions';
import { flag } from './words';

/** RustFS: it speaks TLS with rustfs_cert.pem and rustfs_key.pem of the directory RUSTFS_TLS_PATH (rustfs 1.0.0-rc.3, crates/config/src/constants). */
export function readRustFsServer(context: ContainerContext): Reading {
  const { inventory, namespace, pod, container } = context;
  const call = callsOf(context).find((one) => one.words[0] === 'rustfs');
  if (context.init || !(call || /(^|\/)rustfs(\/rustfs)?$/.test(imageRepository(container.image)))) { return {}; }
  const words = call?.words ?? context.words;
  const variable = (name: string) => context.env.get(name);
  const told = flag(words, '--tls-path') ?? variable('RUSTFS_TLS_PATH')?.value;
  const directory = told?.replace(/\/+$/, '') ?? '';
  const hidden = directory.includes(UNKNOWN) || (told === undefined && (variable('RUSTFS_TLS_PATH') !== undefined || mayHoldMore(context)));
  const [certificate, key] = ['rustfs_cert.pem', 'rustfs_key.pem'].map((file) => placeOf(inventory, namespace, pod, container, `${directory}/${file}`));
  const shown = directory !== '' && certificate.at === 'file' && certificate.file.kind === 'Secret' ? certificate.file : undefined;
  // With a directory and without the files it does not show what becomes of it.
  const tls = hidden || (directory !== '' && !(certificate.at === 'file' && key.at === 'file')) ? undefined : directory !== '';
  const address = flag(words, '--address') ?? variable('RUSTFS_ADDRESS')?.value;
  const port = Number(/:(\d{1,5})$/.exec(address ?? '')?.[1] ?? 9000);
  const mutual = /^(1|true|on|yes)$/i.test(variable('RUSTFS_SERVER_MTLS_ENABLE')?.value ?? '');
  return {
    servers: [{
      ref: containerRef(context),
      product: 'RustFS',
      namespace,
      labels: context.labels,
      port,
      portName: items(container.ports).find((one: any) => one.containerPort === port)?.name,
      tls,
      certificates: shown ? [certificateIn(inventory, namespace, shown.name, shown.key, key.at === 'file' && key.file.name === shown.name ? key.file.key : undefined)] : [],
      clientAuth: mutual ? 'required' : 'none',
      ...(mutual && directory !== '' ? { clientCa: clientCa(context, directory) } : {}),
    }],
  };
}

/** What it verifies clients with: client_ca.crt, or ca.crt where that is not there (rustfs 1.0.0-rc.3, rustfs/src/server/tls_material.rs). */
function clientCa(context: ContainerContext, directory: string): Material {
  const { inventory, namespace, pod, container } = context;
  const own = `${directory}/client_ca.crt`;
  return bundleAt(context, placeOf(inventory, namespace, pod, container, own).at === 'file' ? own : `${directory}/ca.crt`);
}
