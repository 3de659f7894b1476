import { Ref } from '../inventory';
import { Pair } from './setup';
import { Certificate } from '../../x509/certificate';
import { minioKeyProblems } from '../../x509/key';
import { readPem } from '../../x509/pem';

/** Something in a file that MinIO does not take. */
export interface FileProblem {
  readonly message: string;
  /** where the file lies */
  readonly ref: Ref;
}

/** What cert-manager writes for additionalOutputFormats (cert-manager 1.21, pkg/controller/certificates/issuing/internal/secret.go), which is no file for MinIO. */
const FURTHER_FORMATS: ReadonlyMap<string, string> = new Map([
  ['tls-combined.pem', 'the private key and then the certificates'],
  ['key.der', 'the private key without PEM'],
]);

/**
 * What MinIO does not take of a pair of files (minio 7aac2a2c5, internal/config/certs.go; minio/pkg v3.1.3, certs/manager.go:134-171). For the pair
 * in the directory itself it does not start; a pair in a sub-directory is left out.
 */
export function fileProblems(pair: Pair): FileProblem[] {
  const { material, certificate, key, below } = pair;
  const problems: FileProblem[] = [];
  if (certificate.subPath !== key.subPath) {
    problems.push({ message: 'one of public.crt and private.key is mounted with subPath and the other is not: both have to be links, or both files', ref: material.ref });
  }
  if (material.pem !== undefined) {
    const { blocks } = readPem(material.pem);
    const other = blocks.find((block) => block.label !== 'CERTIFICATE');
    if (other) { problems.push({ message: `public.crt holds a block ${other.label}, and only certificates may stand in it`, ref: material.ref }); }
    const last = blocks[blocks.length - 1];
    if (last && material.pem.slice(last.end).trim() !== '') { problems.push({ message: 'text stands after the last certificate of public.crt', ref: material.ref }); }
    const leaf = Certificate.poolFromPem(material.pem)[0];
    if (below !== '' && leaf && leaf.ipAddresses.length > 0) {
      problems.push({
        message: `the certificate in ${below}/ covers the IP address ${leaf.ipAddresses.join(', ')}, and only the one in the directory itself may cover addresses`, ref: material.ref,
      });
    }
  }
  for (const [name, { key: at }, text] of [['public.crt', certificate, material.pem], ['private.key', key, material.keyPem]] as const) {
    const written = text === undefined ? FURTHER_FORMATS.get(at) : undefined;
    if (written !== undefined) { problems.push({ message: `${name} is the key ${at}, in which cert-manager writes ${written}`, ref: material.ref }); }
  }
  if (material.keyPem !== undefined) {
    const refused = minioKeyProblems(material.keyPem).filter(({ code }) => code === 'extra-data' || code === 'wrong-block' || code === 'encrypted');
    problems.push(...refused.slice(0, 1).map(({ message }) => ({ message, ref: material.keyRef ?? material.ref })));
  }
  return problems;
}
