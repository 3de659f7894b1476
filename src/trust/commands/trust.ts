import { ContainerContext, containerRef } from '../containers';
import { keysOf } from '../inventory';
import { laidBelow } from '../laid-files';
import { bundleIn, certificateIn } from '../material';
import { Material, Trust } from '../model';
import { filesBelow, MountedFile, placeOf } from '../mounts';
import { agentVolume, drivenVolume } from '../pod-volumes';
import { spoken } from '../stand-ins';
import { callsOf } from './calls';
import { isPublicImage } from './images';
import { UNKNOWN } from '../shell/run';
import { bundleNamed, keysWritten } from '../trust-sources/bundles';
import { items } from '../values';

/** Files in which images keep the public roots. */
const SYSTEM_FILE = /^\/(etc\/ssl\/(certs\/(ca-certificates|ca-bundle)\.crt|cert\.pem|ca-bundle\.pem)|etc\/pki\/(tls\/(certs\/ca-bundle\.crt|cert\.pem)|ca-trust\/extracted\/pem\/tls-ca-bundle\.pem)|cacert\.pem)$/;
/** Folders of which Go reads every file (Go 1.26, crypto/x509, root_linux.go). */
const READ_BY_GO = /^\/etc\/(ssl|pki\/tls)\/certs\/[^/]+$/;
const SYSTEM_FOLDERS = ['/etc/ssl', '/etc/pki', '/usr/local/share/ca-certificates', '/usr/share/ca-certificates', '/etc/ca-certificates', '/usr/share/pki'];
/** Those of which only update-ca-certificates and its like read anything (Debian's, Alpine's and Fedora's ca-certificates). */
const SOURCES = /^\/(usr\/local\/share\/ca-certificates|usr\/share\/pki\/ca-trust-source|etc\/pki\/ca-trust\/source|etc\/ca-certificates)(\/|$)/;
/** Keys under which others write bundles into objects that the manifests do not have. */
const USUAL_KEYS = ['ca.crt', 'tls.crt', 'ca-bundle.crt', 'bundle.pem', 'service-ca.crt', 'trust-bundle.pem', 'root-certs.pem', 'ca.pem'];
const SERVICE_ACCOUNT = /^\/(var\/)?run\/secrets\/kubernetes\.io\/serviceaccount\/(.+)$/;

/** The bundle in a file that a program is given. */
export function bundleAt(context: ContainerContext, path: string): Material {
  const opaque = { ref: containerRef(context) };
  if (!path.startsWith('/') || path.includes(UNKNOWN)) { return opaque; }
  const at = path.replace(/\/{2,}/g, '/');
  const account = SERVICE_ACCOUNT.exec(at)?.[2];
  if (account !== undefined) {
    return bundleIn(context.inventory, 'ConfigMap', context.namespace, account === 'service-ca.crt' ? 'openshift-service-ca.crt' : 'kube-root-ca.crt', account);
  }
  const place = placeOf(context.inventory, context.namespace, context.pod, context.container, at);
  switch (place.at) {
    case 'file': return bundleIn(context.inventory, place.file.kind, context.namespace, place.file.name, place.file.key);
    case 'absent': {
      const [source] = place.sources;
      const ref = context.inventory.refTo(source.kind, context.namespace, source.name);
      return place.certain ? { ref: containerRef(context), missing: `there is no file ${at}: ${spoken(source.kind, source.name)}, which is mounted there, does not give it` } : { ref };
    }
    case 'image': return lacks(context, at) ? { ref: containerRef(context), missing: `there is no file ${at}: nothing is mounted there` } : opaque;
    default: return opaque;
  }
}

/**
 * What images have below the folders of the system's roots: whatever is no .crt, and bundles (ca-certificates of Debian and Alpine, ca-certificates and
 * p11-kit of Fedora). A .crt of another name is somebody's own.
 */
const OF_IMAGES = /\/(ca-certificates|ca-bundle(\.trust)?|tls-ca-bundle|ca-legacy|localhost|mozilla\/.*)\.crt$|^\/(usr|etc\/ca-certificates)\/.*$|\.(pem|cer|ca)$/;

