import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { endpointUrl, requireRegion } from './endpoint';
import { ObjectStoreImage, STORE_IMAGES } from './images';
import { minioProvisioning } from './minio-provisioning';
import { MinioTenantProps } from './minio-tenant-props';
import { IBucket, IObjectStore } from './object-store';
import { RootCredentials } from './root-credentials';
import { ServerSpread } from './server-spread';
import { StoreBuckets } from './store-buckets';
import { checkExtraEnv } from './store-checks';
import { StoreBucketOptions } from './store-props';
import { StoreVolume } from './store-volume';
import { bringsCa, requireTenantSize, tenantLabels, tenantSpec } from './tenant-spec';
import { WAITS } from './tls-minio';
import { emitTenant } from '../crds/minio-tenant';
import { claim, emit, identity, order } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { invalid } from '../kube/invalid';
import { requireDuration, requireMade, requireMap } from '../kube/kinds';
import { mergeOver } from '../kube/merge';
import { RESTRICTED_UID } from '../kube/pod';
import { requireSecret } from '../kube/required-secrets';
import { DEFAULT_CLUSTER_DOMAIN, dialledName, podDnsNames, serviceDnsNames } from '../kube/service-names';
import { requireHost, requireInteger, requireLabel, requireName, requireOneOf } from '../kube/text';
import { checkPodWords } from '../kube/vocabulary';
import { warn } from '../kube/warnings';
import { BoundCertificate } from '../pki/binding';
import { requireCertificateSecret } from '../pki/certificate-layout';
import { ServerCertificate } from '../pki/server-certificate';
import { StorageCa } from '../pki/storage-ca';
import { factsAnnotation } from '../x509/facts';

/** The one Service in front of a Tenant's servers, whatever the Tenant is called: so there can be one Tenant in a namespace (minio/operator v7.1.1, v2/names.go). */
const SERVICE = 'minio';

/**
 * A Tenant of MinIO's operator (7.1.1): for those who run that operator already. Its images, as MinIO's own, can only be pulled from a mirror of yours, and nobody
 * maintains it; `TlsMinio` needs no operator. Clients dial port 443 of the Service `minio`, whatever the Tenant is called: one Tenant for each namespace.
 *
 * @example
 *
 * const issuer = CertificateIssuer.bootstrap(chart, 'pki');
 * const tenant = new MinioTenant(chart, 'store', { certificate: ServerCertificate.issuedBy(issuer) });
 * new TempoMonolithicS3Tls(chart, 'traces', { storage: tenant.bucket('tempo') });
 */
export class MinioTenant extends Construct implements IObjectStore {
  public readonly endpoint: string;
  public readonly host: string;
  public readonly port: number = 443;
  public readonly region?: string;
  public readonly forcePathStyle: boolean = true;
  public readonly ca?: StorageCa;
  /** The namespace of the Tenant. */
  public readonly namespace: string;
  /** The name of the Tenant. */
  public readonly tenantName: string;
  /** The name of the Service in front of the servers, which the operator makes. */
  public readonly serviceName: string = SERVICE;
  /** The name of the headless Service, which gives each server its own name, and which the operator makes. */
  public readonly headlessServiceName: string;
  /** The Secret that the servers read their certificate and key from. */
  public readonly certificateSecretName: string;
  /** The image of the servers. */
  public readonly image: string;
  private readonly made: StoreBuckets;

