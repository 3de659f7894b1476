const FORMS: { readonly [suffix: string]: readonly [bigint, bigint] } = {
  'n': [1n, 1_000_000_000n],
  'u': [1n, 1_000_000n],
  'm': [1n, 1000n],
  '': [1n, 1n],
  ...Object.fromEntries(['k', 'M', 'G', 'T', 'P', 'E'].map((suffix, i) => [suffix, [1000n ** BigInt(i + 1), 1n]])),
  ...Object.fromEntries(['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, i) => [suffix, [1024n ** BigInt(i + 1), 1n]])),
};
const BINARY = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'];
const DECIMAL = ['E', 'P', 'T', 'G', 'M', 'k', '', 'm'];

/**
 * A quantity as the API server writes it back: without a fraction, in the largest unit that loses nothing, and what is binary stays so where it can
 * (apimachinery, pkg/api/resource/quantity.go, CanonicalizeBytes). "1024Mi" comes back as "1Gi", "1000m" as "1", "1.5Gi" as "1536Mi": whoever compares what is in
 * Git with what is in the cluster sees a difference in any other spelling.
 *
 * @param text digits, perhaps with a fraction, and a suffix
 */
export function canonicalQuantity(text: string): string {
  const [, whole, fraction = '', suffix] = /^(\d+)(?:\.(\d+))?(\D*|e\d+)$/.exec(text) ?? [];
  const form = suffix === undefined ? undefined : FORMS[suffix];
  if (whole === undefined || form === undefined) { return text; } // with an exponent it is written back with one
  const [times, per] = form;
  // In thousandths, rounded up as the server does.
  const scale = 10n ** BigInt(fraction.length) * per;
  const thousandths = (BigInt(whole + fraction) * times * 1000n + scale - 1n) / scale;
  if (suffix.endsWith('i') && thousandths % 1000n === 0n) {
    const units = thousandths / 1000n;
    const unit = BINARY.find((each) => units % FORMS[each][0] === 0n);
    return unit === undefined ? String(units) : `${units / FORMS[unit][0]}${unit}`;
  }
  const unit = DECIMAL.find((each) => thousandths * FORMS[each][1] % (FORMS[each][0] * 1000n) === 0n)!;
  return `${thousandths * FORMS[unit][1] / (FORMS[unit][0] * 1000n)}${unit}`;
}

/** The number of bytes that a quantity stands for. */
export function bytesOf(quantity: string): number {
  const [, number, suffix] = /^([\d.]+)(.*)$/.exec(quantity)!;
  if (suffix.startsWith('e')) { return Number(quantity); }
  const [times, per] = FORMS[suffix];
  return Number(number) * Number(times) / Number(per);
}
