import { Contents, contentsOf } from './cert-manager';
import { hasOwnDefaultCas } from './default-package';
import { caIn, certificateOf, certificatesNamed, PUBLIC_CA } from './issuers';
import { platformBundle } from './platform';
import { promisedSecret } from './promised-secrets';
import { isApplication, specialNamespaces } from './special-namespaces';
import { DEFAULT_NAMESPACE, Inventory, keysOf, Manifest, namespaceOf } from '../inventory';
import { grouped, once } from '../once';
import { selects, selectorText } from '../policies/selector';
import { isMap, items } from '../values';

/** One source of a Bundle, in the words of both versions of its API. */
export interface BundleSource {
  readonly field: string;
  readonly kind?: 'Secret' | 'ConfigMap';
  readonly name?: string;
  readonly key?: string;
  /** whether more than one key, or objects by their labels, are taken */
  readonly several: boolean;
  readonly inline?: string;
  readonly defaults: boolean;
}

/** The trust-manager Bundle or ClusterBundle that writes ConfigMaps (or Secrets) of a name. */
export function bundleNamed(inventory: Inventory, kind: 'Secret' | 'ConfigMap', name: string): Manifest | undefined {
  return [inventory.get('ClusterBundle', '', name), inventory.get('Bundle', '', name)]
    .find((bundle) => isMap(bundle?.spec?.target?.[kind === 'Secret' ? 'secret' : 'configMap']));
}

/** The sources of a Bundle (trust-manager 0.24, pkg/apis/trust/v1alpha1) or ClusterBundle (pkg/apis/trustmanager/v1alpha2). */
export function sourcesOf(bundle: Manifest): BundleSource[] {
  const old = items(bundle.spec?.sources).map((source, i): BundleSource => {
    const kind = isMap(source.configMap) ? 'ConfigMap' : isMap(source.secret) ? 'Secret' : undefined;
    const reference = kind === undefined ? {} : kind === 'Secret' ? source.secret : source.configMap;
    return {
      field: `spec.sources[${i}]`,
      kind,
      ...named(reference),
      defaults: source.useDefaultCAs === true,
      several: kind !== undefined && (typeof reference.name !== 'string' || typeof reference.key !== 'string'),
      ...(kind === undefined && typeof source.inLine === 'string' ? { inline: source.inLine } : {}),
    };
  });
  const references = items(bundle.spec?.sourceRefs).map((source, i): BundleSource => ({
    field: `spec.sourceRefs[${i}]`,
    kind: source.kind === 'Secret' || source.kind === 'ConfigMap' ? source.kind : undefined,
    ...named(source),
    defaults: false,
    several: typeof source.name !== 'string' || typeof source.key !== 'string' || source.key.includes('*'),
  }));
  const inline = bundle.spec?.inLineCAs;
  return [
    ...old, ...references,
    ...(typeof inline === 'string' ? [{ field: 'spec.inLineCAs', inline, several: false, defaults: false }] : []),
    ...(bundle.spec?.defaultCAs?.provider === 'System' ? [{ field: 'spec.defaultCAs', several: false, defaults: true }] : []),
  ];
}

/** The keys that a Bundle writes its certificates under, as far as they show. */
export function keysWritten(bundle: Manifest, kind: 'Secret' | 'ConfigMap'): string[] {
  const target = bundle.spec?.target?.[kind === 'Secret' ? 'secret' : 'configMap'];
  return [target?.key, ...items(target?.data).map((d) => d.key)].filter((k) => typeof k === 'string');
}

/** What a Bundle writes under a key into a namespace. */
export function fromBundle(inventory: Inventory, bundle: Manifest, kind: 'Secret' | 'ConfigMap', namespace: string, key: string): Contents & { readonly field: string } {
  const keys = keysWritten(bundle, kind);
  const formats = isMap(bundle.spec?.target?.additionalFormats) ? Object.values(bundle.spec.target.additionalFormats).map((f: any) => f?.key) : [];
  const field = `spec.target.${kind === 'Secret' ? 'secret' : 'configMap'}`;
  if (keys.length > 0 && ![...keys, ...formats].includes(key)) {
    return { field, missing: `${bundle.kind} ${bundle.metadata.name} writes the key ${keys.join(', ')}, and not ${key}` };
  }
  const left = leftOut(inventory, bundle, namespace);
  if (left !== undefined) { return { field: 'spec.target.namespaceSelector', missing: left }; }
  const sources = sourcesOf(bundle).filter((source) => source.kind !== undefined || source.inline !== undefined || source.defaults);
  const all = sources.map((source) => ({ source, contents: contentsOfSource(inventory, source) }));
  const failed = all.find(({ contents }) => contents.missing !== undefined);
  if (failed) { return { field: failed.source.field, missing: failed.contents.missing }; }
  const pem = all.flatMap(({ contents }) => contents.pem ?? []);
  return {
    field: 'spec',
    ...(pem.length > 0 ? { pem: pem.join('\n') } : {}),
    authorities: [...new Set(all.flatMap(({ contents }) => contents.authorities ?? []))],
    open: all.length === 0 || all.some(({ contents }) => contents.open === true),
  };
}

