import { custom } from './kinds';
import { dialled, store, Store } from './store';

const CM = 'cert-manager.io/v1';
const NAMES = ['minio', 'minio.tracing', 'minio.tracing.svc', 'minio.tracing.svc.cluster.local'];

/** Tempo on MinIO with certificates of cert-manager: a root that signs itself, an issuer under it, a Bundle of trust-manager. */
export interface Issued {
  bootstrap: any;
  root: any;
  issuer: any;
  leaf: any;
  bundle: any;
}

export const certificate = (name: string, spec: object, namespace = 'tracing'): any => custom(CM, 'Certificate', name, { secretName: name, ...spec }, namespace);
export const issuer = (name: string, spec: object, namespace = 'tracing'): any => custom(CM, 'Issuer', name, spec, namespace);
export const clusterIssuer = (name: string, spec: object): any => ({ apiVersion: CM, kind: 'ClusterIssuer', metadata: { name }, spec });
export const bundle = (name: string, sources: object[], target: object = { configMap: { key: 'ca.crt' } }): any =>
  ({ apiVersion: 'trust.cert-manager.io/v1alpha1', kind: 'Bundle', metadata: { name }, spec: { sources, target } });

/** The good tree, with some change. */
export function issued(change: (parts: Issued, s: Store) => void = () => undefined): unknown[] {
  return store((s) => {
    const parts: Issued = {
      bootstrap: clusterIssuer('bootstrap', { selfSigned: {} }),
      root: certificate('root', {
        isCA: true, commonName: 'root', duration: '87600h', issuerRef: { name: 'bootstrap', kind: 'ClusterIssuer' }, privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' },
      }, 'cert-manager'),
      issuer: clusterIssuer('ca', { ca: { secretName: 'root' } }),
      leaf: certificate('minio-tls', { dnsNames: NAMES, usages: ['digital signature', 'key encipherment', 'server auth'], issuerRef: { name: 'ca', kind: 'ClusterIssuer' } }),
      bundle: bundle('storage-ca', [{ secret: { name: 'root', key: 'ca.crt' } }]),
    };
    s.tls = undefined;
    s.ca = undefined;
    change(parts, s);
    s.more.push(...Object.values(parts).filter((part) => part !== undefined));
  });
}

export { dialled };
