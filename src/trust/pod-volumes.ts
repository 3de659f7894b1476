import { podTemplate } from './containers';
import { Inventory, Manifest, namespaceOf } from './inventory';
import { once } from './once';
import { OPERATED } from './operated-pods';
import { hasPlaceholder } from './placeholders';
import { helperVolumes } from './spiffe/helper';
import { isStandIn, providerClassName } from './stand-ins';
import { isMap, items } from './values';
import { agentVolumes } from './vault/agent';
import { allWritten, injectedInto, isInjected } from './vault/injector';
import { WrittenFiles } from './written-files';

/**
 * A volume into which a driver puts files: as if it were a Secret volume, of a Secret that there is only in the pod. Its name is none that Kubernetes has, so
 * that it is no other's.
 */
export interface DrivenVolume {
  readonly name: string;
  /** its files, by the keys of a Secret that would hold the same; undefined where any may be there */
  readonly items?: readonly { readonly key: string; readonly path: string; readonly mode?: number }[];
  /** where it stands: the field of the volume in its object */
  readonly owner: Manifest;
  readonly field: string;
  /** what cert-manager's csi-driver, an agent of Vault or spiffe-helper asks for, as the Certificate that would ask for the same */
  readonly certificate?: Manifest;
}

const CERT_MANAGER = 'csi.cert-manager.io';
/** What the names of the attributes of cert-manager's csi-driver begin with. */
export const ATTRIBUTE = `${CERT_MANAGER}/`;
/** The attributes that name its files, by what is in them: the name that each has where nothing is said. */
export const FILE_ATTRIBUTES = { 'ca-file': 'ca.crt', 'certificate-file': 'tls.crt', 'privatekey-file': 'tls.key' } as const;
const SECRETS_STORE = 'secrets-store.csi.k8s.io';

/** The driven volume that a volume of a pod is; undefined for others. */
export function drivenVolume(inventory: Inventory, volume: any): DrivenVolume | undefined {
  return isMap(volume) && isMap(volume.csi) ? once(inventory, drivenVolumes).get(volume) : undefined;
}

/** The certificates that an agent of Vault, or spiffe-helper, writes into a volume of a pod. */
export function agentVolume(inventory: Inventory, volume: any): readonly DrivenVolume[] | undefined {
  return isMap(volume) && isMap(volume.emptyDir) ? once(inventory, byAgents).volumes.get(volume) : undefined;
}

/** The certificates that Vault's injector brings into the pods of a spec, if a path of a container may be one of its files. */
export function injectedFiles(inventory: Inventory, pod: any, container: any, path: string): readonly DrivenVolume[] | undefined {
  const injected = injectedInto(inventory, pod);
  return injected && isInjected(injected, container, path) ? injected.written.map((written) => drivenByAgent(written)) : undefined;
}

/** What agents of Vault write, by what asks for it. */
export function writtenByAgents(inventory: Inventory): ReadonlyMap<Manifest, readonly WrittenFiles[]> {
  return once(inventory, byAsking);
}

function byAsking(inventory: Inventory): Map<Manifest, WrittenFiles[]> {
  const found = new Map<Manifest, WrittenFiles[]>();
  for (const written of [...[...agentVolumes(inventory).values()].flat(), ...allWritten(inventory)]) {
    const same = found.get(written.asked.object);
    if (same) { same.push(written); } else { found.set(written.asked.object, [written]); }
  }
  return found;
}

interface ByAgents {
  readonly volumes: ReadonlyMap<unknown, readonly DrivenVolume[]>;
  readonly certificates: readonly [string, Manifest][];
}

