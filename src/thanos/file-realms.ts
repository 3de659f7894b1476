import { RealmMaterial } from './endpoint-entry';
import { invalid } from '../kube/invalid';

/** Files of TLS settings; empty where there is none. */
export interface TlsFiles {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Realms of settings that name files: the same files are one realm, which is called after the directory they lie in. */
export class FileRealms {
  private readonly known = new Map<string, RealmMaterial>();
  private readonly names = new Set<string>();

  /** The realm of some files. */
  public of(where: string, at: string, files: TlsFiles): RealmMaterial {
    const { caFile, certFile, keyFile } = files;
    if ((certFile === '') !== (keyFile === '')) {
      throw invalid(where, {
        what: `${at} has ${certFile === '' ? 'a key_file and no cert_file' : 'a cert_file and no key_file'}`,
        saw: certFile === '' ? keyFile : certFile,
        allowed: 'both, or neither',
        fix: `name the ${certFile === '' ? 'certificate: cert_file' : 'private key: key_file'}`,
      });
    }
    for (const [field, file] of [['ca_file', caFile], ['cert_file', certFile], ['key_file', keyFile]] as const) {
      if (file !== '' && !/^\/[^/]/.test(file)) {
        throw invalid(where, { what: `${at}: ${field} is no absolute path, and what it is relative to hangs on the image`, got: file, allowed: 'a path that begins with "/"', fix: `for example "/etc/thanos/tls/eu1/${file.split('/').pop()}"` });
      }
    }
    const key = JSON.stringify([caFile, certFile, keyFile]);
    const found = this.known.get(key) ?? this.make(files);
    this.known.set(key, found);
    return found;
  }

  private make({ caFile, certFile, keyFile }: TlsFiles): RealmMaterial {
    const directory = (caFile || certFile).split('/').slice(0, -1).pop() ?? '';
    const base = directory.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 30).replace(/-+$/, '') || (caFile === '' && certFile === '' ? 'public' : 'realm');
    let name = base;
    for (let i = 2; this.names.has(name); i += 1) { name = `${base}-${i}`; }
    this.names.add(name);
    return { realm: name, ...(caFile === '' ? {} : { caFile }), ...(certFile === '' ? {} : { certFile, keyFile }) };
  }
}
