import { configMap, custom, mapVolume, secret, secretVolume, service, workload } from './kinds';
import { base64, ca, keyPem, leaf } from './pki';
import { bad, good, set, Tree } from './tree';

type Map = { [key: string]: any };
const LABELS = { 'app.kubernetes.io/name': 'vault', 'app.kubernetes.io/instance': 'vault', 'component': 'server' };
const TLS = '/vault/userconfig/vault-tls';
const NAMES = 'vault vault.vault vault.vault.svc vault-active.vault.svc *.vault-internal vault-0.vault-internal';
const FILES = `tls_cert_file = "${TLS}/tls.crt"\n  tls_key_file = "${TLS}/tls.key"`;
const MUTUAL = `${FILES}\n  tls_require_and_verify_client_cert = true\n  tls_client_ca_file = "${TLS}/ca.crt"`;
const listener = (tls = FILES, address = '[::]:8200') => `ui = true\nlistener "tcp" {\n  address = "${address}" # everywhere\n  cluster_address = "[::]:8201"\n  ${tls}\n}\nstorage "file" { path = "/vault/data" }\n`;

/** What differs from a server as the charts write it, whose certificate covers all of its names. */
interface Server {
  readonly config?: string;
  readonly hosts?: string;
  readonly of?: string;
  readonly container?: Map;
  readonly script?: string;
}

const SCRIPT = `cp /vault/config/extraconfig-from-values.hcl /tmp/storageconfig.hcl;
[ -n "\${HOST_IP}" ] && sed -Ei "s|HOST_IP|\${HOST_IP?}|g" /tmp/storageconfig.hcl;
[ -n "\${POD_IP}" ] && sed -Ei "s|POD_IP|\${POD_IP?}|g" /tmp/storageconfig.hcl;
[ -n "\${API_ADDR}" ] && sed -Ei "s|API_ADDR|\${API_ADDR?}|g" /tmp/storageconfig.hcl;
/usr/local/bin/docker-entrypoint.sh vault server -config=/tmp/storageconfig.hcl
`;
const podIp = { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } };
const pair = (hosts: string, of?: string, usages?: ['clientAuth']) => ({ 'tls.crt': leaf(hosts, { of, usages }).certificatePem, 'tls.key': keyPem(leaf(hosts, { of, usages }).key) });

const server = ({ config = listener(), hosts = NAMES, of, container = {}, script = SCRIPT }: Server = {}): any[] => [
  set(workload('StatefulSet', 'vault', [{
    name: 'vault',
    image: 'hashicorp/vault:1.21.4',
    command: ['/bin/sh', '-ec'],
    args: [script],
    env: [podIp, { name: 'VAULT_ADDR', value: 'https://127.0.0.1:8200' }],
    ports: [{ containerPort: 8200, name: 'https' }, { containerPort: 8201, name: 'https-internal' }, { containerPort: 8202, name: 'https-rep' }],
    readinessProbe: { exec: { command: ['/bin/sh', '-ec', 'vault status -tls-skip-verify'] } },
    volumeMounts: [{ name: 'config', mountPath: '/vault/config' }, { name: 'tls', mountPath: TLS, readOnly: true }],
    ...container,
  }], { volumes: [mapVolume('config', 'vault-config'), secretVolume('tls', 'vault-tls')] }, 'vault', LABELS), 'spec.serviceName', 'vault-internal'),
  configMap('vault-config', { 'extraconfig-from-values.hcl': `${config}\ndisable_mlock = true` }, 'vault'),
  secret('vault-tls', { ...pair(hosts, of), 'ca.crt': ca().certificatePem }, 'vault'),
  service('vault', LABELS, [{ name: 'https', port: 8200, targetPort: 8200 }, { name: 'https-internal', port: 8201, targetPort: 8201 }], 'vault', { publishNotReadyAddresses: true }),
  service('vault-internal', LABELS, [{ name: 'https', port: 8200, targetPort: 8200 }], 'vault', { clusterIP: 'None' }),
  service('vault-active', { ...LABELS, 'vault-active': 'true' }, [{ name: 'https', port: 8200, targetPort: 8200 }], 'vault'),
];

