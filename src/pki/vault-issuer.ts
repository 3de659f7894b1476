import { Construct } from 'constructs';
import { readCertificates } from './inspect';
import { ICertificateIssuer } from './issuer';
import { StorageCa } from './storage-ca';
import { requireVaultServer, requireVaultWord } from './vault-server';
import { emitIssuer } from '../crds/cert-manager';
import { emit, namespaceOf, order } from '../kube/emit';
import { invalid } from '../kube/invalid';
import { requireBoolean, requireMade } from '../kube/kinds';
import { compact } from '../kube/merge';
import { requireLabel, requireName, requireText } from '../kube/text';

/** Options of `VaultAuth.serviceAccount`. */
export interface VaultServiceAccountOptions {
  /**
   * The path of Vault's Kubernetes auth method.
   * @default "/v1/auth/kubernetes"
   */
  readonly mountPath?: string;
  /**
   * An existing service account in the issuer's namespace, for which cert-manager may make tokens.
   * @default - one of the issuer's name is made, with the right for cert-manager to make tokens for it
   */
  readonly serviceAccountName?: string;
  /**
   * The audiences of its tokens, beside the issuer's own.
   * @default - "vault://NAMESPACE/NAME" of an Issuer, "vault://NAME" of a ClusterIssuer; and the address of the server
   */
  readonly audiences?: string[];
}

/** How cert-manager proves to Vault who it is (cert-manager 1.21.1, `spec.vault.auth`). */
export class VaultAuth {
  /**
   * By a token of a service account, which lives for minutes (Vault's Kubernetes auth method).
   *
   * @param role Vault's role for it
   */
  public static serviceAccount(role: string, options: VaultServiceAccountOptions = {}): VaultAuth {
    const where = 'VaultAuth.serviceAccount';
    requireText(where, 'role', role);
    const mountPath = requireText(where, 'mountPath', options.mountPath ?? '/v1/auth/kubernetes');
    const existing = options.serviceAccountName === undefined ? undefined : requireName(where, 'serviceAccountName', options.serviceAccountName);
    const account = (own: string) => ({ name: existing ?? own, audiences: options.audiences });
    return new VaultAuth((own) => ({ kubernetes: { role, mountPath, serviceAccountRef: account(own) } }), existing === undefined);
  }

  /**
   * By an AppRole.
   *
   * @param roleId its id
   * @param secretName an existing Secret with its secret id: in the issuer's namespace, or that of cert-manager for a ClusterIssuer
   * @param key the Secret's key; "secretId" by default
   */
  public static appRole(roleId: string, secretName: string, key: string = 'secretId'): VaultAuth {
    const where = 'VaultAuth.appRole';
    const secretRef = { name: requireName(where, 'secretName', secretName), key: requireText(where, 'key', key) };
    return new VaultAuth(() => ({ appRole: { path: 'approle', roleId: requireText(where, 'roleId', roleId), secretRef } }), false);
  }

  private constructor(
    /** @internal */
    public readonly _render: (serviceAccount: string) => { [key: string]: any },
    /** @internal whether a service account is to be made */
    public readonly _makesAccount: boolean,
  ) {}
}

/** Properties of `CertificateIssuer.vault`. */
export interface VaultIssuerProps {
  /** Where Vault is, for example "https://vault.vault.svc:8200". */
  readonly server: string;
  /** The path of the endpoint that signs: "MOUNT/sign/ROLE". */
  readonly path: string;
  /** How cert-manager proves who it is. */
  readonly auth: VaultAuth;
  /**
   * The bundle that verifies what it signs: what clients trust. It is a declaration by which connections become `consistent`.
   * @default - not known: give it to the certificates, or to the clients
   */
  readonly ca?: StorageCa;
  /**
   * The CA (PEM) that verifies Vault itself.
   * @default - the public CAs of cert-manager's image
   */
  readonly serverCa?: string;
  /**
   * The name of the issuer.
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * Makes a ClusterIssuer, for all namespaces.
   * @default false
   */
  readonly clusterScoped?: boolean;
  /**
   * Vault's namespace (Vault Enterprise).
   * @default - none
   */
  readonly vaultNamespace?: string;
  /**
   * The namespace in which cert-manager runs, under the service account "cert-manager", and from which it reads what belongs to ClusterIssuers.
   * @default "cert-manager"
   */
  readonly certManagerNamespace?: string;
}

/** An issuer that has Vault sign. Made by `CertificateIssuer.vault`. */
export class VaultIssuer extends Construct implements ICertificateIssuer {
  public readonly issuerName: string;
  public readonly issuerKind: string;
  public readonly issuerGroup: string = 'cert-manager.io';
  public readonly issuerNamespace?: string;
  public readonly ca?: StorageCa;

  constructor(scope: Construct, id: string, props: VaultIssuerProps) {
    super(scope, id);
    this.issuerName = requireLabel(this, 'name', props.name ?? id);
    const cluster = requireBoolean(this, 'clusterScoped', props.clusterScoped ?? false);
    const certManager = requireLabel(this, 'certManagerNamespace', props.certManagerNamespace ?? 'cert-manager');
    this.issuerKind = cluster ? 'ClusterIssuer' : 'Issuer';
    this.issuerNamespace = cluster ? undefined : namespaceOf(this, this.node.path);
    this.ca = props.ca;
    this.ca?._holds(this);
    requireVaultServer(this, props.server);
    if (!/^[^/\s][^\s]*\/sign(-verbatim)?(\/[^/\s]+)?$/.test(requireText(this, 'path', props.path))) {
      throw invalid(this, {
        what: 'path does not lead to an endpoint that signs requests',
        got: props.path,
        allowed: 'MOUNT/sign/ROLE: cert-manager keeps the key and sends a request',
        fix: 'for example pki_int/sign/tracing',
      });
    }
    requireMade(this, 'auth', props.auth, VaultAuth, "VaultAuth.serviceAccount('cert-manager')");
    const caBundle = props.serverCa === undefined
      ? undefined
      : Buffer.from(readCertificates(this, 'serverCa', props.serverCa).map(({ pem }) => pem).join('')).toString('base64');
    const issuer = emitIssuer(this, 'Resource', this.issuerName, this.issuerNamespace, {
      vault: compact({
        server: props.server,
        path: props.path,
        namespace: props.vaultNamespace === undefined ? undefined : requireVaultWord(this, 'vaultNamespace', props.vaultNamespace),
        caBundle,
        auth: props.auth._render(this.issuerName),
      }),
    });
    if (props.auth._makesAccount) { order(this.account(this.issuerNamespace ?? certManager, certManager), issuer); }
  }

  /** The service account, and the right for cert-manager to make tokens for it and for no other. */
  private account(namespace: string, certManager: string) {
    const name = this.issuerName;
    const rights = `${name}-tokens`;
    const group = 'rbac.authorization.k8s.io';
    return [
      emit(this, 'Account', { apiVersion: 'v1', kind: 'ServiceAccount', name, namespace, automountServiceAccountToken: false }),
      emit(this, 'Role', {
        apiVersion: `${group}/v1`, kind: 'Role', name: rights, namespace, rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [name], verbs: ['create'] }],
      }),
      emit(this, 'RoleBinding', {
        apiVersion: `${group}/v1`,
        kind: 'RoleBinding',
        name: rights,
        namespace,
        roleRef: { apiGroup: group, kind: 'Role', name: rights },
        subjects: [{ kind: 'ServiceAccount', name: 'cert-manager', namespace: certManager }],
      }),
    ];
  }
}
