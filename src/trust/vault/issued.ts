import { posix } from 'node:path';
import { namesOf, Part, PkiCall } from './templates';
import { ContainerContext, containersOf } from '../containers';
import { Inventory, Manifest } from '../inventory';
import { grouped } from '../once';

/** The group of issuers that stands for Vault, where no object of cert-manager is between. */
export const VAULT = 'Vault';

/** A file that Vault's agent writes, below a folder or a volume. */
export interface WrittenFile {
  readonly path: string;
  readonly part: Part;
  readonly call: PkiCall;
  /** the template that writes it */
  readonly template: string;
}

/** Files of one certificate. */
export interface WrittenFiles {
  /** the name of the Secret that would hold the same: none that Kubernetes has */
  readonly name: string;
  readonly items: readonly { readonly key: string; readonly path: string }[];
  /** the Certificate that would ask for the same, where all names show */
  readonly certificate?: Manifest;
  /** a certificate and a key beside each other that are not made together */
  readonly apart?: { readonly certificate: string; readonly key: string };
  /** what asks for it */
  readonly asked: { readonly object: Manifest; readonly field: string };
}

/**
 * What programs in containers write, by the volume of the pod. It is there from the beginning: who looks for a script or a configuration in such a volume, while the
 * containers are read, finds nothing in it.
 */
export function writtenInto(
  addFiles: (context: ContainerContext, found: Map<unknown, WrittenFiles[]>) => void,
): (inventory: Inventory) => ReadonlyMap<unknown, readonly WrittenFiles[]> {
  const known = new WeakMap<Inventory, Map<unknown, WrittenFiles[]>>();
  return (inventory) => {
    let found = known.get(inventory);
    if (found === undefined) {
      known.set(inventory, found = new Map());
      for (const context of containersOf(inventory)) { addFiles(context, found); }
    }
    return found;
  };
}

/** What an agent writes, by certificate: two templates with the same words are about one. `into` says where, in words that are no name of Kubernetes. */
export function byCertificate(
  owner: Manifest, into: string, files: readonly WrittenFile[], server: string | undefined, asked: WrittenFiles['asked'],
): WrittenFiles[] {
  return [...grouped(files, ({ call }) => call.text).values()].map((same, i): WrittenFiles => {
    const name = `what Vault's agent writes into ${into}${i === 0 ? '' : ` (${same[0].path})`}`;
    const items = same.map(({ path, part }) => ({ key: part, path }));
    return { name, items, certificate: certificateOf(owner, name, same[0].call, server), apart: apart(same), asked };
  });
}

/** A key whose template writes no certificate into its folder, while another does. */
function apart(files: readonly WrittenFile[]): WrittenFiles['apart'] {
  if (!files[0].call.keeps) { return undefined; }
  for (const key of files.filter(({ part }) => part === 'tls.key')) {
    const beside = files.filter(({ part, path }) => part === 'tls.crt' && posix.dirname(path) === posix.dirname(key.path));
    if (beside.length > 0 && !beside.some(({ template }) => template === key.template)) { return { certificate: beside[0].path, key: key.path }; }
  }
  return undefined;
}

/** An object in words, with its namespace where that is known. */
export function named(inventory: Inventory, { kind, metadata }: Manifest, namespace: string): string {
  const at = inventory.area(namespace);
  return `${kind} ${at === '' ? '' : `${at}/`}${metadata.name}`;
}

/**
 * The Certificate that would ask for the same. What it is good for is said by the role, in Vault: servers and clients, unless somebody says otherwise there
 * (hashicorp/vault 1.21.4, builtin/logical/pki/path_roles.go).
 */
function certificateOf(owner: Manifest, name: string, call: PkiCall, server: string | undefined): Manifest | undefined {
  const names = namesOf(call);
  if (!names) { return undefined; }
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace: owner.metadata.namespace },
    spec: {
      secretName: name,
      issuerRef: { group: VAULT, kind: VAULT, name: server === undefined ? call.mount : `${call.mount} at ${server}` },
      commonName: call.parameters.get('common_name'),
      ...names,
      usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
      privateKey: { rotationPolicy: 'Always' },
    },
  };
}