function byAgents(inventory: Inventory): ByAgents {
  const volumes = new Map([...agentVolumes(inventory), ...helperVolumes(inventory)]);
  const all = [...[...volumes.values()].flat(), ...allWritten(inventory)];
  for (const { asked: { object, field }, certificate, name } of all) {
    inventory.standsFor(name, object, field, {});
    if (certificate) { inventory.standsFor(certificate, object, field, {}); }
  }
  return {
    volumes: new Map([...volumes].map(([volume, written]): [unknown, DrivenVolume[]] => [volume, written.map(drivenByAgent)])),
    certificates: all.flatMap(({ certificate, name }): [string, Manifest][] => (certificate ? [[name, certificate]] : [])),
  };
}

function drivenByAgent({ name, items: files, certificate, asked: { object, field } }: WrittenFiles): DrivenVolume {
  return { name, items: files, owner: object, field, certificate };
}

/** What cert-manager's csi-driver asks for, by the name that stands for its volume. */
export function certificateInPod(inventory: Inventory, name: string): Manifest | undefined {
  return isStandIn(name) ? once(inventory, certificates).get(name) : undefined;
}

/** The Certificates that the volumes of an object stand for. */
export function certificatesInPodsOf(inventory: Inventory, object: Manifest): readonly Manifest[] {
  return volumesIn(object).flatMap(({ volume }) => drivenVolume(inventory, volume)?.certificate ?? []);
}

/** The volumes of cert-manager's csi-driver in the pods of an object, with their fields. */
export function certManagerVolumesOf(object: Manifest): { readonly field: string; readonly volume: any }[] {
  return volumesIn(object).filter(({ volume }) => volume.csi.driver === CERT_MANAGER);
}

/** What a volume tells its driver. */
export function attributesOf(csi: { readonly volumeAttributes?: unknown }): { readonly [name: string]: unknown } {
  return isMap(csi.volumeAttributes) ? csi.volumeAttributes : {};
}

function certificates(inventory: Inventory): Map<string, Manifest> {
  const all = [...once(inventory, drivenVolumes).values()];
  const driven = all.flatMap(({ certificate, name }): [string, Manifest][] => (certificate ? [[name, certificate]] : []));
  return new Map([...driven, ...once(inventory, byAgents).certificates]);
}

function drivenVolumes(inventory: Inventory): Map<unknown, DrivenVolume> {
  const found = new Map<unknown, DrivenVolume>();
  for (const object of inventory.objects) {
    for (const { field, volume } of volumesIn(object)) {
      const driven = drivenIn(inventory, object, volume, field);
      if (driven && !found.has(volume)) {
        found.set(volume, driven);
        inventory.standsFor(driven.certificate ?? driven.name, object, field, FIELDS);
        inventory.standsFor(driven.name, object, field, FIELDS);
      }
    }
  }
  return found;
}

/** Fields of a Certificate, as the attributes of a volume that say the same. */
const FIELDS: { readonly [field: string]: string } = Object.fromEntries(Object.entries({
  'spec.dnsNames': 'dns-names',
  'spec.duration': 'duration',
  'spec.renewBefore': 'renew-before',
  'spec.usages': 'key-usages',
  'spec.issuerRef': 'issuer-name',
  'spec.commonName': 'common-name',
  'spec.ipAddresses': 'ip-sans',
  'spec.issuerRef.kind': 'issuer-kind',
}).map(([field, attribute]) => [field, `csi.volumeAttributes["${ATTRIBUTE}${attribute}"]`]));

/** The volumes of the pods that an object makes, with their fields. */
function volumesIn(object: Manifest): { readonly field: string; readonly volume: any }[] {
  const template = podTemplate(object);
  const [spec, field] = template ? [template.spec, template.field] : [OPERATED.includes(object.kind) ? object.spec : undefined, 'spec'];
  if (!isMap(spec) || !Array.isArray(spec.volumes)) { return []; }
  return items(spec.volumes).flatMap((volume, i) => (isMap(volume) && isMap(volume.csi) ? [{ field: `${field}.volumes[${i}]`, volume }] : []));
}

