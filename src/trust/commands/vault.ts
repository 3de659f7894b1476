import { ContainerContext, containerRef } from '../containers';
import { Client, Trust } from '../model';
import { ContainerCall } from './calls';
import { dialling, isOwnPod, shownUrl } from './dial';
import { last, on, readOptions } from './options';
import { bundlesBelow, identityAt, trustOf } from './trust';
import { UNKNOWN } from '../shell/run';
import { clientVariables, rootsOf } from '../vault/client';
import { isTrue } from '../vault/variables';

const VALUES = ['address', 'agent-address', 'ca-cert', 'ca-path', 'client-cert', 'client-key', 'tls-server-name'].map((name) => `-${name}|--${name}`);
/** Subcommands that are no clients, or are read as what they run as. */
const OTHERS = /^(server|agent|proxy|version|print|debug|-.*)$/;

/** The command line of Vault, or of OpenBao: options before variables (hashicorp/vault 1.21.4, command/base.go, api/client.go). */
export function readVault(context: ContainerContext, call: ContainerCall): Client[] {
  const line = OTHERS.test(call.words[1] ?? '-') ? undefined : readOptions(call.words.slice(1), { values: VALUES, switches: ['-tls-skip-verify|--tls-skip-verify'] });
  if (!line) { return []; }
  const variable = clientVariables(context, call);
  const told = (option: string, name: string): string | undefined => (last(line, `-${option}`) || variable(name)) || undefined;
  const url = shownUrl(told('agent-address', 'VAULT_AGENT_ADDR') ?? told('address', 'VAULT_ADDR') ?? '');
  const [certificate, key] = [told('client-cert', 'VAULT_CLIENT_CERT'), told('client-key', 'VAULT_CLIENT_KEY')];
  const serverName = told('tls-server-name', 'VAULT_TLS_SERVER_NAME');
  // In its own pod an agent may answer as well as a server, and its image says where.
  if (!url || isOwnPod(url.address.host) || serverName?.includes(UNKNOWN)) { return []; }
  return dialling(context, call, call.must, {
    product: 'the command line of Vault',
    ...url,
    trust: trusted(context, call, told, variable('VAULT_CACERT_BYTES') ?? ''),
    ...(serverName === undefined ? {} : { serverName }),
    ...(on(line, '-tls-skip-verify') || isTrue(variable('VAULT_SKIP_VERIFY')) ? { skipVerify: true } : {}),
    ...(certificate === undefined || key === undefined ? {} : { identity: identityAt(context, certificate, key) }),
  });
}

/**
 * A file, a folder, a text: the first that is told takes the place of the image's roots. An option is its variable's word, so that VAULT_CACERT is taken before
 * -ca-path (command/base.go; go-rootcerts 1.0.2, LoadCACerts).
 */
function trusted(context: ContainerContext, call: ContainerCall, told: (option: string, name: string) => string | undefined, pem: string): Trust {
  const file = told('ca-cert', 'VAULT_CACERT');
  const folder = told('ca-path', 'VAULT_CAPATH');
  if (file === undefined && folder !== undefined) {
    const bundles = bundlesBelow(context, folder);
    return { system: false, bundles: bundles.length > 0 ? bundles : [{ ref: containerRef(context) }] };
  }
  if (file === undefined && pem !== '') { return { system: false, bundles: [{ ref: containerRef(context, 'env'), ...(pem.includes(UNKNOWN) ? {} : { pem }) }] }; }
  return file === undefined ? rootsOf(context, call) : trustOf(context, { file, go: true, variable: call.variable });
}
