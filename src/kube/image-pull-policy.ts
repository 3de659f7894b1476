/** When the kubelet asks the registry for an image (Kubernetes `imagePullPolicy`). */
export enum ImagePullPolicy {
  /** At every start; layers that are there are not loaded again. */
  ALWAYS = 'Always',
  /** Only when the node does not have it: for clusters without a registry, and for images pinned by digest. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Never: the image must have been loaded onto the node. */
  NEVER = 'Never',
}
