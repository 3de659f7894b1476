import { FoundRef } from './found-ref';
import { inOrder } from './in-order';
import { anywhere, flatten, isManifest, ofAnotherGroup } from './loose';
import { grouped } from './once';
import { isPlaceholder } from './placeholders';
import { issuerName, providerClassName } from './stand-ins';
import { tame } from './tame';
import { isMap } from './values';
import { writtenByTemplate } from './written-by-template';
import { Fact, Facts, FACTS_ANNOTATION } from '../x509/facts';
import { remembered } from '../x509/memory';

/** A Kubernetes object as it stands in a manifest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: { [key: string]: string };
    readonly labels?: { [key: string]: string };
  };
  readonly [field: string]: any;
}

/** Where an object came from: a file, and a way to find the line of one of its fields; or a construct. */
export interface Origin {
  readonly file?: string;
  readonly construct?: string;
  /** the template that Helm says it rendered ("# Source: …") */
  readonly template?: string;
  /** the line (from 1) of a field such as "spec.template.spec.containers[0].args", or of its nearest parent that is there */
  line?(field: string | undefined): number | undefined;
}

/** An object with its origin. */
export interface Sourced {
  readonly object: unknown;
  readonly origin?: Origin;
  /** it was read by a reader that makes nothing which would have to be tamed */
  readonly tame?: boolean;
}

/** Which object, which field of it, and where that stands. */
export interface Ref {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly field?: string;
  readonly file?: string;
  readonly template?: string;
  /** found when it is first asked for: most references are never shown */
  readonly line?: number;
}

/** The namespace of objects that name none, as `kubectl apply` has it. */
export const DEFAULT_NAMESPACE = 'default';

