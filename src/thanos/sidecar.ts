import { Construct } from 'constructs';
import { BoundListener, bindListeners, checkCovers, listenerFlags, serverTls } from './bound-listeners';
import { Owner } from './config-map';
import { checkExtraArgs } from './extra-args';
import { bindHttpConfig, HttpConfig, httpProbe } from './http-config';
import { readUrl } from './http-target';
import { imageOf } from './images';
import { ThanosListener } from './listener';
import { bindObjstore, BoundObjstore } from './objstore';
import { GRACE_SECONDS, onceEach, thanosContainer } from './pod';
import { GRPC_PORT, HTTP_PORT } from './ports';
import { PrometheusPods } from './prometheus-pods';
import { IExposedServer, ThanosServerTls } from './server';
import { operatorSpec, refuseOperatedHttp } from './sidecar-operator';
import { withSidecar } from './sidecar-pod';
import { ThanosSidecarProps } from './sidecar-props';
import { ThanosVersion } from './thanos-version';
import { trustAnnotation } from './tls-mounts';
import { checkConnectionAge, checkExposure, checkListeners, checkPodOptions } from './workload-checks';
import { goDuration } from '../kube/durations';
import { emit, identity } from '../kube/emit';
import { invalid } from '../kube/invalid';
import { requireMade } from '../kube/kinds';
import { workloadLabels } from '../kube/labels';
import { compact } from '../kube/merge';
import { containerResources } from '../kube/resources';
import { DEFAULT_CLUSTER_DOMAIN, dialledName, podDnsNames, serviceDnsNames } from '../kube/service-names';
import { requireHost, requireLabel, requireText } from '../kube/text';
import { StorageCa } from '../pki';
import { podAgents, PodAgents } from '../pki/certificate-agent';
import { SINCE } from '../trust/thanos/version-facts';
import { factsAnnotation, joinFacts } from '../x509/facts';

const RESERVED = ['grpc-address', 'http-address', 'http.config', 'objstore.config', 'objstore.config-file', 'prometheus.url', 'tsdb.path', 'grpc-server-max-connection-age',
  ...['cert', 'key', 'client-ca', 'min-version'].map((name) => `grpc-server-tls-${name}`)];

/**
 * A sidecar of a Prometheus that somebody else makes: the container for its pods, or the fields for its custom resource, and the Services in front
 * of it. A pod of Prometheus is an endpoint of its own: each holds what it scraped.
 *
 * @example
 *
 * const sidecar = new ThanosSidecar(chart, 'prometheus-thanos', {
 *   prometheus: PrometheusPods.ofOperator('k8s'),
 *   grpc: ThanosListener.mutualTls({ certificate: ServerCertificate.issuedBy(issuer), clientCa: StorageCa.fromBundle('observer-clients') }),
 * });
 * new ApiObject(chart, 'prometheus', {
 *   apiVersion: 'monitoring.coreos.com/v1',
 *   kind: 'Prometheus',
 *   metadata: { name: 'k8s' },
 *   spec: sidecar.prometheusOperatorSpec(),
 * });
 */
export class ThanosSidecar extends Construct implements IExposedServer {
  /** Host and port of gRPC. */
  public readonly grpcAddress: string;
  /** The SRV name of the headless Service: every pod is an endpoint of its own then. */
  public readonly grpcSrvName?: string;
  /** Host and port of each pod. */
  public readonly grpcPodAddresses?: string[];
  /** Host and port of gRPC for queriers of other clusters; undefined where there is no way in. */
  public readonly externalAddress?: string;
  /** The namespace. */
  public readonly namespace: string;
  /** The image. */
  public readonly image: string;
  /** The version, which decides what is emitted. */
  public readonly version: ThanosVersion;
  private readonly grpc: BoundListener;
  private readonly objstore?: BoundObjstore;
  private readonly owner: Owner;
  private readonly serverNames: string[];
  private readonly http: BoundListener;
  private readonly props: ThanosSidecarProps;
  private webConfig?: HttpConfig;

