/**
 * Public facts: what a manifest cannot show because it lies in an existing Secret, or in another cluster, and what its owner may tell
 * without telling a secret. They travel as one JSON annotation on the object that uses the thing, so that a reader of the manifests
 * finds them again.
 */
export const FACTS_ANNOTATION = 'cdk8s-observability-tls/facts';

/** What is known of one key of a Secret or ConfigMap: its public text (a certificate, an endpoint), or what is known of the certificates there. */
export type Fact = string | DeclaredCertificate;

/** A certificate, or a bundle of them, of which not the text is known. One of the two at least. */
export interface DeclaredCertificate {
  /** the names that a certificate covers */
  readonly dnsNames?: readonly string[];
  /**
   * The CAs by name: of a certificate those that sign it, the nearest first; of a bundle those whose certificates are in it. The same name is the same CA. An
   * issuer of cert-manager is called `ClusterIssuer NAME` or `Issuer NAMESPACE/NAME` (without the namespace: in that of the object), one of another
   * API group `GROUP KIND NAME`, and any other CA as its owner likes.
   */
  readonly ca?: readonly string[];
}

/**
 * Facts by kind, object name and key; objects are in the namespace of the object that carries the annotation. `external` holds servers that
 * are not among the manifests: by "host:port", with the key `certificate`, or with `protocol` where that is `plaintext`.
 */
export interface Facts {
  readonly secrets?: { readonly [name: string]: { readonly [key: string]: Fact } };
  readonly configMaps?: { readonly [name: string]: { readonly [key: string]: Fact } };
  /** what verifies what an issuer of cert-manager signs: by its kind and name, with the one key `ca.crt` */
  readonly issuers?: { readonly [issuer: string]: { readonly [key: string]: Fact } };
  /** the files that a SecretProviderClass puts into pods */
  readonly providerClasses?: { readonly [name: string]: { readonly [file: string]: Fact } };
  readonly external?: { readonly [address: string]: { readonly [key: string]: Fact } };
}

/** Facts joined key by key; later ones win. */
export function joinFacts(...all: readonly (Facts | undefined)[]): Facts {
  const joined: { [kind: string]: { [name: string]: { [key: string]: Fact } } } = {};
  for (const facts of all) {
    for (const [kind, objects] of Object.entries(facts ?? {})) {
      for (const [name, keys] of Object.entries(objects ?? {})) {
        const byName = (joined[kind] ??= {});
        byName[name] = { ...byName[name], ...(keys as { [key: string]: Fact }) };
      }
    }
  }
  return joined;
}

/** The annotation that carries facts; empty when there are none, so that no manifest has an empty one. */
export function factsAnnotation(facts: Facts): { [key: string]: string } {
  return Object.keys(facts).length === 0 ? {} : { [FACTS_ANNOTATION]: JSON.stringify(facts) };
}