const CLUSTER_SCOPED = new Set(['Namespace', 'ClusterIssuer', 'Bundle', 'ClusterBundle', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition', 'PersistentVolume',
  'StorageClass', 'PriorityClass', 'ClusterSecretStore', 'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'IngressClass', 'GatewayClass', 'ClusterSPIFFEID', 'external']);

interface StandIn {
  readonly object: Manifest;
  readonly field: string;
  readonly fields: { readonly [field: string]: string };
}

/** All objects of a set of manifests, found by kind, namespace and name; and the public facts that they carry. */
export class Inventory {
  /** in an order of their own, so that the order in which they came changes nothing */
  public readonly objects: readonly Manifest[];
  /** how many objects had no kind or no name, and were left out */
  public readonly skipped: number;
  /** by kind, namespace and name */
  private readonly index = new Map<string, Map<string, Map<string, Manifest>>>();
  private readonly byKind = new Map<string, Manifest[]>();
  private readonly byDocument: ReadonlyMap<string, readonly Manifest[]>;
  private readonly origins = new Map<Manifest, Origin>();
  private readonly facts = new Map<string, { [key: string]: Fact }>();
  /** the namespaces that some object names: a name in any other namespace can only mean objects that name none */
  private readonly named = new Set<string>();
  private readonly texts = new Map<Manifest, Map<string, string | undefined>>();
  /** what stands for an object that no manifest is: where it stands itself */
  private readonly standIns = new Map<unknown, StandIn>();
  private readonly indexes = new Map<unknown, Map<string, Manifest[]>>();

  /** @param home where objects go that name none, as `kubectl -n` has it; without it they may go anywhere */
  constructor(sources: readonly Sourced[], home?: string) {
    const objects: Manifest[] = [];
    let skipped = 0;
    for (const { object, origin, tame: isTame } of sources) {
      for (const wild of flatten(object)) {
        const each = anywhere(isTame ? wild : tame(wild));
        if (!isManifest(each)) { skipped += 1; continue; }
        const found = home === undefined ? each : placed(each, home);
        objects.push(found);
        if (origin) { this.origins.set(found, origin); }
      }
    }
    this.objects = inOrder(objects, (object) => ({ namespace: namespaceOf(object), file: this.origins.get(object)?.file ?? '' }));
    this.skipped = skipped;
    this.byDocument = grouped(this.objects, ({ kind }) => kind);
    for (const object of this.objects) {
      const namespace = namespaceOf(object);
      if (object.metadata.namespace) { this.named.add(namespace); }
      const kind = ofAnotherGroup(object) ? `${object.kind}.${object.apiVersion.split('/')[0]}` : object.kind;
      // Of two objects with one name only one can be there.
      const named = namesIn(this.index, kind, namespace);
      if (named.has(object.metadata.name)) { continue; }
      named.set(object.metadata.name, object);
      const same = this.byKind.get(kind);
      if (same) { same.push(object); } else { this.byKind.set(kind, [object]); }
    }
    for (const object of this.objects) { this.learn(object); }
  }

  /** Every document about an object of a kind: of several about one object each, and those of another API group that has a kind of this name too. */
  public documents(kind: string): readonly Manifest[] {
    return this.byDocument.get(kind) ?? [];
  }

  /** The kinds of which there are documents. */
  public get kinds(): readonly string[] {
    return [...this.byDocument.keys()];
  }

  /** All objects of a kind. */
  public all(kind: string): readonly Manifest[] {
    return this.byKind.get(kind) ?? [];
  }

  /**
   * One object, or undefined when the manifests do not have it. Objects that name no namespace stand for any namespace that no object
   * names: `kubectl apply -n` decides there.
   */
  public get(kind: string, namespace: string, name: string): Manifest | undefined {
    const ofKind = this.index.get(kind);
    const exact = ofKind?.get(CLUSTER_SCOPED.has(kind) ? '' : namespace)?.get(name);
    if (exact || this.named.has(namespace) || namespace === DEFAULT_NAMESPACE) { return exact; }
    const floating = ofKind?.get(DEFAULT_NAMESPACE)?.get(name);
    return floating && floating.metadata.namespace === undefined ? floating : undefined;
  }

  /**
   * The objects of a kind that have a key in a namespace, as a function tells their keys. The function stands for the index, which is made once:
   * hand on the same function every time.
   */
  public having(kind: string, namespace: string, key: string, keys: (object: Manifest) => readonly unknown[]): readonly Manifest[] {
    let index = this.indexes.get(keys);
    if (index === undefined) {
      this.indexes.set(keys, index = new Map());
      for (const object of this.all(kind)) {
        for (const each of new Set(keys(object))) {
          const at = `${this.area(namespaceOf(object))}/${String(each)}`;
          const same = index.get(at);
          if (same) { same.push(object); } else { index.set(at, [object]); }
        }
      }
    }
    return (index.get(`${this.area(namespace)}/${key}`) ?? []).filter((object) => this.sameNamespace(namespaceOf(object), namespace));
  }

  /** A text that is equal for namespaces that may mean the same place, to build indexes with. */
  public area(namespace: string): string {
    return this.named.has(namespace) ? namespace : '';
  }

  /** Whether two namespaces mean the same place: equal, or one is a name that no object has and the other is left open. */
  public sameNamespace(a: string, b: string): boolean {
    const open = (ns: string) => ns === DEFAULT_NAMESPACE && !this.named.has(ns);
    return a === b || (open(a) && !this.named.has(b)) || (open(b) && !this.named.has(a));
  }

  /** One key of a Secret or ConfigMap: its text, or what an owner declared of it. */
  public value(kind: 'Secret' | 'ConfigMap', namespace: string, name: string, key: string): Fact | undefined {
    const object = this.get(kind, namespace, name);
    const plain = object && this.textOf(object, key);
    return typeof plain === 'string' ? plain : this.facts.get(id(kind, namespace, name))?.[key];
  }

  /** What an owner declared of a server outside the manifests: of its certificate, or `plaintext` where it has none. */
  public external(host: string, port: number): Fact | undefined {
    const { certificate, protocol } = this.facts.get(id('external', '', `${host}:${port}`)) ?? this.facts.get(id('external', '', host)) ?? {};
    return certificate ?? (protocol === 'plaintext' ? protocol : undefined);
  }

  /** Has references to an object that is no manifest, or to its name, lead to the object that has it, and to the fields that say what its fields say. */
  public standsFor(what: Manifest | string, object: Manifest, field: string, fields: { readonly [field: string]: string }): void {
    this.standIns.set(typeof what === 'string' ? `${namespaceOf(object)} ${what}` : what, { object, field, fields });
  }

  /** A reference to an object and one of its fields. */
  public ref(object: Manifest, field?: string): Ref {
    const own = this.standIns.get(object);
    if (own) { return this.ref(own.object, field !== undefined && Object.hasOwn(own.fields, field) ? `${own.field}.${own.fields[field]}` : own.field); }
    return new FoundRef(object, namespaceOf(object), field, this.origins.get(object));
  }

  /** A reference to an object by its name, with its origin where the manifests have it. */
  public refTo(kind: string, namespace: string, name: string, field?: string): Ref {
    const [, made] = /^SecretProviderClass (.+)$/.exec(name) ?? [];
    const object = made === undefined ? this.get(kind, namespace, name) : this.get('SecretProviderClass', namespace, made);
    const own = object ? undefined : this.standIns.get(`${namespace} ${name}`);
    if (own) { return this.ref(own.object, own.field); }
    return object ? this.ref(object, made === undefined ? field : undefined) : { apiVersion: 'v1', kind, namespace, name, ...(field === undefined ? {} : { field }) };
  }

  /** Adds facts that come from outside the manifests. */
  public declare(namespace: string, facts: Facts): void {
    const named = (standIn: (name: string) => string, all: Facts['secrets']) => Object.fromEntries(Object.entries(all ?? {}).map(([name, keys]) => [standIn(name), keys]));
    const secrets = { ...facts.secrets, ...named(issuerName, facts.issuers), ...named(providerClassName, facts.providerClasses) };
    for (const [kind, objects] of [['Secret', secrets], ['ConfigMap', facts.configMaps], ['external', facts.external]] as const) {
      for (const [name, keys] of Object.entries(objects ?? {})) {
        const key = id(kind, kind === 'external' ? '' : namespace, name);
        this.facts.set(key, { ...this.facts.get(key), ...keys });
      }
    }
  }

  private textOf(object: Manifest, key: string): string | undefined {
    let known = this.texts.get(object);
    if (known === undefined) { this.texts.set(object, known = new Map()); }
    if (!known.has(key)) {
      const plain = text(object, key);
      known.set(key, plain === undefined || isPlaceholder(plain) ? undefined : plain);
    }
    return known.get(key);
  }

  private learn(object: Manifest): void {
    const written = writtenByTemplate(object);
    if (written) { this.declare(namespaceOf(object), { secrets: written }); }
    const annotation = object.metadata.annotations?.[FACTS_ANNOTATION];
    if (typeof annotation !== 'string') { return; }
    try {
      const facts = JSON.parse(annotation);
      if (facts !== null && typeof facts === 'object') { this.declare(namespaceOf(object), facts); }
    } catch {
      // Whatever else stands under our key is not a fact, and proves nothing.
    }
  }
}

/** The namespace of an object; empty for cluster-scoped kinds. */
export function namespaceOf(object: Manifest): string {
  if (CLUSTER_SCOPED.has(object.kind)) { return ''; }
  return typeof object.metadata.namespace === 'string' && object.metadata.namespace !== '' ? object.metadata.namespace : DEFAULT_NAMESPACE;
}

/** An object in a namespace, unless it names one. */
function placed(object: Manifest, namespace: string): Manifest {
  return CLUSTER_SCOPED.has(object.kind) || object.metadata.namespace ? object : { ...object, metadata: { ...object.metadata, namespace } };
}

/** The keys that a Secret or ConfigMap has. */
export function keysOf(object: Manifest): readonly string[] {
  return remembered('keys', object, () => {
    const parts = partsOf(object);
    return parts.length === 1 ? Object.keys(parts[0]) : [...new Set(parts.flatMap((part) => Object.keys(part)))];
  });
}

/** Whether a Secret or ConfigMap has a key. */
export function hasKey(object: Manifest, key: string): boolean {
  return partsOf(object).some((part) => Object.hasOwn(part, key));
}

function partsOf(object: Manifest): { [key: string]: unknown }[] {
  return [object.data, object.stringData, object.binaryData].filter(isMap);
}

/** The text of one key of a Secret (data is Base64, stringData wins) or ConfigMap. */
export function text(object: Manifest, key: string): string | undefined {
  if (object.kind === 'Secret') {
    const plain = object.stringData?.[key];
    if (typeof plain === 'string') { return plain; }
    const encoded = object.data?.[key];
    return typeof encoded === 'string' ? decoded(encoded) : undefined;
  }
  const plain = object.data?.[key];
  if (typeof plain === 'string') { return plain; }
  const encoded = object.binaryData?.[key];
  return typeof encoded === 'string' ? decoded(encoded) : undefined;
}

/** What stands for another text is no Base64. */
function decoded(encoded: string): string {
  return isPlaceholder(encoded) ? encoded : Buffer.from(encoded, 'base64').toString('utf8');
}

function namesIn(index: Map<string, Map<string, Map<string, Manifest>>>, kind: string, namespace: string): Map<string, Manifest> {
  const ofKind = index.get(kind) ?? new Map<string, Map<string, Manifest>>();
  index.set(kind, ofKind);
  const inNamespace = ofKind.get(namespace) ?? new Map<string, Manifest>();
  ofKind.set(namespace, inNamespace);
  return inNamespace;
}

function id(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
