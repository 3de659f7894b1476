import { configMap, service, workload } from './kinds';
import { ca } from './pki';
import { minio, minioContainer, store, Store } from './store';
import { bad, good, Tree } from './tree';

const NAMES = 'alt_names=minio.tracing,minio.tracing.svc,minio.tracing.svc.cluster.local';
const call = (names = NAMES, path = 'pki_int/issue/tracing') => `pkiCert "${path}" "common_name=minio" "${names}" "ttl=24h"`;
const part = (field: string, of = call()) => `{{ with ${of} }}{{ ${field} }}{{ end }}`;
const AT = 'vault.hashicorp.com/';

/** The store whose MinIO asks Vault's injector, by annotations on its pods. */
const injected = (annotations: { [name: string]: string }, folder = '/vault/secrets', change: (s: Store) => void = () => undefined) => store((s) => {
  s.tls = undefined;
  s.minio = minio('StatefulSet', minioContainer({ args: ['server', `--certs-dir=${folder}`, '/data'], volumeMounts: [{ name: 'data', mountPath: '/data' }] }), []);
  s.minio.spec.template.metadata.annotations = { [`${AT}agent-inject`]: 'true', [`${AT}role`]: 'minio', ...Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`${AT}${name}`, value])) };
  change(s);
});

const BOTH = {
  'agent-inject-secret-public.crt': 'pki_int/issue/tracing',
  'agent-inject-template-public.crt': `${part('.Data.certificate', `secret "pki_int/issue/tracing" "common_name=minio" "${NAMES}"`)}`,
  'agent-inject-secret-key': 'pki_int/issue/tracing',
  'agent-inject-file-key': 'private.key',
  'agent-inject-template-key': `${part('.Data.private_key', `secret "pki_int/issue/tracing" "common_name=minio" "${NAMES}"`)}`,
};

export const CONFIG = (template: string, vault = 'address = "https://vault.example.com:8200"') => `
vault { ${vault} } # where it is
auto_auth {
  method "kubernetes" {
    mount_path = "auth/kubernetes"
    config = { role = "minio" }
  }
}
template {
  destination = "/work/bundle.pem"
  contents    = <<-EOT
    ${template}
  EOT
}
`;
export const WRITES = `{{ with ${call()} }}{{ .Key }}{{ .Cert }}{{ .Cert | writeToFile "/certs/public.crt" "" "" "0640" }}{{ .Key | writeToFile "/certs/private.key" "" "" "0640" }}{{ end }}`;

/** The store whose pod brings an agent of its own. */
export const agent = (config: string, change: (s: Store) => void = () => undefined, command = ['vault', 'agent', '-config=/etc/agent/agent.hcl']) => store((s) => {
  s.tls = undefined;
  const mounts = [{ name: 'certs', mountPath: '/certs' }, { name: 'work', mountPath: '/work' }, { name: 'config', mountPath: '/etc/agent' }];
  s.minio = minio('StatefulSet', minioContainer(), [{ name: 'certs', emptyDir: { medium: 'Memory' } }, { name: 'work', emptyDir: {} }, { name: 'config', configMap: { name: 'agent' } }]);
  s.minio.spec.template.spec.initContainers = [{ name: 'agent', image: 'docker.io/hashicorp/vault:1.21.4', command, volumeMounts: mounts }];
  s.more.push(configMap('agent', { 'agent.hcl': config }));
  change(s);
});

/** That Tempo trusts what Vault's mount signs, and somebody says which CA that is. */
const told = (at: string) => (s: Store): void => {
  s.minio.metadata.annotations = { 'cdk8s-observability-tls/facts': JSON.stringify({ issuers: { [`Vault ${at}`]: { 'ca.crt': ca().certificatePem } } }) };
};
const thanos = (args: string[]) => workload('Deployment', 'query', [{ name: 'query', image: 'quay.io/thanos/thanos:v0.42.4', args: ['query', ...args] }], {}, 'monitoring');
const annotate = (object: any, annotations: object): any => { object.spec.template.metadata.annotations = annotations; return object; };

