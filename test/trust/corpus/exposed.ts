import { certificate, clusterIssuer, issuer } from './issued';
import { configMap, custom, mapVolume, secret, secretVolume, service, workload } from './kinds';
import { ca, leaf } from './pki';
import { bad, good, set, Tree } from './tree';

const HOST = 'store.eu1.example.com';
const NS = 'eu1';
const IMAGE = 'quay.io/thanos/thanos:v0.41.0';
const NGINX = 'nginx.ingress.kubernetes.io';

/** A querier that dials a store of another cluster, and what leads to that store. */
interface Exposed {
  /** flags of the querier beside the address */
  args: string[];
  address: string;
  /** the CAs that the querier trusts */
  trusted: string;
  identity: any;
  /** what leads in */
  entrance: any[];
  /** the Secret with the certificate of the entrance */
  tls: any;
  /** flags of the store */
  store: string[];
  /** the store's own certificate */
  own: any;
  /** the Secret that OpenShift writes for the store's Service, which the store mounts in place of its own */
  serving?: string;
  more: any[];
}

const pair = (name: string, issued = leaf(HOST), more: object = {}, namespace = NS): any => secret(name, { 'tls.crt': issued.certificatePem, 'tls.key': issued.privateKeyPem, ...more }, namespace);
const ingress = (spec: object = {}, annotations: object = {}, name = 'store', namespace = NS): any => custom('networking.k8s.io/v1', 'Ingress', name, {
  ingressClassName: 'nginx',
  tls: [{ hosts: [HOST], secretName: 'store-public' }],
  rules: [{ host: HOST, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'thanos-store', port: { name: 'grpc' } } } }] } }],
  ...spec,
}, namespace, { annotations: { [`${NGINX}/backend-protocol`]: 'GRPC', ...annotations } });
const passing = (spec: object = {}): any => ingress({ tls: [{ hosts: [HOST] }], ...spec }, { [`${NGINX}/ssl-passthrough`]: 'true', [`${NGINX}/backend-protocol`]: 'GRPCS' });
const route = (tls: object, spec: object = {}): any => custom('route.openshift.io/v1', 'Route', 'store', { host: HOST, to: { kind: 'Service', name: 'thanos-store', weight: 100 }, port: { targetPort: 'grpc' }, tls, ...spec }, NS);
const gateway = (listener: object = {}, spec: object = {}, annotations: object = {}): any => custom('gateway.networking.k8s.io/v1', 'Gateway', 'public', {
  gatewayClassName: 'envoy',
  listeners: [{ name: 'grpc', hostname: HOST, port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'store-public' }] }, ...listener }],
  ...spec,
}, NS, { annotations });
const attached = (kind: string, spec: object = {}, version = 'v1'): any => custom(`gateway.networking.k8s.io/${version}`, kind, 'store', {
  parentRefs: [{ name: 'public' }], hostnames: [HOST], rules: [{ backendRefs: [{ name: 'thanos-store', port: 10901 }] }], ...spec,
}, NS);
const through = { name: 'tls', protocol: 'TLS', tls: { mode: 'Passthrough' } };