/** Why a Bundle does not write into a namespace; undefined when it does, or when the labels of the namespace do not show. */
function leftOut(inventory: Inventory, bundle: Manifest, namespace: string): string | undefined {
  const selector = bundle.spec?.target?.namespaceSelector;
  if (!isMap(selector) || (namespace === DEFAULT_NAMESPACE && inventory.area(namespace) === '')) { return undefined; }
  const object = inventory.get('Namespace', '', namespace);
  const known = { ...(isMap(object?.metadata.labels) ? object?.metadata.labels : {}), 'kubernetes.io/metadata.name': namespace };
  if (selects(selector, { known, open: () => object === undefined }) !== false) { return undefined; }
  return `${bundle.kind} ${bundle.metadata.name} writes into namespaces with ${selectorText(selector)}, and ${namespace} is none of them`;
}

/** Where a source lies: where trust-manager looks, or nowhere that it looks; undefined when that does not show. */
export function misplaced(inventory: Inventory, source: BundleSource): string | undefined {
  const { kind, name } = source;
  if (kind === undefined || name === undefined || source.several && typeof source.key !== 'string') { return undefined; }
  const trust = specialNamespaces(inventory).bundles;
  if (present(inventory, kind, trust.name, name)) { return undefined; }
  const others = elsewhere(inventory, kind, name);
  const stated = others.filter((object) => object.metadata.namespace !== undefined);
  if (stated.length === 0 || stated.length < others.length || stated.some(copied) || inventory.all('ClusterPolicy').length > 0) { return undefined; }
  // trust-manager may have been told another namespace, where its sources lie alone; it is not that of an application.
  if (!trust.told && !stated.every((object) => isApplication(inventory, namespaceOf(object)))) { return undefined; }
  return `trust-manager reads ${kind} ${name} from namespace ${trust.name}, and it is in ${[...new Set(stated.map(namespaceOf))].join(', ')}`;
}

function contentsOfSource(inventory: Inventory, source: BundleSource): Contents {
  const { kind, name, key, inline } = source;
  if (inline !== undefined) { return { pem: inline }; }
  if (source.defaults && !hasOwnDefaultCas(inventory)) { return { authorities: [PUBLIC_CA] }; }
  if (source.defaults || kind === undefined || name === undefined) { return { open: true }; }
  const missing = misplaced(inventory, source);
  if (missing !== undefined) { return { missing }; }
  const trust = locate(inventory, kind, name);
  const certificate = kind === 'Secret' ? certificateOf(inventory, trust, name) : undefined;
  if (source.several || key === undefined) { return { ...(certificate ? { authorities: contentsOf(inventory, certificate, 'ca.crt').authorities } : {}), open: true }; }
  const value = inventory.value(kind, trust, name, key);
  if (typeof value === 'string') { return { pem: value }; }
  if (certificate) { return contentsOf(inventory, certificate, key); }
  const object = inventory.get(kind, trust, name);
  const platform = kind === 'ConfigMap' ? platformBundle(name, object, key) : undefined;
  if (platform) { return platform; }
  if (object && keysOf(object).length > 0 && !keysOf(object).includes(key)) {
    return { missing: `${kind} ${name} in namespace ${trust} has no key ${key} (it has ${keysOf(object).join(', ')})` };
  }
  return kind === 'Secret' ? { authorities: [caIn(inventory, trust, name)], open: true } : { open: true };
}

/** The namespace that a source lies in: where trust-manager looks untold, or else the only one that has such an object. */
function locate(inventory: Inventory, kind: 'Secret' | 'ConfigMap', name: string): string {
  const trust = specialNamespaces(inventory).bundles.name;
  const others = elsewhere(inventory, kind, name);
  return others.length === 1 && !present(inventory, kind, trust, name) ? namespaceOf(others[0]) : trust;
}

function elsewhere(inventory: Inventory, kind: 'Secret' | 'ConfigMap', name: string): readonly Manifest[] {
  if (kind === 'ConfigMap') { return once(inventory, configMapsByName).get(name) ?? []; }
  return [...certificatesNamed(inventory, name), ...once(inventory, secretsByName).get(name) ?? []];
}

function present(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string): boolean {
  if (inventory.get(kind, namespace, name)) { return true; }
  if (kind === 'ConfigMap') { return name === 'kube-root-ca.crt' || name === 'openshift-service-ca.crt'; }
  return certificateOf(inventory, namespace, name) !== undefined || promisedSecret(inventory, namespace, name) !== undefined;
}

/** Whether something copies an object into other namespaces (reflector, replicator, kubed and their like do so by annotations). */
function copied(object: Manifest): boolean {
  const annotations = { ...object.metadata.annotations, ...object.spec?.secretTemplate?.annotations };
  return Object.keys(annotations).some((key) => /reflect|replicat|kubed|copy|sync|clone/i.test(key));
}

function named(reference: any): { name?: string; key?: string } {
  return { ...(typeof reference.name === 'string' ? { name: reference.name } : {}), ...(typeof reference.key === 'string' ? { key: reference.key } : {}) };
}

const secretsByName = (inventory: Inventory): Map<string, Manifest[]> => grouped(inventory.all('Secret'), (object) => object.metadata.name);
const configMapsByName = (inventory: Inventory): Map<string, Manifest[]> => grouped(inventory.all('ConfigMap'), (object) => object.metadata.name);
