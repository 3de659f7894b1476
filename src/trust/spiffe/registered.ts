import { ContainerContext } from '../containers';
import { Manifest } from '../inventory';
import { hasPlaceholder } from '../placeholders';
import { all } from '../policies/maybe';
import { atLeast, closedLabels, selects } from '../policies/selector';
import { isMap, items } from '../values';

/**
 * The DNS names that a pod's SVID has, by the ClusterSPIFFEID that registers it (spire-controller-manager 0.6.6, pkg/spireentry/entries.go); undefined where they do
 * not show for certain: nothing registers the pod here, more than one thing may, or a name is a template. One without names tells nothing either: somebody may
 * have registered the pod with some, beside it.
 */
export function registeredNames(
  { inventory, namespace, labels }: ContainerContext, hint: unknown,
): { readonly names: readonly string[]; readonly by: Manifest } | undefined {
  const own = inventory.get('Namespace', '', namespace)?.metadata.labels;
  const area = atLeast({ ...(isMap(own) ? own : {}), 'kubernetes.io/metadata.name': namespace });
  const selected = ({ spec }: Manifest) => all([selects(spec.podSelector, closedLabels(labels)), selects(spec.namespaceSelector, area)]);
  const possible = inventory.all('ClusterSPIFFEID').filter((id) => isMap(id.spec) && selected(id) !== false);
  const first = possible.filter(({ spec }) => spec.fallback !== true);
  const meant = (first.length > 0 ? first : possible).filter(({ spec }) => hint === undefined || spec.hint === hint);
  const [by] = meant;
  if (meant.length !== 1 || selected(by) !== true) { return undefined; }
  const names = items(by.spec.dnsNameTemplates).map(String);
  const open = by.spec.autoPopulateDNSNames === true || names.some((name) => name.includes('{{') || hasPlaceholder(name));
  return open || names.length === 0 ? undefined : { names, by };
}