/** Certificates that Vault's agents bring into pods. */
export const VAULT_GOOD: readonly Tree[] = [
  good('Vault\'s injector, nobody says which files', () => injected({}), 'unverified'),
  good('Vault\'s injector, in another folder', () => injected({ 'secret-volume-path': '/certs/' }, '/certs'), 'unverified'),
  good('Vault\'s injector, names shown', () => injected(BOTH), 'unverified'),
  good('Vault\'s injector, a CA that is told', () => injected(BOTH, undefined, told('pki_int')), 'consistent'),
  good('Vault\'s injector, names that a variable makes', () => injected({ ...BOTH, 'agent-inject-template-public.crt': part('.Cert', 'pkiCert "pki_int/issue/tracing" (printf "common_name=%s" (env "HOST"))') }), 'unverified'),
  good('Vault\'s injector, one folder a secret', () => injected({ ...BOTH, 'secret-volume-path-public.crt': '/certs', 'secret-volume-path-key': '/certs' }, '/certs', told('pki_int')), 'consistent'),
  good('another injector', () => injected({ 'agent-inject': 'false' }, undefined, (s) => { s.minio.spec.template.metadata.annotations = { 'vault.security.banzaicloud.io/vault-agent-configmap': 'minio' }; }), 'unverified'),
  good('Thanos and an injector', () => [
    annotate(thanos(['--grpc-server-tls-cert=/secrets/tls.crt', '--grpc-server-tls-key=/secrets/tls.key', '--endpoint=store.example.com:443', '--grpc-client-tls-secure', '--grpc-client-tls-ca=/secrets/ca.crt']),
      { [`${AT}agent-inject`]: 'true', [`${AT}secret-volume-path`]: '/secrets' }), service('query', { app: 'query' }, [{ port: 10901 }], 'monitoring'),
  ], 'unverified'),
  good('Tempo and an injector', () => store((s) => {
    s.tempo = annotate(workload('StatefulSet', 'tempo', [{ name: 'tempo', image: 'docker.io/grafana/tempo:2.10.8', args: ['-config.file=/conf/tempo.yaml'], volumeMounts: [{ name: 'conf', mountPath: '/conf' }] }], { volumes: [{ name: 'conf', configMap: { name: 'conf' } }] }),
      { [`${AT}agent-inject`]: 'true', [`${AT}secret-volume-path`]: '/secrets' });
    s.more.push(configMap('conf', { 'tempo.yaml': 'storage: {trace: {backend: s3, s3: {bucket: tempo, endpoint: "minio.tracing.svc:9000", tls_ca_path: /secrets/ca.crt}}}\n' }));
  }), 'unverified'),
  good('an agent of Vault in the pod', () => agent(CONFIG(WRITES)), 'unverified unverified'),
  good('an agent of Vault, a CA that is told', () => agent(CONFIG(WRITES), told('pki_int at https://vault.example.com:8200')), 'consistent unverified'),
  good('an agent of OpenBao, in JSON', () => agent(JSON.stringify({ vault: { address: 'https://vault.example.com:8200' }, template: [{ contents: WRITES, destination: '/work/bundle.pem' }] }),
    told('pki_int at https://vault.example.com:8200'), ['bao', 'agent', '-config', '/etc/agent/agent.hcl']), 'consistent unverified'),
  good('an agent by variables', () => agent(CONFIG(WRITES, ''), (s) => { s.minio.spec.template.spec.initContainers[0].env = [{ name: 'VAULT_ADDR', value: 'https://vault.example.com' }]; }), 'unverified unverified'),
  good('an agent whose configuration is elsewhere', () => agent('', (s) => { s.more = []; }), 'unverified'),
  good('a configuration that nobody can read', () => agent('vault {{{'), 'unverified'),
  good('an agent that writes a CA too', () => agent(CONFIG(`${WRITES}{{ with ${call()} }}{{ range .CAChain }}{{ . | writeToFile "/certs/CAs/ca.crt" "" "" "0640" "append" }}{{ end }}{{ end }}`)), 'unverified unverified'),
];

/** The same with one fault each. */
export const VAULT_BAD: readonly Tree[] = [
  bad('names that nobody dials, of the injector', () => injected(Object.fromEntries(Object.entries(BOTH).map(([name, value]) => [name, value.replace(NAMES, 'alt_names=minio.elsewhere')]))), 'StatefulSet/minio Secret/traces-s3 TempoMonolithic/traces'),
  bad('names that nobody dials, of an agent', () => agent(CONFIG(WRITES.replace(NAMES, 'alt_names=minio.elsewhere'))), 'ConfigMap/agent StatefulSet/minio Secret/traces-s3 TempoMonolithic/traces'),
  bad('not injected into the server', () => injected({ 'agent-inject-containers': 'backup' }), 'StatefulSet/minio Secret/traces-s3 TempoMonolithic/traces'),
  bad('no injection', () => injected({ 'agent-inject': 'false' }), 'StatefulSet/minio Secret/traces-s3 TempoMonolithic/traces'),
  bad('a key of its own in each template', () => agent(CONFIG(part('.Key')).replace('/work/bundle.pem', '/certs/private.key') + CONFIG(part('.Cert')).replace('/work/bundle.pem', '/certs/public.crt')), 'ConfigMap/agent'),
];
