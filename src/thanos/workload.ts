import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { BoundListener, bindListeners, checkCovers, listenerFlags, serverTls } from './bound-listeners';
import { Owner } from './config-map';
import { checkExtraArgs } from './extra-args';
import { FamilyParts, ThanosFamily } from './family';
import { bindHttpConfig, httpProbe } from './http-config';
import { imageOf } from './images';
import { ThanosListener } from './listener';
import { BoundObjstore, bindObjstore } from './objstore';
import { GRACE_SECONDS, podUid, thanosPodTemplate } from './pod';
import { GRPC_PORT, HTTP_PORT } from './ports';
import { ThanosServerTls } from './server';
import { ThanosVersion } from './thanos-version';
import { THANOS_PATHS, trustAnnotation } from './tls-mounts';
import { checkConnectionAge, checkExposure, checkExtraEnv, checkListeners, checkPodOptions, checkReplicas } from './workload-checks';
import { ThanosGrpcServerProps, ThanosWorkloadProps } from './workload-props';
import { goDuration } from '../kube/durations';
import { emit, identity, order } from '../kube/emit';
import { requireMade } from '../kube/kinds';
import { WorkloadLabels, workloadLabels } from '../kube/labels';
import { compact, mergeOver } from '../kube/merge';
import { canonicalQuantity } from '../kube/quantity';
import { DEFAULT_CLUSTER_DOMAIN, dialledName, podDnsNames, ServiceAddress, serviceDnsNames } from '../kube/service-names';
import { requireHost } from '../kube/text';
import { StoreVolume } from '../objectstore';
import { StorageCa } from '../pki';
import { podAgents } from '../pki/certificate-agent';
import { SINCE } from '../trust/thanos/version-facts';
import { factsAnnotation, joinFacts } from '../x509/facts';

/** Flags that a component of ours gets from properties, or does without on purpose. */
const RESERVED = ['grpc-address', 'http-address', 'http.config', 'grpc-server-tls-cert', 'grpc-server-tls-key', 'grpc-server-tls-client-ca',
  'grpc-server-tls-min-version', 'grpc-server-max-connection-age', 'objstore.config', 'objstore.config-file', 'data-dir', 'tsdb.path'];

/** @internal A component of Thanos in the cluster: what all of them share. A component is a row of data and its arguments. */
export abstract class ThanosWorkload extends Construct {
  /** The namespace. */
  public readonly namespace: string;
  /** The name of the StatefulSet or Deployment, and of the Service in front of it. */
  public readonly serviceName: string;
  /** The name of the headless Service, which gives each pod a name of its own. */
  public readonly headlessServiceName: string;
  /** The image. */
  public readonly image: string;
  /** The version, which decides what is emitted. */
  public readonly version: ThanosVersion;
  /** How many pods there are. */
  public readonly replicas: number;
  /** Scheme, host and port of HTTP. */
  public readonly httpUrl: string;
  /** The bundle that verifies the certificate of HTTP; undefined for plaintext, and where it is not known. */
  public readonly httpCa?: StorageCa;
  /** @internal */
  protected readonly _listeners: { readonly [name: string]: BoundListener };
  /** @internal The names that the certificate covers, the dialled one first. */
  protected readonly _serverNames: string[];
  private readonly labels: WorkloadLabels;

