import { IConstruct } from 'constructs';
import { MinioTenantProps } from './minio-tenant-props';
import { ServerSpread, spreadOf } from './server-spread';
import { StoreVolume } from './store-volume';
import { TenantCertificateSpec, TenantSpec } from '../crds/minio-tenant';
import { invalid } from '../kube/invalid';
import { compact } from '../kube/merge';
import { restrictedContainer, restrictedPod } from '../kube/pod';
import { containerResources } from '../kube/resources';
import { requireInteger } from '../kube/text';
import { BoundCertificate } from '../pki/binding';
import { requireCertificateSecret } from '../pki/certificate-layout';
import { erasureLayout } from '../trust/minio/erasure';

/** What a Tenant's spec is made from, beside the user's properties. */
export interface TenantParts {
  readonly name: string;
  readonly poolName: string;
  readonly servers: number;
  readonly volumesPerServer: number;
  readonly image: string;
  readonly configurationName: string;
  /** undefined where the operator has one signed */
  readonly certificate?: BoundCertificate;
  /** a Secret with the CA as public.crt */
  readonly caSecretName?: string;
  readonly env: { readonly [name: string]: string };
  readonly uid: number | undefined;
  /** the revision of the root Secret, in the user's words */
  readonly revision?: string;
}

/** The labels that the operator gives to a Tenant's pods (minio/operator v7.1.1, pkg/apis/minio.min.io/v2/labels.go): a Service of it selects them by this one. */
export function tenantLabels(name: string): { [label: string]: string } {
  return { 'v1.min.io/tenant': name };
}

/** How many servers and volumes, of a number with which the operator and MinIO start. */
export function requireTenantSize(where: IConstruct, props: MinioTenantProps): { readonly servers: number; readonly volumesPerServer: number } {
  const servers = requireInteger(where, 'servers', props.servers ?? 4, 1, 64);
  const volumesPerServer = requireInteger(where, 'volumesPerServer', props.volumesPerServer ?? 1, 1, 16);
  if (servers === 1) { return { servers, volumesPerServer }; }
  const saw = `${servers} servers with ${volumesPerServer} volume${volumesPerServer > 1 ? 's' : ''} each`;
  if (servers * volumesPerServer < 4) {
    throw invalid(where, {
      what: 'MinIO\'s operator refuses this pool after it has been applied (v7.1.1, pkg/apis/minio.min.io/v2/helper.go)', saw, allowed: 'four volumes or more', fix: 'servers: 4, or volumesPerServer: 2',
    });
  }
  if (erasureLayout(servers, volumesPerServer) === undefined) {
    throw invalid(where, {
      what: 'MinIO has no way to lay objects evenly over these drives, and does not start',
      saw,
      allowed: 'a number of drives that sets of 2 to 16 divide, each set evenly over the servers',
      fix: 'servers: 4, 8 or 16',
    });
  }
  return { servers, volumesPerServer };
}

