import { isPublicImage } from '../commands/images';
import { Inventory, Manifest, Ref } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { Client, Material } from '../model';
import { once } from '../once';
import { OPERATED } from '../operated-pods';
import { operatedFile } from './prometheus-files';
import { CLUSTER_CA, OPENSHIFT_CA } from '../trust-sources/platform';
import { isMap, items } from '../values';

/** What a client of Prometheus is told of TLS. */
export type ToldTls = Pick<Client, 'trust' | 'serverName' | 'skipVerify' | 'identity' | 'minVersion' | 'maxVersion'>;

/** Files that OpenShift and Kubernetes put into the pods of Prometheus. */
const KNOWN_FILES: readonly [RegExp, string][] = [
  [/^\/etc\/prometheus\/configmaps\/serving-certs-ca-bundle\/service-ca\.crt$/, OPENSHIFT_CA],
  [/^\/(var\/)?run\/secrets\/kubernetes\.io\/serviceaccount\/service-ca\.crt$/, OPENSHIFT_CA],
  [/^\/(var\/)?run\/secrets\/kubernetes\.io\/serviceaccount\/ca\.crt$/, CLUSTER_CA],
];

/**
 * A `tlsConfig` of prometheus-operator 0.92 (pkg/apis/monitoring/v1, SafeTLSConfig and TLSConfig): objects of the namespace of the one that has it,
 * or files in the container of Prometheus, which is that of the resource itself or whichever reads it.
 */
export function readTlsConfig(inventory: Inventory, namespace: string, config: unknown, ref: Ref): ToldTls {
  const tls: { [field: string]: any } = isMap(config) ? config : {};
  const bundle = bundleOf(inventory, namespace, tls.ca, tls.caFile, ref);
  const paired = isMap(tls.keySecret) && isMap(tls.cert?.secret) && tls.keySecret.name === tls.cert.secret.name;
  const identity = pairOf(inventory, namespace, tls, paired ? String(tls.keySecret.key) : undefined, ref);
  const system: Client['trust'] = { system: true, bundles: [], ...(once(inventory, hasPublicRoots) ? { onlyPublic: true } : {}) };
  return {
    trust: bundle ? { system: false, bundles: [bundle] } : system,
    ...(typeof tls.serverName === 'string' && tls.serverName !== '' ? { serverName: tls.serverName } : {}),
    ...(tls.insecureSkipVerify === true ? { skipVerify: true } : {}),
    ...(identity ? { identity } : {}),
    ...tlsVersions(tls),
  };
}

/** The lowest and the highest version of TLS, in the operator's words. */
export function tlsVersions(tls: { readonly [field: string]: unknown }): Pick<Client, 'minVersion' | 'maxVersion'> {
  const [minVersion, maxVersion] = [tls.minVersion, tls.maxVersion].map((word) => /^TLS1([0-3])$/.exec(String(word))?.[1]).map((minor) => minor && `1.${minor}`);
  return { ...(minVersion ? { minVersion } : {}), ...(maxVersion ? { maxVersion } : {}) };
}

/** Whether nothing shows that some Prometheus has other roots than those of its project's image: an image of somebody's own, a volume, a variable. */
function hasPublicRoots(inventory: Inventory): boolean {
  return ['Prometheus', 'PrometheusAgent', 'ThanosRuler'].flatMap((kind) => inventory.all(kind)).every(({ spec }) => {
    const containers = items(spec?.containers).filter(isMap);
    const mounts = [spec, ...containers].flatMap((one) => items(one?.volumeMounts)).map((mount) => String(mount.mountPath));
    return [spec?.image, ...containers.map((one) => one.image)].every((image) => image === undefined || isPublicImage(image))
      && !mounts.some((path) => /^\/(etc(\/(ssl|pki)(\/.*)?)?|usr(\/(local\/)?share.*)?)?\/*$/.test(path)) && !containers.some((one) => /SSL_CERT/.test(JSON.stringify(one.env ?? [])));
  });
}

function referred(value: any, read: (kind: 'Secret' | 'ConfigMap', name: string, key: string) => Material): Material | undefined {
  for (const [kind, reference] of [['Secret', value?.secret], ['ConfigMap', value?.configMap]] as const) {
    if (isMap(reference) && typeof reference.name === 'string' && typeof reference.key === 'string') { return read(kind, reference.name, reference.key); }
  }
  return undefined;
}

/** A bundle in an object of a namespace, or in a file of the container. */
export function bundleOf(inventory: Inventory, namespace: string, object: unknown, path: unknown, ref: Ref): Material | undefined {
  return referred(object, (kind, name, key) => bundleIn(inventory, kind, namespace, name, key)) ?? bundleFile(inventory, path, ref);
}

/** A certificate in an object of a namespace, with its key in the same Secret, or both in files of the container. */
export function pairOf(
  inventory: Inventory, namespace: string, { cert, certFile, keyFile }: { readonly [field: string]: unknown }, keyKey: string | undefined, ref: Ref,
): Material | undefined {
  return referred(cert, (kind, name, key) => (kind === 'Secret' ? certificateIn(inventory, namespace, name, key, keyKey) : bundleIn(inventory, kind, namespace, name, key)))
    ?? pairFile(inventory, certFile, keyFile, ref);
}

/** The bundle in a file of the container of the resource that `ref` is of, or of whichever Prometheus reads it. */
function bundleFile(inventory: Inventory, path: unknown, ref: Ref): Material | undefined {
  if (typeof path !== 'string' || path === '') { return undefined; }
  const known = KNOWN_FILES.find(([pattern]) => pattern.test(path))?.[1];
  if (known !== undefined) { return { ref, authorities: [known] }; }
  const { file, missing } = operatedFile(inventory, path, ownerOf(inventory, ref));
  return file ? bundleIn(inventory, file.kind, file.namespace, file.name, file.key) : absent(ref, missing);
}

/** The certificate in such a file, with the key in another. */
function pairFile(inventory: Inventory, path: unknown, keyPath: unknown, ref: Ref): Material | undefined {
  if (typeof path !== 'string' || path === '') { return undefined; }
  const owner = ownerOf(inventory, ref);
  const { file, missing } = operatedFile(inventory, path, owner);
  if (file?.kind !== 'Secret') { return absent(ref, missing); }
  const key = typeof keyPath === 'string' ? operatedFile(inventory, keyPath, owner).file : undefined;
  return certificateIn(inventory, file.namespace, file.name, file.key, key?.name === file.name && key.kind === 'Secret' ? key.key : undefined);
}

function absent(ref: Ref, missing: string | undefined): Material {
  return { ref, ...(missing === undefined ? {} : { missing }) };
}

function ownerOf(inventory: Inventory, { kind, namespace, name }: Ref): Manifest | undefined {
  return OPERATED.includes(kind) ? inventory.get(kind, namespace, name) : undefined;
}