function drivenIn(inventory: Inventory, owner: Manifest, volume: any, field: string): DrivenVolume | undefined {
  const { driver } = volume.csi;
  const attributes = attributesOf(volume.csi);
  if (driver === SECRETS_STORE) {
    const name = attributes.secretProviderClass;
    return typeof name === 'string' && !hasPlaceholder(name) ? { name: providerClassName(name), owner, field } : undefined;
  }
  if (driver !== CERT_MANAGER) { return undefined; }
  const at = inventory.area(namespaceOf(owner));
  const name = `volume ${String(volume.name)} of ${owner.kind} ${at === '' ? '' : `${at}/`}${owner.metadata.name}`;
  const told = (attribute: string): string | undefined => {
    const value = attributes[`${ATTRIBUTE}${attribute}`];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  // Of root's group, unless the volume or the pod names another (csi-lib 0.12.0, storage/filesystem.go).
  const mode = told('fs-group') === undefined ? 0o440 : undefined;
  // The first of them wins where two have one name; the driver refuses those.
  const files = (['certificate-file', 'privatekey-file', 'ca-file'] as const).map((attribute) => ({ key: FILE_ATTRIBUTES[attribute], path: told(attribute) ?? FILE_ATTRIBUTES[attribute], mode }));
  return { name, owner, field, items: files, certificate: certificateOf(owner, name, told) };
}

/** What is asked for, and what is asked for where nothing is said (cert-manager/csi-driver 0.16.0, pkg/requestgen/generator.go, pkg/apis/defaults/defaults.go). */
function certificateOf(owner: Manifest, name: string, told: (attribute: string) => string | undefined): Manifest {
  const list = (attribute: string) => told(attribute)?.split(',').map((each) => each.trim());
  const usages = list('key-usages');
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace: owner.metadata.namespace },
    spec: {
      secretName: name,
      issuerRef: { name: told('issuer-name'), kind: told('issuer-kind'), group: told('issuer-group') },
      commonName: told('common-name'),
      dnsNames: list('dns-names')?.flatMap((each) => expanded(owner, each)) ?? [],
      ipAddresses: list('ip-sans'),
      duration: told('duration'),
      renewBefore: told('renew-before'),
      ...(usages ? { usages } : {}),
      isCA: told('is-ca') === 'true',
      privateKey: { algorithm: told('key-algorithm') ?? 'RSA', rotationPolicy: told('reuse-private-key') === 'true' ? 'Never' : 'Always' },
    },
  };
}

/**
 * A name with the variables that the driver knows put in; with those of the pods of a StatefulSet, one for each of them. Of names that only the cluster makes, nobody
 * can write a client: they are left out.
 */
function expanded(owner: Manifest, text: string): string[] {
  const account: unknown = podTemplate(owner)?.spec.serviceAccountName;
  const fixed: { [name: string]: string } = { POD_NAMESPACE: namespaceOf(owner), SERVICE_ACCOUNT_NAME: typeof account === 'string' ? account : 'default' };
  const put = (values: { [name: string]: string }) => (whole: string, braced?: string, bare?: string) => values[braced ?? bare ?? ''] ?? whole;
  const known = text.replace(VARIABLE, put(fixed));
  const names = podNames(owner).map((pod) => known.replace(VARIABLE, put({ POD_NAME: pod })));
  return [...new Set(names)].filter((name) => !/\$/.test(name));
}

/** As Go's os.Expand reads them. */
const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;

/** The names that the pods of an object have for certain; one that is none where they are made up. */
function podNames({ kind, metadata, spec }: Manifest): string[] {
  if (kind === 'Pod') { return [metadata.name]; }
  const replicas = typeof spec?.replicas === 'number' ? spec.replicas : 1;
  const first = typeof spec?.ordinals?.start === 'number' ? spec.ordinals.start : 0;
  return kind === 'StatefulSet' ? Array.from({ length: Math.min(Math.max(replicas, 1), 1000) }, (_, i) => `${metadata.name}-${first + i}`) : ['$'];
}
