import { readUrl } from '../addresses';
import { bundleAt, certificateAt } from '../container-files';
import { ContainerContext, containerRef, containersIn } from '../containers';
import { Client, Reading, Trust } from '../model';
import { UNKNOWN } from '../shell/run';
import { vaultAgent, VaultAgent } from '../vault/agent';
import { rootsOf } from '../vault/client';
import { isTrue } from '../vault/variables';

/**
 * Vault's agent, or OpenBao's: a client of Vault, with a CA file instead of the roots of its image, where one is told (hashicorp/vault 1.21.4, command/agent.go,
 * api/client.go). It dials 127.0.0.1 where nobody says where Vault is.
 */
export function readVaultAgent(context: ContainerContext): Reading {
  const agent = vaultAgent(context);
  if (!agent || (context.init && staying(context, agent))) { return {}; }
  return agent.config || address(agent) !== undefined ? { clients: clientsOf(agent) } : {};
}

/** Whether another agent of the pod asks the same Vault as long as it runs: that is one connection. */
function staying(context: ContainerContext, agent: VaultAgent): boolean {
  return containersIn(context.inventory, context.workload).some((other) => {
    const beside = other.init ? undefined : vaultAgent(other);
    return beside !== undefined && address(beside) === address(agent);
  });
}

function address(agent: VaultAgent): string | undefined {
  return agent.told('address', 'VAULT_ADDR');
}

function clientsOf(agent: VaultAgent): Client[] {
  const { context, ref } = agent;
  const url = readUrl(address(agent) ?? '');
  const serverName = agent.told('tls-server-name', 'VAULT_TLS_SERVER_NAME');
  if (url === undefined || url.address.text.includes(UNKNOWN) || serverName?.includes(UNKNOWN)) { return []; }
  return [{
    ref,
    process: containerRef(context),
    product: 'the agent of Vault',
    namespace: context.namespace,
    labels: context.labels,
    address: url.address,
    tls: url.tls,
    trust: trustOf(agent),
    ...(serverName ? { serverName } : {}),
    skipVerify: isTrue(agent.told('tls-skip-verify', 'VAULT_SKIP_VERIFY')),
    ...identityOf(agent),
  }];
}

/** The certificate that it shows, where both of its files are told. */
function identityOf({ context, ref, told }: VaultAgent): Pick<Client, 'identity'> {
  const [certificate, key] = [told('client-cert', 'VAULT_CLIENT_CERT'), told('client-key', 'VAULT_CLIENT_KEY')];
  if (!certificate || !key) { return {}; }
  return { identity: `${certificate}${key}`.includes(UNKNOWN) ? { ref } : certificateAt(context, certificate, key) };
}

/** A file is taken before a folder, and either instead of the image's roots (go-rootcerts, LoadCACerts). */
function trustOf({ call, config, context, told }: VaultAgent): Trust {
  const [file, folder] = [told('ca-cert', 'VAULT_CACERT'), told('ca-path', 'VAULT_CAPATH')];
  const opaque = { system: false, bundles: [{ ref: containerRef(context, 'volumeMounts') }] };
  if (file) { return file.includes(UNKNOWN) ? opaque : { system: false, bundles: [bundleAt(context, file)] }; }
  if (folder) { return opaque; }
  // What configures it may be elsewhere, and with it a CA.
  return config ? rootsOf(context, call) : { system: true, bundles: [] };
}
