import {
  acme, asking, attached, backendTls, client, CLIENTS_CA, CLUSTER, exposed, gateway, HOST, IMAGE, ingress, INLINE, NGINX, NS, other, pair,
  passed, passing, reencrypting, route, shimmed, speaking, through, unknown, VERIFYING, with_,
} from './exposed';
import { certificate, clusterIssuer, issuer } from './issued';
import { configMap, custom, secret, service, workload } from './kinds';
import { ca, leaf } from './pki';
import { good, set, Tree } from './tree';

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
