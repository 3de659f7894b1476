import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkQueryRbac, commonParts } from './common';
import { tempoConfigSpec } from './config-spec';
import { jaegerUiSpec } from './jaeger-ui';
import { tempoService } from './names';
import { checkObservability, monolithicObservability } from './observability';
import { FeatureGates, OperatorFeatureGate, servingCerts } from './operator';
import { scheduling } from './pod-settings';
import { bindReceivers, OtlpReceiver } from './receivers';
import { OtlpEndpoint } from './tempo';
import { positiveDuration } from './tempo-config';
import { TempoMonolithicOptions } from './tempo-monolithic-options';
import { refuseBehindGateway, tenancySpec } from './tenancy-spec';
import { VolumeNames } from './volume-names';
import { ResourceRequirementsSpec, TEMPO_API_VERSION } from '../crds/tempo-common';
import { MonolithicTracesSpec, TempoMonolithicSpec } from '../crds/tempo-monolithic';
import { emit, order } from '../kube/emit';
import { invalid } from '../kube/invalid';
import { requireMap } from '../kube/kinds';
import { mergeOver, sparse } from '../kube/merge';
import { containerResources } from '../kube/resources';
import { warn } from '../kube/warnings';
import { StorageCa } from '../pki';
import { Facts, factsAnnotation, joinFacts } from '../x509/facts';

/** What is particular to one way of keeping traces. */
export interface MonolithicParts {
  readonly name: string;
  readonly namespace: string;
  readonly traces: MonolithicTracesSpec;
  /** `storage.trace.s3` of Tempo's configuration */
  readonly s3Config?: { readonly [key: string]: any };
  readonly defaultResources: ResourceRequirementsSpec;
  /** variables of Tempo's container that come before the user's */
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly objects: readonly ApiObject[];
  readonly facts: Facts;
  readonly annotations?: { readonly [key: string]: string };
  readonly volumes: VolumeNames;
}

/** A TempoMonolithic as others see it. */
export interface EmittedMonolithic {
  readonly resource: ApiObject;
  readonly otlpGrpc?: OtlpEndpoint;
  readonly otlpHttp?: OtlpEndpoint;
  readonly queryUrl: string;
  readonly flushUrl?: string;
  readonly multitenant: boolean;
  readonly resources: ResourceRequirementsSpec;
}

/** Emits a TempoMonolithic: the one place where its spec is put together. */
export function emitMonolithic(scope: Construct, props: TempoMonolithicOptions, parts: MonolithicParts): EmittedMonolithic {
  const { name, namespace, volumes } = parts;
  const gates = new FeatureGates(scope, props.operatorFeatureGates);
  const tenancy = tenancySpec(scope, namespace, props);
  const gateway = tenancy?.gateway ?? false;
  const grpc = props.otlpGrpc ?? OtlpReceiver.plaintext();
  const http = props.otlpHttp ?? OtlpReceiver.plaintext();
  if (gateway) { refuseBehindGateway(scope, { otlpGrpc: props.otlpGrpc, otlpHttp: props.otlpHttp }); }
  if (grpc._kind === 'disabled' && http._kind === 'disabled') {
    throw invalid(scope, { what: 'neither otlpGrpc nor otlpHttp is received, so no trace can ever arrive', saw: 'both disabled', allowed: 'one or both', fix: 'leave one of them out' });
  }
  const receivers = bindReceivers(scope, {
    namespace,
    service: tempoService(name),
    clusterDomain: props.clusterDomain,
    volumes,
    servingCertsGate: gates.has(OperatorFeatureGate.OPENSHIFT_SERVING_CERTS),
  }, grpc, http);
  if (props.observability) { checkObservability(scope, props.observability, gates, gateway); }
  if (props.queryRbac) { checkQueryRbac(scope, gateway, props.jaegerUi !== undefined); }
  const resources = props.resources ? containerResources(scope, 'resources', props.resources) : parts.defaultResources;
  if (resources.limits?.memory === undefined) {
    warn(scope, 'resources: no memory limit; the operator then sets no GOMEMLIMIT, and Tempo grows until the node ends it');
  }
  const config = tempoConfigSpec(scope, props, {
    storage: { trace: { s3: parts.s3Config } },
    compactor: { compaction: { block_retention: props.retention && positiveDuration(scope, 'retention', props.retention) } },
  });
  const common = commonParts(scope, namespace, props);
  const spec: TempoMonolithicSpec = {
    storage: { traces: parts.traces },
    ingestion: { otlp: { grpc: receivers.grpc.spec, http: receivers.http.spec } },
    jaegerui: props.jaegerUi && jaegerUiSpec(scope, props.jaegerUi, gates),
    multitenancy: tenancy?.multitenancy,
    observability: props.observability && monolithicObservability(props.observability),
    query: {
      rbac: props.queryRbac ? { enabled: true } : undefined,
      mcpServer: props.mcpServer ? { enabled: true } : undefined,
    },
    resources,
    podSecurityContext: common.podSecurityContext,
    timeout: common.timeout,
    serviceAccount: common.serviceAccount,
    management: props.management,
    extraConfig: config,
    env: parts.env?.length ? [...parts.env, ...(props.env ?? [])] : props.env,
    envFrom: props.envFrom,
    ...scheduling(scope, props),
    affinity: props.affinity && requireMap(scope, 'affinity', props.affinity, 'a Kubernetes Affinity'),
  };
  const facts = joinFacts(parts.facts, receivers.grpc.facts, receivers.http.facts);
  const annotations = { ...parts.annotations, ...servingCerts(gates), ...factsAnnotation(facts) };
  const resource = emit(scope, 'Resource', {
    apiVersion: TEMPO_API_VERSION,
    kind: 'TempoMonolithic',
    name,
    namespace,
    metadata: props.metadata,
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    spec: mergeOver(sparse(spec), props.specOverrides),
  });
  order([...parts.objects, ...receivers.grpc.objects, ...receivers.http.objects, ...common.objects], resource);
  const host = `${tempoService(name, gateway ? 'gateway' : undefined)}.${namespace}.svc`;
  return {
    resource,
    otlpGrpc: gateway ? gatewayEndpoint(`${host}:4317`, gates) : receivers.grpc.endpoint,
    otlpHttp: gateway ? undefined : receivers.http.endpoint,
    queryUrl: gateway ? `${gates.has(OperatorFeatureGate.OPENSHIFT_SERVING_CERTS) ? 'https' : 'http'}://${host}:8080` : `http://${host}:3200`,
    flushUrl: gateway ? undefined : `http://${host}:3200/flush`,
    multitenant: tenancy !== undefined,
    resources,
  };
}

/** The gateway's OTLP port: with TLS only where OpenShift's service CA gives it a certificate (tempo-operator 0.22.0, monolithic/statefulset.go). */
export function gatewayEndpoint(address: string, gates: FeatureGates): OtlpEndpoint {
  const tls = gates.has(OperatorFeatureGate.OPENSHIFT_SERVING_CERTS);
  return { address, tls, ca: tls ? StorageCa.openshiftServiceCa() : undefined, clientCertificateRequired: false };
}
