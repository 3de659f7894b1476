import { BoundCertificate } from './binding';

/** The file names under which a server wants its certificate; a row of data for each server, no code. */
export interface CertificateLayout {
  /** the directory that the server reads, absolute */
  readonly directory: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/**
 * The pod volume that shows a Secret's certificate under a server's own file names. Never a subPath mount: those are not updated when
 * the Secret changes, and the server would show its old certificate for ever.
 */
export function certificateVolume(name: string, bound: BoundCertificate, layout: CertificateLayout): { [key: string]: any } {
  return {
    name,
    secret: {
      secretName: bound.secretName,
      items: [
        { key: bound.certificateKey, path: layout.certificate },
        { key: bound.privateKeyKey, path: layout.privateKey },
      ],
    },
  };
}
