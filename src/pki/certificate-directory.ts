import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InlineCertificateProps } from './options';
import { invalid } from '../kube/invalid';
import { requireText } from '../kube/text';

/** A certificate, its key and its CA from the files of the `certs` command. */
export function readDirectory(where: string, directory: string, name: string): InlineCertificateProps {
  requireText(where, 'directory', directory);
  requireText(where, 'name', name);
  const read = (file: string) => {
    try {
      return readFileSync(join(directory, file), 'utf8');
    } catch (e) {
      throw invalid(where, {
        what: `${file} cannot be read: ${(e as NodeJS.ErrnoException).code}`,
        got: join(directory, file),
        allowed: 'a folder written by the certs command',
        fix: `npx cdk8s-observability-tls certs --out ${directory} --server ${name}`,
      });
    }
  };
  return { certificate: read(`${name}.crt`), privateKey: read(`${name}.key`), ca: read('ca.crt') };
}