function exposed(change: (parts: Exposed) => void = () => undefined): any[] {
  const parts: Exposed = {
    args: [], address: `${HOST}:443`, trusted: ca().certificatePem, identity: undefined, entrance: [ingress()], tls: pair('store-public'), store: [], own: undefined, more: [],
  };
  change(parts);
  const mount = (name: string) => ({ name, mountPath: `/${name}` });
  const mounted = parts.own !== undefined || parts.serving !== undefined;
  const store = service('thanos-store', { app: 'thanos-store' }, [{ name: 'grpc', port: 10901 }, { name: 'http', port: 10902 }], NS);
  return [
    workload('Deployment', 'thanos-query', [{
      name: 'query',
      image: IMAGE,
      args: ['query', `--endpoint=${parts.address}`, '--grpc-client-tls-secure', '--grpc-client-tls-ca=/ca/ca.crt', ...parts.args],
      volumeMounts: [mount('ca'), ...parts.identity ? [mount('identity')] : []],
    }], { volumes: [mapVolume('ca', 'stores-ca'), ...parts.identity ? [secretVolume('identity', 'querier')] : []] }, 'monitoring'),
    configMap('stores-ca', { 'ca.crt': parts.trusted }, 'monitoring'),
    parts.identity,
    workload('StatefulSet', 'thanos-store', [{
      name: 'store', image: IMAGE, args: ['store', '--data-dir=/data', ...parts.store], ports: [{ name: 'grpc', containerPort: 10901 }], volumeMounts: mounted ? [mount('own')] : [],
    }], { volumes: mounted ? [secretVolume('own', 'store-own')] : [] }, NS),
    parts.serving === undefined ? store : set(store, 'metadata.annotations', { 'service.beta.openshift.io/serving-cert-secret-name': parts.serving }),
    parts.tls,
    parts.own,
    ...parts.entrance,
    ...parts.more,
  ].filter((object) => object !== undefined);
}

/** The store itself speaks TLS, and the entrance hands it on. */
const passed = (entrance: any[], own = leaf(HOST)) => (parts: Exposed): void => {
  parts.entrance = entrance;
  parts.tls = undefined;
  parts.own = pair('store-own', own, { 'ca.crt': ca('clients').certificatePem });
  parts.store = ['--grpc-server-tls-cert=/own/tls.crt', '--grpc-server-tls-key=/own/tls.key'];
};
/** The store itself speaks TLS, and the entrance ends it and goes on. */
const speaking = (entrance: any[], own = leaf('thanos-store.eu1.svc')) => (parts: Exposed): void => {
  passed(entrance, own)(parts);
  parts.tls = pair('store-public');
};
const VERIFYING = {
  [`${NGINX}/backend-protocol`]: 'HTTPS', [`${NGINX}/proxy-ssl-verify`]: 'on', [`${NGINX}/proxy-ssl-secret`]: `${NS}/backend`, [`${NGINX}/proxy-ssl-name`]: 'thanos-store.eu1.svc',
};
const reencrypting = (more: object): any => route({ termination: 'reencrypt', externalCertificate: { name: 'store-public' }, ...more });
const backendTls = (hostname: string): any => custom('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', 'store', {
  targetRefs: [{ group: '', kind: 'Service', name: 'thanos-store', sectionName: 'grpc' }],
  validation: { hostname, caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'backend' }] },
}, NS);
const client = (parts: Exposed): void => {
  parts.identity = pair('querier', leaf('querier', { of: 'clients', usages: ['clientAuth'] }), {}, 'monitoring');
  parts.args.push('--grpc-client-tls-cert=/identity/tls.crt', '--grpc-client-tls-key=/identity/tls.key');
};
const asking = (annotations: object = {}): any => ingress({}, { [`${NGINX}/auth-tls-secret`]: `${NS}/clients-ca`, ...annotations });
const CLIENTS_CA = secret('clients-ca', { 'ca.crt': ca('clients').certificatePem }, NS);
const with_ = (...entrance: any[]) => () => exposed((e) => { e.entrance = entrance; });
const other = pair('store-public', leaf('other.example.com'));
const INLINE = { termination: 'edge', certificate: leaf(HOST).certificatePem, key: leaf(HOST).privateKeyPem };
const unknown = (e: Exposed): void => { e.tls = undefined; };

/** An issuer of the tree's, and an Ingress of which cert-manager makes a Certificate. */
const shimmed = (annotations: object, spec: object = {}, more: any[] = []) => () => exposed((e) => {
  e.tls = undefined;
  e.entrance = [ingress(spec, annotations)];
  e.more = [secret('root', { 'tls.crt': ca().certificatePem, 'tls.key': ca().privateKeyPem }, 'cert-manager'), clusterIssuer('ca', { ca: { secretName: 'root' } }), ...more];
});
const CLUSTER = { 'cert-manager.io/cluster-issuer': 'ca' };
const acme = clusterIssuer('letsencrypt', { acme: { server: 'https://acme-v02.api.letsencrypt.org/directory', privateKeySecretRef: { name: 'account' } } });

