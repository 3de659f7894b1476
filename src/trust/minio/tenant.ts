import { isMap, items, Manifest } from '../inventory';

/** What the operator makes of a Tenant (minio/operator 0ee2c254, v7.1.1). */
export interface Tenant {
  readonly spec: any;
  /** whether it asks the cluster for a certificate: unless that is switched off (pkg/apis/minio.min.io/v2/helper.go:189) */
  readonly autoCert: boolean;
  /** certificates that are given, the first of which is shown when no name is asked for */
  readonly given: readonly { readonly name: string; readonly certificate: string; readonly key: string }[];
}

/** Reads a Tenant, whatever stands in it. */
export function readTenantSpec(object: Manifest): Tenant {
  const spec = isMap(object.spec) ? object.spec : {};
  const given = items(spec.externalCertSecret).filter((one) => isMap(one) && typeof one.name === 'string').map((one) => {
    // Which keys are taken follows from the type that is written here, not from that of the Secret (pkg/resources/statefulsets/minio-statefulset.go:362).
    const standard = one.type === 'kubernetes.io/tls' || one.type === 'cert-manager.io/v1' || one.type === 'cert-manager.io/v1alpha2';
    return { name: String(one.name), certificate: standard ? 'tls.crt' : 'public.crt', key: standard ? 'tls.key' : 'private.key' };
  });
  return { spec, autoCert: spec.requestAutoCert !== false, given };
}

/** The names that the operator asks for in the certificate of a Tenant (helper.go:477, pkg/controller/minio.go:199). The bare "minio" is none of them. */
export function autoCertNames(name: string, namespace: string, domains: readonly string[], more: readonly string[]): string[] {
  return [
    ...domains.flatMap((domain) => [`minio.${namespace}.svc.${domain}`, `*.${name}-hl.${namespace}.svc.${domain}`, `*.${namespace}.svc.${domain}`]),
    `minio.${namespace}`, `minio.${namespace}.svc`, ...more,
  ];
}