  /**
   * @param scope the chart, or a construct in it
   * @param id names the Tenant, unless metadata.name does
   * @throws for input that can never work, for `certificate` and `autoCertCa` both or neither, and for a second Tenant in a namespace
   */
  constructor(scope: Construct, id: string, props: MinioTenantProps) {
    super(scope, id);
    checkProps(this, props);
    const poolName = requireLabel(this, 'poolName', props.poolName ?? 'pool-0', 20);
    // The operator makes a StatefulSet of both names, whose pods carry them and a hash of ten digits as one label of 63 characters.
    const { name, namespace } = identity(scope, id, props.metadata, 51 - poolName.length);
    const { servers, volumesPerServer } = requireTenantSize(this, props);
    claim(this, 'Service', `Service ${namespace}/${SERVICE}`);
    this.tenantName = name;
    this.namespace = namespace;
    this.headlessServiceName = `${name}-hl`;
    this.region = props.region === undefined ? undefined : requireRegion(this, props.region);
    const clusterDomain = requireHost(this, 'clusterDomain', props.clusterDomain ?? DEFAULT_CLUSTER_DOMAIN);
    const service = { name: SERVICE, namespace, clusterDomain };
    this.host = dialledName(service);
    this.endpoint = endpointUrl('https', this.host, this.port);
    this.image = props.image?.reference ?? STORE_IMAGES.silo.reference;
    const uid = props.platformUser ? undefined : requireInteger(this, 'uid', props.uid ?? RESTRICTED_UID, 1, 2147483647);

    const headless = { ...service, name: this.headlessServiceName };
    const certificate = props.certificate?._bind(this, {
      owner: SERVICE,
      namespace,
      usage: 'server',
      dnsNames: [...serviceDnsNames(service), ...podDnsNames(headless)],
      dialled: this.host,
      ...(servers > 1 ? { peers: Array.from({ length: servers }, (_, i) => `${name}-${poolName}-${i}.${dialledName(headless)}.${clusterDomain}`) } : {}),
    });
    this.ca = certificate === undefined ? props.autoCertCa : certificate.ca;
    this.certificateSecretName = certificate === undefined ? `${name}-tls` : requireCertificateSecret(this, 'certificate', certificate, 'MinIO\'s operator').name;
    const root = (props.rootCredentials ?? RootCredentials.fromSecret(`${name}-root`))._bind(this, name, namespace, true);
    const caSecret = this.trustOfPeers(certificate, servers);
    if (props.operatorNamespace !== undefined) { this.trustOfOperator(props.operatorNamespace); }

    const env = { MINIO_UPDATE: 'off', MINIO_BROWSER: props.console ? 'on' : 'off', ...(this.region === undefined ? {} : { MINIO_SITE_REGION: this.region }) };
    checkExtraEnv(this, props.extraEnv ?? {}, new Set([...Object.keys(env), 'MINIO_SITE_REGION', 'MINIO_ROOT_USER', 'MINIO_ROOT_PASSWORD', 'MINIO_ARGS', 'MINIO_SERVER_URL']));
    const { name: _name, namespace: _namespace, ...metadata } = props.metadata ?? {};
    const spec = tenantSpec(this, {
      name,
      poolName,
      servers,
      volumesPerServer,
      uid,
      certificate,
      image: this.image,
      configurationName: root.secretName,
      caSecretName: caSecret?.name,
      env: { ...env, ...servers > 1 ? WAITS : {}, ...props.extraEnv },
      revision: root.revision,
    }, props);
    const workload = emitTenant(this, 'Resource', { name, namespace, metadata, annotations: factsAnnotation(certificate?.facts ?? {}), spec: mergeOver(spec, props.specOverrides) });
    order([...certificate?.objects ?? [], ...root.objects, ...caSecret === undefined ? [] : [caSecret]], workload);
    // One server at a time may be taken away on purpose: the operator has the right to say so, and does not (minio/operator v7.1.1).
    if (servers > 1) {
      emit(this, 'DisruptionBudget', {
        apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name, namespace, metadata, spec: { maxUnavailable: 1, selector: { matchLabels: tenantLabels(name) } },
      });
    }

    this.made = new StoreBuckets(this, {
      store: this,
      name,
      namespace,
      product: 'minio',
      uid,
      root,
      clientImage: props.clientImage?.reference ?? this.image,
      props: { ...props, imagePullSecrets: props.imagePullSecret === undefined ? undefined : [props.imagePullSecret], podLabels: undefined },
      workload,
      provisioning: minioProvisioning,
    }, true);
    this.made.addAll(props.buckets);
  }

  /** The label that selects the servers' pods, for policies and monitors. */
  public get selectorLabels(): { [label: string]: string } {
    return tenantLabels(this.tenantName);
  }

  /** The buckets that are made in the store, in the order in which they were asked for. */
  public get buckets(): IBucket[] {
    return this.made.all;
  }

  /**
   * A bucket in the store, made by a Job over verified TLS, with one user for the application that uses it. Asking again for the same bucket gives the same one.
   *
   * @param bucketName 3 to 63 characters, by the rules of S3
   * @throws for a name that S3 refuses, for credentials that are the root user's, for a certificate whose CA is not known, and for options given to a bucket that
   *   exists already
   */
  public bucket(bucketName: string, options?: StoreBucketOptions): IBucket {
    return this.made.bucket(bucketName, options);
  }

