export * from './cluster-dns';
export { NetworkPeer, NetworkPodsOptions } from './network-peer';
export * from './options';
export * from './tls-network-policies';
