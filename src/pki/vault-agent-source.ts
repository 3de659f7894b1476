import { Duration } from 'cdk8s';
import { CertificateAgent, PairNames } from './binding';
import { CertificateSource } from './certificate-source';
import { requireDnsName } from './issue-terms';
import { sharedConfigMap } from './shared-config-map';
import { vaultAgentConfigs } from './vault-agent-config';
import { VaultAgentProps } from './vault-agent-props';
import { requireVaultServer, requireVaultWord } from './vault-server';
import { contentHash } from '../kube/hash';
import { invalid } from '../kube/invalid';
import { requireDuration } from '../kube/kinds';
import { requireHost, requireImage, requireList, requireText } from '../kube/text';

/** Vault's image, by the version whose agent was tried; looked up on 2026-11-23. */
export const VAULT_IMAGE = 'docker.io/hashicorp/vault:1.21.4';

/** Where the agent finds what it is told. */
const CONFIG = '/vault/agent';
/** Where it writes. */
const DIRECTORY = '/vault/certificate';

/**
 * An agent of Vault in each pod asks for a certificate and its key, and renews both. It shows a token of the pod's service account that is made for Vault alone; no other
 * token is mounted.
 */
export function vaultAgentSource(where: string, props: VaultAgentProps): CertificateSource {
  const terms = readProps(where, props);
  return (scope, request) => {
    const { server, path, ca } = terms;
    const dnsNames = [...new Set([...request.dnsNames, ...terms.dnsNames])];
    const commonName = dnsNames.find((name) => name.length <= 64 && !name.startsWith('*'));
    if (commonName === undefined) {
      throw invalid(scope, {
        what: 'none of the names can be the common name, without which Vault issues nothing',
        saw: dnsNames.join(', '),
        allowed: 'a name of at most 64 characters without a wildcard (RFC 5280, ub-common-name)',
        fix: 'shorten the names, or add one with additionalDnsNames',
      });
    }
    const trust = terms.serverCa?._bind(scope, request.namespace);
    const agent = (names: PairNames): CertificateAgent => {
      const others = dnsNames.filter((name) => name !== commonName);
      const configs = vaultAgentConfigs({
        ...terms,
        hasCa: trust !== undefined,
        config: CONFIG,
        directory: DIRECTORY,
        parameters: [
          ['common_name', commonName],
          ...(others.length > 0 ? [['alt_names', others.join(',')] as const] : []),
          ...(terms.ipAddresses.length > 0 ? [['ip_sans', terms.ipAddresses.join(',')] as const] : []),
          ['ttl', `${terms.duration.toSeconds()}s`],
        ],
      }, names);
      const data = { 'once.hcl': configs.once, 'agent.hcl': configs.renewing };
      const name = `vault-agent-${contentHash(data)}`;
      const start = (file: string) => ({ command: ['vault', 'agent'], args: [`-config=${CONFIG}/${file}`] });
      return {
        name,
        image: terms.image,
        directory: DIRECTORY,
        once: start('once.hcl'),
        renewing: start('agent.hcl'),
        mounts: [{
          path: CONFIG,
          volume: {
            name: `${name}-config`,
            projected: {
              sources: [
                { configMap: { name, items: Object.keys(data).map((key) => ({ key, path: key })) } },
                ...(trust === undefined ? [] : [{ configMap: { name: trust.configMapName, items: [{ key: trust.key, path: 'ca.crt' }] } }]),
                { serviceAccountToken: { path: 'token', audience: terms.audience, expirationSeconds: 3600 } },
              ],
            },
          },
        }],
        resources: RESOURCES,
        objects: [sharedConfigMap(scope, 'vault-agent', request.namespace, name, { immutable: true, data }), ...trust?.objects ?? []],
      };
    };
    const mount = path.replace(/(\/issuer\/[^/]+)?\/issue\/[^/]+$/, '');
    const told = ca?.certificates === undefined ? {} : { issuers: { [`Vault ${mount} at ${server}`]: { 'ca.crt': ca.certificates } } };
    return {
      place: { volume: { maker: 'Vault\'s agent', agent } },
      objects: [],
      ca,
      facts: { ...told, ...trust?.facts },
    };
  };
}

/** What Vault's injector gives its agents (vault-k8s 1.7.6, agent-inject/agent/agent.go), and room for the files that it keeps in memory. */
const RESOURCES = {
  requests: { 'cpu': '10m', 'memory': '64Mi', 'ephemeral-storage': '16Mi' },
  limits: { 'cpu': '500m', 'memory': '128Mi', 'ephemeral-storage': '16Mi' },
};

function readProps(where: string, props: VaultAgentProps) {
  const duration = requireDuration(where, 'duration', props.duration ?? Duration.days(30));
  if (duration.toSeconds() < 600) {
    throw invalid(where, { what: 'duration is too short', saw: duration.toHumanString(), allowed: 'ten minutes or more', fix: 'use Duration.days(30)' });
  }
  const seconds = props.renewBefore === undefined ? duration.toSeconds() / 3 : requireDuration(where, 'renewBefore', props.renewBefore).toSeconds();
  if (seconds < 60 || seconds >= duration.toSeconds()) {
    const allowed = `a minute or more, and less than the duration (${duration.toHumanString()})`;
    throw invalid(where, { what: 'renewBefore is out of range', saw: props.renewBefore?.toHumanString() ?? '', allowed, fix: 'leave it out: a third of the duration' });
  }
  const path = requireText(where, 'path', props.path);
  if (!/^[\w.-]+(\/[\w.-]+)*\/issue\/[\w.-]+$/.test(path)) {
    throw invalid(where, {
      what: 'path does not lead to an endpoint that issues certificates with their keys',
      got: path,
      allowed: 'MOUNT/issue/ROLE',
      fix: 'for example pki_int/issue/tracing; sign is for cert-manager, which keeps the key (CertificateIssuer.vault)',
    });
  }
  const authPath = requireText(where, 'authPath', props.authPath ?? 'auth/kubernetes');
  if (!/^auth(\/[\w.-]+)+$/.test(authPath)) {
    throw invalid(where, { what: 'authPath is not the path of an auth method', got: authPath, allowed: 'auth/MOUNT', fix: 'for example auth/kubernetes' });
  }
  return {
    server: requireVaultServer(where, props.server),
    path,
    authPath,
    authRole: requireVaultWord(where, 'authRole', props.authRole),
    audience: requireText(where, 'audience', props.audience ?? 'vault'),
    vaultNamespace: props.vaultNamespace === undefined ? undefined : requireVaultWord(where, 'vaultNamespace', props.vaultNamespace),
    ca: props.ca,
    serverCa: props.serverCa,
    duration,
    renewAt: Math.round((1 - seconds / duration.toSeconds()) * 10000) / 10000,
    dnsNames: requireList<string>(where, 'additionalDnsNames', props.additionalDnsNames ?? []).map((name, i) => requireDnsName(where, `additionalDnsNames[${i}]`, name)),
    ipAddresses: requireList<string>(where, 'ipAddresses', props.ipAddresses ?? []).map((ip, i) => requireHost(where, `ipAddresses[${i}]`, ip)),
    image: requireImage(where, 'image', props.image ?? VAULT_IMAGE),
  };
}
