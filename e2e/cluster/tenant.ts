import { Chart } from 'cdk8s';
import { LITTLE, LOADED, traces } from './scene';
import { MinioTenant, MinioTenantProps, RootCredentials, S3Credentials, StoreVolume } from '../../src';
import { manifests, secret } from '../scenes/manifests';
import { APPLICATION, hostOf, ROOT } from '../scenes/store';

/** The namespace of MinIO's operator. */
export const OPERATOR = process.env.E2E_TENANT_OPERATOR ?? 'minio-operator';

/** The StatefulSet of the Tenant of scenes, its servers, and where each has the certificate that it shows. */
export const TENANT = { pods: 'store-pool-0', servers: 4, file: '/tmp/certs/public.crt' } as const;

/** A Tenant of four servers, a Tempo that stores in it, and their Secrets. */
export function tenantWithTempo(namespace: string, props: Partial<MinioTenantProps>, more: readonly object[] = []): any[] {
  const written = manifests(namespace, (chart: Chart) => {
    const tenant = new MinioTenant(chart, 'store', {
      servers: TENANT.servers,
      storage: StoreVolume.claim({ size: '1Gi' }),
      rootCredentials: RootCredentials.fromSecret('store-root'),
      operatorNamespace: OPERATOR,
      image: LOADED.image,
      imagePullPolicy: LOADED.imagePullPolicy,
      resources: LITTLE,
      ...props,
    });
    traces(chart, tenant.bucket('tempo', { credentials: S3Credentials.fromSecret('minio-tempo') }));
  });
  const settings = `export MINIO_ROOT_USER="${ROOT.rootUser}"\nexport MINIO_ROOT_PASSWORD="${ROOT.rootPassword}"\n`;
  const secrets = [
    ...more,
    secret('store-root', { ...ROOT, 'config.env': settings }),
    secret('minio-tempo', { ...APPLICATION, endpoint: `https://${hostOf(namespace)}:443`, bucket: 'tempo' }),
  ];
  return [...written, ...secrets].map((object: any) => ({ ...object, metadata: { namespace, ...object.metadata } }));
}
