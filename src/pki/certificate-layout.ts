import { BoundCertificate } from './binding';
import { BoundCa } from './bound-ca';

/** The file names under which a server wants its certificate; a row of data for each server, no code. */
export interface CertificateLayout {
  /** the directory that the server reads, absolute */
  readonly directory: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/** A bundle among a server's own files. */
export interface TrustFile {
  readonly ca: BoundCa;
  /** where it lies, below the server's directory */
  readonly path: string;
}

/**
 * The pod volume that shows a Secret's certificate under a server's own file names, and with it the bundle where the server verifies others. Never a subPath
 * mount: those are not updated when the Secret changes, and the server would show its old certificate for ever.
 */
export function certificateVolume(name: string, bound: BoundCertificate, layout: CertificateLayout, trust?: TrustFile): { [key: string]: any } {
  const items = [
    { key: bound.certificateKey, path: layout.certificate },
    { key: bound.privateKeyKey, path: layout.privateKey },
  ];
  if (trust === undefined) { return { name, secret: { secretName: bound.secretName, items } }; }
  return {
    name,
    projected: {
      sources: [
        { secret: { name: bound.secretName, items } },
        { configMap: { name: trust.ca.configMapName, items: [{ key: trust.ca.key, path: trust.path }] } },
      ],
    },
  };
}
