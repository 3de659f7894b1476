import { Duration } from 'cdk8s';
import { StorageCa } from './storage-ca';

/** Properties of `vaultAgent`. */
export interface VaultAgentProps {
  /** Where Vault is, for example "https://vault.vault.svc:8200". */
  readonly server: string;
  /** The path of the endpoint that issues: "MOUNT/issue/ROLE". The role says which names and which usage it allows, and which kind of key it makes. */
  readonly path: string;
  /** Vault's role for the pods' service account. */
  readonly authRole: string;
  /**
   * The path of Vault's auth method for tokens of Kubernetes: its Kubernetes method, or its JWT method with the keys of the cluster.
   * @default "auth/kubernetes"
   */
  readonly authPath?: string;
  /**
   * The audience of the token that is shown to Vault, which its role may ask for.
   * @default "vault"
   */
  readonly audience?: string;
  /**
   * The bundle that verifies what it issues: what the other side must trust. From PEM it is a declaration by which connections become `consistent`.
   * @default - not known: the other side is given its trust by hand
   */
  readonly ca?: StorageCa;
  /**
   * The bundle that verifies Vault itself.
   * @default - the public CAs of the agent's image
   */
  readonly serverCa?: StorageCa;
  /**
   * Vault's namespace (Vault Enterprise, OpenBao).
   * @default - none
   */
  readonly vaultNamespace?: string;
  /**
   * How long a certificate is valid: ten minutes or more, and no more than the role's max_ttl, to which Vault shortens it without an error.
   * @default Duration.days(30)
   */
  readonly duration?: Duration;
  /**
   * How long before its end it is renewed.
   * @default - a third of the duration
   */
  readonly renewBefore?: Duration;
  /**
   * DNS names beside the computed ones.
   * @default - only the names of the Service
   */
  readonly additionalDnsNames?: string[];
  /**
   * IP addresses that clients dial.
   * @default - none
   */
  readonly ipAddresses?: string[];
  /**
   * The agent's image: Vault's or OpenBao's, with a program `vault` in it.
   * @default "docker.io/hashicorp/vault:1.21.4"
   */
  readonly image?: string;
}
