import { Construct } from 'constructs';
import { CompiledRealm } from './compile-result';
import { RealmMaterial, realmDirectory } from './endpoint-entry';
import { ThanosFileSource } from './querier-props';
import { TlsDirectory, tlsDirectory } from './tls-mounts';
import { invalid } from '../kube/invalid';
import { requireList, requireName, requireText } from '../kube/text';

type Part = { readonly [key: string]: any };

/** The files of realms in a pod, and what comes with them. */
export interface RealmFiles {
  readonly volumes: readonly Part[];
  readonly mounts: readonly Part[];
  readonly directories: readonly TlsDirectory[];
}

/** Whose pod it is. */
export interface RealmOwner {
  readonly scope: Construct;
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: { readonly [label: string]: string };
}

/** Binds the certificates of realms, each in a directory of its own; realms that only name files need a source for their directories. */
export function bindRealms(
  owner: RealmOwner, realms: readonly CompiledRealm[], materials: ReadonlyMap<string, RealmMaterial>, sources: readonly ThanosFileSource[],
): RealmFiles {
  const { scope, name, namespace, podLabels } = owner;
  const directories = realms.flatMap((realm): TlsDirectory[] => {
    const { ca, clientCertificate } = materials.get(realm.name)!;
    if (ca === undefined && clientCertificate === undefined) { return []; }
    const within = new Construct(scope, `realm-${realm.name}`);
    const certificate = clientCertificate?._bind(within, {
      owner: `${name}-${realm.name}`, namespace, usage: 'client', podLabels, dnsNames: [`${name}.${namespace}.svc`],
    });
    return [tlsDirectory(`realm-${realm.name}`, realmDirectory(realm.name), { certificate, ca: ca?._bind(within, namespace) })];
  });
  const used = requireSources(scope, realms.filter((realm) => isLiteral(materials.get(realm.name)!)), sources);
  return {
    volumes: [...directories.flatMap(({ volumes }) => volumes), ...used.map((source, i) => ({
      name: `files-${i}`, ...(source.secret === undefined ? { configMap: { name: source.configMap } } : { secret: { secretName: source.secret } }),
    }))],
    mounts: [...directories.flatMap(({ mounts }) => mounts), ...used.map(({ directory }, i) => ({ name: `files-${i}`, mountPath: directory, readOnly: true }))],
    directories,
  };
}

/** A realm of file names, as the proposal's file has them. */
function isLiteral({ ca, clientCertificate }: RealmMaterial): boolean {
  return ca === undefined && clientCertificate === undefined;
}

/** The sources whose directories hold a file of a realm; every file has to have one. */
function requireSources(where: Construct, realms: readonly CompiledRealm[], sources: readonly ThanosFileSource[]): ThanosFileSource[] {
  const files = realms.flatMap(({ caFile, certFile, keyFile }) => [caFile, certFile, keyFile]).filter((file): file is string => file !== undefined && file !== '');
  for (const file of files) {
    const directory = file.slice(0, file.lastIndexOf('/'));
    if (!sources.some((source) => source.directory === directory)) {
      throw invalid(where, {
        what: 'an endpoint refers to a file that is in no volume of the querier',
        got: file,
        allowed: 'files in a directory of fileSources, or realms that bring ca and clientCertificate',
        fix: `fileSources: [{ directory: '${directory}', secret: '…' }]`,
      });
    }
  }
  return sources.filter(({ directory }) => files.some((file) => file.slice(0, file.lastIndexOf('/')) === directory));
}

/** Sources of files, as far as each can be judged alone. */
export function checkFileSources(where: Construct, value: unknown): ThanosFileSource[] {
  const seen = new Set<string>();
  return requireList<ThanosFileSource>(where, 'fileSources', value ?? []).map((source, i) => {
    const at = `fileSources[${i}]`;
    const directory = requireText(where, `${at}.directory`, source?.directory);
    if (!/^(\/[A-Za-z0-9._-]+)+$/.test(directory) || /\/\.\.?(\/|$)/.test(directory)) {
      throw invalid(where, { what: `${at}.directory is no absolute directory`, got: directory, allowed: '"/" and names, without a "/" at the end', fix: "for example '/etc/thanos/eu1'" });
    }
    if ((source.secret === undefined) === (source.configMap === undefined)) {
      throw invalid(where, { what: `${at} wants either a secret or a configMap`, saw: source.secret === undefined ? 'neither' : 'both', allowed: 'one of the two', fix: `{ directory: '${directory}', secret: 'eu1-certs' }` });
    }
    requireName(where, source.secret === undefined ? `${at}.configMap` : `${at}.secret`, source.secret ?? source.configMap);
    if (seen.has(directory) || /^\/etc\/thanos\/(tls|server|objstore|config|endpoints|pair)(\/|$)/.test(directory)) {
      throw invalid(where, { what: `${at}.directory is taken`, got: directory, allowed: 'a directory of its own, outside of those that this library fills', fix: `for example '/etc/thanos/files/${i}'` });
    }
    seen.add(directory);
    return source;
  });
}