/** Stores behind an Ingress, a Route or a Gateway, in the ways in which they work, or nobody can tell. */
export const EXPOSED_GOOD: readonly Tree[] = [
  good('an Ingress with its certificate', () => exposed(), 'consistent proved'),
  good('an Ingress with a wildcard for host and certificate', () => exposed((e) => {
    e.tls = pair('store-public', leaf('*.eu1.example.com'));
    e.entrance = [ingress({ tls: [{ hosts: ['*.eu1.example.com'], secretName: 'store-public' }], rules: [{ host: '*.eu1.example.com' }] })];
  }), 'proved'),
  good('an Ingress with a wildcard for the certificate only', () => exposed((e) => {
    e.tls = pair('store-public', leaf('*.eu1.example.com'));
    e.entrance = [ingress({ tls: [{ hosts: ['*.eu1.example.com'], secretName: 'store-public' }] })];
  }), 'consistent proved'),
  good('an Ingress whose entry names no host', () => exposed((e) => { e.entrance = [ingress({ tls: [{ secretName: 'store-public' }] })]; }), 'consistent proved'),
  good('an Ingress whose entry names no host, and its certificate another', () => exposed((e) => { e.tls = other; e.entrance = [ingress({ tls: [{ secretName: 'store-public' }] })]; }), 'consistent unverified'),
  good('an Ingress whose entries are for other hosts', () => exposed((e) => { e.tls = other; e.entrance = [ingress({ tls: [{ hosts: ['other.example.com'], secretName: 'store-public' }] })]; }), 'consistent unverified'),
  good('an Ingress with the certificate of its controller', with_(ingress({ tls: [{ hosts: [HOST] }] })), 'consistent unverified'),
  good('an Ingress without TLS', with_(ingress({ tls: undefined })), 'consistent unverified'),
  good('an Ingress whose Secret is not here', () => exposed(unknown), 'consistent unverified'),
  good('an Ingress whose Secret is only where the controller is', () => exposed((e) => { e.tls = pair('store-public', leaf('*.eu1.example.com'), {}, 'ingress-nginx'); }), 'consistent unverified'),
  good('an Ingress of a load balancer of AWS', () => exposed((e) => { e.tls = other; e.entrance = [ingress({ ingressClassName: 'alb' })]; }), 'unverified'),
  good('an Ingress of a class of AWS', () => exposed((e) => {
    e.tls = other;
    e.entrance = [ingress({ ingressClassName: 'internal' }), { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'internal' }, spec: { controller: 'ingress.k8s.aws/alb' } }];
  }), 'unverified'),
  good('an Ingress with a certificate that Google keeps', () => exposed((e) => { e.tls = other; e.entrance = [ingress({}, { 'networking.gke.io/managed-certificates': 'store' })]; }), 'consistent unverified'),
  good('an Ingress behind the proxy of Cloudflare', () => exposed((e) => { e.tls = other; e.entrance = [ingress({}, { 'external-dns.alpha.kubernetes.io/cloudflare-proxied': 'true' })]; }), 'consistent unverified'),
  good('two Ingresses of one host that say the same', with_(ingress(), ingress({}, {}, 'http')), 'consistent consistent proved'),
  good('two Ingresses of one host in two environments', () => exposed((e) => { e.entrance.push(ingress({}, {}, 'store', 'staging')); e.more = [pair('store-public', leaf('staging.example.com'), {}, 'staging')]; }), 'consistent unverified'),
  good('a Secret of which each cluster has its own', () => exposed((e) => { e.tls = pair('store-public', leaf('store.us1.example.com')); e.more = [pair('store-public')]; }), 'consistent unverified'),
  good('a canary beside an Ingress', with_(ingress(), ingress({ tls: [{ hosts: [HOST], secretName: 'canary' }] }, { [`${NGINX}/canary`]: 'true' }, 'canary')), 'consistent consistent proved'),
  good('an Ingress of Knative', () => exposed((e) => { e.tls = other; e.entrance = [{ ...ingress(), apiVersion: 'networking.internal.knative.dev/v1alpha1' }]; }), 'unverified'),
  good('another port than that of the Ingress', () => exposed((e) => { e.tls = other; e.address = `${HOST}:10901`; }), 'consistent unverified'),
  good('another name asked for at an Ingress', () => exposed((e) => { e.tls = other; e.args = ['--grpc-client-server-name=thanos-store']; }), 'consistent unverified'),
  good('an Ingress asked for by the name that is dialled', () => exposed((e) => { e.args = [`--grpc-client-server-name=${HOST}`]; e.address = `dns+${HOST}:443`; }), 'consistent proved'),
  good('an Ingress, and what its owner declared of it', () => exposed((e) => { e.tls = other; }), 'consistent unverified', {
    facts: [{ namespace: '', facts: { external: { [HOST]: { certificate: { dnsNames: [HOST] } } } } as object }],
  }),
  good('a host with a trailing dot', () => exposed((e) => { e.address = `${HOST}.:443`; })),
  good('a mesh that begins TLS for a host', () => exposed((e) => {
    e.more = [custom('networking.istio.io/v1', 'ServiceEntry', 'stores', { hosts: [HOST] }, 'monitoring'), workload('Deployment', 'plain', [{ name: 'query', image: IMAGE, args: ['query', `--endpoint=${HOST}:443`] }], {}, 'monitoring')];
  }), 'consistent proved unverified'),

  good('an Ingress that lets in who shows a certificate', () => exposed((e) => { client(e); e.entrance = [asking()]; e.more = [CLIENTS_CA]; }), 'consistent proved'),
  good('an Ingress that lets in who shows none', () => exposed((e) => { e.entrance = [asking({ [`${NGINX}/auth-tls-verify-client`]: 'optional' })]; e.more = [CLIENTS_CA]; }), 'consistent proved'),
  good('an Ingress that verifies no client', () => exposed((e) => { e.entrance = [asking({ [`${NGINX}/auth-tls-verify-client`]: 'off' })]; }), 'consistent proved'),

  good('an Ingress that passes TLS on', () => exposed(passed([passing()])), 'proved'),
  good('an Ingress that passes TLS on, and names no host for it', () => exposed(passed([passing({ tls: undefined })])), 'proved'),
  good('an Ingress that passes TLS on, to a Service that is not here', () => exposed((e) => {
    passed([passing({ rules: [{ host: HOST, http: { paths: [{ path: '/', backend: { service: { name: 'elsewhere', port: { number: 10901 } } } }] } }] })])(e);
  }), 'unverified'),
  good('an Ingress that cannot pass on a path', () => exposed((e) => {
    passed([passing({ rules: [{ host: HOST, http: { paths: [{ path: '/api', backend: { service: { name: 'thanos-store', port: { number: 10901 } } } }] } }] })], leaf('other.example.com'))(e);
  }), 'unverified'),
  good('a Route that passes TLS on', () => exposed(passed([route({ termination: 'passthrough' })])), 'proved'),
  good('a Route that passes TLS on to a port of the pods', () => exposed(passed([route({ termination: 'passthrough' }, { port: { targetPort: 10901 } })])), 'proved'),
  good('a Route that passes TLS on to it does not say which port', () => exposed(passed([route({ termination: 'passthrough' }, { port: undefined })])), 'unverified'),
  good('a Route with its certificate', () => exposed((e) => { e.tls = undefined; e.entrance = [route(INLINE)]; }), 'consistent proved'),
  good('a Route with its certificate and what is above it', () => exposed((e) => {
    const between = ca('between', { above: 'one' });
    const own = leaf(HOST, { of: 'between' });
    e.tls = undefined;
    e.entrance = [route({ termination: 'edge', certificate: own.certificatePem, key: own.privateKeyPem, caCertificate: between.certificatePem })];
  }), 'consistent proved'),
  good('a Route that names a Secret', with_(route({ termination: 'edge', externalCertificate: { name: 'store-public' } })), 'consistent proved'),
  good('a Route with the certificate of the router', with_(route({ termination: 'edge' })), 'consistent unverified'),
  good('a Route for all names of a domain', () => exposed((e) => { e.tls = undefined; e.entrance = [route(INLINE, { host: 'any.eu1.example.com', wildcardPolicy: 'Subdomain' })]; }), 'consistent proved'),
  good('a Route without TLS', with_(route({}, { tls: undefined })), 'unverified'),
  good('a Route of Knative', () => exposed((e) => { e.entrance = [{ ...route(INLINE), apiVersion: 'serving.knative.dev/v1' }]; }), 'unverified'),

  good('a Gateway with its certificate', with_(gateway(), attached('GRPCRoute')), 'proved'),
  good('a Gateway without routes', with_(gateway()), 'proved'),
  good('a Gateway for all names below a domain', () => exposed((e) => {
    e.tls = pair('store-public', leaf('*.eu1.example.com'));
    e.entrance = [gateway({ hostname: '*.example.com' })];
  }), 'proved'),
  good('a Gateway for any name, with a route', with_(gateway({ hostname: undefined }), attached('HTTPRoute')), 'proved'),
  good('a listener for the host goes before one for its domain', () => exposed((e) => {
    e.more = [pair('domain', leaf('domain.example.com'))];
    e.entrance = [gateway({}, {
      listeners: [
        { name: 'domain', hostname: '*.eu1.example.com', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'domain' }] } },
        { name: 'grpc', hostname: HOST, port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'store-public' }] } },
      ],
    })];
  }), 'proved'),
  good('a Gateway with a certificate of another namespace that is granted', () => exposed((e) => {
    e.tls = pair('store-public', leaf(HOST), {}, 'certs');
    e.entrance = [gateway({ tls: { certificateRefs: [{ name: 'store-public', namespace: 'certs' }] } })];
    e.more = [custom('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', 'gateways', { from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: NS }], to: [{ group: '', kind: 'Secret' }] }, 'certs')];
  }), 'proved'),
  good('a Gateway with a certificate of another namespace that nothing here grants', () => exposed((e) => {
    e.tls = pair('store-public', leaf('other.example.com'), {}, 'certs');
    e.entrance = [gateway({ tls: { certificateRefs: [{ name: 'store-public', namespace: 'certs' }] } })];
  }), 'unverified'),
  good('a Gateway with a map of certificates', () => exposed((e) => { e.tls = other; e.entrance = [gateway({}, {}, { 'networking.gke.io/certmap': 'public' })]; }), 'unverified'),
  good('a Gateway of Istio', () => exposed((e) => { e.tls = other; e.entrance = [{ ...gateway(), apiVersion: 'networking.istio.io/v1' }]; }), 'unverified'),
  good('a Gateway that passes TLS on', () => exposed(passed([gateway(through), attached('TLSRoute', {}, 'v1alpha2')])), 'proved'),
  good('a Gateway that passes TLS on, to whom does not show', () => exposed(passed([gateway(through)])), 'unverified'),
  good('a Gateway that lets in who shows a certificate', () => exposed((e) => {
    client(e);
    e.entrance = [gateway({}, { tls: { frontend: { default: { validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'clients' }] } } } } })];
    e.more = [configMap('clients', { 'ca.crt': ca('clients').certificatePem }, NS)];
  }), 'proved'),

  good('a load balancer with a name in DNS', () => exposed((e) => {
    passed([{ ...service('public', { app: 'thanos-store' }, [{ port: 443, targetPort: 'grpc' }], NS, {}), metadata: { name: 'public', namespace: NS, annotations: { 'external-dns.alpha.kubernetes.io/hostname': HOST } } }])(e);
    e.entrance = e.entrance.map((one) => set(one, 'spec.type', 'LoadBalancer'));
  }), 'proved'),

  good('a certificate that cert-manager makes of an Ingress', shimmed(CLUSTER), 'consistent consistent'),
  good('a certificate of an Issuer that cert-manager makes of an Ingress', shimmed({ 'cert-manager.io/issuer': 'own' }, {}, [issuer('own', { ca: { secretName: 'own-root' } }, NS), secret('own-root', { 'tls.crt': ca().certificatePem, 'tls.key': ca().privateKeyPem }, NS)]), 'consistent consistent'),
  good('an issuer of somebody else\'s for an Ingress', shimmed({ 'cert-manager.io/issuer': 'vault', 'cert-manager.io/issuer-kind': 'Other', 'cert-manager.io/issuer-group': 'example.com' }), 'consistent unverified'),
  good('annotations that contradict each other', shimmed({ ...CLUSTER, 'cert-manager.io/issuer': 'ca' }), 'consistent unverified'),
  good('one Secret for two entries, of which cert-manager makes nothing', shimmed(CLUSTER, { tls: [{ hosts: [HOST], secretName: 'store-public' }, { hosts: ['other.example.com'], secretName: 'store-public' }] }), 'consistent unverified'),
  good('a public certificate that cert-manager makes of an Ingress', () => exposed((e) => {
    e.tls = undefined;
    e.entrance = [ingress({}, { 'cert-manager.io/cluster-issuer': 'letsencrypt' })];
    e.more = [acme, workload('Deployment', 'public', [{ name: 'query', image: IMAGE, args: ['query', `--endpoint=${HOST}:443`, '--grpc-client-tls-secure'] }], {}, 'monitoring')];
    e.trusted = leaf('none').certificatePem.concat(ca('isrg').certificatePem);
  })),
  good('a certificate that cert-manager makes of a Gateway', () => exposed((e) => {
    e.tls = undefined;
    e.entrance = [gateway({}, {}, CLUSTER)];
    e.more = [secret('root', { 'tls.crt': ca().certificatePem, 'tls.key': ca().privateKeyPem }, 'cert-manager'), clusterIssuer('ca', { ca: { secretName: 'root' } })];
  }), 'consistent'),
  good('a Certificate for an Ingress', () => exposed((e) => {
    e.tls = undefined;
    e.more = [secret('root', { 'tls.crt': ca().certificatePem, 'tls.key': ca().privateKeyPem }, 'cert-manager'), clusterIssuer('ca', { ca: { secretName: 'root' } }), certificate('store-public', { dnsNames: [HOST], issuerRef: { name: 'ca', kind: 'ClusterIssuer' } }, NS)];
  }), 'consistent consistent'),

  good('an Ingress that speaks TLS to its store, and verifies nothing', () => exposed(speaking([ingress({}, { [`${NGINX}/backend-protocol`]: 'GRPCS' })])), 'proved unverified'),
  good('an Ingress that verifies its store', () => exposed((e) => {
    speaking([ingress({}, VERIFYING)])(e);
    e.more = [secret('backend', { 'ca.crt': ca().certificatePem }, NS)];
  }), 'proved proved'),
  good('an Ingress that hands on what nginx is told', () => exposed(speaking([ingress({}, { [`${NGINX}/configuration-snippet`]: 'grpc_pass grpcs://upstream_balancer;' })])), 'proved'),
  good('an Ingress of another controller, whose Service tells how it speaks', () => exposed(speaking([ingress({ ingressClassName: 'traefik' })])), 'proved'),
  good('a Route that verifies its store with the CA that it names', () => exposed(speaking([reencrypting({ destinationCACertificate: ca().certificatePem })], leaf('any.example.com'))), 'proved proved'),
  good('a Route that verifies its store with the CA of OpenShift', () => exposed((e) => {
    speaking([reencrypting({})])(e);
    e.own = undefined;
    e.serving = 'store-own';
  }), 'consistent proved'),
  good('a Route in front of a store without TLS', with_(route({ termination: 'edge', externalCertificate: { name: 'store-public' } })), 'consistent proved'),
  good('a Gateway that verifies its store', () => exposed((e) => {
    speaking([gateway(), attached('GRPCRoute'), backendTls('thanos-store.eu1.svc')])(e);
    e.more = [configMap('backend', { 'ca.crt': ca().certificatePem }, NS)];
  }), 'proved proved'),
  good('a policy for Gateways, and no route to its Service', () => exposed((e) => {
    e.entrance = [gateway(), backendTls('thanos-store.eu1.svc')];
    e.more = [configMap('backend', { 'ca.crt': ca().certificatePem }, NS)];
  }), 'proved'),
];

