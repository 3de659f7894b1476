import { bundle, certificate, clusterIssuer, Issued, issued, issuer } from './issued';
import { configMap, secret } from './kinds';
import { ca } from './pki';
import { endpoint, Store, store } from './store';
import { bad, Tree } from './tree';

const LEAF = 'Certificate/minio-tls';
const ENDS = 'StatefulSet/minio TempoMonolithic/traces Secret/traces-s3 Secret/minio-tls';
const TRUST = `${LEAF} Bundle/storage-ca ClusterIssuer/ca Certificate/root ${ENDS}`;
const leafWith = (spec: object) => () => issued((p) => { Object.assign(p.leaf.spec, spec); });
const with_ = (change: (p: Issued, s: Store) => void) => () => issued(change);

/** cert-manager and trust-manager with one fault each. */
export const ISSUED_BAD: readonly Tree[] = [
  bad('the Certificate does not ask for the dialled name', leafWith({ dnsNames: ['minio'] }), `${LEAF} ${ENDS}`),
  bad('the Certificate asks for a common name only', leafWith({ dnsNames: undefined, commonName: 'minio.tracing.svc' }), `${LEAF} ${ENDS}`),
  bad('the Certificate is for clients', leafWith({ usages: ['client auth'] }), `${LEAF} ${ENDS}`),
  bad('the address is not asked for', with_((_p, s) => { s.s3 = endpoint('https://10.96.0.9:9000'); s.service.spec.clusterIP = '10.96.0.9'; }), `${LEAF} ${ENDS} Service/minio`),
  bad('the issuer is in another namespace', with_((p) => { p.issuer = issuer('ca', { ca: { secretName: 'root' } }, 'cert-manager'); p.leaf.spec.issuerRef = { name: 'ca', kind: 'Issuer' }; }), `${LEAF} Issuer/ca`),
  bad('an Issuer is asked for where there is a ClusterIssuer', leafWith({ issuerRef: { name: 'ca', kind: 'Issuer' } }), `${LEAF} ClusterIssuer/ca`),
  bad('the duration is too short', leafWith({ duration: '30m' }), LEAF),
  bad('renewal before it begins', leafWith({ duration: '24h', renewBefore: '24h' }), LEAF),
  bad('nothing to name', leafWith({ dnsNames: undefined }), `${LEAF} ${ENDS}`),
  bad('a Bundle of the default CAs only', with_((p) => { p.bundle.spec.sources = [{ useDefaultCAs: true }]; }), `Bundle/storage-ca ${LEAF} ${ENDS}`),
  bad('a common name that is too long', leafWith({ commonName: 'a'.repeat(65) }), LEAF),
  bad('the issuer signs with a certificate that is no CA', with_((p) => { p.root.spec.isCA = false; }), `Certificate/root ClusterIssuer/ca ${LEAF}`),
  bad('the issuer has the CA of another namespace', with_((p) => { p.root.metadata.namespace = 'tracing'; }), 'Certificate/root ClusterIssuer/ca Bundle/storage-ca'),
  bad('the Bundle has the CA of another', with_((p, s) => {
    s.more.push(certificate('other-root', { isCA: true, commonName: 'other', issuerRef: { name: 'bootstrap', kind: 'ClusterIssuer' }, privateKey: { rotationPolicy: 'Never' } }, 'cert-manager'));
    p.bundle = bundle('storage-ca', [{ secret: { name: 'other-root', key: 'ca.crt' } }]);
  }), `${TRUST} Certificate/other-root`),
  bad('the Bundle has another certificate, written out', with_((p) => { p.bundle = bundle('storage-ca', [{ inLine: ca('two').certificatePem }]); }), TRUST),
  bad('the Bundle writes another key', with_((p) => { p.bundle.spec.target.configMap.key = 'trust.pem'; }), TRUST),
  bad('the Bundle reads a Secret of another namespace', with_((p) => { p.root.metadata.namespace = 'tracing'; p.issuer = issuer('ca', { ca: { secretName: 'root' } }); p.leaf.spec.issuerRef = { name: 'ca', kind: 'Issuer' }; }), `${TRUST} Issuer/ca`),
  bad('the leaf signs itself', with_((p) => { p.issuer = clusterIssuer('ca', { selfSigned: {} }); }), TRUST),
  bad('two Certificates write one Secret', with_((_p, s) => { s.more.push(certificate('again', { secretName: 'minio-tls', dnsNames: ['again.tracing.svc'], issuerRef: { name: 'ca', kind: 'ClusterIssuer' } })); }), `Certificate/again ${LEAF}`),
  bad('a CA that is written out does not match its key', () => store((s) => {
    s.tls = undefined;
    s.more.push(issuer('ca', { ca: { secretName: 'ca-pair' } }), secret('ca-pair', { 'tls.crt': ca().certificatePem, 'tls.key': ca('two').privateKeyPem }), certificate('minio-tls', { dnsNames: ['minio.tracing.svc'], issuerRef: { name: 'ca' } }));
  }), `Secret/ca-pair Issuer/ca ${LEAF}`),
  bad('MinIO looks for the names of its own in the Secret of cert-manager', with_((_p, s) => { delete s.minio.spec.template.spec.volumes[0].secret.items; }), `${LEAF} ${ENDS}`),
  bad('the Secret of the service CA of OpenShift is for another Service', () => store((s) => {
    s.tls = undefined;
    s.service.metadata.annotations = { 'service.beta.openshift.io/serving-cert-secret-name': 'minio-tls' };
    s.s3 = endpoint('https://minio:9000');
    s.ca = { ...configMap('storage-ca', {}), data: undefined, metadata: { name: 'storage-ca', namespace: 'tracing', annotations: { 'service.beta.openshift.io/inject-cabundle': 'true' } } };
  }), `Service/minio ${ENDS}`),
  bad('a Bundle of which one certificate cannot be read', with_((p) => { p.bundle.spec.sources.push({ inLine: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' }); }), TRUST),
  bad('a Bundle with a comment in place of its certificate', with_((p) => { p.bundle.spec.sources = [{ inLine: '# ... (CA)' }]; }), TRUST),
  bad('a Bundle from a ConfigMap without a certificate', with_((p, s) => {
    p.bundle.spec.sources = [{ configMap: { name: 'roots', key: 'ca.crt' } }];
    s.more.push(configMap('roots', { 'ca.crt': '-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n' }, 'cert-manager'));
  }), `${TRUST} ConfigMap/roots`),
  bad('an RSA key of 1024 bits', leafWith({ privateKey: { algorithm: 'RSA', size: 1024 } }), LEAF),
  bad('an elliptic curve that there is not', leafWith({ privateKey: { algorithm: 'ECDSA', size: 2048 } }), LEAF),
  bad('an algorithm in other words', leafWith({ privateKey: { algorithm: 'ecdsa' } }), LEAF),
  bad('a signature that does not fit the key', leafWith({ privateKey: { algorithm: 'ECDSA' }, signatureAlgorithm: 'SHA256WithRSA' }), LEAF),
  bad('the combined file as the key of MinIO', with_((p, s) => {
    p.leaf.spec.additionalOutputFormats = [{ type: 'CombinedPEM' }];
    s.minio.spec.template.spec.volumes[0].secret.items[1].key = 'tls-combined.pem';
  }), `${LEAF} ${ENDS}`),
  bad('the certificate is that of the service CA of OpenShift, and another CA is trusted', () => store((s) => {
    s.tls = undefined;
    s.service.metadata.annotations = { 'service.beta.openshift.io/serving-cert-secret-name': 'minio-tls' };
  }), `Service/minio ConfigMap/storage-ca ${ENDS}`),
  bad('a Certificate in another namespace than the server', with_((p) => { p.leaf.metadata.namespace = 'cert-manager'; }), `${LEAF} ${ENDS}`),
  bad('a Certificate that writes another Secret than the server mounts', with_((p) => { p.leaf.spec.secretName = 'minio-certificate'; }), `${LEAF} ${ENDS}`),
  bad('a misspelt issuer', with_((p) => { p.issuer = clusterIssuer('storage-issuer', { ca: { secretName: 'root' } }); p.leaf.spec.issuerRef.name = 'storage-isuer'; }), `${LEAF} ClusterIssuer/storage-issuer`),
  bad('a Bundle under another name', with_((p) => { p.bundle.metadata.name = 'storage-roots'; }), `Bundle/storage-roots ${ENDS}`),
  bad('a misspelt source of a Bundle', with_((p) => {
    p.root.spec.secretName = 'storage-root';
    p.issuer.spec.ca.secretName = 'storage-root';
    p.bundle.spec.sources = [{ secret: { name: 'storage-rot', key: 'ca.crt' } }];
    p.issuer = clusterIssuer('ca', { vault: { server: 'https://vault.example.com', path: 'pki' } });
  }), `Bundle/storage-ca Certificate/root ${ENDS}`),
];
