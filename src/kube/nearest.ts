/** The word of a list that somebody probably meant, whatever its case and separators; undefined where none is near. */
export function nearestWord(wrong: string, known: readonly string[]): string | undefined {
  const normal = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, '');
  const ranked = known
    .map((word) => ({ word, distance: normal(word) === normal(wrong) ? 0 : distance(normal(word), normal(wrong)) }))
    .sort((a, b) => a.distance - b.distance);
  return ranked.length > 0 && ranked[0].distance <= Math.max(1, Math.floor(wrong.length / 3)) ? ranked[0].word : undefined;
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
