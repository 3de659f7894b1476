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
export type { ThanosExposureOptions, ThanosIngressOptions, ThanosLoadBalancerOptions, ThanosTlsRouteOptions } from './exposure';
export { ThanosExposure } from './exposure';
export { ThanosImage } from './images';
export type { ThanosMutualTlsProps, ThanosTlsProps } from './listener';
export { ThanosListener } from './listener';
export type { ThanosPodOptions } from './pod-options';
export type { IThanosServer, ThanosServerTls } from './server';
export type { ThanosStoreGatewayProps } from './store-gateway';
export { ThanosStoreGateway } from './store-gateway';
export { ThanosVersion } from './thanos-version';
export type { ThanosBucketOptions, ThanosDataOptions, ThanosGrpcServerProps, ThanosWorkloadProps } from './workload-props';
