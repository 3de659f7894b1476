import { IConstruct } from 'constructs';
import { ThanosVersion } from './thanos-version';
import { invalid } from '../kube/invalid';
import { requireImage } from '../kube/text';

/**
 * Where the project publishes its images; one tag for each release, "v" and its number. Read from public uses of v0.42.4 on the day that is
 * named, not pulled; what was pulled or run is told in docs/reference/compatibility.md. This is the one place to change it.
 */
export const THANOS_IMAGES = { repository: 'quay.io/thanos/thanos', lookedUp: '2026-11-22' } as const;

/** Bitnami's images: those of the old repository were taken down on 2025-08-28 (thanos-io/thanos issue 8381). */
const WITHDRAWN = /^(docker\.io\/)?bitnami\/thanos[:@]/;

/**
 * An image of Thanos. Its entrypoint has to be the program: containers of this library bring arguments only.
 *
 * @example
 *
 * const image = ThanosImage.of('registry.example.com/thanos/thanos:v0.42.4');
 */
export class ThanosImage {
  /**
   * An image that the cluster can pull.
   *
   * @param reference registry, repository and a fixed tag, a digest, or both
   * @throws for a reference without a fixed version, and for images that are no longer published
   */
  public static of(reference: string): ThanosImage {
    const where = 'ThanosImage.of';
    requireImage(where, 'reference', reference);
    if (WITHDRAWN.test(reference)) {
      throw invalid(where, {
        what: 'this image is no longer published (Docker Hub since 2025-08-28)',
        got: reference,
        allowed: `a maintained image, for example ${THANOS_IMAGES.repository}:v0.42.4`,
        fix: 'leave image out for the default, or say ThanosImage.mirror(…) if your registry still has a copy under this name',
      });
    }
    return new ThanosImage(reference);
  }

  /**
   * A copy of your own, whatever its name.
   *
   * @param reference registry, repository and a fixed tag, a digest, or both
   * @throws for a reference without a fixed version
   */
  public static mirror(reference: string): ThanosImage {
    return new ThanosImage(requireImage('ThanosImage.mirror', 'reference', reference));
  }

  /** @internal The project's own image of a release. */
  public static _release(version: ThanosVersion): ThanosImage {
    return new ThanosImage(version.image);
  }

  private constructor(
    /** The reference, as it goes to the manifest. */
    public readonly reference: string,
  ) {}

  /** @internal The release in the tag, "0.42.4", where it names one. */
  public get _version(): string | undefined {
    return /:v?(\d+\.\d+\.\d+)(?:-[\w.-]+)?(?:@|$)/.exec(this.reference)?.[1];
  }
}

/**
 * Image and version, which have to say the same.
 *
 * @throws for an image whose tag names no release, where no version is given, and for a tag and a version that contradict each other
 */
export function imageOf(
  where: IConstruct, image: ThanosImage | undefined, version: ThanosVersion | undefined,
): { image: ThanosImage; version: ThanosVersion } {
  if (version !== undefined && !(version instanceof ThanosVersion)) {
    throw invalid(where, { what: 'version must be made by ThanosVersion', got: version, allowed: 'a ThanosVersion', fix: 'for example ThanosVersion.V0_42' });
  }
  if (image === undefined) {
    const chosen = version ?? ThanosVersion.V0_42;
    return { image: ThanosImage._release(chosen), version: chosen };
  }
  const tagged = image._version === undefined ? undefined : ThanosVersion.of(image._version);
  if (tagged === undefined && version === undefined) {
    throw invalid(where, {
      what: 'the image\'s tag names no release of Thanos, so it is not known which flags it has',
      got: image.reference,
      allowed: 'a tag like v0.42.4, or a version beside the image',
      fix: 'version: ThanosVersion.of(\'0.42.4\')',
    });
  }
  if (tagged !== undefined && version !== undefined && tagged.text !== version.text) {
    throw invalid(where, { what: 'image and version contradict each other', saw: `${image.reference} and ${version}`, fix: 'leave version out: the tag tells it' });
  }
  return { image, version: version ?? tagged! };
}