/** A Job that asks Vault by its command line. */
const job = (env: Map = {}, args = ['vault', 'status'], image = 'hashicorp/vault:1.21.4'): any[] => [
  workload('Job', 'asks', [{
    name: 'asks',
    image,
    command: args,
    env: Object.entries({ VAULT_ADDR: 'https://vault.vault.svc:8200', VAULT_CACERT: '/ca/ca.crt', ...env }).filter(([, value]) => value !== undefined).map(([name, value]) => ({ name, value })),
    volumeMounts: [{ name: 'ca', mountPath: '/ca' }],
  }], { volumes: [secretVolume('ca', 'asks')] }),
  secret('asks', { 'ca.crt': ca().certificatePem, ...pair('asks', undefined, ['clientAuth']), 'other.crt': ca('two').certificatePem }),
];
const SHOWS = { VAULT_CLIENT_CERT: '/ca/tls.crt', VAULT_CLIENT_KEY: '/ca/tls.key' };
const dev = (args: string[] | undefined, env: Map[] = [], command?: string[]) => server({ container: { command, args, env } });
const json = (value: object) => server({ script: 'vault server -config=/vault/config/extraconfig-from-values.hcl' }).map((object) => (object.kind === 'ConfigMap' ? { ...object, data: { 'extraconfig-from-values.hcl': JSON.stringify(value) } } : object));
const TCP = { address: '0.0.0.0:8200', tls_cert_file: `${TLS}/tls.crt`, tls_key_file: `${TLS}/tls.key` };
const agent = (vault: string): any[] => [
  workload('Deployment', 'app', [{ name: 'agent', image: 'hashicorp/vault:1.21.4', args: ['vault', 'agent', '-config=/etc/agent/agent.hcl'], volumeMounts: [{ name: 'config', mountPath: '/etc/agent' }, { name: 'ca', mountPath: '/ca' }] }],
    { volumes: [mapVolume('config', 'agent'), secretVolume('ca', 'asks')] }),
  configMap('agent', { 'agent.hcl': `vault {\n  address = "https://vault-active.vault.svc:8200"\n  ${vault}\n}\n` }),
  job()[1],
];

const issuer = (vault: Map, kind = 'Issuer'): any[] => [
  custom('cert-manager.io/v1', kind, 'vault', { vault: { server: 'https://vault.vault.svc:8200', path: 'pki/sign/tracing', auth: {}, ...vault } }, kind === 'Issuer' ? 'tracing' : undefined), job()[1],
];
const injected = (annotations: Map, more: readonly any[] = []): any[] => [
  set(workload('Deployment', 'app', [{ name: 'app', image: 'app:1' }]), 'spec.template.metadata.annotations', Object.fromEntries(
    Object.entries({ 'agent-inject': 'true', 'role': 'app', ...annotations }).map(([name, value]) => [`vault.hashicorp.com/${name}`, value]))), job()[1], ...more,
];
const injector = (env: Map): any => workload('Deployment', 'injector', [{
  name: 'injector', image: 'hashicorp/vault-k8s:1.7.6', args: ['agent-inject'], env: Object.entries({ AGENT_INJECT_VAULT_ADDR: 'https://vault.vault.svc:8200', ...env }).map(([name, value]) => ({ name, value })),
}], {}, 'vault');
const store = (vault: Map, kind = 'SecretStore'): any[] => [
  custom('external-secrets.io/v1', kind, 'vault', { provider: { vault: { server: 'https://vault.vault.svc:8200', version: 'v2', ...vault } } }, kind === 'SecretStore' ? 'tracing' : undefined), job()[1],
];
const inSecret = (more: Map = {}) => ({ caProvider: { type: 'Secret', name: 'asks', key: 'ca.crt', ...more } });
const withEnv = (object: any, more: Map): any => (/Deployment|Job/.test(object.kind)
  ? set(object, 'spec.template.spec.containers.0', { ...object.spec.template.spec.containers[0], ...more }) : object);
const hidden = (name: string): Map => ({ name, valueFrom: { secretKeyRef: { name: 'elsewhere', key: 'a' } } });
const SECRET = { 'tls-secret': 'asks', 'ca-cert': '/vault/tls/ca.crt' };
/** One that asks the first of its kind to take it in, and another that there is not. */
const raft = (join: string, hosts = NAMES): any[] => server({
  hosts,
  config: listener().replace('storage "file"', `storage "raft" {
    ${[0, 7].map((n) => `retry_join {\n leader_api_addr = "https://vault-${n}.vault-internal:8200"\n ${join}\n}`).join('\n')}
  }
  other "file"`),
});