/** Words of programs that write files or bring them. */
const WRITES = />|(^|[\s;&|(])(cp|mv|tee|ln|install|cat|kubectl|oc|openssl|base64|tar|unzip|git|vault|step|aws|gsutil|python3?|perl|dd|rsync|mc\s+(cp|get|cat)|update-ca-\w+)\b|\s(-O\b|--remote-name)/;

/** Whether a known image certainly has no file of its own at a path, and nothing that the container starts could have written it. */
function lacks(context: ContainerContext, path: string): boolean {
  if (!isPublicImage(context.container.image) || !/\.(crt|pem|cer|ca)$/.test(path) || (inSystemFolder(path) && OF_IMAGES.test(path))) { return false; }
  const text = context.words.join('\n');
  // Named once at most, where it is used; and no script that might lie elsewhere. What is thrown away is written nowhere.
  const kept = text.replace(/(\d|&)?>>?\s*(\/dev\/null|&\d)|\s(-o|-O|--output)[ =\n]?(\/dev\/null|-(?=\s|$))/g, ' ').replace(/-q?O-/g, ' ');
  return text.split(path).length <= 2 && !WRITES.test(kept);
}

function inSystemFolder(path: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

/** The certificate and key files of a client. */
export function identityAt(context: ContainerContext, certificate: string, key: string | undefined): Material {
  const place = placeOf(context.inventory, context.namespace, context.pod, context.container, certificate);
  if (place.at === 'file' && place.file.kind === 'Secret') {
    const own = key === undefined ? undefined : placeOf(context.inventory, context.namespace, context.pod, context.container, key);
    return certificateIn(context.inventory, context.namespace, place.file.name, place.file.key, own?.at === 'file' && own.file.name === place.file.name ? own.file.key : undefined);
  }
  return bundleAt(context, certificate);
}

/** What a program is told about trust. */
export interface Told {
  /** a file that takes the place of the system's roots */
  readonly file?: string;
  /** whether the program is written in Go, and so reads every file in the system's folders */
  readonly go?: boolean;
  /** whether nothing but the program runs in its image, so that what is mounted is all that is added to the public roots */
  readonly sealed?: boolean;
  /** whether it brings its own public roots, whatever its image has */
  readonly own?: boolean;
  /** a variable as the program sees it */
  variable(name: string): string | undefined;
}

/** What a program trusts. */
export function trustOf(context: ContainerContext, told: Told): Trust {
  if (told.file !== undefined && !SYSTEM_FILE.test(told.file)) { return { system: false, bundles: [bundleAt(context, told.file)] }; }
  const file = told.own ? undefined : told.variable('SSL_CERT_FILE');
  const folder = told.own ? undefined : told.variable('SSL_CERT_DIR');
  const bundles = [
    ...(file === undefined || file === '' || SYSTEM_FILE.test(file) ? [] : [bundleAt(context, file)]),
    ...(folder === undefined || folder === '' ? [] : folder.split(':').flatMap((one) => (told.go ? bundlesBelow(context, one) : [{ ref: containerRef(context) }]))),
    ...(told.own ? [] : mounted(context, told)),
  ];
  const written = /update-ca-|\/etc\/ssl|\/etc\/pki|ca-certificates/.test(context.words.join('\n'));
  return { system: true, onlyPublic: told.own === true || told.sealed === true || (isPublicImage(context.container.image) && !written), bundles };
}

/** What is mounted where the system's roots are. */
function mounted(context: ContainerContext, { go, sealed }: Told): Material[] {
  const over = items(context.container.volumeMounts).filter((mount) => inSystemFolder(String(mount.mountPath ?? '')) || mount.mountPath === '/etc');
  if (over.length === 0) { return []; }
  const { inventory, namespace, pod, container } = context;
  const updated = /update-ca-/.test(context.words.join('\n'));
  if (isPublicImage(container.image) && over.every(({ mountPath }) => SOURCES.test(String(mountPath))) && onlyClients(context)) { return []; }
  const read = (path: string) => updated || SYSTEM_FILE.test(path) || (go === true && READ_BY_GO.test(path));
  const known = SYSTEM_FOLDERS.flatMap((folder) => [...filesBelow(inventory, namespace, pod, container, folder)]
    .flatMap(([path, file]) => (read(`${folder}/${path}`) ? [fileBundle(context, file)] : [])));
  // Which of these others read depends on the program; one more that nobody knows keeps the judgement open.
  const volumes = over.map((mount) => items(pod.volumes).find((one) => one.name === mount.name));
  const more = sealed ? volumes.flatMap((volume) => unseen(context, volume)) : [{ ref: containerRef(context) }];
  return [...known.filter((bundle) => bundle.missing === undefined), ...more];
}

/** Whether a container starts programs by name, none of which gathers the roots: a script that does not show might. */
function onlyClients(context: ContainerContext): boolean {
  const calls = callsOf(context);
  return calls.length > 0 && calls.every(({ words }) => /^(mc|mcli|curl|wget|aws|sleep|echo|set|true)$/.test(words[0]));
}

function fileBundle(context: ContainerContext, file: MountedFile): Material {
  return bundleIn(context.inventory, file.kind, context.namespace, file.name, file.key);
}

/** The bundles in all files of a folder; one of which nothing is known where something else may be in it. */
export function bundlesBelow(context: ContainerContext, folder: string): Material[] {
  const root = folder.replace(/\/{2,}/g, '/').replace(/\/+$/, '');
  const opaque = { ref: containerRef(context) };
  if (!root.startsWith('/') || root.includes(UNKNOWN)) { return [opaque]; }
  const { inventory, namespace, pod, container } = context;
  const bundles: Material[] = [];
  for (const [path, file] of filesBelow(inventory, namespace, pod, container, root)) {
    const bundle = path.includes('/') ? undefined : fileBundle(context, file);
    if (bundle && bundle.missing === undefined) { bundles.push(bundle); }
  }
  const here = items(container.volumeMounts).filter((mount) => {
    const path = String(mount.mountPath ?? '').replace(/\/+$/, '');
    return path === root || root.startsWith(`${path}/`) || path.startsWith(`${root}/`);
  });
  const nearest = here.filter((mount) => String(mount.mountPath).replace(/\/+$/, '').length >= root.length);
  const looked = nearest.length > 0 ? nearest : here;
  const laid = laidBelow(inventory, pod, container, root);
  for (const mount of looked) {
    const volume = items(pod.volumes).find((one) => one.name === mount.name);
    if (volume?.emptyDir === undefined || laid?.open !== false) { bundles.push(...unseen(context, volume)); }
  }
  return bundles;
}

/** What a volume may hold beside the files that show: what others write into it. */
function unseen(context: ContainerContext, volume: any): Material[] {
  const { inventory, namespace } = context;
  const opaque = { ref: containerRef(context) };
  if (volume === undefined) { return [opaque]; }
  if (drivenVolume(inventory, volume)?.items) { return []; }
  if (agentVolume(inventory, volume)) { return [opaque]; }
  if (volume.emptyDir !== undefined) {
    const all = [...items(context.pod.initContainers), ...items(context.pod.containers)];
    const scripts = all.map((one) => [...items(one.command), ...items(one.args)].join('\n')).join('\n');
    return /CAs|certs|\.crt|\.pem|\bcp\b/.test(scripts) ? [opaque] : [];
  }
  const parts: any[] = volume.projected ? items(volume.projected.sources) : [volume];
  return parts.flatMap((part): Material[] => {
    const [kind, name, listed] = part.secret ? ['Secret', part.secret.secretName ?? part.secret.name, part.secret.items] as const
      : part.configMap ? ['ConfigMap', part.configMap.name, part.configMap.items] as const : [undefined, undefined, undefined] as const;
    if (kind === undefined) { return [opaque]; }
    const object = inventory.get(kind, namespace, String(name));
    if (listed !== undefined || (object !== undefined && keysOf(object).length > 0)) { return []; }
    const maker = bundleNamed(inventory, kind, String(name));
    const written = maker ? keysWritten(maker, kind) : [];
    const candidates = (written.length > 0 ? written : USUAL_KEYS).map((key) => bundleIn(inventory, kind, namespace, String(name), key));
    const made = candidates.find((bundle) => bundle.missing === undefined && (bundle.pem !== undefined || bundle.authorities !== undefined));
    // Without it the pod does not start.
    const needed = written.length > 0 && (part.secret ?? part.configMap).optional !== true;
    const lost = needed ? candidates.find((bundle) => bundle.missing !== undefined) : undefined;
    return [made ?? lost ?? { ref: inventory.refTo(kind, namespace, String(name)) }];
  });
}
