import { IConstruct } from 'constructs';
import { completeObjects } from './at-synth';

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

type Asked = Omit<RequiredSecret, 'path'> & { readonly by: IConstruct };

const registry = new WeakMap<IConstruct, Asked[]>();

/** Notes that a Secret has to be there before the manifests are applied. Asking twice for the same one joins the keys. */
export function requireSecret(construct: IConstruct, secret: Omit<RequiredSecret, 'path'>): void {
  const { root } = construct.node;
  const asked = registry.get(root) ?? [];
  registry.set(root, asked);
  asked.push({ ...secret, by: construct });
}

/** Forgets what a construct has asked for, before what it writes is computed anew. */
export function forgetSecretsOf(construct: IConstruct): void {
  const { root } = construct.node;
  registry.set(root, (registry.get(root) ?? []).filter(({ by }) => by !== construct));
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
  /**
   * All of them, in the order of namespace and name. Ask when the app is complete, before or after it is synthesized: what is computed at synth, like the token with
   * which MinIO is scraped, is computed for the answer too.
   */
  public static of(scope: IConstruct): RequiredSecret[] {
    completeObjects(scope);
    const found = new Map<string, RequiredSecret>();
    for (const { by, ...secret } of registry.get(scope.node.root) ?? []) {
      const id = `${secret.namespace}/${secret.name}`;
      const known = found.get(id);
      found.set(id, known ? { ...known, keys: { ...secret.keys, ...known.keys } } : { ...secret, path: by.node.path });
    }
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, secret]) => secret);
  }

  private constructor() {}
}
