import { Manifest, namespaceOf } from '../inventory';
import { isMap, items } from '../values';

/** What the operator makes of a Tenant (minio/operator 0ee2c254, v7.1.1). */
export interface Tenant {
  readonly spec: any;
  /** whether it asks the cluster for a certificate: unless that is switched off (pkg/apis/minio.min.io/v2/helper.go:189) */
  readonly autoCert: boolean;
  /** certificates that are given, the first of which is shown when no name is asked for */
  readonly given: readonly { readonly name: string; readonly certificate: string; readonly key: string }[];
  /** bundles that the servers read beside their own certificates: Secret and key */
  readonly authorities: readonly { readonly name: string; readonly key: string }[];
}

/** Reads a Tenant, whatever stands in it. */
export function readTenantSpec(object: Manifest): Tenant {
  const spec = isMap(object.spec) ? object.spec : {};
  const certificates = named(spec.externalCertSecret);
  // Which keys are taken follows from the type that is written here, not from that of the Secret (pkg/resources/statefulsets/minio-statefulset.go:362).
  const given = certificates.map(({ name, type }) => (type === 'other' ? { name, certificate: 'public.crt', key: 'private.key' } : { name, certificate: 'tls.crt', key: 'tls.key' }));
  const authorities = [
    ...certificates.filter(({ type }) => type === 'cert-manager').map(({ name }) => ({ name, key: 'ca.crt' })),
    ...named(spec.externalCaCertSecret).map(({ name, type }) => ({ name, key: { 'other': 'public.crt', 'tls': 'tls.crt', 'cert-manager': 'ca.crt' }[type] })),
  ];
  return { spec, autoCert: spec.requestAutoCert !== false, given, authorities };
}

function named(list: unknown): { name: string; type: 'tls' | 'cert-manager' | 'other' }[] {
  return items(list).filter((one) => isMap(one) && typeof one.name === 'string').map(({ name, type }: any) => (
    { name, type: type === 'kubernetes.io/tls' ? 'tls' : /^cert-manager\.io\/v1(alpha2)?$/.test(type) ? 'cert-manager' : 'other' }));
}

/** More servers than any store has. */
const LIMIT = 64;

/** The names by which the servers of a Tenant dial each other (helper.go:436, MinIOHosts); one server alone dials nobody. */
export function tenantPeers(object: Manifest, domain: string): string[] {
  const pools = items(readTenantSpec(object).spec.pools).filter((pool) => isMap(pool) && typeof pool.name === 'string' && Number.isInteger(pool.servers));
  if (pools.length === 1 && pools[0].servers === 1) { return []; }
  const { name } = object.metadata;
  const count = (servers: number) => Math.max(0, Math.min(servers, LIMIT));
  return pools.flatMap((pool) => Array.from({ length: count(pool.servers) }, (_, i) => `${name}-${pool.name}-${i}.${name}-hl.${namespaceOf(object)}.svc.${domain}`)).slice(0, LIMIT);
}

/** The names that the operator asks for in the certificate of a Tenant (helper.go:477, pkg/controller/minio.go:199). The bare "minio" is none of them. */
export function autoCertNames(name: string, namespace: string, domains: readonly string[], more: readonly string[]): string[] {
  return [
    ...domains.flatMap((domain) => [`minio.${namespace}.svc.${domain}`, `*.${name}-hl.${namespace}.svc.${domain}`, `*.${namespace}.svc.${domain}`]),
    `minio.${namespace}`, `minio.${namespace}.svc`, ...more,
  ];
}