  /**
   * @param scope the chart, or a construct in it
   * @param id names the objects, unless metadata.name does
   * @throws for input that can never work: the message names the value and the way out
   */
  constructor(scope: Construct, id: string, props: ThanosSidecarProps) {
    super(scope, id);
    this.props = props ?? {};
    checkPodOptions(this, this.props);
    requireMade(this, 'prometheus', props?.prometheus, PrometheusPods, "PrometheusPods.ofOperator('k8s')");
    const { image, version } = imageOf(this, props.image, props.version);
    this.image = image.reference;
    this.version = version;
    const { name, namespace } = identity(scope, id, props.metadata, 52);
    this.namespace = namespace;
    const { name: _name, namespace: _namespace, ...metadata } = props.metadata ?? {};
    const { prometheus, exposure } = props;
    this.owner = { name, namespace, labels: workloadLabels({ name: 'thanos', instance: name, component: 'sidecar' }).all, metadata };
    checkListeners(this, { grpc: props.grpc, ...(props.http ? { http: props.http } : {}) }, version);
    if (exposure) { checkExposure(this, exposure, props.grpc, false, prometheus.replicas); }
    checkConnectionAge(this, props.maxConnectionAge);

    const service = { name, namespace, clusterDomain: requireHost(this, 'clusterDomain', props.clusterDomain ?? DEFAULT_CLUSTER_DOMAIN) };
    const headless = { ...service, name: `${name}-headless` };
    const dialled = dialledName(service);
    const governed = { ...service, name: prometheus._governing };
    const outside = exposure ? [exposure.host] : [];
    const names = [...new Set([...serviceDnsNames(service), ...podDnsNames(headless), ...podDnsNames(governed), ...outside])];
    this.serverNames = [dialled, ...names.filter((other) => other !== dialled)];
    const http = props.http ?? (props.grpc._tls ? ThanosListener.tls(props.grpc._tls) : ThanosListener.plaintext());
    const bound = bindListeners(this, { name, namespace, dnsNames: names, dialled, podLabels: prometheus.selector }, { grpc: props.grpc, http });
    this.grpc = bound.grpc;
    this.http = bound.http;
    if (exposure) { checkCovers(this, this.grpc, exposure.host); }
    this.objstore = props.storage && bindObjstore(this, { ...this.owner, bucket: props.storage });
    this.grpcAddress = `${dialled}:${GRPC_PORT}`;
    this.grpcSrvName = `_grpc._tcp.${headless.name}.${namespace}.svc`;
    const { _workload: workload, _governing: governing } = prometheus;
    this.grpcPodAddresses = Array.from({ length: prometheus.replicas }, (_, i) => `${workload}-${i}.${governing}.${namespace}.svc:${GRPC_PORT}`);
    this.externalAddress = exposure?.address;
    checkExtraArgs(this, props.extraArgs, [], RESERVED);
    this.emitServices(name, headless.name);
    exposure?._expose(this, { ...this.owner, selector: prometheus.selector, service: name, servicePort: GRPC_PORT });
  }

  /** How it is verified, and what it demands; undefined for plaintext. */
  public get tls(): ThanosServerTls | undefined {
    return serverTls(this, this.grpc, this.serverNames);
  }

  /** The version of Thanos that it runs. */
  public get serverVersion(): ThanosVersion | undefined {
    return this.version;
  }

  /** The bundle that verifies clients; undefined where nobody is asked. */
  public get clientCa(): StorageCa | undefined {
    return this.grpc.clientCa;
  }

  /** The certificate of gRPC (PEM), where it is known. */
  public get certificatePem(): string | undefined {
    return this.grpc.certificate?.certificate;
  }

  /**
   * The container, for pods that are not the Prometheus operator's.
   *
   * @throws for uploads without the volume that Prometheus' blocks are on
   */
  public containerSpec(): { [field: string]: any } {
    const { props, objstore, version, http } = this;
    const files = this.web();
    const data = this.dataMount();
    return compact(thanosContainer({
      where: this,
      container: 'thanos-sidecar',
      image: this.image,
      // The pod is Prometheus': so are its user and its group.
      uid: undefined,
      labels: { selector: {}, all: {} },
      args: [
        'sidecar',
        ...(version._since(SINCE.memoryLimit) ? ['--enable-auto-gomemlimit'] : []),
        `--prometheus.url=${this.prometheusUrl()}`,
        `--http-address=:${HTTP_PORT}`,
        `--http-grace-period=${GRACE_SECONDS}s`,
        ...files.args,
        `--grpc-address=:${GRPC_PORT}`,
        `--grpc-grace-period=${GRACE_SECONDS}s`,
        `--grpc-server-max-connection-age=${this.connectionAge()}`,
        ...listenerFlags('grpc-server-tls', this.grpc, version._since(SINCE.serverMinVersion)),
        ...(data ? [`--tsdb.path=${data.mountPath}`] : []),
        ...(objstore?.args ?? []),
      ],
      env: objstore?.env ?? [],
      ports: [{ name: 'grpc', containerPort: GRPC_PORT }, { name: 'thanos-http', containerPort: HTTP_PORT }],
      volumes: [],
      mounts: [
        ...(this.grpc.tls?.mounts ?? []),
        ...(http.tls?.mounts ?? []),
        ...files.mounts,
        ...(objstore?.mounts ?? []),
        ...(data ? [data] : []),
      ],
      probe: (path) => httpProbe(path, 'thanos-http', http.kind),
      resources: RESOURCES,
      annotations: {},
      terminationGracePeriodSeconds: 0,
      drains: false,
    }, props));
  }

  /** The volumes that the container needs, beside that of Prometheus' data. */
  public volumes(): { [field: string]: any }[] {
    const { grpc, http } = this;
    const shown = [grpc, http].flatMap(({ tls }) => tls?.volumes ?? []);
    return onceEach([...shown, ...this.web().volumes, ...(this.objstore?.volumes ?? []), ...this.agents([grpc, http]).volumes]);
  }

