export type {
  CompiledEnvoy, CompiledQuerier, CompiledRealm, EndpointTreatment, ThanosCompilation, ThanosCompileOptions,
} from './compile-result';
export { LegacyTls, ThanosTlsMode } from './compile-result';
export type {
  RemoteThanosCluster, ThanosEndpointOptions, ThanosRealmEndpoints, ThanosRealmProps, ThanosServerOptions, ThanosTlsEndpointOptions,
} from './endpoint-props';
export { ThanosCompression } from './endpoint-props';
export type { ProposalOptions } from './proposal';
export { QuerierEndpoints } from './querier-endpoints';
export type { ThanosCompactorProps } from './compactor';
export { ThanosCompactor } from './compactor';
export type { ThanosAutoscaling, ThanosFileSource, ThanosQuerierProps, ThanosTenancy } from './querier-props';
export type { ThanosExposureOptions, ThanosIngressOptions, ThanosLoadBalancerOptions, ThanosTlsRouteOptions } from './exposure';
export { ThanosExposure } from './exposure';
export type { IThanosHttpServer, ThanosHttpTargetOptions } from './http-target';
export { ThanosHttpTarget } from './http-target';
export { ThanosImage } from './images';
export type { ThanosMutualTlsProps, ThanosTlsProps } from './listener';
export { ThanosListener } from './listener';
export type { ObserveOptions } from './observer-cluster';
export { ObserverCluster } from './observer-cluster';
export type { ObserverIdentityProps } from './observer-identity';
export { ObserverIdentity } from './observer-identity';
export type { ThanosPodOptions } from './pod-options';
export type { OperatedPrometheusOptions, PrometheusStatefulSetProps } from './prometheus-pods';
export { PrometheusPods } from './prometheus-pods';
export type { ThanosQueryFrontendProps } from './query-frontend';
export { ThanosQueryFrontend } from './query-frontend';
export type { ThanosReceiveProps } from './receive';
export { ThanosReceive } from './receive';
export type { ThanosRulerProps } from './ruler';
export { ThanosRuler } from './ruler';
export type { ObservedServer, RemoteClusterProps, RemoteSidecarProps, RemoteStoreGatewayProps } from './remote-cluster';
export { RemoteCluster } from './remote-cluster';
export type { IExposedServer, IThanosServer, ThanosServerTls } from './server';
export { ThanosSidecar } from './sidecar';
export type { ThanosSidecarProps } from './sidecar-props';
export type { ThanosStoreGatewayProps } from './store-gateway';
export { ThanosStoreGateway } from './store-gateway';
export { ThanosQuerier } from './thanos-querier';
export { ThanosVersion } from './thanos-version';
export type { ThanosBucketOptions, ThanosDataOptions, ThanosGrpcServerProps, ThanosWorkloadProps } from './workload-props';
