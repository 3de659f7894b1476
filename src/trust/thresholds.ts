import type { Proof } from './prove';

/** What is enough to fail, from nothing at all to whatever is not proved; each takes in those before it. */
export const THRESHOLDS: { readonly [name: string]: (proof: Proof) => boolean } = {
  never: () => false,
  error: (proof) => proof.findings.some((f) => f.severity === 'error'),
  warning: (proof) => proof.findings.some((f) => f.severity !== 'note'),
  unverified: (proof) => proof.findings.some((f) => f.severity !== 'note') || proof.connections.some((c) => c.verdict === 'unverified'),
};

/** Whether a proof has what is enough to fail. */
export function failsOn(proof: Proof, threshold: string): boolean {
  return THRESHOLDS[threshold](proof);
}
