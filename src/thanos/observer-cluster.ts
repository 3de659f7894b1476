import { QuerierEndpoints } from './querier-endpoints';
import { RemoteCluster } from './remote-cluster';
import { IThanosServer } from './server';
import { invalid } from '../kube/invalid';
import { TlsVersion } from '../kube/tls-version';
import { StorageCa } from '../pki';
import { readCertificates } from '../pki/inspect';

/** Options of `ObserverCluster.observe`. */
export interface ObserveOptions {
  /**
   * Whether queries fail when a server of the cluster does not answer, rather than go on without it.
   * @default false
   */
  readonly strict?: boolean;
}

/**
 * The observer of the proposal's story: stores of its own cluster in plain text, and clusters elsewhere, each with certificates of its own. What
 * it shows to a cluster is what that cluster lets in, because both come from one `ObserverIdentity`.
 *
 * @example
 *
 * const observer = new ObserverCluster();
 * observer.addLocal(store);
 * observer.observe(eu1);
 * observer.endpoints.describe(ThanosVersion.V0_42);
 */
export class ObserverCluster {
  /** What a querier of the observer is given. */
  public readonly endpoints = new QuerierEndpoints();
  private readonly remotes: RemoteCluster[] = [];

  public constructor() {}

  /** A server of the observer's own cluster, without TLS. One with TLS belongs to `endpoints.addServer`, with the certificate that it wants. */
  public addLocal(server: IThanosServer): void {
    this.endpoints.addServer(server);
  }

  /**
   * A cluster elsewhere: each of its servers becomes an endpoint, in a realm of the cluster's name.
   *
   * @throws for a cluster without servers, for one that is observed already, and where the CA of one cluster's servers would open another one's door
   */
  public observe(remote: RemoteCluster, options: ObserveOptions = {}): void {
    const where = `ObserverCluster.observe(${remote?.clusterName})`;
    if (!(remote instanceof RemoteCluster)) {
      throw invalid(where, { what: 'this is no RemoteCluster', got: remote, allowed: 'a RemoteCluster', fix: 'for clusters that somebody else runs: observer.endpoints.addRemoteCluster(…)' });
    }
    const { clusterName, identity, serverCa, servers } = remote;
    if (servers.length === 0 || serverCa === undefined) {
      throw invalid(where, { what: 'the cluster has no server that could be asked', got: clusterName, allowed: 'one server or more', fix: 'addStoreGateway, addSidecar or add, before it is observed' });
    }
    for (const other of this.remotes) {
      refuseForeignCa(where, remote, other);
      refuseForeignCa(where, other, remote);
    }
    this.endpoints.addRealm(clusterName, { ca: serverCa, clientCertificate: identity.certificate });
    for (const { address, certificatePem, minTlsVersion } of servers) {
      // A server that speaks TLS 1.3 only sees to that itself; queriers before v0.42 cannot.
      const old = minTlsVersion === TlsVersion.V1_2 ? { minTlsVersion } : {};
      this.endpoints.addToRealm(clusterName, { addresses: [address], serverCertificatePem: certificatePem, ...old, strict: options.strict });
    }
    this.remotes.push(remote);
  }

  /** The clusters that are observed. */
  public get clusters(): RemoteCluster[] {
    return [...this.remotes];
  }
}

/** Whoever holds the CA of one cluster's servers could make itself a client of another, if that one let such certificates in. */
function refuseForeignCa(where: string, door: RemoteCluster, other: RemoteCluster): void {
  const letIn = fingerprints(where, door.identity.ca);
  const foreign = [...fingerprints(where, other.serverCa)].filter((one) => letIn.has(one));
  const sameName = door.identity.ca.certificates === undefined && door.identity.ca.configMapName === other.serverCa?.configMapName;
  if (foreign.length > 0 || sameName) {
    throw invalid(where, {
      what: `the CA that signs servers of ${other.clusterName} is one that ${door.clusterName} lets clients of in, so that whoever runs ${other.clusterName} could read ${door.clusterName}`,
      saw: `${door.identity.ca.configMapName} as client CA of ${door.clusterName}`,
      allowed: 'a client CA that signs the observer\'s certificates and nothing else',
      fix: 'have the observer\'s certificate signed by a CA of its own',
    });
  }
}

function fingerprints(where: string, ca: StorageCa | undefined): Set<string> {
  return new Set(ca?.certificates === undefined ? [] : readCertificates(where, 'ca', ca.certificates).map((certificate) => certificate.fingerprint256));
}
