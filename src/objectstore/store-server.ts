import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { BucketJobStore } from './bucket-job';
import { endpointUrl, requireRegion } from './endpoint';
import { STORE_IMAGES } from './images';
import { IBucket, IObjectStore } from './object-store';
import { BoundRootCredentials, RootCredentials } from './root-credentials';
import { StoreBuckets } from './store-buckets';
import { checkStoreProps, requireServiceHost, requireStorePort } from './store-checks';
import { PodContext, StoreFamily } from './store-family';
import { Drive, storeSpec } from './store-pod';
import { StoreBucketOptions, TlsObjectStoreProps } from './store-props';
import { StoreVolume } from './store-volume';
import { emit, identity, order } from '../kube/emit';
import { invalid } from '../kube/invalid';
import { WorkloadLabels, workloadLabels } from '../kube/labels';
import { later } from '../kube/later';
import { mergeOver } from '../kube/merge';
import { RESTRICTED_UID } from '../kube/pod';
import { containerResources } from '../kube/resources';
import { DEFAULT_CLUSTER_DOMAIN, dialledName, podDnsNames, ServiceAddress, serviceDnsNames } from '../kube/service-names';
import { requireHost, requireInteger } from '../kube/text';
import { BoundCertificate } from '../pki/binding';
import { BoundCa } from '../pki/bound-ca';
import { podAgents, PodAgents } from '../pki/certificate-agent';
import { certificateAgents, certificateFacts } from '../pki/certificate-layout';
import { StorageCa } from '../pki/storage-ca';
import { factsAnnotation, joinFacts } from '../x509/facts';

/** @internal An object store in the cluster that speaks nothing but TLS: what all families share. A family is a row of data and its arguments. */
export abstract class StoreServer extends Construct implements IObjectStore {
  public readonly endpoint: string;
  public readonly host: string;
  public readonly port: number;
  public readonly region?: string;
  public readonly forcePathStyle: boolean = true;
  public readonly ca?: StorageCa;
  /** The namespace of the store. */
  public readonly namespace: string;
  /** The name of the StatefulSet, and of the Service in front of it. */
  public readonly serviceName: string;
  /** The name of the headless Service, which gives the pod its own name. */
  public readonly headlessServiceName: string;
  /** The Secret that the server reads its certificate and key from; undefined where they come in a volume. */
  public readonly certificateSecretName?: string;
  /** The image of the server. */
  public readonly image: string;
  private readonly labels: WorkloadLabels;
  private readonly made: StoreBuckets;

  constructor(scope: Construct, id: string, props: TlsObjectStoreProps, family: StoreFamily) {
    super(scope, id);
    const { server } = family;
    checkStoreProps(this, props, family);
    // A StatefulSet's pods carry its name and a hash of ten digits as one label of 63 characters.
    const { name, namespace } = identity(scope, id, props.metadata, 52);
    this.namespace = namespace;
    this.serviceName = name;
    this.headlessServiceName = `${name}-headless`;
    this.port = requireStorePort(this, props.port ?? server.port, family);
    this.region = props.region === undefined ? undefined : requireRegion(this, props.region);
    const clusterDomain = requireHost(this, 'clusterDomain', props.clusterDomain ?? DEFAULT_CLUSTER_DOMAIN);
    const service: ServiceAddress = { name, namespace, clusterDomain };
    this.host = props.dialledHost === undefined ? dialledName(service) : requireServiceHost(this, 'dialledHost', props.dialledHost);
    this.endpoint = endpointUrl('https', this.host, this.port);
    this.image = props.image?.reference ?? server.image;
    this.labels = workloadLabels({ name: server.product, instance: name, component: 'object-store' });
    const uid = props.platformUser ? undefined : requireInteger(this, 'uid', props.uid ?? RESTRICTED_UID, 1, 2147483647);

    const certificate = props.certificate._bind(this, {
      owner: name,
      namespace,
      usage: 'server',
      podLabels: this.labels.selector,
      dnsNames: [...new Set([...serviceDnsNames(service), ...podDnsNames({ ...service, name: this.headlessServiceName }), this.host])],
      dialled: this.host,
      ...(family.cluster ? { peers: Array.from({ length: family.cluster.servers }, (_, i) => `${name}-${i}.${dialledName({ ...service, name: this.headlessServiceName })}`) } : {}),
    });
    this.ca = certificate.ca;
    this.certificateSecretName = 'secret' in certificate.place ? certificate.place.secret.name : undefined;
    const root = (props.rootCredentials ?? RootCredentials.fromSecret(`${name}-root`))._bind(this, name, namespace);

    const { name: _name, namespace: _namespace, ...metadata } = props.metadata ?? {};
    this.emitServices(family, metadata, certificate);
    if (family.cluster) { this.emitDisruptionBudget(metadata); }
    const peers = family.cluster && this.trustOfPeers(certificate);
    const clientImage = props.clientImage?.reference ?? (server.imageBringsClient ? this.image : STORE_IMAGES.silo.reference);
    const agents = podAgents(this, certificateAgents(certificate, server.certificate), { ends: false, uid, imagePullPolicy: props.imagePullPolicy ?? 'Always' });
    const workload = this.emitWorkload(props, family, { metadata, certificate, agents, peers, root, clientImage, uid });
    order([...certificate.objects, ...agents.objects, ...root.objects, ...peers?.objects ?? []], workload);

    const jobs: BucketJobStore = {
      store: this,
      name,
      namespace,
      product: server.product,
      uid,
      root,
      clientImage,
      props,
      workload,
      provisioning: (bucket) => family.provisioning(bucket),
    };
    this.made = new StoreBuckets(this, jobs, family.bucketSettings === true);
    this.made.addAll(props.buckets);
  }

