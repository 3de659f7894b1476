import { ApiObject } from 'cdk8s';
import { contentHash } from '../kube/hash';
import { BoundCertificate } from '../pki/binding';
import { BoundCa } from '../pki/bound-ca';
import { Facts, joinFacts } from '../x509/facts';

/** Where files of Thanos lie in its containers. A realm of a querier has the directory of its name below `realms`. */
export const THANOS_PATHS = {
  realms: '/etc/thanos/tls',
  servers: '/etc/thanos/server',
  objstore: '/etc/thanos/objstore',
  config: '/etc/thanos/config',
  data: '/var/thanos',
} as const;

/** File names in a directory of TLS material, whatever the keys of the Secret and the ConfigMap are called. */
export const TLS_FILES = { ca: 'ca.crt', certificate: 'tls.crt', privateKey: 'tls.key' } as const;

/** A directory with a certificate, its key and a bundle: one volume, one mount, and the paths in it. */
export interface TlsDirectory {
  readonly volume: { readonly [key: string]: any };
  readonly mount: { readonly [key: string]: any };
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** to be applied before the pod */
  readonly objects: readonly ApiObject[];
  readonly facts: Facts;
}

/**
 * Certificate and bundle side by side in one projected volume. It is mounted whole, never by subPath: the kubelet does not update those, and a
 * renewed certificate would never be seen.
 */
export function tlsDirectory(
  name: string, directory: string, content: { readonly certificate?: BoundCertificate; readonly ca?: BoundCa },
): TlsDirectory {
  const { certificate, ca } = content;
  const sources = [
    ...(certificate ? [{
      secret: {
        name: certificate.secretName,
        items: [{ key: certificate.certificateKey, path: TLS_FILES.certificate }, { key: certificate.privateKeyKey, path: TLS_FILES.privateKey }],
      },
    }] : []),
    ...(ca ? [{ configMap: { name: ca.configMapName, items: [{ key: ca.key, path: TLS_FILES.ca }] } }] : []),
  ];
  return {
    volume: { name, projected: { sources } },
    mount: { name, mountPath: directory, readOnly: true },
    ...(ca ? { caFile: `${directory}/${TLS_FILES.ca}` } : {}),
    ...(certificate ? { certFile: `${directory}/${TLS_FILES.certificate}`, keyFile: `${directory}/${TLS_FILES.privateKey}` } : {}),
    objects: [...(certificate?.objects ?? []), ...(ca?.objects ?? [])],
    facts: joinFacts(certificate?.facts, ca?.facts),
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
