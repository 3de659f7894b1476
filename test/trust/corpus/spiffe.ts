import { configMap } from './kinds';
import { ca } from './pki';
import { minio, minioContainer, store, Store } from './store';
import { bad, good, Tree } from './tree';

const CONFIG = `# where SPIRE's agent is
agent_address = "/spiffe/agent.sock"
cert_dir = "/certs"
svid_file_name = "public.crt"
svid_key_file_name = "private.key"
svid_bundle_file_name = "bundle.crt"
hint = "minio"
`;

/** A store whose pod brings spiffe-helper, as somebody may write it, registered by a ClusterSPIFFEID. */
const helped = (spec: { [field: string]: any } = {}, change: (s: Store) => void = () => undefined, config = CONFIG) => store((s) => {
  s.tls = undefined;
  const volumes = [{ name: 'certs', emptyDir: {} }, { name: 'spiffe', csi: { driver: 'csi.spiffe.io', readOnly: true } }, { name: 'config', configMap: { name: 'helper' } }];
  s.minio = minio('StatefulSet', minioContainer(), volumes);
  s.minio.spec.template.spec.containers.push({
    name: 'helper',
    image: 'ghcr.io/spiffe/spiffe-helper:0.11.0',
    args: ['-config', '/etc/helper/helper.conf'],
    volumeMounts: [{ name: 'certs', mountPath: '/certs/' }, { name: 'spiffe', mountPath: '/spiffe' }, { name: 'config', mountPath: '/etc/helper' }],
  });
  const registered = {
    spiffeIDTemplate: 'spiffe://{{ .TrustDomain }}/ns/{{ .PodMeta.Namespace }}/minio',
    podSelector: { matchLabels: s.minio.spec.template.metadata.labels },
    dnsNameTemplates: ['minio', 'minio.tracing', 'minio.tracing.svc'],
    hint: 'minio',
    ...spec,
  };
  s.more.push(configMap('helper', { 'helper.conf': config }), { apiVersion: 'spire.spiffe.io/v1alpha1', kind: 'ClusterSPIFFEID', metadata: { name: 'minio' }, spec: registered });
  change(s);
});

/** Somebody says which CA the trust domain has. */
const told = (s: Store): void => {
  s.minio.metadata.annotations = { 'cdk8s-observability-tls/facts': JSON.stringify({ issuers: { 'Workload API csi.spiffe.io': { 'ca.crt': ca().certificatePem } } }) };
};

/** Certificates that spiffe-helper brings into pods. */
export const SPIFFE_GOOD: readonly Tree[] = [
  good('spiffe-helper, registered', () => helped(), 'unverified'),
  good('spiffe-helper, registered, a CA that is told', () => helped({}, told), 'consistent'),
  good('spiffe-helper, registered elsewhere', () => helped({}, (s) => { s.more.pop(); }), 'unverified'),
  good('spiffe-helper, names that a template makes', () => helped({ dnsNameTemplates: ['{{ .PodMeta.Labels.app }}.elsewhere'] }, told), 'unverified'),
  good('spiffe-helper, names of Services', () => helped({ dnsNameTemplates: undefined, autoPopulateDNSNames: true }, told), 'unverified'),
  good('spiffe-helper, a configuration that nobody can read', () => helped({}, told, 'agent_address {'), 'unverified'),
];

/** The same with a fault. */
export const SPIFFE_BAD: readonly Tree[] = [
  bad('names that nobody dials, of an SVID', () => helped({ dnsNameTemplates: ['minio.elsewhere'] }, told), 'ClusterSPIFFEID/minio StatefulSet/minio Secret/traces-s3 TempoMonolithic/traces'),
];
