import { IConstruct } from 'constructs';
import { BoundCertificate, CertificateAgent, CertificateSecret, PairNames } from './binding';
import { BoundCa } from './bound-ca';
import { agentVolume } from './certificate-agent';
import { invalid } from '../kube/invalid';
import { Facts, joinFacts } from '../x509/facts';

/** The file names under which a server wants its certificate; a row of data for each server, no code. */
export interface CertificateLayout extends PairNames {
  /** the directory that the server reads, absolute */
  readonly directory: string;
}

/** A bundle among a server's own files. */
export interface TrustFile {
  readonly ca: BoundCa;
  /** where it lies, below the server's directory */
  readonly path: string;
}

/**
 * The pod volume that shows a certificate under a server's own file names, and with it the bundle where the server verifies others. Never a subPath mount: those
 * are not updated when the files change, and the server would show its old certificate for ever. What is no Secret cannot be one volume with a bundle (no
 * source of a projected volume is a CSI driver's; Kubernetes 1.28, core/v1 VolumeProjection).
 *
 * @param name the volume's, unless an agent writes it: then it is the agent's, and several readers in a pod have the same one
 */
export function certificateVolume(
  name: string, { place }: BoundCertificate, layout: PairNames, trust?: TrustFile,
): { name: string; [source: string]: any } {
  if ('volume' in place) {
    const agent = place.volume.agent?.(layout);
    return agent ? agentVolume(agent) : { name, ...place.volume.source?.(layout) };
  }
  const { secret } = place;
  const items = [
    { key: secret.certificateKey, path: layout.certificate },
    { key: secret.privateKeyKey, path: layout.privateKey },
  ];
  if (trust === undefined) { return { name, secret: { secretName: secret.name, items } }; }
  return {
    name,
    projected: {
      sources: [
        { secret: { name: secret.name, items } },
        { configMap: { name: trust.ca.configMapName, items: [{ key: trust.ca.key, path: trust.path }] } },
      ],
    },
  };
}

/** The program that writes it in the pods of its readers; none where something else does. */
export function certificateAgents({ place }: BoundCertificate, names: PairNames): CertificateAgent[] {
  const agent = 'volume' in place ? place.volume.agent?.(names) : undefined;
  return agent ? [agent] : [];
}

/** Whether no Secret holds it. */
export function isVolume({ place }: BoundCertificate): boolean {
  return 'volume' in place;
}

/** What is publicly known of a certificate, under the names that its files have. */
export function certificateFacts({ facts, place }: BoundCertificate, names: PairNames): Facts {
  return 'volume' in place ? joinFacts(facts, place.volume.facts?.(names)) : facts;
}

/**
 * The Secret of a certificate, for whoever takes nothing else.
 *
 * @param reader who reads it, as the subject of a sentence: "the Tempo operator"
 * @throws for a certificate whose files come into pods without one
 */
export function requireCertificateSecret(where: IConstruct, field: string, bound: BoundCertificate, reader: string): CertificateSecret {
  if ('secret' in bound.place) { return bound.place.secret; }
  throw invalid(where, {
    what: `${field} has to be in a Secret: ${reader} takes its name and no volume`,
    saw: `files that ${bound.place.volume.maker} puts into pods`,
    allowed: 'a certificate that something writes into a Secret',
    fix: 'use issuedBy(issuer), which has cert-manager write one, or fromSecret(…); the other side keeps its files and its CA',
  });
}