const AT = 'Ingress/store Secret/store-public Deployment/thanos-query';

/** The same with one fault. */
export const EXPOSED_BAD: readonly Tree[] = [
  bad('an Ingress with a certificate for another host', () => exposed((e) => { e.tls = other; }), AT),
  bad('an Ingress with a certificate that ended', () => exposed((e) => { e.tls = pair('store-public', leaf(HOST, { until: -1 })); }), AT),
  bad('an Ingress with a certificate of a CA that the querier does not know', () => exposed((e) => { e.tls = pair('store-public', leaf(HOST, { of: 'two' })); }), `${AT} ConfigMap/stores-ca`),
  bad('an Ingress with the key of another certificate', () => exposed((e) => { e.tls = pair('store-public', { ...leaf(HOST), privateKeyPem: leaf('other.example.com').privateKeyPem }); }), AT),
  bad('an Ingress of a wildcard that covers one label', () => exposed((e) => {
    e.address = 'store.eu1.example.com:443';
    e.tls = pair('store-public', leaf('*.example.com'));
  }), AT),
  bad('an Ingress dialled in the clear', () => [...exposed(), workload('Deployment', 'plain', [{ name: 'query', image: IMAGE, args: ['query', `--endpoint=${HOST}:443`] }], {}, 'monitoring')], 'Deployment/plain'),
  bad('an Ingress that wants a certificate, and the querier has none', () => exposed((e) => { e.entrance = [asking()]; e.more = [CLIENTS_CA]; }), 'Ingress/store Deployment/thanos-query'),
  bad('an Ingress that wants a certificate of another CA', () => exposed((e) => {
    client(e);
    e.entrance = [asking()];
    e.more = [secret('clients-ca', { 'ca.crt': ca('two').certificatePem }, NS)];
  }), 'Ingress/store Secret/clients-ca Secret/querier Deployment/thanos-query'),
  bad('a slip in the name of an Ingress\' Secret', () => exposed((e) => { e.tls = pair('store-pubilc'); }), `${AT} Secret/store-pubilc`),

  bad('an Ingress that passes TLS on, to a certificate for names inside', () => exposed(passed([passing()], leaf('thanos-store.eu1.svc'))), 'Secret/store-own'),
  bad('an Ingress that passes TLS on, to a store that speaks none', () => exposed((e) => { e.entrance = [passing()]; }), 'Ingress/store StatefulSet/thanos-store Deployment/thanos-query'),
  bad('a Route that passes TLS on, to a certificate for names inside', () => exposed(passed([route({ termination: 'passthrough' })], leaf('thanos-store.eu1.svc'))), 'Secret/store-own'),
  bad('a Route that passes TLS on, to a store that speaks none', () => exposed((e) => { e.tls = undefined; e.entrance = [route({ termination: 'passthrough' })]; }), 'StatefulSet/thanos-store Deployment/thanos-query'),
  bad('a Route with a certificate for another host', () => exposed((e) => { e.tls = undefined; e.entrance = [route({ ...INLINE, certificate: leaf('other.example.com').certificatePem, key: leaf('other.example.com').privateKeyPem })]; }), 'Route/store'),
  bad('a Route with the key of another certificate', () => exposed((e) => { e.tls = undefined; e.entrance = [route({ ...INLINE, key: leaf('other.example.com').privateKeyPem })]; }), 'Route/store'),
  bad('a Gateway with a certificate for another host', () => exposed((e) => { e.tls = other; e.entrance = [gateway(), attached('GRPCRoute')]; }), 'Gateway/public Secret/store-public'),
  bad('a Gateway that wants a certificate, and the querier has none', () => exposed((e) => {
    e.entrance = [gateway({}, { tls: { frontend: { default: {}, perPort: [{ port: 443, tls: { validation: { caCertificateRefs: [{ name: 'clients', kind: 'ConfigMap' }] } } }] } } })];
  }), 'Gateway/public Deployment/thanos-query'),
  bad('a Gateway that passes TLS on, to a certificate for names inside', () => exposed(passed([gateway(through), attached('TLSRoute')], leaf('thanos-store.eu1.svc'))), 'Secret/store-own'),

  bad('an Ingress that asks for an Issuer, and it is a ClusterIssuer', shimmed({ 'cert-manager.io/issuer': 'ca' }), 'Ingress/store'),
  bad('a CA that the querier does not know signs for an Ingress', () => shimmed(CLUSTER)().map((object) => (object.metadata.name === 'stores-ca' ? configMap('stores-ca', { 'ca.crt': ca('two').certificatePem }, 'monitoring') : object)),
    'Ingress/store ConfigMap/stores-ca Deployment/thanos-query'),

  bad('staging certificates of Let\'s Encrypt behind an Ingress, for the public roots', () => [
    ...shimmed({ 'cert-manager.io/cluster-issuer': 'letsencrypt' }, {}, [set(acme, 'spec.acme.server', 'https://acme-staging-v02.api.letsencrypt.org/directory')])(),
    workload('Deployment', 'public', [{ name: 'query', image: IMAGE, args: ['query', `--endpoint=${HOST}:443`, '--grpc-client-tls-secure'] }], {}, 'monitoring'),
  ], 'Ingress/store Deployment/public'),
  bad('an Ingress that speaks no TLS to a store that does', () => exposed(speaking([ingress()])), 'Ingress/store'),
  bad('an Ingress that is told nothing of a store that speaks TLS', () => exposed(speaking([ingress({}, { [`${NGINX}/backend-protocol`]: undefined })])), 'Ingress/store'),
  bad('an Ingress that speaks TLS to a store that does not', with_(ingress({}, { [`${NGINX}/backend-protocol`]: 'GRPCS' })), 'Ingress/store StatefulSet/thanos-store'),
  bad('an Ingress that shows no certificate to a store that demands one', () => exposed((e) => {
    speaking([ingress({}, { [`${NGINX}/backend-protocol`]: 'GRPCS', [`${NGINX}/proxy-ssl-secret`]: `${NS}/backend` })])(e);
    e.store.push('--grpc-server-tls-client-ca=/own/ca.crt');
    e.more = [pair('backend', leaf('nginx', { of: 'clients', usages: ['clientAuth'] }))];
  }), 'Ingress/store StatefulSet/thanos-store'),
  bad('an Ingress that verifies its store by no name', () => exposed((e) => {
    speaking([ingress({}, { ...VERIFYING, [`${NGINX}/proxy-ssl-name`]: undefined })])(e);
    e.more = [secret('backend', { 'ca.crt': ca().certificatePem }, NS)];
  }), 'Ingress/store Secret/store-own'),
  bad('an Ingress that verifies its store with another CA', () => exposed((e) => {
    speaking([ingress({}, VERIFYING)])(e);
    e.more = [secret('backend', { 'ca.crt': ca('two').certificatePem }, NS)];
  }), 'Ingress/store Secret/backend'),
  bad('a Route that verifies its store with another CA', () => exposed(speaking([reencrypting({ destinationCACertificate: ca('two').certificatePem })])), 'Route/store'),
  bad('a Route that verifies a private CA\'s certificate with the CA of OpenShift', () => exposed(speaking([reencrypting({})])), 'Route/store Secret/store-own'),
  bad('a Route that ends TLS in front of a store that speaks it', () => exposed(speaking([route({ termination: 'edge', externalCertificate: { name: 'store-public' } })])), 'Route/store'),
  bad('a Gateway that verifies its store by another name', () => exposed((e) => {
    speaking([gateway(), attached('GRPCRoute'), backendTls('thanos.eu1.svc')])(e);
    e.more = [configMap('backend', { 'ca.crt': ca().certificatePem }, NS)];
  }), 'BackendTLSPolicy/store Secret/store-own'),
];
