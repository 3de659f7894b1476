import { eventually, KUBECTL, Namespace, PATIENCE } from './cluster';
import { VAULT_IMAGE } from '../../src/pki/vault-agent-source';
import { Issued, issueLeaf } from '../../src/x509/issue';
import { authority, days, pem } from '../scenes/certificates';
import { kubectlBeside } from '../scenes/kubectl';
import { secret } from '../scenes/manifests';

/** The role by which the pods of a scene ask, and the path at which they do. */
export const ROLE = 'tracing';
export const PATH = `pki/issue/${ROLE}`;

const CONFIG = `
listener "tcp" {
  address       = "[::]:8200"
  tls_cert_file = "/etc/vault-tls/tls.crt"
  tls_key_file  = "/etc/vault-tls/tls.key"
}
storage "raft" {
  path    = "/vault/data"
  node_id = "vault-0"
}
api_addr         = "https://127.0.0.1:8200"
cluster_addr     = "https://127.0.0.1:8201"
plugin_directory = "/vault/plugins"
disable_mlock    = true
`;

/** A build without the plugin of Kubernetes' method may have it as a program beside it. */
const START = 'cp /usr/local/lib/vault/* /vault/plugins/ 2>/dev/null || true; exec vault server -config=/etc/vault/vault.hcl';
const PLUGIN = 'vault-plugin-auth-kubernetes';
const ENABLE = `vault auth enable kubernetes || { vault plugin register -sha256=$(sha256sum /vault/plugins/${PLUGIN} | cut -c1-64) auth ${PLUGIN}; vault auth enable -path=kubernetes ${PLUGIN}; }`;

/** A Vault of one server in a scene's namespace: its TLS by a CA of ours, and another CA of ours in it, which signs. */
export class VaultServer {
  public readonly url: string;
  /** what verifies itself */
  public readonly ca: string;
  /** what its certificates come from */
  public readonly root: Issued = authority('certificates of Vault');
  private readonly tls: Issued;
  private unsealKey = '';
  private token = '';

  constructor(private readonly namespace: Namespace) {
    const host = `vault.${namespace.name}.svc`;
    this.url = `https://${host}:8200`;
    const issuer = authority('TLS of Vault');
    this.ca = pem(issuer);
    this.tls = issueLeaf(issuer, { commonName: 'vault', dnsNames: [host], ipAddresses: ['127.0.0.1'], usages: ['serverAuth'], notBefore: days(-10), notAfter: days(30) });
  }

  /** Its objects; what asks about tokens is in no namespace. */
  public objects(): any[] {
    const { name: namespace } = this.namespace;
    const labels = { 'app.kubernetes.io/name': 'vault' };
    const volumes = { config: { configMap: { name: 'vault' } }, tls: { secret: { secretName: 'vault-tls' } }, data: { emptyDir: {} }, plugins: { emptyDir: {} }, tmp: { emptyDir: {} } };
    const mounts = { config: '/etc/vault', tls: '/etc/vault-tls', data: '/vault/data', plugins: '/vault/plugins', tmp: '/tmp' };
    const all = [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'vault' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'vault' }, data: { 'vault.hcl': CONFIG } },
      secret('vault-tls', { 'tls.crt': pem(this.tls), 'tls.key': this.tls.privateKeyPem, 'ca.crt': this.ca }),
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'vault' }, spec: { selector: labels, ports: [{ name: 'https', port: 8200, targetPort: 8200 }], publishNotReadyAddresses: true } },
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: 'vault' },
        spec: {
          serviceName: 'vault',
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              serviceAccountName: 'vault',
              terminationGracePeriodSeconds: 1,
              securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
              containers: [{
                name: 'vault',
                image: VAULT_IMAGE,
                imagePullPolicy: 'IfNotPresent',
                command: ['/bin/sh', '-ec', START],
                env: Object.entries({ VAULT_ADDR: 'https://127.0.0.1:8200', VAULT_CACERT: '/etc/vault-tls/ca.crt', HOME: '/tmp' }).map(([name, value]) => ({ name, value })),
                ports: [{ name: 'https', containerPort: 8200 }],
                readinessProbe: { httpGet: { scheme: 'HTTPS', port: 8200, path: '/v1/sys/health?sealedcode=204&uninitcode=204' }, periodSeconds: 2 },
                volumeMounts: Object.entries(mounts).map(([name, mountPath]) => ({ name, mountPath })),
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              }],
              volumes: Object.entries(volumes).map(([name, volume]) => ({ name, ...volume })),
            },
          },
        },
      },
    ];
    return [...all.map((object: any) => ({ ...object, metadata: { namespace, ...object.metadata } })), {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: `${namespace}-vault` },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' },
      subjects: [{ kind: 'ServiceAccount', name: 'vault', namespace }],
    }];
  }

  /** Starts it, and has it sign for the pods of the namespace certificates of no more than some seconds. */
  public async start(longest: number): Promise<void> {
    await this.namespace.apply(this.objects());
    await eventually(PATIENCE, () => this.namespace.readyOf('vault'), (n) => n === 1);
    const { unseal_keys_b64: [key], root_token: token } = JSON.parse(await this.run('vault operator init -key-shares=1 -key-threshold=1 -format=json'));
    [this.unsealKey, this.token] = [key, token];
    await this.unseal();
    await this.run([
      'vault secrets enable -max-lease-ttl=87600h pki',
      'cat > /tmp/ca.pem',
      'vault write pki/config/ca pem_bundle=@/tmp/ca.pem',
      `vault write pki/roles/${ROLE} allow_any_name=true allow_wildcard_certificates=true enforce_hostnames=false key_type=ec key_bits=256 max_ttl=${longest}s`,
      ENABLE,
      'vault write auth/kubernetes/config kubernetes_host=https://kubernetes.default.svc',
      `printf 'path "${PATH}" { capabilities = ["update"] }' | vault policy write ${ROLE} -`,
      `vault write auth/kubernetes/role/${ROLE} bound_service_account_names=default bound_service_account_namespaces=${this.namespace.name} audience=vault policies=${ROLE}`,
    ].join('\n'), pem(this.root) + this.root.privateKeyPem);
  }

  public async seal(): Promise<void> {
    await this.run('vault operator seal');
  }

  public async unseal(): Promise<void> {
    await this.run(`vault operator unseal ${this.unsealKey}`);
    await eventually(60, () => this.run('vault status -format=json || true'), (status) => JSON.parse(status).sealed === false);
  }

  /** Runs a script beside it. @throws with what it said where it failed */
  private async run(script: string, input: string = ''): Promise<string> {
    const all = `set -e; export VAULT_TOKEN=${this.token}\n${script}`;
    const { code, out, error } = await kubectlBeside(KUBECTL, ['-n', this.namespace.name, 'exec', '-i', 'vault-0', '-c', 'vault', '--', '/bin/sh', '-c', all], input);
    if (code !== 0) { throw new Error(`${script}: ${out}${error}`); }
    return out;
  }
}
