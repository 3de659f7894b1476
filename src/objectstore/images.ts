import { invalid } from '../kube/invalid';
import { requireImage } from '../kube/text';

/**
 * The images of the object stores, each with the day on which its reference was looked up. This is the one place to change them.
 *
 * MinIO's own images are no longer published: Docker Hub `minio/*` was deleted on 2026-09-11, quay.io/minio lost anonymous pull by
 * 2026-09-26. Silo is the maintained fork with the same files, flags, environment and on-disk format; its image carries `mc` and a shell.
 * The references were read from public uses of them, not pulled.
 */
export const STORE_IMAGES = {
  silo: {
    reference: 'docker.io/pgsty/silo:RELEASE.2026-09-16T00-00-00Z@sha256:635197cb9f36d01bee221d34d1c7d7960f6a95c48b0b6c01d99cd13bdae51a46',
    lookedUp: '2026-11-22',
  },
  seaweedfs: {
    reference: 'docker.io/chrislusf/seaweedfs:4.44@sha256:e67e8c385484120b78bff47ba5f4debbca47fbd27ed1a39f016f47e8baea615b',
    lookedUp: '2026-11-22',
  },
} as const;

const WITHDRAWN = /^((docker\.io|index\.docker\.io|quay\.io)\/)?minio\/(minio|mc|operator|operator-sidecar)[:@]/;

/**
 * An image of an object store or of its client.
 *
 * @example
 *
 * const image = ObjectStoreImage.of('registry.example.com/pgsty/silo:RELEASE.2026-09-16T00-00-00Z');
 */
export class ObjectStoreImage {
  /**
   * An image that the cluster can pull.
   *
   * @param reference registry, repository and a fixed tag, a digest, or both
   * @throws for a reference without a fixed version, and for MinIO's own images, which are no longer published
   */
  public static of(reference: string): ObjectStoreImage {
    const where = 'ObjectStoreImage.of';
    requireImage(where, 'reference', reference);
    if (WITHDRAWN.test(reference)) {
      throw invalid(where, {
        what: 'this image is no longer published: nobody can pull it (Docker Hub since 2026-09-11, quay.io since 2026-09-26)',
        got: reference,
        allowed: `a maintained image, for example ${STORE_IMAGES.silo.reference}`,
        fix: 'leave image out for the default, or say ObjectStoreImage.mirror(…) if your registry or your nodes still have a copy under this name',
      });
    }
    return new ObjectStoreImage(reference);
  }

  /**
   * A copy of your own, whatever its name: also one of MinIO's withdrawn images, if your registry or your nodes still have it.
   *
   * @param reference registry, repository and a fixed tag, a digest, or both
   * @throws for a reference without a fixed version
   */
  public static mirror(reference: string): ObjectStoreImage {
    return new ObjectStoreImage(requireImage('ObjectStoreImage.mirror', 'reference', reference));
  }

  private constructor(
    /** The reference, as it goes to the manifest. */
    public readonly reference: string,
  ) {}
}