/** The spec of the Tenant. What the operator or MinIO would choose, and would choose wrongly, is written out. */
export function tenantSpec(where: IConstruct, parts: TenantParts, props: MinioTenantProps): { [key: string]: any } {
  const { certificate, servers } = parts;
  const spread = servers === 1 ? {} : spreadOf(props.spread ?? ServerSpread.PREFERRED, tenantLabels(parts.name));
  const probe = (path: string) => ({ httpGet: { path, port: 9000, scheme: 'HTTPS' }, timeoutSeconds: 5 });
  // As for TlsMinio: the first servers to be back do not know yet what the others have.
  const ready = servers === 1
    ? { ...probe('/minio/health/ready'), periodSeconds: 5, failureThreshold: 3 }
    : { ...probe('/minio/health/cluster/read'), periodSeconds: 5, failureThreshold: 3, successThreshold: 5 };
  const spec: TenantSpec = {
    image: parts.image,
    imagePullPolicy: props.imagePullPolicy ?? 'Always',
    imagePullSecret: props.imagePullSecret === undefined ? undefined : { name: props.imagePullSecret },
    configuration: { name: parts.configurationName },
    env: Object.entries(parts.env).map(([name, value]) => ({ name, value })),
    requestAutoCert: certificate === undefined,
    externalCertSecret: certificate && [certificateSecret(where, certificate)],
    // Without a type, the key is public.crt.
    externalCaCertSecret: parts.caSecretName === undefined ? undefined : [{ name: parts.caSecretName }],
    pools: [{
      name: parts.poolName,
      servers,
      volumesPerServer: parts.volumesPerServer,
      volumeClaimTemplate: claimOf(where, props.storage ?? StoreVolume.claim()),
      labels: props.podLabels,
      annotations: parts.revision === undefined ? props.podAnnotations : { 'cdk8s-observability-tls/credentials-revision': `root=${parts.revision}`, ...props.podAnnotations },
      resources: props.resources === undefined ? SERVER : containerResources(where, 'resources', props.resources),
      nodeSelector: props.nodeSelector,
      tolerations: props.tolerations,
      affinity: spread.affinity === undefined ? props.affinity : { ...spread.affinity, ...props.affinity },
      topologySpreadConstraints: props.topologySpreadConstraints ?? spread.topologySpreadConstraints,
      securityContext: restrictedPod(parts.uid),
      containerSecurityContext: restrictedContainer(parts.uid),
    }],
    // None of them is ready before most of them are there.
    podManagementPolicy: 'Parallel',
    priorityClassName: props.priorityClassName,
    prometheusOperator: false,
    features: { bucketDNS: false, enableSFTP: false },
    startup: { ...probe('/minio/health/live'), periodSeconds: 2, failureThreshold: 150 },
    liveness: { ...probe('/minio/health/live'), periodSeconds: 20, failureThreshold: 6 },
    readiness: ready,
    serviceMetadata: certificate?.serviceAnnotations && { minioServiceAnnotations: certificate.serviceAnnotations },
    sideCars: { resources: SIDECAR },
  };
  return compact(spec);
}

/**
 * The type decides which keys the operator reads, and what it has the servers trust: with that of cert-manager ca.crt, else the leaf itself, of which the next is
 * a stranger (minio/operator v7.1.1, pkg/resources/statefulsets/minio-statefulset.go).
 */
function certificateSecret(where: IConstruct, bound: BoundCertificate): TenantCertificateSpec {
  const { objects } = bound;
  const { certificateKey, name, privateKeyKey } = requireCertificateSecret(where, 'certificate', bound, 'MinIO\'s operator');
  if (certificateKey === 'tls.crt' && privateKeyKey === 'tls.key') { return { name, type: bringsCa(objects) ? 'cert-manager.io/v1' : 'kubernetes.io/tls' }; }
  if (certificateKey === 'public.crt' && privateKeyKey === 'private.key') { return { name }; }
  throw invalid(where, {
    what: 'MinIO\'s operator does not find certificate and key in this Secret',
    saw: `the keys ${certificateKey} and ${privateKeyKey}`,
    allowed: 'tls.crt and tls.key, or public.crt and private.key',
    fix: 'have the Secret made with these keys',
  });
}

/** Whether the Secret of a certificate has ca.crt beside it: cert-manager writes it, others may not, and a pod waits for ever for a key that is missing. */
export function bringsCa(objects: BoundCertificate['objects']): boolean {
  return objects.some(({ apiGroup, kind }) => apiGroup === 'cert-manager.io' && kind === 'Certificate');
}

function claimOf(where: IConstruct, storage: StoreVolume): { metadata: { name: string }; spec: { [key: string]: any } } {
  const [claim] = storage._render('data', {}).claims;
  if (claim === undefined) {
    throw invalid(where, { what: 'MinIO\'s operator keeps data in claims only', saw: 'a storage that makes no claim', allowed: 'StoreVolume.claim(…)', fix: "storage: StoreVolume.claim({ size: '100Gi' })" });
  }
  return { metadata: { name: claim.metadata.name }, spec: claim.spec };
}

const SERVER = {
  requests: { 'cpu': '250m', 'memory': '512Mi', 'ephemeral-storage': '128Mi' },
  limits: { 'cpu': '1', 'memory': '2Gi', 'ephemeral-storage': '1Gi' },
};

const SIDECAR = {
  requests: { 'cpu': '10m', 'memory': '64Mi', 'ephemeral-storage': '16Mi' },
  limits: { 'cpu': '200m', 'memory': '256Mi', 'ephemeral-storage': '64Mi' },
};
