import { clusterIssuer } from './issued';
import { configMap, custom, mapVolume, secret, secretVolume, service, workload } from './kinds';
import { ca, leaf } from './pki';
import { set } from './tree';

export const HOST = 'store.eu1.example.com';
export const NS = 'eu1';
export const IMAGE = 'quay.io/thanos/thanos:v0.41.0';
export const NGINX = 'nginx.ingress.kubernetes.io';

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

export const pair = (name: string, issued = leaf(HOST), more: object = {}, namespace = NS): any => secret(name, { 'tls.crt': issued.certificatePem, 'tls.key': issued.privateKeyPem, ...more }, namespace);
export const ingress = (spec: object = {}, annotations: object = {}, name = 'store', namespace = NS): any => custom('networking.k8s.io/v1', 'Ingress', name, {
  ingressClassName: 'nginx',
  tls: [{ hosts: [HOST], secretName: 'store-public' }],
  rules: [{ host: HOST, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'thanos-store', port: { name: 'grpc' } } } }] } }],
  ...spec,
}, namespace, { annotations: { [`${NGINX}/backend-protocol`]: 'GRPC', ...annotations } });
export const passing = (spec: object = {}): any => ingress({ tls: [{ hosts: [HOST] }], ...spec }, { [`${NGINX}/ssl-passthrough`]: 'true', [`${NGINX}/backend-protocol`]: 'GRPCS' });
export const route = (tls: object, spec: object = {}): any => custom('route.openshift.io/v1', 'Route', 'store', { host: HOST, to: { kind: 'Service', name: 'thanos-store', weight: 100 }, port: { targetPort: 'grpc' }, tls, ...spec }, NS);
export const gateway = (listener: object = {}, spec: object = {}, annotations: object = {}): any => custom('gateway.networking.k8s.io/v1', 'Gateway', 'public', {
  gatewayClassName: 'envoy',
  listeners: [{ name: 'grpc', hostname: HOST, port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'store-public' }] }, ...listener }],
  ...spec,
}, NS, { annotations });
export const attached = (kind: string, spec: object = {}, version = 'v1'): any => custom(`gateway.networking.k8s.io/${version}`, kind, 'store', {
  parentRefs: [{ name: 'public' }], hostnames: [HOST], rules: [{ backendRefs: [{ name: 'thanos-store', port: 10901 }] }], ...spec,
}, NS);
export const through = { name: 'tls', protocol: 'TLS', tls: { mode: 'Passthrough' } };

export function exposed(change: (parts: Exposed) => void = () => undefined): any[] {
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
export const passed = (entrance: any[], own = leaf(HOST)) => (parts: Exposed): void => {
  parts.entrance = entrance;
  parts.tls = undefined;
  parts.own = pair('store-own', own, { 'ca.crt': ca('clients').certificatePem });
  parts.store = ['--grpc-server-tls-cert=/own/tls.crt', '--grpc-server-tls-key=/own/tls.key'];
};
/** The store itself speaks TLS, and the entrance ends it and goes on. */
export const speaking = (entrance: any[], own = leaf('thanos-store.eu1.svc')) => (parts: Exposed): void => {
  passed(entrance, own)(parts);
  parts.tls = pair('store-public');
};
export const VERIFYING = {
  [`${NGINX}/backend-protocol`]: 'HTTPS', [`${NGINX}/proxy-ssl-verify`]: 'on', [`${NGINX}/proxy-ssl-secret`]: `${NS}/backend`, [`${NGINX}/proxy-ssl-name`]: 'thanos-store.eu1.svc',
};
export const reencrypting = (more: object): any => route({ termination: 'reencrypt', externalCertificate: { name: 'store-public' }, ...more });
export const backendTls = (hostname: string): any => custom('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', 'store', {
  targetRefs: [{ group: '', kind: 'Service', name: 'thanos-store', sectionName: 'grpc' }],
  validation: { hostname, caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'backend' }] },
}, NS);
export const client = (parts: Exposed): void => {
  parts.identity = pair('querier', leaf('querier', { of: 'clients', usages: ['clientAuth'] }), {}, 'monitoring');
  parts.args.push('--grpc-client-tls-cert=/identity/tls.crt', '--grpc-client-tls-key=/identity/tls.key');
};
export const asking = (annotations: object = {}): any => ingress({}, { [`${NGINX}/auth-tls-secret`]: `${NS}/clients-ca`, ...annotations });
export const CLIENTS_CA = secret('clients-ca', { 'ca.crt': ca('clients').certificatePem }, NS);
export const with_ = (...entrance: any[]) => () => exposed((e) => { e.entrance = entrance; });
export const other = pair('store-public', leaf('other.example.com'));
export const INLINE = { termination: 'edge', certificate: leaf(HOST).certificatePem, key: leaf(HOST).privateKeyPem };
export const unknown = (e: Exposed): void => { e.tls = undefined; };

/** An issuer of the tree's, and an Ingress of which cert-manager makes a Certificate. */
export const shimmed = (annotations: object, spec: object = {}, more: any[] = []) => () => exposed((e) => {
  e.tls = undefined;
  e.entrance = [ingress(spec, annotations)];
  e.more = [secret('root', { 'tls.crt': ca().certificatePem, 'tls.key': ca().privateKeyPem }, 'cert-manager'), clusterIssuer('ca', { ca: { secretName: 'root' } }), ...more];
});
export const CLUSTER = { 'cert-manager.io/cluster-issuer': 'ca' };
export const acme = clusterIssuer('letsencrypt', { acme: { server: 'https://acme-v02.api.letsencrypt.org/directory', privateKeySecretRef: { name: 'account' } } });
