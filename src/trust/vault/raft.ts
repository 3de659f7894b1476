import { blocksOf, VaultConfig } from './server';
import { readUrl } from '../addresses';
import { trustOf } from '../commands/trust';
import { bundleAt, certificateAt } from '../container-files';
import { ContainerContext } from '../containers';
import { several } from '../hcl';
import { Client, Trust } from '../model';
import { UNKNOWN } from '../shell/run';
import { isMap } from '../values';

/** The servers that one of Vault with storage of its own asks to take it in: `retry_join` (hashicorp/vault 1.21.4, physical/raft/raft.go, vault/raft.go). */
export function joins(context: ContainerContext, product: string, { values, ref }: VaultConfig): Client[] {
  const asked = blocksOf(values.storage).filter(({ type }) => type === 'raft').flatMap(({ retry_join: leaders }) => several(leaders).filter(isMap));
  return asked.flatMap((leader): Client[] => {
    const url = readUrl(text(leader.leader_api_addr) ?? '');
    const serverName = text(leader.leader_tls_servername);
    if (!url || url.address.text.includes(UNKNOWN) || isLeftOut(context, url.address.host)) { return []; }
    const [certificate, key] = [text(leader.leader_client_cert_file), text(leader.leader_client_key_file)];
    return [{
      ref,
      product: `${product}, to join another`,
      namespace: context.namespace,
      labels: context.labels,
      ...url,
      trust: trusted(context, leader, ref),
      ...(serverName === undefined ? {} : { serverName }),
      ...(certificate === undefined || key === undefined ? {} : { identity: certificateAt(context, certificate, key) }),
    }];
  });
}

/** A CA takes the place of the image's roots; what the program's environment says is for others. */
function trusted(context: ContainerContext, leader: { readonly [name: string]: unknown }, ref: Client['ref']): Trust {
  const [file, pem] = [text(leader.leader_ca_cert_file), text(leader.leader_ca_cert)];
  if (file !== undefined) { return { system: false, bundles: [file.includes(UNKNOWN) ? { ref } : bundleAt(context, file)] }; }
  if (pem !== undefined) { return { system: false, bundles: [{ ref, ...(pem.includes(UNKNOWN) ? {} : { pem }) }] }; }
  return trustOf(context, { go: true, variable: (name) => context.env.get(name)?.value });
}

/** Whether a name is that of a pod which there is none of: more servers may be told than there are, and those that do not answer are passed over. */
function isLeftOut({ workload }: ContainerContext, host: string): boolean {
  const [pod] = host.split('.');
  const number = pod.startsWith(`${workload.metadata.name}-`) ? /^\d+$/.exec(pod.slice(workload.metadata.name.length + 1))?.[0] : undefined;
  const { replicas = 1 } = isMap(workload.spec) ? workload.spec : {};
  return number !== undefined && !(typeof replicas === 'number' && Number(number) < replicas);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
