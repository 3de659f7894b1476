import { IConstruct } from 'constructs';

/** A Secret that the manifests refer to and that somebody has to make, because what is in it must not be in a manifest. */
export interface RequiredSecret {
  /** Its namespace. */
  readonly namespace: string;
  /** Its name. */
  readonly name: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** Its keys; the value where it is public, an empty text where only its owner knows it. */
  readonly keys: { readonly [key: string]: string };
  /** The path of the construct that needs it. */
  readonly path: string;
}

const registry = new WeakMap<IConstruct, Map<string, RequiredSecret>>();

/** Notes that a Secret has to be there before the manifests are applied. Asking twice for the same one joins the keys. */
export function requireSecret(construct: IConstruct, secret: Omit<RequiredSecret, 'path'>): void {
  const root = construct.node.root;
  const all = registry.get(root) ?? new Map<string, RequiredSecret>();
  registry.set(root, all);
  const id = `${secret.namespace}/${secret.name}`;
  const known = all.get(id);
  all.set(id, known ? { ...known, keys: { ...secret.keys, ...known.keys } } : { ...secret, path: construct.node.path });
}

/**
 * The Secrets that an app's manifests refer to without making them.
 *
 * @example
 *
 * for (const secret of RequiredSecrets.of(app)) {
 *   console.log(`${secret.namespace}/${secret.name}: ${secret.purpose}`);
 * }
 */
export class RequiredSecrets {
  /** All of them, in the order of namespace and name. */
  public static of(scope: IConstruct): RequiredSecret[] {
    return [...(registry.get(scope.node.root)?.values() ?? [])].sort((a, b) => (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1));
  }

  private constructor() {}
}
