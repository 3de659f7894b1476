import { Construct } from 'constructs';
import { CompiledEnvoy, CompiledQuerier, ENDPOINT_DIRECTORY, ENDPOINT_FILE } from './compile-result';
import { EndpointEntry, RealmMaterial } from './endpoint-entry';
import { FamilyContext, FamilyParts, ThanosFamily } from './family';
import { ThanosListener } from './listener';
import { DRAIN_SECONDS, podUid } from './pod';
import { queryFlags, queryTimeout, QUERIER_FLAGS } from './querier-args';
import { envoySidecar } from './querier-envoy';
import { bindRealms, checkFileSources } from './querier-files';
import { ThanosQuerierProps } from './querier-props';
import { emit } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { requireText } from '../kube/text';
import { SINCE } from '../trust/thanos/version-facts';
import { Facts, joinFacts } from '../x509/facts';

/** The pod annotation that changes with the TLS settings of endpoints: a running querier keeps the connections that it has, as they are. */
export const ENDPOINTS_ANNOTATION = 'cdk8s-observability-tls/endpoints-tls';

/** What a querier is told, once its version is known. */
export interface ToldQuerier {
  readonly querier: CompiledQuerier;
  readonly envoy?: CompiledEnvoy;
  readonly materials: ReadonlyMap<string, RealmMaterial>;
  /** what is known of servers outside of the manifests */
  readonly facts: Facts;
}

/** A querier as a component: what is common to the one that users ask and those of realms. */
export function querierFamily(
  props: ThanosQuerierProps, grpc: ThanosListener, timeoutSeconds: number, tell: (context: FamilyContext) => ToldQuerier,
  more: (context: FamilyContext) => readonly string[],
): ThanosFamily {
  return {
    command: 'query',
    component: 'query',
    kind: 'Deployment',
    defaultReplicas: 2,
    interchangeable: true,
    grpc,
    autoscaled: props.autoscaling !== undefined,
    findPods: true,
    graceSeconds: timeoutSeconds,
    resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '2', memory: '2Gi' } },
    // HTTP is waited for first, then gRPC.
    terminationGracePeriodSeconds: DRAIN_SECONDS + 2 * timeoutSeconds + 10,
    // Older ones are ready before they know their endpoints, and answer with nothing: names are looked up, and endpoints asked, every 5 s.
    readyAfterSeconds: (version) => (version._since(SINCE.readyWithEndpoints) ? undefined : 10),
    reserved: QUERIER_FLAGS,
    parts: (context) => parts(context, props, tell(context), more(context)),
  };
}

function parts(context: FamilyContext, props: ThanosQuerierProps, told: ToldQuerier, more: readonly string[]): FamilyParts {
  const { querier, envoy, materials, facts } = told;
  const { scope, name, namespace, labels, podLabels, version } = context;
  const owner = { scope, name, namespace, podLabels };
  const sources = checkFileSources(scope, props.fileSources);
  const own = bindRealms(owner, querier.realms, materials, sources);
  const file = querier.endpointFile === undefined ? undefined : emit(scope, 'Endpoints', {
    // Of one name, whatever its content: addresses come and go without a restart.
    apiVersion: 'v1', kind: 'ConfigMap', name: `${name}-endpoints`, namespace, labels: { ...labels }, data: { [ENDPOINT_FILE]: querier.endpointFile },
  });
  const beside = envoy && bindRealms(owner, envoy.realms, materials, sources);
  const sidecar = envoy && envoySidecar(owner, envoy, beside!, podUid(props), labels, props);
  const directories = [...own.directories, ...(beside?.directories ?? [])];
  const trusts = querier.realms.flatMap((realm) => materials.get(realm.name)!.ca ?? []);
  const settings = [...querier.tlsSettings, ...(props.endpointsRevision === undefined ? [] : [requireText(scope, 'endpointsRevision', props.endpointsRevision)])];
  return {
    args: [...querier.args, ...queryFlags(scope, props, version), ...more],
    volumes: [...(file ? [{ name: 'endpoints', configMap: { name: file.name } }] : []), ...own.volumes, ...(sidecar?.volumes ?? [])],
    mounts: [...(file ? [{ name: 'endpoints', mountPath: ENDPOINT_DIRECTORY, readOnly: true }] : []), ...own.mounts],
    agents: directories.flatMap((directory) => directory.agents),
    initContainers: sidecar ? [sidecar.container] : [],
    objects: [...(file ? [file] : []), ...(sidecar?.objects ?? []), ...directories.flatMap(({ objects }) => objects)],
    facts: joinFacts(facts, ...directories.map((directory) => directory.facts)),
    trusts,
    annotations: { [ENDPOINTS_ANNOTATION]: contentHash(settings) },
  };
}

/** The realms of endpoints by name. */
export function materialsOf(entries: readonly EndpointEntry[]): Map<string, RealmMaterial> {
  const dialled = entries.flatMap(({ tls }) => tls?.material ?? []);
  return new Map(dialled.map((material) => [material.realm, material]));
}

/** What is known in public of servers that are dialled. */
export function externalFacts(entries: readonly EndpointEntry[]): Facts {
  const known = entries.filter(({ serverCertificatePem, address }) => serverCertificatePem !== undefined && address.port !== undefined);
  const external = Object.fromEntries(known.map(({ address: { host, port }, serverCertificatePem }) =>
    [`${host}:${port}`, { certificate: serverCertificatePem! }]));
  return known.length === 0 ? {} : { external };
}

/** How long a querier waits for queries when it is told to stop. */
export function graceOf(scope: Construct | string, props: ThanosQuerierProps): number {
  return queryTimeout(scope, props).toSeconds();
}
