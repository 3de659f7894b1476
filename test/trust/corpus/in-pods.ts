import { certificate, clusterIssuer, issued, issuer } from './issued';
import { ca, leaf } from './pki';
import { HOST, minio, minioContainer, store, Store } from './store';
import { bad, good, Tree } from './tree';

type Attributes = { [name: string]: string | undefined };

const USUAL: Attributes = {
  'issuer-name': 'ca',
  'issuer-kind': 'ClusterIssuer',
  'dns-names': 'minio, minio.${POD_NAMESPACE}.svc',
  'key-usages': 'digital signature, server auth',
  'certificate-file': 'public.crt',
  'privatekey-file': 'private.key',
};

/** A volume of cert-manager's csi-driver. */
const csi = (attributes: Attributes = {}, more: object = {}): any => ({
  name: 'certs',
  csi: {
    driver: 'csi.cert-manager.io',
    readOnly: true,
    volumeAttributes: Object.fromEntries(Object.entries({ ...USUAL, ...attributes }).filter(([, value]) => value !== undefined).map(([name, value]) => [`csi.cert-manager.io/${name}`, value])),
    ...more,
  },
});

/** The store with a root, an issuer and a Bundle, whose MinIO has its certificate from the driver. */
const driven = (volume: any = csi(), change: (s: Store) => void = () => undefined, kind = 'StatefulSet', container: any = minioContainer()): unknown[] => issued((p, s) => {
  p.leaf = undefined;
  s.minio = minio(kind, container, [volume]);
  change(s);
});

const ENDS = 'StatefulSet/minio TempoMonolithic/traces Secret/traces-s3';
const BY_CLASS = (s: Store): void => {
  s.tls = undefined;
  s.minio = minio('StatefulSet', undefined, [{ name: 'certs', csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: 'minio-tls' } } }]);
};
const told = (s: Store, fact: unknown): void => {
  s.minio.metadata.annotations = { 'cdk8s-observability-tls/facts': JSON.stringify({ providerClasses: { 'minio-tls': { 'public.crt': fact } } }) };
};

/** Certificates that drivers put into pods. */
export const IN_PODS_GOOD: readonly Tree[] = [
  good('a certificate of the csi-driver', () => driven(), 'consistent'),
  good('for Pods and Deployments', () => driven(csi(), undefined, 'Deployment'), 'consistent'),
  good('usages that are not said', () => driven(csi({ 'key-usages': undefined })), 'consistent'),
  good('by the pod\'s own name', () => driven(csi({ 'dns-names': '${POD_NAME}.tracing.svc,$POD_NAME.$POD_NAMESPACE' }), (s) => { s.minio.metadata.name = 'minio'; s.minio = { ...s.minio, kind: 'Pod', apiVersion: 'v1', metadata: { ...s.minio.metadata, labels: { app: 'minio' } }, spec: s.minio.spec.template.spec }; }), 'consistent'),
  good('an Issuer beside the pod', () => driven(csi({ 'issuer-kind': undefined }), (s) => { s.more.push(issuer('ca', { ca: { secretName: 'pair' } })); }), 'unverified'),
  good('an issuer that is not here', () => driven(csi({ 'issuer-name': 'vault' })), 'unverified'),
  good('a driver that nobody knows', () => driven({ name: 'certs', csi: { driver: 'csi.example.com' } }), 'unverified'),
  good('readable by the group of the pod', () => driven(csi(), (s) => { s.minio.spec.template.spec.securityContext = { runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 }; }), 'consistent'),
  good('readable by a group of its own', () => driven(csi({ 'fs-group': '1000' }), (s) => { s.minio.spec.template.spec.securityContext = { runAsUser: 1000, runAsGroup: 1000 }; }), 'consistent'),
  good('an attribute that a pipeline fills', () => driven(csi({ 'dns-names': undefined, 'duration': '${CERT_DURATION}', 'ip-sans': undefined, 'uri-sans': undefined, 'issuer-name': 'ca' }), (s) => { s.tempo = undefined; })),
  good('a class of Secrets Store CSI', () => store(BY_CLASS), 'unverified'),
  good('one whose certificate is declared', () => store((s) => { BY_CLASS(s); told(s, leaf(HOST).certificatePem); }), 'proved'),
];

/** The same with one fault each. */
export const IN_PODS_BAD: readonly Tree[] = [
  bad('names that nobody dials', () => driven(csi({ 'dns-names': 'minio' })), ENDS),
  bad('for clients', () => driven(csi({ 'key-usages': 'digital signature,client auth' })), ENDS),
  bad('the driver\'s own file names', () => driven(csi({ 'certificate-file': undefined, 'privatekey-file': undefined })), ENDS),
  bad('a volume that is not readOnly', () => driven(csi({}, { readOnly: undefined })), 'StatefulSet/minio'),
  bad('no issuer', () => driven(csi({ 'issuer-name': undefined })), ENDS),
  bad('a usage that there is not', () => driven(csi({ 'key-usages': 'server auth,tls' })), 'StatefulSet/minio'),
  bad('one file for both', () => driven(csi({ 'privatekey-file': 'public.crt' })), ENDS),
  bad('a file in a folder', () => driven(csi({ 'ca-file': 'CAs/ca.crt' })), 'StatefulSet/minio'),
  bad('a key that is not made', () => driven(csi({ 'key-algorithm': 'ecdsa', 'key-size': '2048' })), 'StatefulSet/minio'),
  bad('days', () => driven(csi({ duration: '90d' })), 'StatefulSet/minio'),
  bad('an Issuer where there is a ClusterIssuer', () => driven(csi({ 'issuer-kind': undefined })), `${ENDS} ClusterIssuer/ca`),
  bad('an issuer that signs for another CA', () => driven(csi({ 'issuer-name': 'other' }), (s) => {
    s.more.push(clusterIssuer('other', { ca: { secretName: 'other-root' } }));
    s.more.push(certificate('other-root', { isCA: true, commonName: 'other', issuerRef: { name: 'bootstrap', kind: 'ClusterIssuer' }, privateKey: { rotationPolicy: 'Never' } }, 'cert-manager'));
  }), `${ENDS} Bundle/storage-ca`),
  bad('a user who may not read it', () => driven(csi(), (s) => { s.minio.spec.template.spec.securityContext = { runAsUser: 1000, runAsGroup: 1000 }; }), 'StatefulSet/minio'),
  bad('a declared certificate for another name', () => store((s) => { BY_CLASS(s); told(s, leaf('elsewhere.example.com').certificatePem); }), ENDS),
  bad('one of another CA', () => store((s) => { BY_CLASS(s); told(s, leaf(HOST, { of: 'two' }).certificatePem); ca('two'); }), `${ENDS} ConfigMap/storage-ca`),
];