  constructor(scope: Construct, id: string, given: (ThanosWorkloadProps & Partial<ThanosGrpcServerProps>) | undefined, family: ThanosFamily) {
    super(scope, id);
    const props = given ?? {};
    checkPodOptions(this, props);
    const { image, version } = imageOf(this, props.image, props.version);
    this.image = image.reference;
    this.version = version;
    this.replicas = checkReplicas(this, props.replicas, family);
    // A StatefulSet's pods carry its name and a hash of ten digits as one label of 63 characters.
    const { name, namespace } = identity(scope, id, props.metadata, 52);
    this.namespace = namespace;
    this.serviceName = name;
    this.headlessServiceName = `${name}-headless`;
    const service: ServiceAddress = { name, namespace, clusterDomain: requireHost(this, 'clusterDomain', props.clusterDomain ?? DEFAULT_CLUSTER_DOMAIN) };
    const headless = { ...service, name: this.headlessServiceName };
    this.labels = workloadLabels({ name: 'thanos', instance: name, component: family.component });

    const http = props.http ?? (family.grpc?._tls ? ThanosListener.tls(family.grpc._tls) : ThanosListener.plaintext());
    const extra = Object.fromEntries(Object.entries(family.listeners ?? {}).map(([port, { listener }]) => [port, listener]));
    const listeners: { [name: string]: ThanosListener } = { ...('grpc' in family ? { grpc: family.grpc! } : {}), http, ...extra };
    checkListeners(this, listeners, version);
    if (props.exposure !== undefined && family.grpc) { checkExposure(this, props.exposure, family.grpc, family.interchangeable, this.replicas); }
    const dialled = dialledName(service);
    const outside = props.exposure === undefined ? [] : [props.exposure.host];
    const names = [...new Set([...serviceDnsNames(service), ...podDnsNames(headless), ...outside])];
    this._serverNames = [dialled, ...names.filter((other) => other !== dialled)];
    this._listeners = bindListeners(this, { name, namespace, dnsNames: names, dialled, podLabels: this.labels.selector }, listeners);
    if (props.exposure) { checkCovers(this, this._listeners.grpc, props.exposure.host); }
    this.httpCa = this._listeners.http.ca;
    this.httpUrl = `${http._kind === 'plaintext' ? 'http' : 'https'}://${dialled}:${HTTP_PORT}`;

    const { name: _name, namespace: _namespace, ...metadata } = props.metadata ?? {};
    const owner: Owner = { name, namespace, labels: this.labels.all, metadata };
    const objstore = (family.bucket !== undefined || family.needsBucket) && bindObjstore(this, { ...owner, bucket: family.bucket! }) || undefined;
    const parts = family.parts({
      ...owner,
      scope: this,
      podLabels: this.labels.selector,
      version,
      replicas: this.replicas,
      headless,
      listeners: this._listeners,
      dataDirectory: `${THANOS_PATHS.data}/${family.command}`,
    });
    this.emitServices(family, metadata);
    const workload = this.emitWorkload(props, family, parts, objstore, owner);
    if (this.replicas > 1 || family.autoscaled) {
      emit(this, 'DisruptionBudget', {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        name,
        namespace,
        labels: this.labels.all,
        metadata,
        spec: { maxUnavailable: 1, selector: { matchLabels: this.labels.selector } },
      });
    }
    props.exposure?._expose(this, { ...owner, selector: this.labels.selector, service: name, servicePort: GRPC_PORT });
    order(Object.values(this._listeners).flatMap((listener) => listener.tls?.objects ?? []), workload);
  }

  /** The labels that select the pods, for policies and monitors. */
  public get selectorLabels(): { [label: string]: string } {
    return { ...this.labels.selector };
  }

  /** @internal What queriers have to know to dial gRPC. */
  protected _grpcTls(): ThanosServerTls | undefined {
    return serverTls(this, this._listeners.grpc, this._serverNames);
  }

  /** @internal Host and port of each pod. */
  protected _podAddresses(): string[] {
    return Array.from({ length: this.replicas }, (_, i) => `${this.serviceName}-${i}.${this.headlessServiceName}.${this.namespace}.svc:${GRPC_PORT}`);
  }

  private emitServices(family: ThanosFamily, metadata: { [key: string]: any }): void {
    const { selector, all: labels } = this.labels;
    const https = (kind: string) => (kind === 'plaintext' ? 'http' : 'https');
    const ports = [
      ...(family.grpc ? [{ name: 'grpc', port: GRPC_PORT }] : []),
      { name: 'http', port: HTTP_PORT, appProtocol: https(this._listeners.http.kind) },
      ...Object.entries(family.listeners ?? {}).map(([name, { port }]) => ({ name, port, appProtocol: https(this._listeners[name].kind) })),
    ].map(({ name, port, ...rest }) => ({ name, port, targetPort: name, protocol: 'TCP', ...rest }));
    const common = { apiVersion: 'v1', kind: 'Service', namespace: this.namespace, labels, metadata };
    const annotations = Object.assign({}, ...Object.values(this._listeners).map((listener) => listener.serviceAnnotations ?? {}));
    emit(this, 'Service', {
      ...common, name: this.serviceName, ...(Object.keys(annotations).length > 0 ? { annotations } : {}), spec: { type: 'ClusterIP', selector, ports },
    });
    if (family.kind === 'Deployment' && !family.findPods) { return; }
    const publishNotReadyAddresses = family.findUnready ? { publishNotReadyAddresses: true } : {};
    emit(this, 'Headless', { ...common, name: this.headlessServiceName, spec: { type: 'ClusterIP', clusterIP: 'None', ...publishNotReadyAddresses, selector, ports } });
  }

