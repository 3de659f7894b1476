import { Inventory, Manifest, namespaceOf } from '../inventory';
import { bundleIn, certificateIn, firstBundleIn } from '../material';
import { Client, Material, Trust } from '../model';
import { hasPlaceholder } from '../placeholders';
import { extraS3, hasOwnRoots, scalar, storageOf } from '../tempo/custom-resource';
import { readRest } from '../tempo/endpoint';
import { StorageSecret, storageSecret } from '../tempo/storage-secret';
import { lowestVersion } from '../tempo/tls-words';

/** The keys of a CA ConfigMap in the order the operator looks (tempo-operator 0.22.0, internal/handlers/storage/tls.go). */
export const STORAGE_CA_KEYS = ['service-ca.crt', 'ca.crt', 'ca-bundle.crt'] as const;

/** The directories where the operator mounts what the storage's `tls` names (tempo-operator 0.22.0, internal/manifests/manifestutils/paths.go). */
const MOUNTS = '/var/run/tls/storage';

/** Settings of the S3 client in Tempo's own words. */
type Extra = { readonly [key: string]: any };

const S3 = 'spec.extraConfig.tempo.storage.trace.s3';

/**
 * Tempo as a client of its S3 store; undefined for another backend.
 *
 * Who decides about TLS: for a TempoMonolithic the scheme of the endpoint, for a TempoStack `storage.tls.enabled` alone; short-lived
 * credentials go to AWS over TLS, where a TempoMonolithic ignores its `tls`. `extraConfig` overrides all of it.
 */
export function storageClient(inventory: Inventory, object: Manifest, labels: { readonly [key: string]: string }): Client | undefined {
  const storage = storageOf(object);
  const secret = storageSecret(inventory, object, storage);
  if (secret === undefined) { return undefined; }
  const extra = extraS3(object);
  const { tls, enabled } = storage.tls;
  const stack = object.kind === 'TempoStack';
  const token = secret.mode === 'token' || secret.mode === 'token-cco';
  const speaks = typeof extra.insecure === 'boolean' ? !extra.insecure : token ? true : stack ? enabled : secret.endpoint?.https ?? enabled;
  const used = enabled && (stack || !token);
  const said = used ? tls : {};
  const minVersion = lowestVersion(extra.tls_min_version ?? said.minVersion, extra.tls_cipher_suites ?? said.cipherSuites);
  return {
    ref: inventory.ref(object, storage.field),
    product: 'Tempo',
    namespace: namespaceOf(object),
    labels,
    ...(hasPlaceholder(String(extra.tls_server_name ?? '')) ? {} : whereTo(secret, extra, speaks, token)),
    ...(typeof extra.endpoint === 'string' && extra.endpoint !== '' ? {} : { told: secret.ref(token ? 'region' : 'endpoint') }),
    unknown: `the endpoint in Secret ${secret.name} is not shown by the manifests: declare it`,
    tls: speaks,
    trust: trustOf(inventory, object, used ? scalar(tls.caName) : undefined, extra),
    serverName: typeof extra.tls_server_name === 'string' && extra.tls_server_name !== '' ? extra.tls_server_name : undefined,
    skipVerify: extra.tls_insecure_skip_verify === true,
    identity: identityOf(inventory, object, used ? scalar(tls.certName) : undefined, extra),
    ...(minVersion === undefined ? {} : { minVersion }),
  };
}

type Where = Pick<Client, 'address' | 'neverConnects'>;

function whereTo(secret: StorageSecret, extra: Extra, tls: boolean, token: boolean): Where {
  if (typeof extra.endpoint === 'string' && extra.endpoint !== '') { return dialled(extra.endpoint, extra.endpoint, tls); }
  if (token) {
    const region = secret.value('region');
    return region ? dialled(`s3.${region.trim()}.amazonaws.com`, `s3.${region.trim()}.amazonaws.com`, tls) : {};
  }
  const { endpoint } = secret;
  if (endpoint === undefined || endpoint.text === '') { return {}; }
  return endpoint.refused === undefined ? dialled(endpoint.text, endpoint.rest, tls) : { neverConnects: `the operator refuses the endpoint ${JSON.stringify(endpoint.text)}: ${endpoint.refused}` };
}

function dialled(text: string, rest: string, tls: boolean): Where {
  const { host, port, unusable } = readRest(rest);
  if (rest.includes('$') || (host === undefined && unusable === undefined)) { return {}; }
  if (host === undefined || unusable !== undefined) { return { neverConnects: `the endpoint ${JSON.stringify(text)} cannot be dialled: ${unusable}` }; }
  return { address: { text, host, port: port ?? (tls ? 443 : 80) } };
}

function trustOf(inventory: Inventory, object: Manifest, caName: string | undefined, extra: Extra): Trust {
  const path = extra.tls_ca_path;
  const bundle = caName ? firstBundleIn(inventory, namespaceOf(object), caName, STORAGE_CA_KEYS) : undefined;
  if (typeof path === 'string' && path !== '') { return { system: false, bundles: [bundleAt(inventory, object, caName, path)] }; }
  if (bundle) { return { system: false, bundles: [bundle] }; }
  return { system: true, bundles: [], onlyPublic: !hasOwnRoots(object) };
}

/** Folders of the pod that hold more than the operator's own volumes: what the image has, what receivers and the service account bring. */
const OTHERS = /^(\/var)?\/run\/|^\/(conf|var\/tempo|etc\/pki)\/|^\/etc\/ssl\/(cert\.pem|certs\/ca-(certificates|bundle)\.crt)$/;

/** The bundle at a path in the operator's pod, into which a custom resource brings no volumes of its own; one that is not managed may have any. */
function bundleAt(inventory: Inventory, object: Manifest, caName: string | undefined, path: string): Material {
  const ref = inventory.ref(object, `${S3}.tls_ca_path`);
  const unmanaged = (object.spec?.management ?? object.spec?.managementState) === 'Unmanaged';
  if (path.startsWith(`${MOUNTS}/ca/`) && caName) { return bundleIn(inventory, 'ConfigMap', namespaceOf(object), caName, path.slice(MOUNTS.length + 4)); }
  const open = unmanaged || !path.startsWith('/') || hasPlaceholder(path) || path.includes('$') || (OTHERS.test(path) && !path.startsWith(`${MOUNTS}/ca/`));
  return open ? { ref } : { ref, missing: `there is no file ${path} in the operator's pod: it mounts the ConfigMap of tls.caName at ${MOUNTS}/ca` };
}

function identityOf(inventory: Inventory, object: Manifest, certName: string | undefined, extra: Extra): Material | undefined {
  const path = extra.tls_cert_path;
  if (typeof path === 'string' && !path.startsWith(`${MOUNTS}/cert/`)) { return { ref: inventory.ref(object, `${S3}.tls_cert_path`) }; }
  return certName ? certificateIn(inventory, namespaceOf(object), certName, 'tls.crt', 'tls.key') : undefined;
}
