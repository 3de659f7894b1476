import { ContainerContext } from '../containers';
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

/**
 * What MinIO does not take of a pair of files (minio 7aac2a2c5, internal/config/certs.go; minio/pkg v3.1.3, certs/manager.go:134-171). For the pair
 * in the directory itself it does not start; a pair in a sub-directory is left out.
 */
export function fileProblems(context: ContainerContext, pair: Pair): FileProblem[] {
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
  if (material.keyPem === undefined && key.key === 'tls-combined.pem') {
    problems.push({ message: 'private.key is the key tls-combined.pem, in which cert-manager writes the certificate after the private key', ref: material.ref });
  }
  if (material.keyPem !== undefined) {
    const password = context.env.has('MINIO_CERT_PASSWD');
    const refused = minioKeyProblems(material.keyPem).filter(({ code }) => code === 'extra-data' || code === 'wrong-block' || (code === 'encrypted' && !password));
    problems.push(...refused.slice(0, 1).map(({ message }) => ({ message, ref: material.keyRef ?? material.ref })));
  }
  return problems;
}
