import {
  acme, asking, attached, backendTls, client, CLIENTS_CA, CLUSTER, exposed, gateway, HOST, IMAGE, ingress, INLINE, NGINX, NS, other, pair,
  passed, passing, reencrypting, route, shimmed, speaking, through, VERIFYING, with_,
} from './exposed';
import { configMap, secret, workload } from './kinds';
import { ca, leaf } from './pki';
import { bad, set, Tree } from './tree';

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
