/**
 * Whether two names differ by a slip of the pen, so that nobody would give them to two things: one word of them has a letter too many or too few, two letters
 * swapped, or a wrong one in its middle; or a separator is lost, or what
 * kustomize puts behind it is another. Short words (eu and us, ca and crt, a and b) and words with a number (s3, eu1) are names of their own.
 */
export function alike(a: string, b: string): boolean {
  if (a === b) { return false; }
  if ((HASHED.test(a) || HASHED.test(b)) && plain(a) === plain(b)) { return true; }
  const [one, other] = [words(a), words(b)];
  if (one.join('') === other.join('')) { return one.join('').length >= 5; }
  if (one.length !== other.length) { return false; }
  const different = one.map((word, i) => [word, other[i]]).filter(([x, y]) => x !== y);
  return different.length === 1 && slipped(different[0][0], different[0][1]);
}

/** What kustomize puts behind the names of ConfigMaps and Secrets that it generates (kustomize, api/hasher: ten letters of an alphabet of its own). */
const HASHED = /-[2456789bcdfghkmt]{10}$/;

function plain(name: string): string {
  return String(name).replace(HASHED, '');
}

/** A manifest may have anything in place of a name. */
function words(name: unknown): string[] {
  return String(name).split(/[-._]+/);
}

function slipped(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (/\d/.test(a + b) || short.length < 3) { return false; }
  let i = 0;
  while (i < short.length && short[i] === long[i]) { i++; }
  if (short.length !== long.length) { return i > 0 && short.slice(i) === long.slice(i + 1); }
  if (short.slice(i, i + 2) === [...long.slice(i, i + 2)].reverse().join('') && short.slice(i + 2) === long.slice(i + 2)) { return true; }
  return short.length >= 6 && i > 0 && i < short.length - 1 && short.slice(i + 1) === long.slice(i + 1);
}