  /** The labels that select the server's pods, for policies and monitors. */
  public get selectorLabels(): { [label: string]: string } {
    return { ...this.labels.selector };
  }

  /** The buckets that are made in the store, in the order in which they were asked for. */
  public get buckets(): IBucket[] {
    return this.made.all;
  }

  /**
   * A bucket in the store, made by a Job over verified TLS, with one user for the application that uses it. Asking again for the same
   * bucket gives the same one.
   *
   * @param bucketName 3 to 63 characters, by the rules of S3
   * @throws for a name that S3 refuses, for credentials that are the root user's, for a certificate whose CA is not known, and for options
   *   given to a bucket that exists already
   */
  public bucket(bucketName: string, options?: StoreBucketOptions): IBucket {
    return this.made.bucket(bucketName, options);
  }

  private emitServices(family: StoreFamily, metadata: { [key: string]: any }, certificate: BoundCertificate): void {
    const { selector, all: labels } = this.labels;
    const s3 = { name: 'https', port: this.port, targetPort: 'https', protocol: 'TCP', appProtocol: 'https' };
    const more = Object.entries(family.extraPorts ?? {}).map(([name, port]) => ({ name, port, targetPort: name, protocol: 'TCP', appProtocol: 'https' }));
    const common = { apiVersion: 'v1', kind: 'Service', namespace: this.namespace, labels, metadata };
    emit(this, 'Service', {
      ...common, name: this.serviceName, annotations: certificate.serviceAnnotations, spec: { type: 'ClusterIP', selector, ports: [s3, ...more] },
    });
    emit(this, 'Headless', {
      ...common, name: this.headlessServiceName, spec: { type: 'ClusterIP', clusterIP: 'None', publishNotReadyAddresses: true, selector, ports: [s3] },
    });
  }

  /** One server at a time may be taken away on purpose. */
  private emitDisruptionBudget(metadata: { [key: string]: any }): void {
    const { selector, all: labels } = this.labels;
    emit(this, 'DisruptionBudget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      name: this.serviceName,
      namespace: this.namespace,
      labels,
      metadata,
      spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
    });
  }

  /** Where the servers find the CA that signs them all. */
  private trustOfPeers({ ca }: BoundCertificate): BoundCa {
    if (ca === undefined) {
      throw invalid(this, {
        what: 'it is not known which CA verifies the servers, which dial each other',
        allowed: 'a certificate with its CA',
        fix: "name it: ServerCertificate.fromSecret('…', { ca: StorageCa.fromPem(…) }), or an issuer with a ca",
      });
    }
    return ca._bind(Chart.of(this), this.namespace);
  }

  private emitWorkload(props: TlsObjectStoreProps, family: StoreFamily, bound: {
    metadata: { [key: string]: any };
    certificate: BoundCertificate;
    agents: PodAgents;
    peers: BoundCa | undefined;
    root: BoundRootCredentials;
    clientImage: string;
    uid: number | undefined;
  }): ApiObject {
    const { cluster, server } = family;
    const volume = props.storage ?? StoreVolume.claim();
    const drive = (name: string, path: string): Drive => ({ name, path, volume: volume._render(name, this.labels.selector) });
    const several = cluster && cluster.drives > 1;
    const drives = several
      ? Array.from({ length: cluster.drives }, (_, i) => drive(`data-${i}`, `${server.dataDirectory}/${i}`))
      : [drive('data', server.dataDirectory)];
    const resources = props.resources && containerResources(this, 'resources', props.resources);
    const context = (): PodContext => ({
      name: this.serviceName,
      headlessHost: dialledName({ name: this.headlessServiceName, namespace: this.namespace, clusterDomain: '' }),
      port: this.port,
      region: this.region,
      root: bound.root,
      clientImage: bound.clientImage,
      buckets: this.made.all.map((bucket) => bucket.pod),
    });
    const spec = () => mergeOver(storeSpec({
      family,
      context: context(),
      certificate: bound.certificate,
      agents: bound.agents,
      drives,
      peers: bound.peers,
      image: this.image,
      resources,
      uid: bound.uid,
      headlessName: this.headlessServiceName,
      labels: this.labels,
    }, props), props.specOverrides);
    return emit(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      name: this.serviceName,
      namespace: this.namespace,
      labels: this.labels.all,
      metadata: bound.metadata,
      annotations: factsAnnotation(joinFacts(certificateFacts(bound.certificate, server.certificate), bound.peers?.facts ?? {})),
      // Late, because a family may want to know every bucket.
      spec: later(spec),
    });
  }
}