  /** Containers that fetch certificates before the others run; none, unless an agent brings these. */
  public initContainers(): { [field: string]: any }[] {
    return [...this.agents([this.grpc, this.http]).initContainers];
  }

  /** Containers beside it that renew certificates; none, unless an agent brings these. */
  public agentContainers(): { [field: string]: any }[] {
    return [...this.agents([this.grpc, this.http]).containers];
  }

  /** Annotations of the pods: they change with what is trusted, so that a change rolls the pods. */
  public podAnnotations(): { [annotation: string]: string } {
    const trusts = [...(this.grpc.clientCa ? [this.grpc.clientCa] : []), ...(this.objstore?.ca ? [this.objstore.ca] : [])];
    const revision = this.objstore?.revision;
    return { ...trustAnnotation(trusts), ...(revision === undefined ? {} : { 'cdk8s-observability-tls/credentials-revision': `storage=${revision}` }) };
  }

  /**
   * The spec of a pod with the sidecar in it. `podAnnotations` belong beside it, to the template's metadata.
   *
   * @param podSpec the spec of Prometheus' pods (`spec.template.spec`)
   * @throws for what is no spec of a pod, and for one that has such a container or such a volume already
   */
  public addToPodSpec(podSpec: { [field: string]: any }): { [field: string]: any } {
    return withSidecar(this, podSpec, () => ({
      containers: [this.containerSpec(), ...this.agentContainers()], initContainers: this.initContainers(), volumes: this.volumes(),
    }));
  }

  /**
   * Fields for the spec of a Prometheus custom resource: `thanos`, `volumes`, `podMetadata`, `containers` and `initContainers`. The operator brings the sidecar
   * itself; HTTP of it is plaintext.
   *
   * @throws for HTTP with TLS, which the operator cannot be told
   */
  public prometheusOperatorSpec(): { [field: string]: any } {
    refuseOperatedHttp(this, this.props.http?._kind ?? 'plaintext', this.props.http !== undefined);
    const { props } = this;
    return operatorSpec({
      image: this.image,
      version: this.version,
      grpc: this.grpc,
      maxConnectionAge: this.connectionAge(),
      objstore: this.objstore,
      resources: props.resources === undefined ? RESOURCES : containerResources(this, 'resources', props.resources),
      podAnnotations: this.podAnnotations(),
      extraArgs: props.extraArgs ?? [],
      agents: this.agents([this.grpc]),
    });
  }

  private agents(listeners: readonly BoundListener[]): PodAgents {
    const agents = listeners.flatMap(({ tls }) => tls?.agents ?? []);
    return podAgents(this, agents, { ends: false, uid: undefined, imagePullPolicy: this.props.imagePullPolicy ?? 'Always' });
  }

  private connectionAge(): string {
    return goDuration(checkConnectionAge(this, this.props.maxConnectionAge));
  }

  private prometheusUrl(): string {
    const url = this.props.prometheusUrl ?? 'http://localhost:9090';
    readUrl(this, url);
    return url;
  }

  private dataMount(): { name: string; mountPath: string } | undefined {
    const { dataVolume, dataPath, storage } = this.props;
    if (dataVolume === undefined) {
      if (storage === undefined) { return undefined; }
      throw invalid(this, {
        what: 'storage is given, and it is not known on which volume Prometheus keeps its blocks',
        saw: 'no dataVolume',
        allowed: 'the name of the volume, or of the claim template, that Prometheus mounts',
        fix: "dataVolume: 'data'",
      });
    }
    return { name: requireLabel(this, 'dataVolume', dataVolume), mountPath: requireText(this, 'dataPath', dataPath ?? '/prometheus') };
  }

  /** The file of the HTTP server: made when it is first asked for, because the operator has no use for it. */
  private web(): HttpConfig {
    this.webConfig ??= bindHttpConfig(this, this.owner, this.http);
    return this.webConfig;
  }

  private emitServices(name: string, headless: string): void {
    const ports = [{ name: 'grpc', port: GRPC_PORT, targetPort: 'grpc', protocol: 'TCP' }];
    const { selector } = this.props.prometheus;
    const facts = factsAnnotation(joinFacts(this.grpc.tls?.facts, this.objstore?.facts));
    const annotations = { ...facts, ...this.grpc.serviceAnnotations };
    const common = { ...this.owner, apiVersion: 'v1', kind: 'Service' };
    emit(this, 'Service', { ...common, name, ...(Object.keys(annotations).length > 0 ? { annotations } : {}), spec: { type: 'ClusterIP', selector, ports } });
    emit(this, 'Headless', { ...common, name: headless, spec: { type: 'ClusterIP', clusterIP: 'None', selector, ports } });
  }
}

const RESOURCES = {
  requests: { 'cpu': '100m', 'memory': '128Mi', 'ephemeral-storage': '16Mi' },
  limits: { 'cpu': '1', 'memory': '512Mi', 'ephemeral-storage': '64Mi' },
};
