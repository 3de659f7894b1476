import { invalid } from '../kube/invalid';
import { requireLabel, requireList, requirePort } from '../kube/text';
import { requireLabels } from '../kube/vocabulary';
import { readCidr, within } from '../trust/policies/ip-block';
import { blockContains, IpBlock } from '../x509/ip';

/** Options of `NetworkPeer.pods`. */
export interface NetworkPodsOptions {
  /**
   * The namespace of the pods.
   * @default - the namespace of the policy
   */
  readonly namespace?: string;
  /**
   * Labels that the pods have.
   * @default - all pods of the namespace
   */
  readonly labels?: { [label: string]: string };
  /**
   * The container port at which they listen. Policies see it in place of the Service's. Of pods that connect to us it says nothing.
   * @default - the port that is dialled
   */
  readonly port?: number;
}

type NetworkLabels = { readonly [label: string]: string };

/** @internal What a peer is, whatever the engine. */
export type PeerSpec =
  | { readonly kind: 'pods'; readonly namespace?: string; readonly namespaceLabels?: NetworkLabels; readonly labels?: NetworkLabels }
  | { readonly kind: 'cidr'; readonly cidr: string; readonly except: readonly string[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'api-server' }
  | { readonly kind: 'anyone' };

/**
 * Who is at the other end of a connection that the manifests do not show.
 *
 * @example
 *
 * const prometheus = NetworkPeer.pods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } });
 */
export class NetworkPeer {
  /**
   * Pods by their namespace and labels.
   *
   * @throws for names and labels that no pod can have
   */
  public static pods(options: NetworkPodsOptions): NetworkPeer {
    const where = 'NetworkPeer.pods';
    const namespace = options.namespace === undefined ? undefined : requireLabel(where, 'namespace', options.namespace);
    const labels = options.labels === undefined ? undefined : checkLabels(where, 'labels', options.labels);
    if (namespace === undefined && labels === undefined) {
      throw invalid(where, { what: 'neither a namespace nor labels are given', allowed: 'one of them, or both', fix: "for example { namespace: 'monitoring' }; NetworkPeer.anyone() is everybody" });
    }
    return new NetworkPeer({ kind: 'pods', namespace, labels }, options.port === undefined ? undefined : requirePort(where, 'port', options.port));
  }

  /** All pods of the namespaces that have some labels. */
  public static namespaces(labels: { [label: string]: string }): NetworkPeer {
    return new NetworkPeer({ kind: 'pods', namespaceLabels: checkLabels('NetworkPeer.namespaces', 'labels', labels) });
  }

  /**
   * Addresses outside the cluster. Most network plugins do not match pods by their addresses.
   *
   * @param cidr for example "203.0.113.0/24", or "203.0.113.7/32" for one address
   * @param except ranges within it that are not meant
   * @throws for text that is no range of addresses, and for exceptions that are not within it
   */
  public static cidr(cidr: string, except: string[] = []): NetworkPeer {
    const range = (field: string, text: unknown) => {
      const read = readCidr(text);
      if (read === undefined) {
        throw invalid('NetworkPeer.cidr', { what: `${field} is no range of addresses`, got: text, allowed: 'an address, "/", and the length of the prefix', fix: 'for example "203.0.113.0/24"' });
      }
      if (read.address.length === 16 && read.prefix >= 96 && blockContains(MAPPED, read.address)) {
        throw invalid('NetworkPeer.cidr', { what: `${field} is a range of IPv4 written as one of IPv6`, got: text, allowed: 'IPv4 as IPv4', fix: 'for example "10.0.0.0/8"' });
      }
      const first = networkOf(read);
      // As newer API servers do (k8s.io/apimachinery 0.36.3, pkg/util/validation/ip.go): it is not clear what is meant.
      if (first !== undefined) {
        throw invalid('NetworkPeer.cidr', { what: `${field} has bits set beyond its prefix`, got: text, allowed: 'the first address of the range', fix: `${first} for the range, or /${read.address.length * 8} for the one address` });
      }
      return read;
    };
    const whole = range('cidr', cidr);
    for (const [i, each] of requireList<string>('NetworkPeer.cidr', 'except', except).entries()) {
      const part = range(`except[${i}]`, each);
      // Kubernetes refuses the policy (kubernetes 1.28.15, pkg/apis/networking/validation/validation.go, ValidateIPBlock).
      if (part.prefix <= whole.prefix || !within(part, whole)) {
        throw invalid('NetworkPeer.cidr', { what: `except[${i}] is not a part of ${cidr}`, got: each, allowed: 'ranges that are smaller and lie within it', fix: 'leave it out, or correct it' });
      }
    }
    return new NetworkPeer({ kind: 'cidr', cidr, except: [...except] });
  }

  /** Everybody, in the cluster and outside: only the port is held. */
  public static anyone(): NetworkPeer {
    return new NetworkPeer({ kind: 'anyone' });
  }

  private constructor(
    /** @internal */
    public readonly _spec: PeerSpec,
    /** @internal */
    public readonly _port?: number,
  ) {}
}

/** Addresses of IPv4 written as IPv6, which API servers refuse. */
const MAPPED: IpBlock = { address: Buffer.from('00000000000000000000ffff00000000', 'hex'), prefix: 96 };

/** The range whose first address it should have been; undefined where it is. */
function networkOf({ address, prefix }: IpBlock): string | undefined {
  const first = address.map((byte, i) => byte - (byte % 2 ** (8 - Math.min(8, Math.max(0, prefix - i * 8)))));
  if (address.every((byte, i) => byte === first[i])) { return undefined; }
  const words = Array.from({ length: first.length / 2 }, (_, i) => (first[2 * i] * 256 + first[2 * i + 1]).toString(16));
  const text = first.length === 4 ? [...first].join('.') : words.join(':').replace(/(^|:)0(:0)+(:|$)/, '::');
  return `${text}/${prefix}`;
}

function checkLabels(where: string, field: string, labels: unknown): { [label: string]: string } {
  const map = requireLabels(where, field, labels);
  if (Object.keys(map).length === 0) {
    throw invalid(where, { what: `${field} is empty, which would select everything`, got: labels, allowed: 'one label or more', fix: 'name a label, or use NetworkPeer.anyone()' });
  }
  return { ...map };
}
