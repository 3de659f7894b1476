/**
 * Labels that servers of Vault and OpenBao give to their own pods when they run (hashicorp/vault 1.21.4, serviceregistration/kubernetes/service_registration.go;
 * openbao df6ce2ce, internal/serviceregistration/kubernetes): no template has them, and the charts' Services for the active and the standby server select them.
 */
const OWN = /^(vault|openbao)-(active|initialized|perf-standby|sealed|version)$/;

/** A selector without what a server says of itself: the pods that it may select at one time or another. */
export function withoutOwnLabels<T>(selector: { readonly [key: string]: T }): { readonly [key: string]: T } {
  const keys = Object.keys(selector);
  return keys.some((key) => OWN.test(key)) ? Object.fromEntries(Object.entries(selector).filter(([key]) => !OWN.test(key))) : selector;
}