/** Servers of Vault as people deploy them, and who asks them. */
export const VAULT_SERVERS_GOOD: readonly Tree[] = [
  good('Vault as its chart writes it', () => [...server(), ...job()], 'proved'),
  good('Vault behind the Service of the active server', () => [...server(), ...agent('ca_cert = "/ca/ca.crt"')], 'proved'),
  good('Vault by the name of a pod', () => [...server(), ...job({ VAULT_ADDR: 'https://vault-0.vault-internal.vault.svc:8200', VAULT_TLS_SERVER_NAME: 'vault.vault.svc' })], 'proved'),
  good('Vault that verifies its clients', () => [...server({ config: listener(MUTUAL) }), ...job(SHOWS)], 'proved'),
  good('Vault that verifies its clients, and an agent', () => [...server({ config: listener(MUTUAL) }), ...agent('ca_cert = "/ca/ca.crt"\nclient_cert = "/ca/tls.crt"\nclient_key = "/ca/tls.key"')], 'proved'),
  good('Vault that asks for a certificate, and looks at none', () => [...server(), ...job({ VAULT_CLIENT_CERT: '/ca/other.crt' })], 'proved'),
  good('Vault, options before variables', () => [...server(), ...job({ VAULT_ADDR: 'https://elsewhere.example.com', VAULT_CACERT: '/ca/other.crt' }, ['vault', 'kv', 'get', '-address=https://vault.vault:8200', '-ca-cert', '/ca/ca.crt', 'secret/a'])], 'proved'),
  good('Vault, a CA as text', () => [...server(), ...job({ VAULT_CACERT: undefined, VAULT_CACERT_BYTES: ca().certificatePem })], 'proved'),
  good('Vault, a folder of CAs', () => [...server(), ...job({ VAULT_CACERT: undefined, VAULT_CAPATH: '/ca' })], 'proved'),
  good('Vault in JSON', () => [...json({ listener: { tcp: TCP } }), ...job()], 'proved'),
  good('Vault in JSON, several listeners', () => [...json({ listener: [{ tcp: { address: '127.0.0.1:8100', tls_disable: 1 } }, { tcp: TCP }, { unix: { address: '/run/vault.sock' } }] }), ...job()], 'proved'),
  good('Vault in JSON, in a form that it refuses', () => [...json({ listener: { tcp: [TCP] } }), ...job()], 'unverified'),
  good('Vault whose configuration is in a Secret', () => [...server().filter(({ kind }) => kind !== 'ConfigMap').map((object) => (object.kind === 'StatefulSet' ? set(object, 'spec.template.spec.volumes.0', secretVolume('config', 'vault-config')) : object)),
    { ...secret('vault-config', {}, 'vault'), stringData: undefined, data: { 'extraconfig-from-values.hcl': base64(listener()) } }, ...job()], 'proved'),
  good('Vault by a folder of files', () => [...server({ script: 'vault server -config=/vault/config/' }), ...job()], 'proved'),
  good('Vault by the image\'s own start', () => [...server({ container: { command: undefined, args: ['server'] } }), ...job()], 'proved'),
  good('Vault by a variable', () => [...server({ container: { command: undefined, args: ['server'], env: [{ name: 'VAULT_LOCAL_CONFIG', value: JSON.stringify({ listener: [{ tcp: TCP }] }) }], volumeMounts: [{ name: 'tls', mountPath: TLS }] } }), ...job()], 'proved'),
  good('Vault by a variable that nobody reads', () => [...server({ container: { command: ['vault', 'server', '-config=/vault/config'], args: undefined, env: [{ name: 'VAULT_LOCAL_CONFIG', value: JSON.stringify({ listener: [{ tcp: TCP }] }) }], volumeMounts: [] } }), ...job()], 'unverified'),
  good('an agent whose CA somebody else names', () => [...server(), ...agent('').map((object) => withEnv(object, { env: [hidden('VAULT_CACERT')] }))], 'unverified'),
  good('an agent who may be told a CA', () => [...server(), ...agent('').map((object) => withEnv(object, { envFrom: [{ secretRef: { name: 'token' } }] }))], 'unverified'),
  good('an agent whose token is elsewhere', () => [...server(), ...agent('ca_cert = "/ca/ca.crt"').map((object) => withEnv(object, { envFrom: [{ secretRef: { name: 'token' } }] }))], 'proved'),
  good('the command line, its token elsewhere', () => [...server(), ...job().map((object) => withEnv(object, { envFrom: [{ secretRef: { name: 'token' } }] }))], 'proved'),
  good('the command line, all of it elsewhere but where', () => [...server(), ...job({ VAULT_CACERT: undefined }).map((object) => withEnv(object, { envFrom: [{ secretRef: { name: 'token' } }] }))], 'unverified'),
  good('an agent, its CA empty', () => [...server(), ...agent('ca_cert = "/ca/ca.crt"').map((object) => withEnv(object, { image: 'own/vault', env: [{ name: 'VAULT_CACERT', value: '' }] }))], 'unverified'),
  good('OpenBao', () => [...server({ script: SCRIPT.replace('vault server', 'bao server'), container: { image: 'quay.io/openbao/openbao:2.4.1' } }), ...job({ BAO_ADDR: 'https://vault.vault.svc:8200', VAULT_ADDR: 'http://elsewhere' }, ['bao', 'status'])], 'proved'),
  good('OpenBao that asks ACME', () => [...server({ config: listener('tls_acme_ca_directory = "https://acme.example.com/directory"'), script: SCRIPT.replace('vault server', 'bao server') }), ...job()], 'unverified'),
  good('Vault in development, with a certificate of its own', () => [...dev(['server', '-dev-tls'])], ''),
  good('Vault whose configuration is elsewhere', () => [...server().filter(({ kind }) => kind !== 'ConfigMap'), ...job()], 'unverified'),
  good('Vault whose files somebody changes', () => [...server({ config: listener(FILES.replaceAll('vault-tls', 'POD_IP')) }), ...job()], 'unverified'),
  good('Vault that is verified by nobody who could fail', () => [...server(), ...job({ VAULT_ADDR: 'https://127.0.0.1:8200' })], ''),
  good('servers of Vault that join each other', () => raft(`leader_ca_cert_file = "${TLS}/ca.crt"`), 'proved'),
  good('servers of Vault that join each other, with certificates', () => raft(`leader_ca_cert_file = "${TLS}/ca.crt"\n leader_client_cert_file = "${TLS}/tls.crt"\n leader_client_key_file = "${TLS}/tls.key"`), 'proved'),
  good('servers of Vault that join each other under another name', () => raft(`leader_ca_cert_file = "${TLS}/ca.crt"\n leader_tls_servername = "vault"`, 'vault'), 'proved'),
  good('an issuer of cert-manager and Vault', () => [...server(), ...issuer({ caBundle: base64(ca().certificatePem) })], 'proved'),
  good('an issuer of cert-manager and Vault, a CA in a Secret', () => [...server(), ...issuer({ caBundleSecretRef: { name: 'asks' } })], 'proved'),
  good('an issuer of cert-manager that shows a certificate to Vault', () => [...server({ config: listener(MUTUAL) }),
    ...issuer({ caBundle: base64(ca().certificatePem), clientCertSecretRef: { name: 'asks' }, clientKeySecretRef: { name: 'asks' } })], 'proved'),
  good('an issuer of cert-manager whose controller may hold the CA', () => [...server(), ...issuer({})], 'unverified'),
  good('an issuer of cert-manager with a Vault elsewhere', () => issuer({}), ''),
  good('External Secrets and Vault', () => [...server(), ...store({ caBundle: base64(ca().certificatePem) })], 'proved'),
  good('External Secrets and Vault, a CA in a Secret', () => [...server({ config: listener(MUTUAL) }), ...store({ ...inSecret(), tls: { certSecretRef: { name: 'asks' }, keySecretRef: { name: 'asks' } } })], 'proved'),
  good('External Secrets for all namespaces and Vault', () => [...server(), ...store(inSecret({ namespace: 'tracing' }), 'ClusterSecretStore')], 'proved'),
  good('External Secrets for all namespaces, a CA that does not show', () => [...server(), ...store(inSecret(), 'ClusterSecretStore')], 'unverified'),
  good('External Secrets with a Vault elsewhere', () => store({}), ''),
  good('an agent and the command line by the start of Vault\'s image', () => [...server(), ...job({}, undefined).map((object) => (object.kind === 'Job'
    ? set(set(object, 'spec.template.spec.containers.0.command', undefined), 'spec.template.spec.containers.0.args', ['status']) : object)),
  ...agent('ca_cert = "/ca/ca.crt"').slice(0, 2).map((object) => (object.kind === 'Deployment' ? set(object, 'spec.template.spec.containers.0.args', ['agent', '-config=/etc/agent/agent.hcl']) : object))], 'proved proved'),
  good('an injected agent and Vault', () => [...server(), ...injected({ ...SECRET, service: 'https://vault-active.vault.svc:8200' })], 'proved'),
  good('an injected agent by what the injector is told', () => [...server(), ...injected({}, [injector({ AGENT_INJECT_VAULT_CACERT_BYTES: base64(ca().certificatePem) })])], 'proved'),
  good('an injected agent, a CA that does not show', () => [...server(), ...injected({ 'ca-cert': '/elsewhere/ca.crt' }, [injector({})])], 'unverified'),
  good('an injected agent, mutual', () => [...server({ config: listener(MUTUAL) }), ...injected({ ...SECRET, 'client-cert': '/vault/tls/tls.crt', 'client-key': '/vault/tls/tls.key' }, [injector({})])], 'proved'),
  good('Vault without TLS, as asked', () => [...server({ config: listener('tls_disable = "true"') }), ...job({ VAULT_ADDR: 'https://$(ELSEWHERE):8200' })]),
];

