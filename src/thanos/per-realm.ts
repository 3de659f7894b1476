import { EndpointEntry } from './endpoint-entry';
import { ThanosCompression } from './endpoint-props';
import { GRPC_PORT } from './ports';
import { ThanosVersion } from './thanos-version';
import { TlsClass } from './tls-class';
import { contentHash } from '../kube/hash';
import { invalid } from '../kube/invalid';
import { requireLabel } from '../kube/text';
import { readAddress, ThanosAddress } from '../trust/thanos/address';
import { SINCE } from '../trust/thanos/version-facts';

/** A querier for one realm. */
export interface Leaf {
  readonly name: string;
  readonly class: TlsClass;
  readonly entries: readonly EndpointEntry[];
}

/** Splits endpoints over a querier for each realm, and one in front of them, which knows them as groups: their replicas are copies of each other. */
export function rootAndLeaves(
  where: string, entries: readonly EndpointEntry[], version: ThanosVersion, shared: readonly TlsClass[],
  at: { readonly name: string; readonly namespace: string },
): { root: EndpointEntry[]; leaves: Leaf[] } {
  const plaintext = shared.filter(({ realm }) => realm === undefined);
  if (plaintext.length > 1) {
    throw invalid(where, {
      what: `plaintext endpoints of one querier of ${version} share one compression`,
      saw: plaintext.map(({ entries: [first] }) => `${first.address.text} (${first.compression})`).join(', '),
      allowed: 'one compression for all of them',
      fix: 'leave compression out',
    });
  }
  const perEndpoint = version._since(SINCE.clientConfig);
  // From v0.42 on the root dials everything itself that can have settings of its own, and of what is looked up the first kind.
  const stay = perEndpoint ? shared[0] : plaintext[0];
  const classes = shared.filter((one) => one !== stay);
  const realms = classes.map(({ realm }) => realm);
  const several = new Set(realms.filter((realm, i) => realms.indexOf(realm) !== i));
  const leaves = classes.map((one): Leaf => ({ name: leafName(one, several.has(one.realm)), class: one, entries: one.entries }));
  const gone = new Set(leaves.flatMap((leaf) => leaf.entries));
  const compression = stay?.entries[0].compression ?? ThanosCompression.NONE;
  const groups = leaves.map((leaf): EndpointEntry => ({
    address: leafAddress(where, `${at.name}-${leaf.name}`, at.namespace),
    strict: false,
    group: true,
    compression: perEndpoint ? ThanosCompression.NONE : compression,
    origin: `the querier of ${leaf.class.label}`,
  }));
  return { root: [...entries.filter((entry) => !gone.has(entry)), ...groups], leaves };
}

/** The realm, and where it has several queriers something that tells their server names apart, whatever the order. */
function leafName({ realm, serverName, key }: TlsClass, several: boolean): string {
  return several ? `${realm}-${contentHash(serverName ?? key).slice(0, 6)}` : realm!;
}

/** The replicas of a realm's querier, found behind its headless Service. */
function leafAddress(where: string, name: string, namespace: string): ThanosAddress {
  return readAddress(`dns+${requireLabel(where, 'the name of a realm\'s headless Service', `${name}-headless`)}.${namespace}.svc:${GRPC_PORT}`);
}
