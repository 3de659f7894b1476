import { Construct } from 'constructs';
import { emit, order } from '../kube/emit';
import { mergeOver, sparse } from '../kube/merge';
import { IBucket } from '../objectstore';
import { commonParts } from './common';
import { tempoConfigSpec } from './config-spec';
import { gatewayEndpoint } from './monolithic';
import { tempoIdentity, tempoService } from './names';
import { checkObservability } from './observability';
import { FeatureGates, OperatorFeatureGate, servingCerts } from './operator';
import { bindStackReceiver, OtlpReceiver } from './receivers';
import { selfTracing, stackScale, stackTemplate } from './stack-spec';
import { bindStorage } from './storage';
import { ITempo, OtlpEndpoint } from './tempo';
import { s3ExtraConfig } from './tempo-config';
import { TempoStackS3Props } from './tempo-stack-props';
import { refuseBehindGateway, tenancySpec } from './tenancy-spec';
import { VolumeNames } from './volume-names';
import { TEMPO_API_VERSION } from '../crds/tempo-common';
import { TempoStackSpec } from '../crds/tempo-stack';
import { warningsOf } from '../kube/warnings';
import { factsAnnotation, joinFacts } from '../x509/facts';

/**
 * A query-frontend that asks its queriers whether they are there, which it does every two hours by itself (dskit, server/server.go). It gave parts of every
 * question to one whose node was lost: none was answered for 78 s, and with this for 15 s (Tempo 2.10.8, seen on a cluster).
 */
const NOTICES_LOST_QUERIERS = { server: { grpc_server_keepalive_time: '10s', grpc_server_keepalive_timeout: '5s' } };

/**
 * Tempo as one deployment for each component, with its traces in an S3 bucket: a TempoStack for the Tempo operator (0.22.0).
 *
 * Here `storage.tls.enabled` decides whether the store is dialled with TLS, and the endpoint's scheme does not, the other way round than
 * for a TempoMonolithic. Both are written, so that they say the same.
 *
 * @example
 *
 * const traces = new TempoStackS3(chart, 'traces', { storage: bucket, size: TempoStackSize.PICO });
 */
export class TempoStackS3 extends Construct implements ITempo {
  public readonly tempoName: string;
  public readonly tempoKind: string = 'TempoStack';
  public readonly namespace: string;
  public readonly otlpGrpc?: OtlpEndpoint;
  public readonly otlpHttp?: OtlpEndpoint;
  public readonly queryUrl: string;
  public readonly flushUrl?: string;
  public readonly multitenant: boolean;
  public readonly bucket?: IBucket;

  constructor(scope: Construct, id: string, props: TempoStackS3Props) {
    super(scope, id);
    const { name, namespace } = tempoIdentity(scope, id, 'TempoStack', props.metadata);
    const volumes = new VolumeNames(this, name);
    const gates = new FeatureGates(this, props.operatorFeatureGates);
    const tenancy = tenancySpec(this, namespace, props);
    const gateway = tenancy?.gateway ?? false;
    const storage = bindStorage(this, {
      kind: 'TempoStack',
      name,
      namespace,
      bucket: props.storage,
      clientCertificate: props.clientCertificate,
      minTlsVersion: props.minTlsVersion,
      cipherSuites: props.cipherSuites,
      volumes,
    });
    if (gateway) { refuseBehindGateway(this, { otlp: props.otlp }); }
    const receiver = bindStackReceiver(this, {
      namespace,
      service: tempoService(name, 'distributor'),
      clusterDomain: props.clusterDomain,
      volumes,
      servingCertsGate: gates.has(OperatorFeatureGate.OPENSHIFT_SERVING_CERTS),
    }, props.otlp ?? OtlpReceiver.plaintext());
    if (props.observability) { checkObservability(this, props.observability, gates, gateway); }
    const common = commonParts(this, namespace, props);
    const skip = props.extraConfig?.skipVerification;
    const watched = props.observability;
    const spec: TempoStackSpec = {
      ...stackScale(this, props),
      managementState: props.management,
      timeout: common.timeout,
      storage: {
        secret: { name: storage.secretName, type: 's3', credentialMode: storage.credentialMode },
        // Written for plaintext too: what is left out here would be plaintext as well, whatever the endpoint says.
        tls: storage.tls ?? { enabled: false },
      },
      serviceAccount: common.serviceAccount,
      template: stackTemplate(this, props, gates, gateway, receiver.tls),
      tenants: tenancy?.tenants.mode ? tenancy.tenants : tenancy && { mode: 'static' },
      observability: {
        metrics: {
          createServiceMonitors: watched?.serviceMonitors,
          extraServiceMonitorLabels: watched?.serviceMonitorLabels,
          createPrometheusRules: watched?.prometheusRules,
          extraPrometheusRuleLabels: watched?.prometheusRuleLabels,
        },
        tracing: selfTracing(this, props),
        grafana: { createDatasource: watched?.grafanaDataSource, instanceSelector: watched?.grafanaInstanceSelector },
      },
      extraConfig: {
        tempo: mergeOver(NOTICES_LOST_QUERIERS, tempoConfigSpec(this, props, {
          storage: { trace: { s3: { ...storage.s3Config, ...(props.extraConfig ? s3ExtraConfig(this, props.extraConfig, storage.secure) : {}) } } },
        })?.tempo),
      },
      env: storage.env.length > 0 ? [...storage.env, ...(props.env ?? [])] : props.env,
      envFrom: props.envFrom,
    };
    const annotations = {
      ...(skip ? { 'cdk8s-observability-tls/skip-verification': skip.reason } : {}),
      ...servingCerts(gates),
      ...factsAnnotation(joinFacts(storage.facts, receiver.facts)),
    };
    const resource = emit(this, 'Resource', {
      apiVersion: TEMPO_API_VERSION,
      kind: 'TempoStack',
      name,
      namespace,
      metadata: props.metadata,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      spec: mergeOver(sparse(spec), props.specOverrides),
    });
    order([...storage.objects, ...receiver.objects, ...common.objects], resource);

    const at = (component: string) => `${tempoService(name, component)}.${namespace}.svc`;
    const serving = gates.has(OperatorFeatureGate.OPENSHIFT_SERVING_CERTS);
    this.tempoName = name;
    this.namespace = namespace;
    this.bucket = props.storage;
    this.otlpGrpc = gateway ? gatewayEndpoint(`${at('gateway')}:8090`, gates) : receiver.grpc;
    this.otlpHttp = gateway ? undefined : receiver.http;
    this.queryUrl = gateway ? `${serving ? 'https' : 'http'}://${at('gateway')}:8080` : `http://${at('query-frontend')}:3200`;
    this.multitenant = tenancy !== undefined;
  }

  /** What works but should be known: deprecated, loosened or without effect. */
  public get warnings(): string[] {
    return warningsOf(this);
  }
}
