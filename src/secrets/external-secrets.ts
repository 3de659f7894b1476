import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { publicValues, Provide, secretKeys, secretType, WantedSecret } from './wanted-secret';
import { emitExternalSecret, ExternalSecretSpec, REMOTE_REF_DEFAULTS, RemoteRef } from '../crds/external-secrets';
import { printedDuration } from '../kube/durations';
import { invalid } from '../kube/invalid';
import { requireDuration, requireMap } from '../kube/kinds';
import { later } from '../kube/later';
import { nearestWord } from '../kube/nearest';
import { requireName, requireOneOf, requireText } from '../kube/text';

/** Which kind of store of the External Secrets operator a name means. */
export enum SecretStoreKind {
  /** A SecretStore, in the namespace of the Secret. */
  SECRET_STORE = 'SecretStore',
  /** A ClusterSecretStore, for all namespaces. */
  CLUSTER_SECRET_STORE = 'ClusterSecretStore',
}

/** Options of `SecretSource.externalSecrets`. */
export interface ExternalSecretsOptions {
  /**
   * The kind of the store.
   * @default SecretStoreKind.CLUSTER_SECRET_STORE
   */
  readonly storeKind?: SecretStoreKind;
  /**
   * What stands before the name of a Secret in the name of its entry, for example "observability/".
   * @default - nothing: the entry has the Secret's name
   */
  readonly prefix?: string;
  /**
   * The entry of the store, for a source that is used for one Secret.
   * @default - the prefix and the Secret's name
   */
  readonly entry?: string;
  /**
   * The property of the entry that holds a key of the Secret, where it is called otherwise: `{ 'tls.crt': 'certificate' }`.
   * @default - properties are called as the keys are
   */
  readonly properties?: { readonly [key: string]: string };
  /**
   * Entries of their own for keys of the Secret, whole and without a property, in stores that hold one value an entry: `{ 'tls.key': 'minio-key' }`.
   * @default - one entry holds all, by properties
   */
  readonly entries?: { readonly [key: string]: string };
  /**
   * How often the store is asked again. What the operator writes then reaches files of running servers as any change of a Secret does.
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;
}

/**
 * ExternalSecrets of the External Secrets operator. Values pass a template that takes white space off their ends: a line break behind a key makes MinIO refuse
 * its files, and one behind an access key ends in headers that no HTTP client sends. What is public stands in the template, and need not be in the store.
 */
export function externalSecrets(where: string, storeName: string, options: ExternalSecretsOptions): Provide {
  requireName(where, 'storeName', storeName);
  const kind = requireOneOf(where, 'storeKind', options.storeKind ?? SecretStoreKind.CLUSTER_SECRET_STORE, Object.values(SecretStoreKind));
  const refreshInterval = printedDuration(requireDuration(where, 'refreshInterval', options.refreshInterval ?? Duration.hours(1)));
  // An empty one is none: whoever computes it by stage has both.
  const prefix = options.prefix === undefined || options.prefix === '' ? '' : requireText(where, 'prefix', options.prefix);
  const entry = options.entry === undefined ? undefined : requireText(where, 'entry', options.entry);
  const properties = texts(where, 'properties', options.properties);
  const entries = texts(where, 'entries', options.entries);
  const remoteRef = (name: string, key: string): RemoteRef => (Object.hasOwn(entries, key)
    ? { key: entries[key] }
    : { key: entry ?? `${prefix}${name}`, property: Object.hasOwn(properties, key) ? properties[key] : key });
  const uses: (() => WantedSecret)[] = [];
  const spec = (scope: Construct, wanted: WantedSecret): ExternalSecretSpec => {
    const keys = secretKeys(wanted);
    requireMeant(scope, { properties, entries }, uses.flatMap((use) => Object.keys(use().keys)));
    return {
      refreshInterval,
      secretStoreRef: { name: storeName, kind },
      target: {
        name: wanted.name,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        template: {
          type: secretType(wanted),
          engineVersion: 'v2',
          mergePolicy: 'Replace',
          data: { ...publicValues(wanted), ...Object.fromEntries(keys.map((key) => [key, `{{ index . "${key}" | trim }}`])) },
        },
      },
      data: keys.map((key) => ({ secretKey: key, remoteRef: { ...remoteRef(wanted.name, key), ...REMOTE_REF_DEFAULTS } })),
    };
  };
  return (scope, id, wanted) => {
    const { name, namespace } = wanted();
    uses.push(wanted);
    return [emitExternalSecret(scope, id, name, namespace, later(() => spec(scope, wanted())))];
  };
}

/** A source may know keys that nothing here wants, as of another stage. One that is nearly a key that it is asked for and says nothing of is a slip. */
function requireMeant(scope: Construct, maps: { readonly [field: string]: { readonly [key: string]: string } }, wanted: readonly string[]): void {
  const told = Object.values(maps).flatMap((map) => Object.keys(map));
  const untold = wanted.filter((key) => !told.includes(key));
  for (const [field, map] of Object.entries(maps)) {
    for (const key of Object.keys(map).filter((each) => !wanted.includes(each))) {
      const near = nearestWord(key, untold);
      if (near !== undefined) { throw invalid(scope, { what: `${field} is about a key that no Secret of this source has`, got: key, allowed: [...new Set(wanted)].join(', '), fix: `write ${near}` }); }
    }
  }
}

/** A map of keys of a Secret to texts. */
export function texts(where: string, field: string, value: unknown): { readonly [key: string]: string } {
  if (value === undefined) { return {}; }
  return Object.fromEntries(Object.entries(requireMap(where, field, value, 'keys of the Secret, each with a text'))
    .map(([key, text]) => [key, requireText(where, `${field}['${key}']`, text)]));
}
