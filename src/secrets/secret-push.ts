import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { SecretStoreKind, texts } from './external-secrets';
import { requireKnownKeys } from './wanted-secret';
import { emitPushSecret } from '../crds/external-secrets';
import { printedDuration } from '../kube/durations';
import { namespaceOf } from '../kube/emit';
import { invalid } from '../kube/invalid';
import { requireBoolean, requireDuration } from '../kube/kinds';
import { requireName, requireOneOf } from '../kube/text';

/** Properties of `SecretPush`. */
export interface SecretPushProps {
  /** The Secret whose values are written, in the namespace of this object. */
  readonly secretName: string;
  /** The SecretStore or ClusterSecretStore that they are written to. */
  readonly storeName: string;
  /** The entry of the store for each key of the Secret: `{ 'tls.crt': 'observability/tracing-ca' }`. No other key is written. */
  readonly entries: { readonly [key: string]: string };
  /**
   * The property of the entry for a key, in stores whose entries have some.
   * @default - the whole entry
   */
  readonly properties?: { readonly [key: string]: string };
  /**
   * The kind of the store.
   * @default SecretStoreKind.CLUSTER_SECRET_STORE
   */
  readonly storeKind?: SecretStoreKind;
  /**
   * The namespace of the Secret.
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * How often it is looked whether the store still says the same.
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;
  /**
   * Removes the entries from the store when this object is deleted.
   * @default false
   */
  readonly deletesEntries?: boolean;
  /**
   * Writes keys too whose names are those of private keys, passwords and tokens: they leave the cluster.
   * @default false
   */
  readonly unsafePrivateKeys?: boolean;
}

/** Names of private keys, passwords and tokens, and of files that hold some. */
const PRIVATE = /key|secret|passw|token|credential|private|docker|kubeconfig|p12|pfx|jks/i;

/**
 * Writes values of a Secret into a store of the External Secrets operator (PushSecret, external-secrets.io/v1alpha1), for other clusters: usually the certificate of
 * a CA, which is what the other side trusts.
 *
 * @example
 *
 * new SecretPush(chart, 'ca-for-others', { secretName: 'tracing-ca', storeName: 'vault', entries: { 'tls.crt': 'observability/tracing-ca' } });
 */
export class SecretPush extends Construct {
  /**
   * @param scope the chart, or a construct in it
   * @param id names the object
   * @throws for entries that would take a private key out of the cluster, unless `unsafePrivateKeys` says so
   */
  constructor(scope: Construct, id: string, props: SecretPushProps) {
    super(scope, id);
    const entries = texts(this.node.path, 'entries', props?.entries);
    const properties = texts(this.node.path, 'properties', props?.properties);
    if (Object.keys(entries).length === 0) {
      throw invalid(this, { what: 'entries names no key, so nothing would be written', got: props?.entries, fix: "for example entries: { 'tls.crt': 'observability/tracing-ca' }" });
    }
    requireKnownKeys(this, 'properties', properties, Object.keys(entries));
    requireApart(this, entries, properties);
    const unsafe = requireBoolean(this, 'unsafePrivateKeys', props.unsafePrivateKeys ?? false);
    const secret = unsafe ? undefined : Object.keys(entries).find((key) => PRIVATE.test(key));
    if (secret !== undefined) {
      throw invalid(this, {
        what: 'entries names a key that is a private one by its name, and it would leave the cluster',
        got: secret,
        allowed: 'certificates and other public values',
        fix: 'take it out; or say unsafePrivateKeys: true',
      });
    }
    const name = requireName(this, 'the construct id, which names the object,', id);
    emitPushSecret(this, 'Resource', name, namespaceOf(this, this.node.path, props.namespace), {
      refreshInterval: printedDuration(requireDuration(this, 'refreshInterval', props.refreshInterval ?? Duration.hours(1))),
      secretStoreRefs: [{
        name: requireName(this, 'storeName', props.storeName),
        kind: requireOneOf(this, 'storeKind', props.storeKind ?? SecretStoreKind.CLUSTER_SECRET_STORE, Object.values(SecretStoreKind)),
      }],
      updatePolicy: 'Replace',
      deletionPolicy: requireBoolean(this, 'deletesEntries', props.deletesEntries ?? false) ? 'Delete' : 'None',
      selector: { secret: { name: requireName(this, 'secretName', props.secretName) } },
      data: Object.entries(entries).map(([secretKey, remoteKey]) => ({
        match: { secretKey, remoteRef: { remoteKey, ...(Object.hasOwn(properties, secretKey) ? { property: properties[secretKey] } : {}) } },
        // Written although it is the default, so that the item comes back from the server as it is here.
        conversionStrategy: 'None',
      })),
    });
  }
}

/** Two keys for one place: the later would overwrite the earlier, each time. */
function requireApart(where: Construct, entries: { readonly [key: string]: string }, properties: { readonly [key: string]: string }): void {
  const taken = new Map<string, string>();
  for (const [key, entry] of Object.entries(entries)) {
    const place = JSON.stringify([entry, properties[key] ?? '']);
    const other = taken.get(place);
    if (other !== undefined) {
      throw invalid(where, {
        what: 'two keys are written to one place of the store, so one of them is lost',
        saw: `${other} and ${key} in ${entry}`,
        fix: `give each its entry, or its property: properties: { '${other}': '${other}', '${key}': '${key}' }`,
      });
    }
    taken.set(place, key);
  }
}