/** The same with one fault each. */
export const VAULT_SERVERS_BAD: readonly Tree[] = [
  bad('Vault under a name that its certificate lacks', () => [...server({ hosts: 'vault.example.com' }), ...job()], 'Secret/vault-tls Job/asks StatefulSet/vault'),
  bad('Vault signed by another CA', () => [...server({ of: 'two' }), ...job()], 'Secret/vault-tls Job/asks Secret/asks'),
  bad('Vault without TLS, asked with it', () => [...server({ config: listener('tls_disable = 1') }), ...job()], 'ConfigMap/vault-config Job/asks StatefulSet/vault'),
  bad('Vault with TLS, asked without', () => [...server(), ...job({ VAULT_ADDR: 'http://vault.vault.svc:8200' })], 'Job/asks'),
  bad('Vault that verifies its clients, who show nothing', () => [...server({ config: listener(MUTUAL) }), ...job()], 'Job/asks ConfigMap/vault-config StatefulSet/vault'),
  bad('Vault without a certificate', () => [...server({ config: listener('') }), ...job()], 'ConfigMap/vault-config StatefulSet/vault'),
  bad('Vault in development, asked with TLS', () => [...dev(undefined), ...job()], 'StatefulSet/vault Job/asks'),
  bad('Vault in development, where it listens by the chart', () => [...dev(['/usr/local/bin/docker-entrypoint.sh vault server -dev'], [{ name: 'VAULT_DEV_LISTEN_ADDRESS', value: '[::]:8200' }], ['/bin/sh', '-ec']), ...job()], 'StatefulSet/vault Job/asks'),
  bad('servers of Vault that join each other under names that their certificate lacks', () => raft(`leader_ca_cert_file = "${TLS}/ca.crt"`, 'vault vault.vault.svc'), 'Secret/vault-tls ConfigMap/vault-config'),
  bad('servers of Vault that join each other without a CA', () => raft(''), 'Secret/vault-tls ConfigMap/vault-config StatefulSet/vault'),
  bad('an issuer of cert-manager with another CA than Vault\'s', () => [...server(), ...issuer({ caBundle: base64(ca('two').certificatePem) })], 'Issuer/vault Secret/vault-tls'),
  bad('an issuer of cert-manager and a key that is not there', () => [...server(), ...issuer({ caBundleSecretRef: { name: 'asks', key: 'none.crt' } })], 'Issuer/vault Secret/asks Secret/vault-tls'),
  bad('External Secrets with another CA than Vault\'s', () => [...server(), ...store(inSecret({ key: 'other.crt' }))], 'SecretStore/vault Secret/asks Secret/vault-tls'),
  bad('an injected agent with another CA than Vault\'s', () => [...server(), ...injected({ ...SECRET, 'ca-cert': '/vault/tls/other.crt' }, [injector({})])], 'Deployment/app Secret/asks Secret/vault-tls'),
  bad('an injected agent without TLS', () => [...server(), ...injected({ service: 'http://vault.vault.svc:8200' })], 'Deployment/app'),
  bad('Vault, and the roots of its own image', () => [...server(), ...agent('')], 'Deployment/app ConfigMap/agent Secret/vault-tls'),
  bad('Vault, a file before a folder', () => [...server(), ...job({ VAULT_CACERT: '/ca/other.crt' }, ['vault', 'status', '-ca-path=/ca'])], 'Job/asks Secret/asks Secret/vault-tls'),
  bad('Vault, another CA among the options', () => [...server(), ...job({}, ['vault', 'status', '-ca-cert=/ca/other.crt'])], 'Job/asks Secret/asks Secret/vault-tls'),
];
