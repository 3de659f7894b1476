import { posix } from 'node:path';
import { namesOf, Part, PkiCall } from './templates';
import { askedByAgent } from '../asked-by-agent';
import { Manifest } from '../inventory';
import { grouped } from '../once';
import { WrittenFiles } from '../written-files';

/** A file that Vault's agent writes, below a folder or a volume. */
export interface WrittenFile {
  readonly path: string;
  readonly part: Part;
  readonly call: PkiCall;
  /** the template that writes it */
  readonly template: string;
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

/**
 * The Certificate that would ask for the same. What it is good for is said by the role, in Vault: servers and clients, unless somebody says otherwise there
 * (hashicorp/vault 1.21.4, builtin/logical/pki/path_roles.go).
 */
function certificateOf(owner: Manifest, name: string, call: PkiCall, server: string | undefined): Manifest | undefined {
  const names = namesOf(call);
  return names && askedByAgent(owner, name, {
    signer: { kind: 'Vault', name: server === undefined ? call.mount : `${call.mount} at ${server}` },
    commonName: call.parameters.get('common_name'),
    ...names,
    usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
  });
}
