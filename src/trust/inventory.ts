import { Fact, Facts, FACTS_ANNOTATION } from '../x509/facts';

/** A Kubernetes object as it stands in a manifest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly annotations?: { [key: string]: string }; readonly labels?: { [key: string]: string } };
  readonly [field: string]: any;
}

/** Which object, and which field of it. */
export interface Ref {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly field?: string;
}

/** The namespace of objects that name none, as `kubectl apply` has it. */
const DEFAULT_NAMESPACE = 'default';

/** All objects of a set of manifests, found by kind, namespace and name; and the public facts that they carry. */
export class Inventory {
  public readonly objects: readonly Manifest[];
  private readonly index = new Map<string, Manifest>();
  private readonly byKind = new Map<string, Manifest[]>();
  private readonly facts = new Map<string, { [key: string]: Fact }>();

  constructor(manifests: readonly unknown[]) {
    this.objects = manifests.flatMap(flatten);
    for (const object of this.objects) {
      this.index.set(id(object.kind, namespaceOf(object), object.metadata.name), object);
      this.byKind.set(object.kind, [...(this.byKind.get(object.kind) ?? []), object]);
      this.learn(object);
    }
  }

  /** All objects of a kind. */
  public all(kind: string): readonly Manifest[] {
    return this.byKind.get(kind) ?? [];
  }

  /** One object, or undefined when the manifests do not have it. */
  public get(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.index.get(id(kind, namespace, name));
  }

  /** One key of a Secret or ConfigMap: its text, or what an owner declared of it. */
  public value(kind: 'Secret' | 'ConfigMap', namespace: string, name: string, key: string): Fact | undefined {
    const object = this.get(kind, namespace, name);
    const plain = kind === 'Secret' ? object?.stringData?.[key] ?? decode(object?.data?.[key]) : object?.data?.[key];
    return typeof plain === 'string' ? plain : this.facts.get(id(kind, namespace, name))?.[key];
  }

  /** What an owner declared of the certificate of a server outside the manifests. */
  public external(host: string, port: number): Fact | undefined {
    return this.facts.get(id('external', '', `${host}:${port}`))?.certificate;
  }

  private learn(object: Manifest): void {
    const text = object.metadata.annotations?.[FACTS_ANNOTATION];
    if (typeof text !== 'string') { return; }
    let facts: Facts;
    try {
      facts = JSON.parse(text);
    } catch {
      return; // an annotation that somebody else wrote is not ours to judge
    }
    for (const [kind, namespace, objects] of [
      ['Secret', namespaceOf(object), facts.secrets], ['ConfigMap', namespaceOf(object), facts.configMaps], ['external', '', facts.external],
    ] as const) {
      for (const [name, keys] of Object.entries(objects ?? {})) {
        const key = id(kind, namespace, name);
        this.facts.set(key, { ...this.facts.get(key), ...keys });
      }
    }
  }
}

/** The namespace of an object. */
export function namespaceOf(object: Manifest): string {
  return object.metadata.namespace ?? DEFAULT_NAMESPACE;
}

/** A reference to an object and one of its fields. */
export function ref(object: Manifest, field?: string): Ref {
  return { kind: object.kind, namespace: namespaceOf(object), name: object.metadata.name, field };
}

function id(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

function flatten(manifest: any): Manifest[] {
  if (manifest === null || typeof manifest !== 'object') { return []; }
  if (Array.isArray(manifest.items) && /List$/.test(manifest.kind ?? '')) { return manifest.items.flatMap(flatten); }
  return typeof manifest.kind === 'string' && typeof manifest.metadata?.name === 'string' ? [manifest] : [];
}

function decode(base64: unknown): string | undefined {
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString('utf8') : undefined;
}
