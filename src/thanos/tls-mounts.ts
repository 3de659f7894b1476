import { ApiObject } from 'cdk8s';
import { contentHash } from '../kube/hash';
import { BoundCertificate, CertificateAgent } from '../pki/binding';
import { BoundCa } from '../pki/bound-ca';
import { certificateAgents, certificateFacts, certificateVolume } from '../pki/certificate-layout';
import { Facts, joinFacts } from '../x509/facts';

/** Where files of Thanos lie in its containers. A realm of a querier has the directory of its name below `realms`. */
export const THANOS_PATHS = {
  realms: '/etc/thanos/tls',
  servers: '/etc/thanos/server',
  objstore: '/etc/thanos/objstore',
  config: '/etc/thanos/config',
  /** certificates that come in volumes of their own */
  pairs: '/etc/thanos/pair',
  data: '/var/thanos',
} as const;

/** File names in a directory of TLS material, whatever the keys of the Secret and the ConfigMap are called. */
export const TLS_FILES = { ca: 'ca.crt', certificate: 'tls.crt', privateKey: 'tls.key' } as const;

/** A certificate, its key and a bundle: the volumes and mounts, and the paths in them. */
export interface TlsDirectory {
  readonly volumes: readonly { readonly [key: string]: any }[];
  readonly mounts: readonly { readonly [key: string]: any }[];
  /** the programs that write the certificate in the pod */
  readonly agents: readonly CertificateAgent[];
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** to be applied before the pod */
  readonly objects: readonly ApiObject[];
  readonly facts: Facts;
}

/** Where a certificate lies that comes in a volume of its own: no other can be mounted below it. Else beside its bundle. */
export function pairDirectory(directory: string, inVolume: boolean): string {
  return inVolume ? directory.replace(/^\/etc\/thanos\//, `${THANOS_PATHS.pairs}/`) : directory;
}

/**
 * Certificate and bundle side by side in one projected volume, or each in its own where no Secret holds the certificate. They are mounted whole, never by subPath:
 * the kubelet does not update those, and a renewed certificate would never be seen.
 */
export function tlsDirectory(
  name: string, directory: string, content: { readonly certificate?: BoundCertificate; readonly ca?: BoundCa },
): TlsDirectory {
  const { certificate, ca } = content;
  const secret = certificate && 'secret' in certificate.place ? certificate.place.secret : undefined;
  const own = certificate && !secret ? { volume: certificateVolume(`pair-${name}`, certificate, TLS_FILES), directory: pairDirectory(directory, true) } : undefined;
  const agents = certificate ? certificateAgents(certificate, TLS_FILES) : [];
  const sources = [
    ...(secret ? [{
      secret: {
        name: secret.name,
        items: [{ key: secret.certificateKey, path: TLS_FILES.certificate }, { key: secret.privateKeyKey, path: TLS_FILES.privateKey }],
      },
    }] : []),
    ...(ca ? [{ configMap: { name: ca.configMapName, items: [{ key: ca.key, path: TLS_FILES.ca }] } }] : []),
  ];
  const shared = sources.length > 0;
  const mount = (volume: string, mountPath: string) => ({ name: volume, mountPath, readOnly: true });
  const pair = own?.directory ?? directory;
  return {
    volumes: [...(shared ? [{ name, projected: { sources } }] : []), ...(own ? [own.volume] : [])],
    mounts: [...(shared ? [mount(name, directory)] : []), ...(own ? [mount(own.volume.name, own.directory)] : [])],
    agents,
    ...(ca ? { caFile: `${directory}/${TLS_FILES.ca}` } : {}),
    ...(certificate ? { certFile: `${pair}/${TLS_FILES.certificate}`, keyFile: `${pair}/${TLS_FILES.privateKey}` } : {}),
    objects: [...(certificate?.objects ?? []), ...agents.flatMap((agent) => agent.objects), ...(ca?.objects ?? [])],
    facts: joinFacts(certificate && certificateFacts(certificate, TLS_FILES), ca?.facts),
  };
}

/** The pod annotation that changes with what is trusted. */
export const TRUST_ANNOTATION = 'cdk8s-observability-tls/trust';

/**
 * The annotation of a pod that reads bundles only when it starts: it changes with the certificates in them, as far as they are known at synth,
 * also where the ConfigMap keeps its name. Certificates that renew themselves have no part in it.
 */
export function trustAnnotation(bundles: readonly { readonly certificates?: string }[]): { [key: string]: string } {
  const known = bundles.flatMap(({ certificates }) => (certificates === undefined ? [] : [certificates]));
  return known.length === 0 ? {} : { [TRUST_ANNOTATION]: contentHash(known) };
}
