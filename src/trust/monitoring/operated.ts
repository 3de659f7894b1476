import { ContainerContext, EnvValue, Labels } from '../containers';
import { Inventory, isMap, items, Manifest, namespaceOf } from '../inventory';

type Spec = { readonly [field: string]: any };

/** Kinds of prometheus-operator with a container of Thanos. */
export const OPERATED_KINDS: readonly string[] = ['Prometheus', 'ThanosRuler'];

/**
 * The container of Thanos that prometheus-operator 0.93 makes (pkg/prometheus/server/statefulset.go, pkg/thanos/statefulset.go), as if it stood
 * in a manifest: the sidecar that `spec.thanos` of a Prometheus asks for, or the program of a ThanosRuler. Nothing for other objects, and where
 * a container of that name brings arguments of its own.
 */
export function operatedThanos(inventory: Inventory, object: Manifest): readonly ContainerContext[] {
  const spec: Spec = isMap(object.spec) ? object.spec : {};
  if (!OPERATED_KINDS.includes(object.kind) || !object.apiVersion.startsWith('monitoring.')) { return []; }
  const ruler = object.kind === 'ThanosRuler';
  const told: Spec | undefined = ruler ? spec : isMap(spec.thanos) ? spec.thanos : undefined;
  const name = ruler ? 'thanos-ruler' : 'thanos-sidecar';
  // A container of that name is merged over the operator's; with arguments of its own nothing is known.
  const patch = items(spec.containers).find((container) => container.name === name);
  if (told === undefined || patch?.args !== undefined || patch?.command !== undefined) { return []; }
  const image = told.image ?? `quay.io/thanos/thanos${typeof told.version === 'string' ? `:${told.version}` : ''}`;
  // Of a sidecar's mounts the operator takes name and path only.
  const mounts = items(told.volumeMounts).filter(isMap).map((mount) => (ruler ? mount : { name: mount.name, mountPath: mount.mountPath }));
  return [{
    inventory,
    workload: object,
    made: true,
    namespace: namespaceOf(object),
    labels: operatedLabels(object),
    pod: { volumes: [...items(spec.volumes), ...listedVolumes('secret', spec.secrets), ...listedVolumes('configmap', spec.configMaps)] },
    container: {
      name,
      image: patch?.image ?? image,
      args: [ruler ? 'rule' : 'sidecar', ...listening(told, ruler), ...configured(told, ruler), ...tlsFlags(told), ...additional(told)],
      volumeMounts: [...mounts, ...items(patch?.volumeMounts)],
      ports: [{ name: 'grpc', containerPort: 10901 }, { name: 'http', containerPort: 10902 }],
    },
    init: false,
    field: ruler ? 'spec' : 'spec.thanos',
    words: [],
    env: environment(inventory, object, told),
  }];
}

/** Volumes that the operator makes of `spec.secrets` and `spec.configMaps`; other containers than its own may mount them too. */
export function listedVolumes(kind: 'secret' | 'configmap', names: unknown): (Spec & { readonly name: string })[] {
  return items(names).map(String).map((name) => ({
    name: `${kind}-${name}`.toLowerCase().replace(/[^-a-z0-9]+/g, '-').slice(0, 63),
    ...(kind === 'secret' ? { secret: { secretName: name } } : { configMap: { name } }),
  }));
}

/** Addresses that listen on this machine only are no servers for others. */
function listening(told: Spec, ruler: boolean): string[] {
  const grpcLocal = !ruler && (told.listenLocal === true || told.grpcListenLocal === true);
  const httpLocal = told.listenLocal === true || (!ruler && told.httpListenLocal === true);
  return [`--grpc-address=${grpcLocal ? '127.0.0.1' : ''}:10901`, `--http-address=${httpLocal ? '127.0.0.1' : ''}:10902`];
}

/** Fields that name a Secret and a key with a configuration, the flags that it goes to, and the fields of which it takes the place. */
const CONFIGURATIONS = [
  ['objectStorageConfig', '--objstore.config', undefined, undefined],
  ['queryConfig', '--query.config', 'queryEndpoints', '--query'],
  ['alertmanagersConfig', '--alertmanagers.config', 'alertmanagersUrl', '--alertmanagers.url'],
] as const;

function configured(told: Spec, ruler: boolean): string[] {
  return CONFIGURATIONS.slice(0, ruler ? 3 : 1).flatMap(([field, flag, instead, other]) => {
    if (typeof told[`${field}File`] === 'string') { return [`${flag}-file=${told[`${field}File`]}`]; }
    if (isMap(told[field])) { return [`${flag}=$(${field})`]; }
    return instead === undefined ? [] : items(told[instead]).map((value) => `${other}=${String(value)}`);
  });
}

function tlsFlags(told: Spec): string[] {
  const tls: Spec = isMap(told.grpcServerTlsConfig) ? told.grpcServerTlsConfig : {};
  const minVersion = /^TLS1([0-3])$/.exec(String(tls.minVersion))?.[1];
  return [['cert', tls.certFile], ['key', tls.keyFile], ['client-ca', tls.caFile], ['min-version', minVersion === undefined ? '' : `1.${minVersion}`]]
    .flatMap(([name, value]) => (typeof value === 'string' && value !== '' ? [`--grpc-server-tls-${name}=${value}`] : []));
}

function additional(told: Spec): string[] {
  return items(told.additionalArgs).map((arg) => `--${arg.name}${arg.value === undefined ? '' : `=${String(arg.value)}`}`);
}

/** The configurations, as variables of which it shows where they come from. */
function environment(inventory: Inventory, object: Manifest, told: Spec): Map<string, EnvValue> {
  return new Map(CONFIGURATIONS.flatMap(([field]): [string, EnvValue][] => {
    const { name, key }: Spec = isMap(told[field]) ? told[field] : {};
    if (typeof name !== 'string' || typeof key !== 'string') { return []; }
    const value = inventory.value('Secret', namespaceOf(object), name, key);
    return [[field, { ...(typeof value === 'string' ? { value } : {}), from: { kind: 'Secret', name, key } }]];
  }));
}

/** The labels of the pods that the operator makes of a resource of its. */
export function operatedLabels(object: Manifest): Labels {
  const { name } = object.metadata;
  const own = object.spec?.podMetadata?.labels;
  const of = (application: string, more: Labels) => ({
    ...(isMap(own) ? own : {}),
    'app.kubernetes.io/name': application,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    ...more,
  });
  switch (object.kind) {
    case 'ThanosRuler': return of('thanos-ruler', { 'thanos-ruler': name });
    case 'Alertmanager': return of('alertmanager', { alertmanager: name });
    case 'PrometheusAgent': return of('prometheus-agent', { 'operator.prometheus.io/name': name });
    default: return of('prometheus', { 'prometheus': name, 'operator.prometheus.io/name': name });
  }
}
