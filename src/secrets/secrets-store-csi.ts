import { Construct } from 'constructs';
import { texts } from './external-secrets';
import { Provide, requireKnownKeys, secretType, WantedSecret } from './wanted-secret';
import { emitSecretProviderClass, SecretProviderClassSpec, SECRETS_STORE_DRIVER } from '../crds/secrets-store-csi';
import { emit, order } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { requireBoolean, requireMap } from '../kube/kinds';
import { workloadLabels } from '../kube/labels';
import { later } from '../kube/later';
import { RESTRICTED_UID, restrictedContainer, restrictedPod } from '../kube/pod';
import { requireImage, requireLabel, requireName, requireText } from '../kube/text';

/** Options of `SecretSource.secretsStoreCsi`. */
export interface SecretsStoreCsiOptions {
  /**
   * The object of the provider for a key of the Secret, by its name or alias in `parameters`, where it is called otherwise: `{ 'tls.crt': 'minio-certificate' }`.
   * @default - objects are called as the keys are
   */
  readonly objectNames?: { readonly [key: string]: string };
  /**
   * The service account by which the provider knows who asks.
   * @default - the namespace's default one
   */
  readonly serviceAccountName?: string;
  /**
   * The image of the pod that keeps the Secret there: it only has to wait.
   * @default "registry.k8s.io/pause:3.10"
   */
  readonly keeperImage?: string;
  /**
   * Leaves the user of that pod to the platform, as OpenShift wants it.
   * @default false
   */
  readonly platformUser?: boolean;
}

/** Parameters of a provider: texts as they are, since lists of objects are blocks of YAML that end with a line break. */
export function providerParameters(where: string, value: unknown): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(requireMap(where, 'parameters', value, 'parameters of the provider, each with a text')).map(([name, text]) => {
    requireText(where, `parameters['${name}']`, typeof text === 'string' ? text.trim() : text);
    return [name, text as string];
  }));
}

/**
 * A SecretProviderClass of the Secrets Store CSI driver that syncs into a Secret. The driver makes that only while some pod mounts the class, and takes it away
 * after the last one: a pod of the Tempo operator cannot be given such a volume, so one pod that does nothing else keeps the Secret there.
 */
export function secretsStoreCsi(
  where: string, provider: string, parameters: { readonly [name: string]: string }, options: SecretsStoreCsiOptions,
): Provide {
  requireLabel(where, 'provider', provider);
  const given = providerParameters(where, parameters);
  const objectNames = texts(where, 'objectNames', options.objectNames);
  const image = requireImage(where, 'keeperImage', options.keeperImage ?? 'registry.k8s.io/pause:3.10');
  const serviceAccountName = options.serviceAccountName === undefined ? undefined : requireName(where, 'serviceAccountName', options.serviceAccountName);
  const uid = requireBoolean(where, 'platformUser', options.platformUser ?? false) ? undefined : RESTRICTED_UID;
  return (scope, id, wanted) => {
    const { name, namespace } = wanted();
    const spec = (): SecretProviderClassSpec => ({
      provider,
      parameters: given,
      secretObjects: [{
        secretName: name,
        type: secretType(wanted()),
        data: keysFor(scope, objectNames, wanted()).map((key) => ({ objectName: Object.hasOwn(objectNames, key) ? objectNames[key] : key, key })),
      }],
    });
    const source = emitSecretProviderClass(scope, id, name, namespace, later(spec));
    const labels = workloadLabels({ name: 'secret-keeper', instance: name.length > 63 ? keeperName(name) : name, component: 'secrets' });
    const keeper = emit(scope, `${id}-keeper`, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: keeperName(name),
      namespace,
      labels: labels.all,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels.selector },
        template: {
          metadata: { labels: labels.all },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
            securityContext: restrictedPod(uid),
            containers: [{
              name: 'keeper',
              image,
              imagePullPolicy: 'IfNotPresent',
              securityContext: restrictedContainer(uid),
              resources: { requests: { 'cpu': '1m', 'memory': '4Mi', 'ephemeral-storage': '1Mi' }, limits: { 'cpu': '10m', 'memory': '16Mi', 'ephemeral-storage': '8Mi' } },
              volumeMounts: [{ name: 'secrets', mountPath: '/secrets', readOnly: true }],
            }],
            volumes: [{ name: 'secrets', csi: { driver: SECRETS_STORE_DRIVER, readOnly: true, volumeAttributes: { secretProviderClass: name } } }],
          },
        },
      },
    });
    order([source], keeper);
    return [source, keeper];
  };
}

/** The keys that the driver is asked for. */
function keysFor(scope: Construct, objectNames: { readonly [key: string]: string }, { keys }: WantedSecret): string[] {
  requireKnownKeys(scope, 'objectNames', objectNames, Object.keys(keys));
  return Object.keys(keys);
}

/** The name of the pods' Deployment, whose pods need room for a hash: a Secret may be called more than it may. */
function keeperName(secretName: string): string {
  const name = secretName.replace(/\./g, '-');
  return `${name.length > 45 ? `${name.slice(0, 34)}-${contentHash(secretName)}`.replace(/-+/g, '-') : name}-keeper`;
}
