import { Manifest, namespaceOf } from '../inventory';
import { isMap } from '../values';
import { Maybe } from './maybe';

/** The two ways that a policy restricts. */
export type Direction = 'egress' | 'ingress';

/** One rule of a policy, taken apart; the parts are as they stand in the manifest. */
export interface PolicyRule {
  /** undefined for anyone; null for what cannot be read */
  readonly peers: readonly unknown[] | undefined | null;
  /** undefined for any; null for what cannot be read */
  readonly ports: readonly unknown[] | undefined | null;
}

/** What a policy says of one direction. */
export interface PolicySide {
  /** whether it restricts this direction of the pods it selects; undefined for a policy that no API server takes */
  readonly restricts: Maybe;
  readonly rules: readonly PolicyRule[];
  /** whether the list of rules is none */
  readonly unreadable: boolean;
}

/** A NetworkPolicy. */
export interface Policy {
  readonly object: Manifest;
  readonly name: string;
  readonly namespace: string;
  /** name and namespace, to put policies in an order that does not depend on where they come from */
  readonly place: string;
  /** true when it names no namespace, and nothing else says which one is meant */
  readonly floats: boolean;
  readonly selector: unknown;
  readonly egress: PolicySide;
  readonly ingress: PolicySide;
}

/** Reads a NetworkPolicy of networking.k8s.io/v1. */
export function readPolicy(object: Manifest, floats = false): Policy {
  const spec = isMap(object.spec) ? object.spec : {};
  const types = policyTypes(spec);
  const side = (name: Direction, type: string): PolicySide => ({
    restricts: types && types.includes(type),
    ...rules(spec[name], name === 'egress' ? 'to' : 'from'),
  });
  const { name } = object.metadata;
  const namespace = namespaceOf(object);
  return {
    object,
    name,
    namespace,
    place: `${name}\n${namespace}`,
    floats,
    selector: isMap(object.spec) ? spec.podSelector : 'unreadable',
    egress: side('egress', 'Egress'),
    ingress: side('ingress', 'Ingress'),
  };
}

/**
 * The directions that a policy restricts. Where it names none, Ingress always, and Egress when there is an egress rule: an empty list of them
 * is none (kubernetes, pkg/apis/networking/v1/defaults.go).
 */
function policyTypes(spec: { [field: string]: unknown }): readonly unknown[] | undefined {
  const types = spec.policyTypes ?? [];
  if (!Array.isArray(types) || types.some((type) => type !== 'Ingress' && type !== 'Egress')) { return undefined; }
  if (types.length > 0) { return types; }
  return Array.isArray(spec.egress) && spec.egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function rules(list: unknown, peers: 'to' | 'from'): { rules: PolicyRule[]; unreadable: boolean } {
  if (list === undefined || list === null) { return { rules: [], unreadable: false }; }
  if (!Array.isArray(list)) { return { rules: [], unreadable: true }; }
  const read = (rule: unknown): PolicyRule => (isMap(rule) ? { peers: part(rule[peers]), ports: part(rule.ports) } : { peers: null, ports: null });
  return { rules: list.map(read), unreadable: false };
}

/** An absent list and an empty one mean all. */
function part(list: unknown): readonly unknown[] | undefined | null {
  if (list === undefined || list === null) { return undefined; }
  if (!Array.isArray(list)) { return null; }
  return list.length === 0 ? undefined : list;
}
