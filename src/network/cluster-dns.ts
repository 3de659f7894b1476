import { isIP } from 'node:net';
import { PeerSpec } from './network-peer';
import { invalid } from '../kube/invalid';
import { requireList } from '../kube/text';

/**
 * Where the pods ask for names.
 *
 * @example
 *
 * const dns = ClusterDns.nodeLocal();
 */
export class ClusterDns {
  /** CoreDNS or kube-dns: the pods labelled k8s-app=kube-dns in the namespace kube-system, on port 53. */
  public static coreDns(): ClusterDns {
    return new ClusterDns([KUBE_DNS], 53);
  }

  /** OpenShift's: the pods of the DNS operator in the namespace openshift-dns, which listen on port 5353 behind the Service's 53. */
  public static openShift(): ClusterDns {
    return new ClusterDns([{ kind: 'pods', namespace: 'openshift-dns', labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } }], 5353);
  }

  /**
   * A cache on each node (NodeLocal DNSCache), and CoreDNS where it is away. It has the network of its node, so it is known by its addresses only. Cilium knows
   * it by its pods, labelled k8s-app=node-local-dns in kube-system, to which a local redirect policy leads.
   *
   * @param addresses the addresses that pods ask: where the cache takes the place of the DNS Service, the Service's address as well
   * @default - 169.254.20.10
   * @throws for text that is no address
   */
  public static nodeLocal(addresses: string[] = ['169.254.20.10']): ClusterDns {
    const where = 'ClusterDns.nodeLocal';
    const blocks = requireList<string>(where, 'addresses', addresses).map((address, i): PeerSpec => {
      if (typeof address !== 'string' || isIP(address) === 0) {
        throw invalid(where, { what: `addresses[${i}] is no address`, got: address, allowed: 'an IPv4 or IPv6 address', fix: 'for example "169.254.20.10"' });
      }
      return { kind: 'cidr', cidr: `${address}/${isIP(address) === 4 ? 32 : 128}`, except: [] };
    });
    return new ClusterDns([...blocks, KUBE_DNS], 53, [{ kind: 'pods', namespace: 'kube-system', labels: { 'k8s-app': 'node-local-dns' } }, KUBE_DNS]);
  }

  private constructor(
    /** @internal */
    public readonly _peers: PeerSpec[],
    /** @internal */
    public readonly _port: number,
    /** @internal What Cilium is told instead. */
    public readonly _cilium: PeerSpec[] = _peers,
  ) {}
}

const KUBE_DNS: PeerSpec = { kind: 'pods', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
