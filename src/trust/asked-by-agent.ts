import { Manifest } from './inventory';
import { isMap } from './values';

/** The group of issuers that stands for who signs what an agent in a pod asks for: no object of cert-manager is between. */
const ASKED_BY_AGENT = 'asked by an agent';

/** What an agent asks for. */
export interface AgentRequest {
  /** who answers, for example "Vault", and which of its CAs, for example "pki_int at https://vault:8200": all who ask the same have one CA above them */
  readonly signer: { readonly kind: string; readonly name: string };
  readonly commonName?: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly usages: readonly string[];
}

/** The Certificate that would ask for the same, under a name that stands for its files. */
export function askedByAgent(owner: Manifest, name: string, { signer, ...names }: AgentRequest): Manifest {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace: owner.metadata.namespace },
    spec: { secretName: name, issuerRef: { group: ASKED_BY_AGENT, ...signer }, ...names, privateKey: { rotationPolicy: 'Always' } },
  };
}

/** Whether a Certificate stands for what an agent asks for: which files there are is told by the agent's configuration. */
export function isAskedByAgent({ spec }: Manifest): boolean {
  return isMap(spec) && spec.issuerRef?.group === ASKED_BY_AGENT;
}
