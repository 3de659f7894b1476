import { ClusterDns } from './cluster-dns';
import { NetworkPeer } from './network-peer';

/** Whose policies are written. */
export enum NetworkPolicyEngine {
  /** NetworkPolicy of Kubernetes: pods, namespaces and addresses. It cannot express names. */
  KUBERNETES = 'kubernetes',
  /** CiliumNetworkPolicy (cilium.io/v2): names outside the cluster, and the API server, too. */
  CILIUM = 'cilium',
}

/** What the manifests do not show of the network. */
export interface NetworkPolicyOptions {
  /**
   * Where the pods ask for names.
   * @default - CoreDNS in kube-system; in OpenShift's preset that of OpenShift
   */
  readonly dns?: ClusterDns;
  /**
   * Who scrapes metrics.
   * @default - nobody
   */
  readonly prometheus?: NetworkPeer[];
  /**
   * Who sends traces, beside the senders that the manifests show.
   * @default - nobody
   */
  readonly otlpSenders?: NetworkPeer[];
  /**
   * Who queries traces or metrics, beside the clients that the manifests show: Grafana.
   * @default - nobody
   */
  readonly queryClients?: NetworkPeer[];
  /**
   * Who writes metrics to Thanos Receive, beside the writers that the manifests show.
   * @default - nobody
   */
  readonly remoteWriters?: NetworkPeer[];
  /**
   * Who comes in through Services, Ingresses and Routes that lead in from outside: the controller's pods, or addresses.
   * @default - nobody; where something leads in, that is an error
   */
  readonly observers?: NetworkPeer[];
  /**
   * Who answers at hosts that the manifests do not show, by the host as it is dialled. A NetworkPolicy knows addresses and pods, and no names: give the addresses
   * of a server outside (`NetworkPeer.cidr`), the pods of one in the cluster, or `NetworkPeer.anyone()`. Cilium needs no addresses for names outside.
   * @default - none; where one is dialled, that is an error
   */
  readonly hosts?: { [host: string]: NetworkPeer[] };
  /**
   * The addresses of the API server behind its Service, for the few pods that ask it (`kubectl get endpoints kubernetes`). Cilium knows it.
   * @default - none; where it is asked, that is an error
   */
  readonly apiServer?: NetworkPeer[];
  /**
   * The port of the API server behind its Service: 443 on some platforms.
   * @default 6443
   */
  readonly apiServerPort?: number;
  /**
   * Whose policies are written.
   * @default NetworkPolicyEngine.KUBERNETES
   */
  readonly engine?: NetworkPolicyEngine;
}
