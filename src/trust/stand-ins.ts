/*
 * Names that stand where the name of a Secret would, for what no Secret holds: none that Kubernetes has, so that they are no other's.
 */

/** Whether a name stands for what a driver puts into pods: no object of Kubernetes has such a name. In anybody's manifests a name may be no text. */
export function isStandIn(name: unknown): boolean {
  return typeof name === 'string' && name.includes(' ');
}

/** The name under which the files of a SecretProviderClass are known. */
export function providerClassName(name: string): string {
  return `SecretProviderClass ${name}`;
}

/** The name under which it is known what verifies what an issuer signs. */
export function issuerName(issuer: string): string {
  return `issuer ${issuer}`;
}

/** A Secret or ConfigMap in words, or what stands for one. */
export function spoken(kind: string, name: string): string {
  return isStandIn(name) ? name : `${kind} ${name}`;
}
