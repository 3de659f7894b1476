import { readUrl } from '../addresses';
import { containersOf, podTemplate } from '../containers';
import { Inventory, Manifest, namespaceOf, Ref } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { Client, Material, Reading, Trust } from '../model';
import { once } from '../once';
import { injectionOf } from '../vault/injector';
import { serviceOf } from '../vault/shown';
import { isTrue } from '../vault/variables';

/** Where the Secret of an annotation is mounted (hashicorp/vault-k8s 1.7.6, agent-inject/agent/container_volume.go). */
const TLS = '/vault/tls/';

/**
 * The agent that Vault's injector adds to pods, as a client of Vault: by annotations, and what the injector itself is told (hashicorp/vault-k8s 1.7.6,
 * agent-inject/agent, subcommand/injector/flags.go). It is read where the manifests show whom it asks.
 */
export function readInjectedAgent(inventory: Inventory, workload: Manifest): Reading {
  const pod = podTemplate(workload);
  const told = pod && injectionOf(pod.annotations);
  const url = told && readUrl(told('service') ?? injectorIs(inventory).address ?? '');
  if (!pod || !url || !serviceOf(inventory, url.address.host)) { return {}; }
  const ref = inventory.ref(workload, pod.field.replace(/spec$/, 'metadata.annotations'));
  const inSecret = (path: string): string | undefined => (told('tls-secret') !== undefined && path.startsWith(TLS) ? path.slice(TLS.length) : undefined);
  const [serverName, certificate, key] = ['tls-server-name', 'client-cert', 'client-key'].map(told);
  const identity = (): Material => {
    const [own, ownKey] = [inSecret(certificate ?? ''), inSecret(key ?? '')];
    return own === undefined ? { ref } : certificateIn(inventory, namespaceOf(workload), String(told('tls-secret')), own, ownKey);
  };
  const client: Client = {
    ref,
    product: 'the injected agent of Vault',
    namespace: namespaceOf(workload),
    labels: pod.labels,
    ...url,
    trust: trustOf(inventory, ref, told('ca-cert'), (path) => {
      const name = inSecret(path);
      return name === undefined ? { ref } : bundleIn(inventory, 'Secret', namespaceOf(workload), String(told('tls-secret')), name);
    }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(isTrue(told('tls-skip-verify')) ? { skipVerify: true } : {}),
    ...(certificate === undefined || key === undefined ? {} : { identity: identity() }),
  };
  return { clients: [client] };
}

/** A file is taken before what the injector brings; without either it is the roots of an image that does not show. */
function trustOf(inventory: Inventory, ref: Ref, file: string | undefined, bundle: (path: string) => Material): Trust {
  if (file !== undefined) { return { system: false, bundles: [bundle(file)] }; }
  const { pem } = injectorIs(inventory);
  return pem === undefined ? { system: true, bundles: [] } : { system: false, bundles: [{ ref, ...(pem.includes('-----BEGIN ') ? { pem } : {}) }] };
}

/** What the injector of the manifests is told, where there is one. */
function injectorIs(inventory: Inventory): { readonly address?: string; readonly pem?: string } {
  return once(inventory, find);
}

function find(inventory: Inventory): { address?: string; pem?: string } {
  const injectors = containersOf(inventory).filter(({ env }) => env.has('AGENT_INJECT_VAULT_ADDR'));
  if (injectors.length !== 1) { return {}; }
  const [{ env }] = injectors;
  const bytes = env.get('AGENT_INJECT_VAULT_CACERT_BYTES');
  const text = bytes && (bytes.value ?? ' ');
  return {
    address: env.get('AGENT_INJECT_VAULT_ADDR')?.value,
    ...(text ? { pem: text.includes('-----BEGIN ') ? text : Buffer.from(text, 'base64').toString('utf8') } : {}),
  };
}
