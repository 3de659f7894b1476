/** Versions of the systems, where the manifests do not say (an image without a tag, or a digest only). */
export interface VersionHints {
  /** for example "0.41.0" */
  readonly thanos?: string;
  /** for example "2.10.8" */
  readonly tempo?: string;
}

/** A version as comparable numbers: [0, 42, 4]. */
export type Version = readonly [number, number, number];

/** The version in a text such as "v0.42.4", "2.10.8-arm64" or "0.37"; undefined where there is none. */
export function readVersion(text: string | undefined): Version | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-+_.].*)?$/.exec(text ?? '');
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

/** Whether a version is at least another: negative is lower, zero equal. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** The tag of an image reference: "registry:5000/thanos/thanos:v0.42.4@sha256:…" has v0.42.4. */
export function imageTag(image: unknown): string | undefined {
  if (typeof image !== 'string') { return undefined; }
  const name = image.split('@')[0];
  const last = name.slice(name.lastIndexOf('/') + 1);
  return last.includes(':') ? last.slice(last.indexOf(':') + 1) : undefined;
}

/** The repository of an image reference, without registry, tag and digest: "thanos/thanos". */
export function imageRepository(image: unknown): string {
  if (typeof image !== 'string') { return ''; }
  const digest = image.indexOf('@');
  const name = digest < 0 ? image : image.slice(0, digest);
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon < 0 ? name : name.slice(0, colon);
}
