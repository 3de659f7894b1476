import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { CertificateRequest } from './binding';
import { ClusterSpiffeIdSpec, emitClusterSpiffeId } from '../crds/spire';
import { invalid } from '../kube/invalid';
import { later } from '../kube/later';
import { dnsNameCovers } from '../x509/names';

/** How pods are registered. */
export interface SpiffeRegistration {
  readonly ttl?: string;
  readonly className?: string;
  readonly hint?: string;
}

/** The registration of some pods: one, however many of their certificates come of it. */
export interface RegisteredPods {
  readonly object: ApiObject;
  readonly hint: string;
}

interface Known extends RegisteredPods {
  readonly terms: string;
  readonly names: Set<string>;
}

const registered = new WeakMap<object, Map<string, Known>>();

/**
 * Registers the pods that a certificate is for. An entry of SPIRE is an identity, and a pod has one: names that several of its certificates want are names of this
 * one. It carries a hint, so that it is found among others that the pod may have (a cluster's default ClusterSPIFFEID), and an ID of its own, since entries of
 * one ID and one pod are taken for one (spire-controller-manager 0.6.6, pkg/spireentry/reconciler.go).
 *
 * @throws for terms that differ from those of another certificate of the same pods
 */
export function registerPods(scope: Construct, request: CertificateRequest, dnsNames: readonly string[], terms: SpiffeRegistration): RegisteredPods {
  const { namespace, owner, podLabels = {} } = request;
  const { root } = scope.node;
  const all = registered.get(root) ?? new Map<string, Known>();
  registered.set(root, all);
  const key = JSON.stringify([namespace, Object.entries(podLabels).sort()]);
  const known = all.get(key) ?? make(scope, namespace, owner, podLabels, terms);
  all.set(key, known);
  if (known.terms !== JSON.stringify(terms)) {
    throw invalid(scope, {
      what: 'two certificates of one pod want it registered differently, and a pod has one identity',
      saw: `${known.terms} and ${JSON.stringify(terms)}`,
      allowed: 'the same duration, className and hint for all certificates of a pod',
      fix: 'give both the same options',
    });
  }
  for (const name of dnsNames) { known.names.add(name); }
  return known;
}

function make(
  scope: Construct, namespace: string, owner: string, podLabels: { readonly [label: string]: string }, terms: SpiffeRegistration,
): Known {
  const name = `${namespace}-${owner}`;
  const names = new Set<string>();
  const hint = terms.hint ?? name;
  const spec = (): ClusterSpiffeIdSpec => ({
    spiffeIDTemplate: `spiffe://{{ .TrustDomain }}/ns/${namespace}/${owner}`,
    dnsNameTemplates: withoutOverlap([...names]),
    podSelector: { matchLabels: { ...podLabels } },
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    hint,
    ...(terms.ttl === undefined ? {} : { ttl: terms.ttl }),
    ...(terms.className === undefined ? {} : { className: terms.className }),
  });
  // Late, because a pod may have more certificates, and with them more names.
  const object = emitClusterSpiffeId(Chart.of(scope), `spiffe-${name}`, name, later(spec));
  return { object, hint, terms: JSON.stringify(terms), names };
}

/** SPIRE refuses a name beside a wildcard that covers it (1.15.3, pkg/common/x509util/dns.go). */
function withoutOverlap(names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith('*.') || !names.some((other) => other.startsWith('*.') && dnsNameCovers(other, name)));
}