  private emitWorkload(
    props: ThanosWorkloadProps & Partial<ThanosGrpcServerProps>, family: ThanosFamily, parts: FamilyParts, objstore: BoundObjstore | undefined,
    owner: Owner,
  ): ApiObject {
    const { grpc, http } = this._listeners;
    if (family.data) { requireMade(this, 'data', family.data.volume, StoreVolume, "StoreVolume.claim({ size: '50Gi' })"); }
    const data = family.data && { ...family.data, rendered: family.data.volume._render('data', this.labels.selector), directory: `${THANOS_PATHS.data}/${family.command}` };
    const web = bindHttpConfig(this, owner, http);
    const env = [...(objstore?.env ?? []), ...(parts.env ?? [])];
    const args = [
      family.command,
      ...(this.version._since(SINCE.memoryLimit) ? ['--enable-auto-gomemlimit'] : []),
      `--http-address=:${HTTP_PORT}`,
      `--http-grace-period=${family.graceSeconds ?? GRACE_SECONDS}s`,
      ...web.args,
      ...(grpc ? this.grpcFlags(props, family) : []),
      ...(data ? [`--${data.flag}=${data.directory}`] : []),
      ...(objstore?.args ?? []),
      ...parts.args,
    ];
    checkExtraArgs(this, props.extraArgs, args, [...RESERVED, ...(family.reserved ?? [])]);
    checkExtraEnv(this, props.extraEnv, env);
    const tls = Object.values(this._listeners).flatMap((listener) => listener.tls ?? []);
    // What is read once, when the process starts. HTTP reads its certificates and its client CA for every handshake.
    const trusts = [
      ...Object.entries(this._listeners).flatMap(([name, { clientCa }]) => (name === 'http' || clientCa === undefined ? [] : [clientCa])),
      ...(objstore?.ca ? [objstore.ca] : []), ...(parts.trusts ?? []),
    ];
    const uid = podUid(props);
    const agents = podAgents(this, [...tls.flatMap((directory) => directory.agents), ...(parts.agents ?? [])], { ends: false, uid, imagePullPolicy: props.imagePullPolicy ?? 'Always' });
    const template = thanosPodTemplate({
      where: this,
      container: family.component,
      image: this.image,
      uid,
      labels: this.labels,
      args,
      env,
      ports: [
        ...(grpc ? [{ name: 'grpc', containerPort: GRPC_PORT }] : []),
        { name: 'http', containerPort: HTTP_PORT },
        ...Object.entries(family.listeners ?? {}).map(([name, { port }]) => ({ name, containerPort: port })),
      ],
      volumes: [
        ...tls.flatMap(({ volumes }) => volumes),
        ...web.volumes,
        ...(objstore?.volumes ?? []),
        ...(parts.volumes ?? []),
        ...(data?.rendered.volumes ?? []),
        ...agents.volumes,
      ],
      mounts: [
        ...tls.flatMap(({ mounts }) => mounts),
        ...web.mounts,
        ...(objstore?.mounts ?? []),
        ...(parts.mounts ?? []),
        ...(data ? [{ name: 'data', mountPath: data.directory }] : []),
      ],
      probe: (path) => httpProbe(path, 'http', http.kind),
      resources: withEphemeral(family.resources, data?.rendered.ephemeralBytes ?? 0),
      initContainers: [...agents.initContainers, ...(parts.initContainers ?? [])],
      agents: agents.containers,
      annotations: {
        ...trustAnnotation(trusts),
        ...(objstore?.revision === undefined ? {} : { 'cdk8s-observability-tls/credentials-revision': `storage=${objstore.revision}` }),
        ...parts.annotations,
      },
      terminationGracePeriodSeconds: family.terminationGracePeriodSeconds,
      drains: family.kind === 'Deployment',
      readyAfterSeconds: family.readyAfterSeconds?.(this.version),
    }, props);
    const stateful = family.kind === 'StatefulSet';
    const spec = compact({
      // Whoever scales them would be set back by every apply.
      replicas: family.autoscaled ? undefined : this.replicas,
      ...(stateful ? { serviceName: this.headlessServiceName, podManagementPolicy: 'Parallel' } : {}),
      selector: { matchLabels: this.labels.selector },
      ...(data && data.rendered.claims.length > 0 ? { volumeClaimTemplates: data.rendered.claims } : {}),
      template,
    });
    const facts = joinFacts(...tls.map((directory) => directory.facts), objstore?.facts, parts.facts);
    const annotations = factsAnnotation(facts);
    const workload = emit(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: family.kind,
      ...owner,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      spec: mergeOver(spec, props.specOverrides),
    });
    order([...web.objects, ...(objstore?.objects ?? []), ...(parts.objects ?? [])], workload);
    return workload;
  }

  private grpcFlags(props: Partial<ThanosGrpcServerProps>, family: ThanosFamily): string[] {
    // A ruler waits that long for what is under way when it is told to stop, and has no longest age (v0.32.5 to v0.42.4, cmd/thanos/rule.go).
    const age = family.recyclesConnections === false ? `${GRACE_SECONDS}s` : goDuration(checkConnectionAge(this, props.maxConnectionAge));
    return [
      `--grpc-address=:${GRPC_PORT}`,
      `--grpc-grace-period=${family.graceSeconds ?? GRACE_SECONDS}s`,
      `--grpc-server-max-connection-age=${age}`,
      ...listenerFlags('grpc-server-tls', this._listeners.grpc, this.version._since(SINCE.serverMinVersion)),
    ];
  }
}

/** What lies in an emptyDir counts as the pod's ephemeral storage too. */
function withEphemeral(resources: { readonly [key: string]: any }, bytes: number): { [key: string]: any } {
  const limit = canonicalQuantity(`${256 + Math.ceil(bytes / 1024 ** 2)}Mi`);
  return {
    requests: { ...resources.requests, 'ephemeral-storage': '64Mi' },
    limits: { ...resources.limits, 'ephemeral-storage': limit },
  };
}
