import { Target } from './target';
import { Manifest, namespaceOf } from '../trust/inventory';
import { Connection, Material } from '../trust/model';
import { PodGroup, PolicyGraph } from '../trust/policies/graph';
import { compare, objectName } from '../trust/refs';
import { signersOf } from '../trust/trust-sources/issuers';
import { lifetimeOf } from '../trust/trust-sources/lifetimes';
import type { World } from '../trust/world';
import { Certificate } from '../x509/certificate';

/** A certificate, or a bundle of some, that ends one day: as much as the manifests show of it. */
export interface Ending {
  /** an object of the cluster that holds it: a Certificate of cert-manager, a Secret, a ConfigMap; of OpenShift what carries its annotation */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly key?: string;
  /** certificates that the manifests show */
  readonly shown: readonly Certificate[];
  /** seconds before its end at which cert-manager renews it */
  readonly renewBefore?: number;
  /** a platform makes it, renews it, and has alerts of its own */
  readonly platform: boolean;
  /** a client that is covered shows it, is shown it, or verifies with it: a check that makes its connections sees it */
  readonly dialled: boolean;
}

/** Pods that read the certificate of a CA when they start, and not again. */
export interface StartReader {
  readonly target: Target;
  /** the Certificates of the CAs that they trust */
  readonly authorities: readonly { readonly namespace: string; readonly name: string }[];
}

/** The certificates and CAs of the connections that some pods take part in, and of the Certificates among some objects. */
export function endingsOf(graph: PolicyGraph, world: World, covered: readonly Manifest[]): Ending[] {
  const found = new Map<string, Ending>();
  const add = (ending: Ending) => {
    const before = found.get(keyOf(ending));
    if (!before?.dialled) { found.set(keyOf(ending), { ...before ?? ending, dialled: ending.dialled }); }
  };
  const certificate = (object: Manifest, dialled = false) => {
    const above = signersOf(world.inventory, object).signers.flatMap((signer) => signer.certificate ?? []);
    for (const each of [object, ...above]) { add(ofCertificate(each, dialled)); }
  };
  covered.filter(({ kind, apiVersion }) => kind === 'Certificate' && apiVersion.startsWith('cert-manager.io/')).forEach((object) => certificate(object));
  for (const { material, dialled } of materialsOf(graph, world, covered)) {
    const { ref } = material;
    const object = world.inventory.get(ref.kind, ref.namespace, ref.name);
    if (ref.kind === 'Certificate' && object) { certificate(object, dialled); } else if (!isFromCertManager(world, material)) { add(ofMaterial(material, dialled)); }
  }
  return [...found.values()].sort((a, b) => compare(keyOf(a), keyOf(b)));
}

function keyOf({ kind, namespace, name, key }: Ending): string {
  return [namespace, kind, name, key].join('\n');
}

/** What Tempo and Thanos trust they read when they start (Tempo 2.10.8, dskit crypto/tls; Thanos 0.42.4, pkg/tls/options.go). */
export function startReadersOf(graph: PolicyGraph, world: World, targets: readonly Target[]): StartReader[] {
  const byGroup = new Map(targets.filter(({ product }) => product !== 'minio').flatMap((target) => (target.group ? [[target.group.key, target] as const] : [])));
  const read = new Map<Target, Material[]>();
  const note = (group: PodGroup | undefined, materials: readonly Material[]) => {
    const target = group && byGroup.get(group.key);
    if (target) { read.set(target, [...read.get(target) ?? [], ...materials]); }
  };
  for (const { client, connection } of graph.edges) { note(client, connection.client.trust.bundles); }
  for (const server of world.servers) { note(graph.groupOfServer(server), server.clientCa ? [server.clientCa] : []); }
  return [...read].map(([target, materials]) => {
    const wanted = new Set(materials.flatMap(({ authorities }) => authorities ?? []));
    const authorities = world.inventory.all('Certificate').filter((object) => wanted.has(`CA in Secret ${namespaceOf(object)}/${object.spec?.secretName}`))
      .map((object) => ({ namespace: namespaceOf(object), name: object.metadata.name }));
    return { target, authorities };
  }).filter(({ authorities }) => authorities.length > 0).sort((a, b) => compare(a.target.job, b.target.job));
}

function materialsOf(
  graph: PolicyGraph, world: World, covered: readonly Manifest[],
): { readonly material: Material; readonly dialled: boolean }[] {
  const keys = new Set(covered.flatMap((object) => graph.groupOf(object)?.key ?? []));
  const refs = new Set(covered.map((object) => objectName(world.inventory.ref(object))));
  const ours = (group: PodGroup | undefined) => group !== undefined && keys.has(group.key);
  const servers = world.servers.filter((server) => ours(graph.groupOfServer(server)) || refs.has(objectName(server.ref)));
  const connections = new Set<Connection>([
    ...graph.edges.filter(({ client, ends }) => ours(client) || ends.some(({ group }) => ours(group))).map(({ connection }) => connection),
    ...world.connections.filter(({ client, server }) => refs.has(objectName(client.ref)) || (server !== undefined && servers.includes(server))),
  ]);
  // What a script tries that is to fail is trusted by nobody.
  const serving = [...connections].filter(({ analysis }) => analysis.state !== 'failed');
  const dialling = new Set(graph.edges.filter(({ client }) => ours(client)).map(({ connection }) => connection));
  const own = servers.flatMap(({ certificates, clientCa }) => [...certificates, ...(clientCa ? [clientCa] : [])]);
  const materials = [
    ...own.map((material) => ({ material, dialled: false })),
    ...serving.flatMap((connection) => {
      const { client: { trust, identity, ref }, server } = connection;
      const dialled = dialling.has(connection) || refs.has(objectName(ref));
      return [...trust.bundles, ...(identity ? [identity] : []), ...(server && server.ref.kind !== 'external' ? server.certificates : [])].map((material) => ({ material, dialled }));
    }),
  ];
  return materials.filter(({ material: { missing } }) => missing === undefined);
}

/** A bundle that holds nothing but CAs of Certificates, which are watched themselves. */
function isFromCertManager({ inventory }: World, { pem, authorities = [], open }: Material): boolean {
  const known = new Set(inventory.all('Certificate').map((object) => `CA in Secret ${namespaceOf(object)}/${object.spec?.secretName}`));
  return pem === undefined && open !== true && authorities.length > 0 && authorities.every((authority) => known.has(authority));
}

function ofCertificate(object: Manifest, dialled: boolean): Ending {
  const lifetime = lifetimeOf(object);
  return {
    kind: 'Certificate', namespace: namespaceOf(object), name: object.metadata.name, shown: [], platform: false, dialled, ...(lifetime ? { renewBefore: lifetime.renewBefore / 1000 } : {}),
  };
}

function ofMaterial({ ref, pem, authorities }: Material, dialled: boolean): Ending {
  // What a driver puts into pods stands in their volumes, under no key of an object.
  const key = /volumeAttributes/.test(ref.field ?? '') ? undefined : /\["([^"\]]+)"\]$/.exec(ref.field ?? '')?.[1];
  return {
    kind: ref.kind,
    namespace: ref.namespace,
    name: ref.name,
    ...(key === undefined ? {} : { key }),
    shown: pem === undefined ? [] : Certificate.poolFromPem(pem),
    platform: ref.field === 'metadata.annotations' || authorities?.some((authority) => /^(OpenShift|Kubernetes) /.test(authority)) === true,
    dialled,
  };
}
