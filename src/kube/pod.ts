/** The user and group of pods of this library: above 10000, so that they meet no user of the node. */
export const RESTRICTED_UID = 10001;

/**
 * The pod half of the Pod Security Standard "restricted" (Kubernetes 1.28).
 *
 * @param uid the user to run as; undefined leaves user and group to the platform (OpenShift assigns them)
 */
export function restrictedPod(uid: number | undefined): { [key: string]: any } {
  return {
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
    ...(uid === undefined ? {} : { runAsUser: uid, runAsGroup: uid, fsGroup: uid, fsGroupChangePolicy: 'OnRootMismatch' }),
  };
}

/** The container half of "restricted", with a read-only root file system. User and group again, for tools that read containers only. */
export function restrictedContainer(uid: number | undefined): { [key: string]: any } {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    ...(uid === undefined ? {} : { runAsUser: uid, runAsGroup: uid }),
  };
}

/** Environment variables of a container. An empty value is left out, as the server does not keep it: the variable is there and empty either way. */
export function environment(values: { readonly [name: string]: string }): { [key: string]: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, ...(value === '' ? {} : { value }) }));
}
