import { ContainerContext, started } from '../containers';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { onceForOne } from '../once';
import { isOperated, operatedPod, patchOf } from '../operated-pods';
import { isMap, items } from '../values';
import { compareVersions, readVersion } from '../versions';

type Spec = { readonly [field: string]: any };

/**
 * The container of Thanos that prometheus-operator 0.93 makes (pkg/prometheus/server/statefulset.go, pkg/thanos/statefulset.go), as if it stood
 * in a manifest: the sidecar that `spec.thanos` of a Prometheus asks for, or the program of a ThanosRuler, with the container of that name in
 * `spec.containers` merged over it. Nothing for other objects.
 */
export function operatedThanos(inventory: Inventory, object: Manifest): readonly ContainerContext[] {
  return onceForOne(inventory, object, make);
}

function make(inventory: Inventory, object: Manifest): ContainerContext[] {
  const pod = isOperated(object) ? operatedPod(object) : undefined;
  const ruler = object.kind === 'ThanosRuler';
  if (!pod || !(ruler || (object.kind === 'Prometheus' && isMap(pod.spec.thanos)))) { return []; }
  const told: Spec = ruler ? pod.spec : pod.spec.thanos;
  const name = ruler ? 'thanos-ruler' : 'thanos-sidecar';
  const change = patchOf(pod.spec, name);
  const configurations = configured(told, ruler);
  const own = {
    name,
    image: told.image ?? `quay.io/thanos/thanos${typeof told.version === 'string' ? `:${told.version}` : ''}`,
    args: [ruler ? 'rule' : 'sidecar', ...listening(told, ruler), ...configurations.flatMap(({ args }) => args), ...tlsFlags(told), ...additional(told)],
    env: configurations.flatMap(({ env }) => env ?? []),
    // Of a sidecar's mounts the operator takes name and path only.
    volumeMounts: [
      ...configurations.flatMap(({ mount }) => mount ?? []),
      ...items(told.volumeMounts).filter(isMap).map((mount) => (ruler ? mount : { name: mount.name, mountPath: mount.mountPath })),
    ],
    ports: [{ name: 'grpc', containerPort: 10901 }, { name: ruler ? pod.spec.portName ?? 'web' : 'http', containerPort: 10902 }],
  };
  const container = change ? merged(own, change.patch) : own;
  const restarted = [change?.patch.command, change?.patch.args].some((words) => items(words).length > 0);
  return [{
    inventory,
    workload: object,
    namespace: namespaceOf(object),
    labels: pod.labels,
    pod: { ...pod.spec, volumes: [...pod.spec.volumes, ...configurations.flatMap(({ volume }) => volume ?? [])] },
    container,
    init: false,
    // Arguments of its own take the place of all that the operator would give.
    ...(change && restarted ? { field: change.field } : { made: true, field: ruler ? 'spec' : 'spec.thanos' }),
    ...started(inventory, namespaceOf(object), container),
  }];
}

/** The keys by which lists of a container are merged; a list without one is replaced by what is not empty (k8s.io/api core/v1, patchMergeKey). */
const KEYS: { readonly [list: string]: string } = { env: 'name', volumeMounts: 'mountPath', ports: 'containerPort' };

function merged(own: Spec, patch: Spec): Spec {
  return Object.entries(patch).reduce<Spec>((result, [field, value]) => {
    if (!Array.isArray(value)) { return value === undefined || value === null ? result : { ...result, [field]: value }; }
    const key = KEYS[field];
    if (key === undefined) { return value.length === 0 ? result : { ...result, [field]: value }; }
    const left = items(result[field]).filter((one) => !value.some((other) => isMap(other) && other[key] === one[key]));
    return { ...result, [field]: [...value.filter(isMap), ...left] };
  }, own);
}

/** Addresses that listen on this machine only are no servers for others. */
function listening(told: Spec, ruler: boolean): string[] {
  const grpcLocal = !ruler && (told.listenLocal === true || told.grpcListenLocal === true);
  const httpLocal = told.listenLocal === true || (!ruler && told.httpListenLocal === true);
  return [`--grpc-address=${grpcLocal ? '127.0.0.1' : ''}:10901`, `--http-address=${httpLocal ? '127.0.0.1' : ''}:10902`];
}

/** Fields that name a Secret and a key with a configuration: the flag that it goes to, the volume in which a ruler finds it, and the fields of which it takes the place. */
const CONFIGURATIONS = [
  ['objectStorageConfig', 'objstore.config', 'objstorage-config', undefined, undefined],
  ['queryConfig', 'query.config', 'query-config', 'queryEndpoints', 'query'],
  ['alertmanagersConfig', 'alertmanagers.config', 'alertmanager-config', 'alertmanagersUrl', 'alertmanagers.url'],
] as const;

interface Configuration {
  readonly args: readonly string[];
  readonly env?: Spec;
  readonly volume?: Spec;
  readonly mount?: Spec;
}

/** A sidecar has its configuration in a variable, a ruler in a file. */
function configured(told: Spec, ruler: boolean): Configuration[] {
  return CONFIGURATIONS.slice(0, ruler ? 3 : 1).map(([field, flag, volume, instead, other]): Configuration => {
    const file = told[`${field}File`];
    const { name, key }: Spec = isMap(told[field]) ? told[field] : {};
    if (field === 'objectStorageConfig' && typeof file === 'string') { return { args: [`--${flag}-file=${file}`] }; }
    if (typeof name !== 'string' || typeof key !== 'string') { return { args: instead === undefined ? [] : items(told[instead]).map((value) => `--${other}=${String(value)}`) }; }
    if (!ruler) { return { args: [`--${flag}=$(OBJSTORE_CONFIG)`], env: { name: 'OBJSTORE_CONFIG', valueFrom: { secretKeyRef: { name, key } } } }; }
    const mountPath = `/etc/thanos/config/${volume}`;
    return { args: [`--${flag}-file=${mountPath}/${key}`], mount: { name: volume, mountPath }, volume: { name: volume, secret: { secretName: name, items: [{ key, path: key }] } } };
  });
}

function tlsFlags(told: Spec): string[] {
  const tls: Spec = isMap(told.grpcServerTlsConfig) ? told.grpcServerTlsConfig : {};
  // Older versions have no such flag, and are not given it.
  const version = readVersion(typeof told.version === 'string' ? told.version : undefined);
  const minVersion = version && compareVersions(version, [0, 37, 0]) < 0 ? undefined : /^TLS1([0-3])$/.exec(String(tls.minVersion))?.[1];
  return [['cert', tls.certFile], ['key', tls.keyFile], ['client-ca', tls.caFile], ['min-version', minVersion === undefined ? '' : `1.${minVersion}`]]
    .flatMap(([name, value]) => (typeof value === 'string' && value !== '' ? [`--grpc-server-tls-${name}=${value}`] : []));
}

function additional(told: Spec): string[] {
  return items(told.additionalArgs).map((arg) => `--${arg.name}${arg.value === undefined ? '' : `=${String(arg.value)}`}`);
}
