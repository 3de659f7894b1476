import { podTemplate } from './containers';
import { Inventory, Manifest, namespaceOf } from './inventory';
import { isAutomatic } from './policies/ends';
import { podsIn } from './running-pods';
import { isMap } from './values';
import { withoutOwnLabels } from './vault/own-labels';

type Labels = { readonly [key: string]: string };

const POD_NAME = 'statefulset.kubernetes.io/pod-name';

/** What nobody but a controller writes on pods, as far as the pods of a Service go: their version is that of their template. */
const isAdded = (key: string): boolean => isAutomatic(key) && key !== 'app.kubernetes.io/version';

/**
 * The labels of templates that a Service selects; undefined where it selects none by itself, or does not show which. What a controller or a server adds to its pods is in
 * no template: the pods that may have it are selected, and of a StatefulSet the one of a number, as long as there are as many (kubernetes 1.28,
 * pkg/controller/statefulset/stateful_set_utils.go).
 */
export function selectedBy(inventory: Inventory, service: Manifest): Labels | undefined {
  const given: unknown = service.spec?.selector;
  if (!isMap(given)) { return undefined; }
  const selector = withoutOwnLabels(given as Labels);
  const keys = Object.keys(selector);
  if (!keys.some(isAdded) || podsIn(inventory).of(namespaceOf(service), selector).length > 0) { return selector; }
  const rest = Object.fromEntries(Object.entries(selector).filter(([key]) => !isAdded(key)));
  const of = keys.includes(POD_NAME) ? templateOf(inventory, namespaceOf(service), String(selector[POD_NAME])) : undefined;
  if (of === 'too few') { return selector; }
  const wanted = { ...of, ...rest };
  return Object.keys(wanted).length === 0 ? undefined : wanted;
}

/** The labels of the pods of the StatefulSet that makes one of a name; undefined where no manifest is one. */
function templateOf(inventory: Inventory, namespace: string, pod: string): Labels | 'too few' | undefined {
  const [, name, digits] = /^(.+)-(\d+)$/.exec(pod) ?? [];
  const set = name === undefined ? undefined : inventory.get('StatefulSet', namespace, name);
  if (!set) { return undefined; }
  const { replicas, ordinals } = isMap(set.spec) ? set.spec : {};
  const first = isMap(ordinals) && typeof ordinals.start === 'number' ? ordinals.start : 0;
  const few = typeof replicas === 'number' || replicas === undefined || replicas === null;
  const ordinal = Number(digits) - first;
  return few && (ordinal < 0 || ordinal >= (replicas ?? 1)) ? 'too few' : podTemplate(set)?.labels;
}
