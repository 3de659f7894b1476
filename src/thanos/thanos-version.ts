import { invalid } from '../kube/invalid';
import { requireText } from '../kube/text';
import { readVersion, Version } from '../trust/versions';

/** The oldest v0.N whose flags were read for this library, and the newest. */
const KNOWN = { oldest: 32, newest: 42 } as const;

/**
 * A version of Thanos, which decides how TLS is told to it.
 *
 * @example
 *
 * const version = ThanosVersion.of('0.42.4');
 */
export class ThanosVersion {
  /** The last patch release of v0.32. */
  public static readonly V0_32 = ThanosVersion.of('0.32.5');
  /** The last patch release of v0.33. */
  public static readonly V0_33 = ThanosVersion.of('0.33.0');
  /** The last patch release of v0.34. */
  public static readonly V0_34 = ThanosVersion.of('0.34.1');
  /** The last patch release of v0.35. */
  public static readonly V0_35 = ThanosVersion.of('0.35.1');
  /** The last patch release of v0.36. */
  public static readonly V0_36 = ThanosVersion.of('0.36.1');
  /** The last patch release of v0.37. */
  public static readonly V0_37 = ThanosVersion.of('0.37.2');
  /** The last patch release of v0.38: the first with a file of endpoints. */
  public static readonly V0_38 = ThanosVersion.of('0.38.0');
  /** The last patch release of v0.39. */
  public static readonly V0_39 = ThanosVersion.of('0.39.2');
  /** The last patch release of v0.40. */
  public static readonly V0_40 = ThanosVersion.of('0.40.1');
  /** The last patch release of v0.41. */
  public static readonly V0_41 = ThanosVersion.of('0.41.0');
  /** v0.42, the first with TLS settings for each endpoint; the patch release that this library was tried with. */
  public static readonly V0_42 = ThanosVersion.of('0.42.4');

  /**
   * Any version, patch releases included.
   *
   * @param version for example "0.42.4" or "v0.42.4"
   * @throws for text that is no full version, for versions before 0.32, and for 1.0 and later, of which nothing is known
   */
  public static of(version: string): ThanosVersion {
    const where = 'ThanosVersion.of';
    const text = requireText(where, 'version', version);
    const read = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(text) ? readVersion(text) : undefined;
    const allowed = `0.${KNOWN.oldest}.0 and later, in full`;
    if (!read) {
      throw invalid(where, {
        what: 'version is not a full version of Thanos',
        got: version,
        allowed,
        fix: /^v?\d+\.\d+$/.test(text) ? `name the patch release too, for example "${text.replace(/^v/, '')}.0"` : 'for example "0.42.4": what an endpoint can be told hangs on it',
      });
    }
    if (read[0] !== 0 || read[1] < KNOWN.oldest) {
      throw invalid(where, {
        what: read[0] === 0 ? 'version is older than this library knows' : 'version is newer than anything this library knows',
        got: version,
        allowed,
        fix: read[0] === 0 ? `use v0.${KNOWN.oldest} or later: the release is of 2023` : 'use a version 0.N.P',
      });
    }
    return new ThanosVersion(text.replace(/^v/, ''), read);
  }

  /** The number N of v0.N.P. */
  public readonly minor: number;
  /** The number P of v0.N.P. */
  public readonly patch: number;
  /** The image that the project publishes. */
  public readonly image: string;

  private constructor(
    /** The version as text, without a leading "v". */
    public readonly text: string,
    private readonly numbers: Version,
  ) {
    this.minor = this.numbers[1];
    this.patch = this.numbers[2];
    this.image = `quay.io/thanos/thanos:v${text}`;
  }

  /** Whether flags and files of this version were read for this library. Of a newer one it is assumed that it does what the newest known one does. */
  public get isKnown(): boolean {
    return this.minor <= KNOWN.newest;
  }

  /** Whether this is a version, or one after it. */
  public isAtLeast(other: ThanosVersion): boolean {
    return this.minor > other.minor || (this.minor === other.minor && this.patch >= other.patch);
  }

  /** @internal Whether it is v0.N or later. */
  public _since(minor: number): boolean {
    return this.minor >= minor;
  }

  /** The version as text, with a leading "v". */
  public toString(): string {
    return `v${this.text}`;
  }
}