  /** A Secret with the CA by which the servers verify each other, where it is known: named after its content, so that another CA rolls them. */
  private trustOfPeers(certificate: BoundCertificate | undefined, servers: number): ApiObject | undefined {
    if (this.ca?.certificates !== undefined) {
      return this.emitCa(`${this.tenantName}-ca-${contentHash(this.ca.certificates)}`, this.namespace, 'public.crt', this.ca.certificates);
    }
    // MinIO reads what a service account brings (pkg/certs of minio/pkg v3.1.3, cert_pool_nix.go), and that is this ConfigMap.
    const known = certificate === undefined ? this.ca?.configMapName === 'kube-root-ca.crt' : bringsCa(certificate.objects);
    if (servers > 1 && !known) {
      warn(this, 'the servers trust each other by the leaf that they read when they started, because the operator takes no ConfigMap for a CA: after its renewal they have to be '
        + 'restarted. Give the certificate a ca whose PEM is known, or have cert-manager issue it');
    }
    return undefined;
  }

  /** What the operator trusts when it asks the servers how they are: a Secret in its own namespace whose name begins with operator-ca-tls (pkg/controller/operator.go). */
  private trustOfOperator(operatorNamespace: string): void {
    const namespace = requireLabel(this, 'operatorNamespace', operatorNamespace);
    const name = requireName(this, 'the name of the operator\'s Secret', `operator-ca-tls-${this.namespace}-${this.tenantName}`);
    if (this.ca?.certificates !== undefined) {
      this.emitCa(name, namespace, 'ca.crt', this.ca.certificates);
    } else {
      requireSecret(this, { namespace, name, purpose: `CA by which MinIO's operator verifies Tenant ${this.namespace}/${this.tenantName}`, keys: { 'ca.crt': '' } });
    }
  }

  private emitCa(name: string, namespace: string, key: string, certificates: string): ApiObject {
    return emit(this, `Ca-${key}`, { apiVersion: 'v1', kind: 'Secret', name, namespace, type: 'Opaque', stringData: { [key]: certificates } });
  }
}

function checkProps(where: MinioTenant, props: MinioTenantProps): void {
  requireMap(where, 'props', props, '{ certificate } or { autoCertCa }');
  if ((props.certificate === undefined) === (props.autoCertCa === undefined)) {
    throw invalid(where, {
      what: 'the servers have one certificate: of your own, or one that the operator has the cluster sign',
      saw: props.certificate === undefined ? 'neither certificate nor autoCertCa' : 'both certificate and autoCertCa',
      allowed: 'certificate, or autoCertCa with the bundle that verifies what the cluster signs',
      fix: 'certificate: ServerCertificate.issuedBy(issuer)',
    });
  }
  if (props.certificate !== undefined) { requireMade(where, 'certificate', props.certificate, ServerCertificate, 'ServerCertificate.issuedBy(issuer)'); }
  if (props.autoCertCa !== undefined) { requireMade(where, 'autoCertCa', props.autoCertCa, StorageCa, "StorageCa.fromConfigMap('kube-root-ca.crt')"); }
  if (props.rootCredentials !== undefined) { requireMade(where, 'rootCredentials', props.rootCredentials, RootCredentials, "RootCredentials.fromSecret('store-root')"); }
  if (props.storage !== undefined) { requireMade(where, 'storage', props.storage, StoreVolume, "StoreVolume.claim({ size: '50Gi' })"); }
  for (const field of ['image', 'clientImage'] as const) {
    if (props[field] !== undefined) { requireMade(where, field, props[field], ObjectStoreImage, "ObjectStoreImage.of('registry/repository:tag')"); }
  }
  if (props.imagePullPolicy !== undefined) { requireOneOf(where, 'imagePullPolicy', props.imagePullPolicy, Object.values(ImagePullPolicy)); }
  if (props.imagePullSecret !== undefined) { requireName(where, 'imagePullSecret', props.imagePullSecret); }
  if (props.spread !== undefined) { requireOneOf(where, 'spread', props.spread, Object.values(ServerSpread)); }
  if (props.bucketJobTtl !== undefined) { requireDuration(where, 'bucketJobTtl', props.bucketJobTtl); }
  checkPodWords(where, props);
  if (props.uid !== undefined && props.platformUser) {
    throw invalid(where, { what: 'uid and platformUser exclude each other', got: props.uid, fix: 'leave one of them out' });
  }
}
