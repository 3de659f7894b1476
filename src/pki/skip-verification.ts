import { invalid } from '../kube/invalid';
import { requireText } from '../kube/text';

/**
 * The decision not to verify a server, with its reason. The reason goes into the manifest.
 *
 * @example
 *
 * const skip = SkipVerification.because('lab appliance with a certificate of 1998, replaced in March');
 */
export class SkipVerification {
  /**
   * Not to verify, for a reason.
   *
   * @param reason why the server cannot be verified: a sentence that somebody else can judge
   * @throws for a reason of fewer than 10 characters
   */
  public static because(reason: string): SkipVerification {
    const where = 'SkipVerification.because';
    if (requireText(where, 'reason', reason).length < 10) {
      throw invalid(where, { what: 'the reason says too little', got: reason, allowed: 'a sentence of 10 characters or more', fix: 'say why the server\'s CA cannot be trusted instead' });
    }
    return new SkipVerification(reason);
  }

  private constructor(
    /** Why. */
    public readonly reason: string,
  ) {}
}
