import { posix } from 'node:path';
import { ContainerContext, containerRef } from './containers';
import { Ref } from './inventory';
import { bundleIn, certificateIn, certificateInMap } from './material';
import { Material } from './model';
import { fileAt, fileRef, MountedFile, Place, placeOf } from './mounts';
import { spoken } from './stand-ins';
import { isMap } from './values';
import { imageRepository } from './versions';

/** The text of a file of a container, where the manifests show it, and where it stands. */
export function textAt(context: ContainerContext, path: string): { readonly text?: string; readonly ref: Ref } {
  const place = placeAt(context, path);
  if (place.at !== 'file') { return { ref: containerRef(context) }; }
  const value = context.inventory.value(place.file.kind, context.namespace, place.file.name, place.file.key);
  return { ref: fileRef(context.inventory, context.namespace, place.file), ...(typeof value === 'string' ? { text: value } : {}) };
}

/** The certificate in a file of a container, with the key in another. */
export function certificateAt(context: ContainerContext, path: string, keyPath: string | undefined): Material {
  const { inventory, namespace, pod, container } = context;
  const place = placeAt(context, path);
  if (place.at !== 'file') { return elsewhere(context, place, path); }
  const keyPlace = keyPath ? placeAt(context, keyPath) : undefined;
  if (keyPath && keyPlace?.at === 'absent' && keyPlace.certain) { return elsewhere(context, keyPlace, keyPath); }
  const key = keyPath === undefined ? undefined : fileAt(inventory, namespace, pod, container, absolute(context, keyPath));
  const { file } = place;
  if (file.kind === 'ConfigMap') { return { ...certificateInMap(inventory, namespace, file.name, file.key), ...keyOf(context, key) }; }
  const own = key?.kind === 'Secret' && key.name === file.name;
  return { ...certificateIn(inventory, namespace, file.name, file.key, own ? key.key : undefined), ...(own ? {} : keyOf(context, key)) };
}

/** The bundle in a file of a container. */
export function bundleAt(context: ContainerContext, path: string): Material {
  const place = placeAt(context, path);
  return place.at === 'file' ? bundleIn(context.inventory, place.file.kind, context.namespace, place.file.name, place.file.key) : elsewhere(context, place, path);
}

function placeAt(context: ContainerContext, path: string): Place {
  return placeOf(context.inventory, context.namespace, context.pod, context.container, absolute(context, path));
}

/** A file that is in no Secret and no ConfigMap: certainly not there, or nobody knows. */
function elsewhere(context: ContainerContext, place: Place, path: string): Material {
  const account = SERVICE_ACCOUNT.exec(path)?.[1];
  if (account !== undefined && place.at === 'image') {
    return bundleIn(context.inventory, 'ConfigMap', context.namespace, account === 'service-ca.crt' ? 'openshift-service-ca.crt' : 'kube-root-ca.crt', account);
  }
  const ref = containerRef(context, 'volumeMounts');
  if (place.at === 'image' && lacks(context, path)) { return { ref, missing: `there is no ${path}: nothing is mounted there` }; }
  if (place.at !== 'absent' || !place.certain) { return { ref }; }
  return { ref, missing: absence(place, path) };
}

/** Why a file is not there that a mounted Secret or ConfigMap should have. */
export function absence({ sources }: Extract<Place, { at: 'absent' }>, path: string): string {
  const mounted = sources.map(({ kind, name }) => spoken(kind, name)).join(' and ');
  return `there is no ${path}: ${mounted}, mounted there, ${sources.length > 1 ? 'show' : 'shows'} no such file`;
}

/** What the kubelet mounts without being asked. */
const SERVICE_ACCOUNT = /^\/(?:var\/)?run\/secrets\/kubernetes\.io\/serviceaccount\/((?:service-)?ca\.crt)$/;

/** Folders where images keep files, or where an injector mounts what no manifest shows. */
const ELSEWHERE = /^\/(etc\/(ssl|pki|ca-certificates|istio)|usr|vault|bitnami|opt|(var\/)?run)(\/|$)/;

/** Images that are known to hold nothing but their program and the public roots: Tempo's has no shell that could write a file either. */
const BARE = /(^|\/)grafana\/tempo$/;

function lacks({ container, workload }: ContainerContext, path: string): boolean {
  const annotations = isMap(workload.spec?.template?.metadata?.annotations) ? Object.keys(workload.spec.template.metadata.annotations) : [];
  return path.startsWith('/') && BARE.test(imageRepository(container.image)) && !ELSEWHERE.test(path) && !annotations.some((key) => /inject/.test(key));
}

function keyOf({ inventory, namespace }: ContainerContext, key: MountedFile | undefined): { keyPem?: string; keyRef?: Ref } {
  const value = key && inventory.value(key.kind, namespace, key.name, key.key);
  return key && typeof value === 'string' ? { keyPem: value, keyRef: fileRef(inventory, namespace, key) } : {};
}

function absolute(context: ContainerContext, path: string): string {
  const { workingDir } = context.container;
  return posix.normalize(path.startsWith('/') ? path : `${typeof workingDir === 'string' ? workingDir : ''}/${path}`);
}
