import { bundle, certificate, clusterIssuer, issued, issuer } from './issued';
import { configMap, custom, secret, secretVolume, service, workload } from './kinds';
import { ca, leaf } from './pki';
import { endpoint, monolithic, pair, store } from './store';
import { good, Tree } from './tree';

const LEAF = { dnsNames: ['minio.tracing.svc'], issuerRef: { name: 'ca', kind: 'Issuer' } };
const TENANT = 'minio.tracing.svc *.objects-hl.tracing.svc.cluster.local';
const S3 = { secret: 'traces-s3', tls: { enabled: true, caName: 'storage-ca' } };
const openshift = (name: string) => ({ annotations: { 'service.beta.openshift.io/serving-cert-secret-name': name } });

/** Certificates that do not exist yet. */
export const ISSUED_GOOD: readonly Tree[] = [
  good('a Bundle with a comment beside its certificate', () => issued((p) => { p.bundle.spec.sources.push({ inLine: '# the next CA will stand here' }); }), 'consistent'),
  good('a root, an issuer, a Bundle', () => issued(), 'consistent'),
  good('all in one namespace, with Issuers', () => issued((p) => {
    p.bootstrap = issuer('bootstrap', { selfSigned: {} });
    p.root.metadata.namespace = 'tracing';
    p.root.spec.issuerRef = { name: 'bootstrap', kind: 'Issuer' };
    p.issuer = issuer('ca', { ca: { secretName: 'root' } });
    p.leaf.spec.issuerRef = { name: 'ca', kind: 'Issuer' };
    p.bundle = undefined;
  }), 'unverified'),
  good('the issuer without a kind', () => issued((p) => {
    p.issuer = issuer('ca', { ca: { secretName: 'root' } });
    p.leaf.spec.issuerRef = { name: 'ca' };
    p.bundle = undefined;
  }), 'unverified'),
  good('an intermediate below the root', () => issued((p, s) => {
    s.more.push(certificate('middle', { isCA: true, commonName: 'middle', issuerRef: { name: 'ca', kind: 'ClusterIssuer' }, privateKey: { rotationPolicy: 'Never' } }, 'cert-manager'), clusterIssuer('below', { ca: { secretName: 'middle' } }));
    p.leaf.spec.issuerRef.name = 'below';
  })),
  good('a wildcard of cert-manager', () => issued((p) => { p.leaf.spec.dnsNames = ['*.tracing.svc']; }), 'consistent'),
  good('default usages', () => issued((p) => { p.leaf.spec.usages = undefined; }), 'consistent'),
  good('the usages of both sides', () => issued((p) => { p.leaf.spec.usages.push('client auth'); }), 'consistent'),
  good('addresses', () => issued((p, s) => {
    p.leaf.spec.ipAddresses = ['10.96.0.9'];
    s.s3 = endpoint('https://10.96.0.9:9000');
    s.service.spec.clusterIP = '10.96.0.9';
  }), 'consistent'),
  good('a Bundle with public roots as well', () => issued((p) => { p.bundle.spec.sources.push({ useDefaultCAs: true }); }), 'consistent'),
  good('default CAs that a company packed', () => issued((p, s) => {
    p.bundle.spec.sources = [{ useDefaultCAs: true }];
    s.more.push({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'trust-manager', namespace: 'cert-manager' },
      spec: {
        selector: { matchLabels: { app: 'trust-manager' } },
        template: {
          metadata: { labels: { app: 'trust-manager' } },
          spec: {
            initContainers: [{ name: 'package', image: 'registry.example.com/pki/company-cas:20260101.0' }],
            containers: [{ name: 'trust-manager', image: 'quay.io/jetstack/trust-manager:v0.25.0', args: ['--default-package-location=/packages/company.json'] }],
          },
        },
      },
    });
  }), 'unverified'),
  good('a Bundle with a certificate written out', () => issued((p) => { p.bundle.spec.sources.push({ inLine: ca('two').certificatePem }); }), 'consistent'),
  good('a Bundle for namespaces with a label', () => issued((p) => { p.bundle.spec.target.namespaceSelector = { matchLabels: { trust: 'yes' } }; })),
  good('a ClusterBundle', () => issued((p) => {
    p.bundle = {
      apiVersion: 'trust-manager.io/v1alpha2',
      kind: 'ClusterBundle',
      metadata: { name: 'storage-ca' },
      spec: { sourceRefs: [{ kind: 'Secret', name: 'root', key: 'ca.crt' }], target: { configMap: { data: [{ key: 'ca.crt' }] }, namespaceSelector: {} } },
    };
  }), 'consistent'),
  good('ACME and public roots', () => store((s) => {
    s.tls = undefined;
    s.ca = undefined;
    s.s3 = endpoint('https://objects.example.com');
    s.tempo = monolithic('traces', { backend: 's3', s3: { secret: 'traces-s3' } });
    s.more.push(
      clusterIssuer('letsencrypt', { acme: { server: 'https://acme-v02.api.letsencrypt.org/directory', privateKeySecretRef: { name: 'acme' }, solvers: [{ http01: { ingress: {} } }] } }),
      certificate('minio-tls', { dnsNames: ['objects.example.com'], issuerRef: { name: 'letsencrypt', kind: 'ClusterIssuer' } }),
    );
  }), 'unverified'),
  good('Vault', () => issued((p) => {
    p.issuer = clusterIssuer('ca', { vault: { server: 'https://vault.example.com', path: 'pki/sign/x' } });
    p.bootstrap = undefined;
    p.root = undefined;
    p.bundle = bundle('storage-ca', [{ configMap: { name: 'vault-ca', key: 'ca.crt' } }]);
  }), 'unverified'),
  good('an issuer of another group', () => issued((p) => { p.leaf.spec.issuerRef = { name: 'pca', kind: 'AWSPCAClusterIssuer', group: 'awspca.cert-manager.io' }; p.bundle = bundle('storage-ca', [{ secret: { selector: { matchLabels: { ca: 'yes' } }, key: 'ca.crt' } }]); }), 'unverified'),
  good('an issuer that the manifests do not have', () => issued((p) => { p.issuer = undefined; p.bundle = undefined; }), 'unverified'),
  good('a bundle that somebody copies', () => issued((p) => { p.bundle = undefined; }), 'unverified'),
  good('the issuer of a CA that is written out', () => store((s) => {
    s.tls = undefined;
    s.more.push(issuer('ca', { ca: { secretName: 'ca-pair' } }), secret('ca-pair', { 'tls.crt': ca().certificatePem, 'tls.key': ca().privateKeyPem }), certificate('minio-tls', LEAF));
  })),
  good('MinIO reads the Secret of cert-manager with its CA beside it', () => issued((_p, s) => {
    s.minio.spec.template.spec.volumes[0] = secretVolume('certs', 'minio-tls', { 'tls.crt': 'public.crt', 'tls.key': 'private.key', 'ca.crt': 'CAs/ca.crt' });
  }), 'consistent'),
  good('the service CA of OpenShift', () => store((s) => {
    s.tls = undefined;
    s.service.metadata = { ...s.service.metadata, ...openshift('minio-tls') };
    s.ca = { ...configMap('storage-ca', {}), data: undefined, metadata: { name: 'storage-ca', namespace: 'tracing', annotations: { 'service.beta.openshift.io/inject-cabundle': 'true' } } };
  }), 'consistent'),
  good('the service CA of OpenShift that every namespace has', () => store((s) => {
    s.tls = undefined;
    s.service.metadata = { ...s.service.metadata, ...openshift('minio-tls') };
    s.ca = undefined;
    s.tempo = monolithic('traces', { backend: 's3', s3: { secret: 'traces-s3', tls: { enabled: true, caName: 'openshift-service-ca.crt' } } });
  }), 'consistent'),
  good('a certificate from a vault by an ExternalSecret', () => store((s) => {
    s.tls = custom('external-secrets.io/v1', 'ExternalSecret', 'minio-tls', { target: { name: 'minio-tls', template: { type: 'kubernetes.io/tls' } }, data: [{ secretKey: 'tls.crt', remoteRef: { key: 'a' } }, { secretKey: 'tls.key', remoteRef: { key: 'b' } }] });
  }), 'unverified'),
  good('a Tenant whose certificate the cluster signs', () => [
    custom('minio.min.io/v2', 'Tenant', 'objects', { pools: [{ name: 'a', servers: 4, volumesPerServer: 1 }], configuration: { name: 'env' } }),
    endpoint('https://minio.tracing.svc.cluster.local'), monolithic('traces', { backend: 's3', s3: { ...S3, tls: { enabled: true, caName: 'kube-root-ca.crt' } } }),
  ]),
  good('a Tenant with a certificate of its own', () => [
    custom('minio.min.io/v2', 'Tenant', 'objects', { pools: [{ name: 'a', servers: 4, volumesPerServer: 1 }], configuration: { name: 'env' }, requestAutoCert: false, externalCertSecret: [{ name: 'tenant-tls', type: 'kubernetes.io/tls' }] }),
    secret('tenant-tls', { 'tls.crt': leaf(TENANT).certificatePem, 'tls.key': leaf(TENANT).privateKeyPem }, 'tracing', { type: 'kubernetes.io/tls' }),
    configMap('storage-ca', { 'ca.crt': ca().certificatePem }), endpoint('https://minio.tracing.svc'), monolithic('traces', { backend: 's3', s3: S3 }),
  ]),
  good('a Tenant without TLS', () => [
    custom('minio.min.io/v2', 'Tenant', 'objects', { pools: [{ name: 'a', servers: 4, volumesPerServer: 1 }], configuration: { name: 'env' }, requestAutoCert: false }),
    endpoint('http://minio.tracing.svc'), monolithic('traces', { backend: 's3', s3: { secret: 'traces-s3' } }),
  ]),
  good('a server that demands certificates which cert-manager makes', () => [
    clusterIssuer('bootstrap', { selfSigned: {} }),
    certificate('root', { isCA: true, commonName: 'root', issuerRef: { name: 'bootstrap', kind: 'ClusterIssuer' }, privateKey: { rotationPolicy: 'Never' } }, 'cert-manager'),
    clusterIssuer('ca', { ca: { secretName: 'root' } }),
    certificate('store-tls', { dnsNames: ['store.tracing.svc'], usages: ['server auth', 'digital signature'], issuerRef: { name: 'ca', kind: 'ClusterIssuer' } }),
    certificate('query-tls', { commonName: 'query', usages: ['client auth', 'digital signature'], issuerRef: { name: 'ca', kind: 'ClusterIssuer' } }),
    workload('StatefulSet', 'store', [{ name: 'store', image: 'quay.io/thanos/thanos:v0.42.4', args: ['store', '--grpc-server-tls-cert=/tls/tls.crt', '--grpc-server-tls-key=/tls/tls.key', '--grpc-server-tls-client-ca=/tls/ca.crt'], volumeMounts: [{ name: 'tls', mountPath: '/tls' }] }], { volumes: [secretVolume('tls', 'store-tls')] }),
    service('store', { app: 'store' }, [{ port: 10901 }]),
    workload('Deployment', 'query', [{ name: 'query', image: 'quay.io/thanos/thanos:v0.42.4', args: ['query', '--endpoint=store.tracing.svc:10901', '--grpc-client-tls-secure', '--grpc-client-tls-ca=/tls/ca.crt', '--grpc-client-tls-cert=/tls/tls.crt', '--grpc-client-tls-key=/tls/tls.key'], volumeMounts: [{ name: 'tls', mountPath: '/tls' }] }], { volumes: [secretVolume('tls', 'query-tls')] }),
  ], 'consistent'),
  good('keys of a Secret that an issuer is given', () => store((s) => { s.tls = { ...pair(leaf('minio.tracing.svc')), type: 'kubernetes.io/tls' }; }), 'proved'),
  good('a Secret that is made empty for cert-manager to fill', () => issued((_p, s) => {
    s.tls = { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name: 'minio-tls', namespace: 'tracing' }, data: { 'tls.crt': '', 'tls.key': '' } };
  }), 'consistent'),
  good('the service CA of OpenShift, pasted into a ConfigMap', () => store((s) => {
    s.tls = undefined;
    s.service.metadata.annotations = { 'service.beta.openshift.io/serving-cert-secret-name': 'minio-tls' };
    s.ca = configMap('storage-ca', { 'ca.crt': ca('openshift', { subject: 'openshift-service-serving-signer@1700000000' }).certificatePem });
  }), 'unverified'),
];
