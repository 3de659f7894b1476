/** The value of a flag in any of its spellings: --name=value, --name value, -name=value; the last one given wins. */
export function flag(words: readonly string[], ...names: readonly string[]): string | undefined {
  const all = flags(words, ...names);
  return all[all.length - 1];
}

/** All values of a flag that may be given several times, in order. */
export function flags(words: readonly string[], ...names: readonly string[]): string[] {
  const values: string[] = [];
  words.forEach((word, i) => {
    for (const name of names) {
      if (word.startsWith(`${name}=`)) { values.push(word.slice(name.length + 1)); }
      if (word === name && words[i + 1] !== undefined && !words[i + 1].startsWith('--')) { values.push(words[i + 1]); }
    }
  });
  return values;
}

/** Whether a switch is on: --name or --name=true, and not followed by --name=false or --no-name. */
export function isOn(words: readonly string[], name: string): boolean {
  let on = false;
  for (const word of words) {
    if (word === name || word === `${name}=true` || word === `${name}=1`) { on = true; }
    if (word === `${name}=false` || word === `${name}=0` || (name.startsWith('--') && word === name.replace(/^--/, '--no-'))) { on = false; }
  }
  return on;
}

/** The words of a container's command and args, with the commands inside `sh -c "…"` taken apart where that is all there is. */
export function shellWords(words: readonly string[]): readonly string[] {
  return words.some((word) => /\s/.test(word)) ? words.flatMap((word) => (/\s/.test(word) ? split(word) : [word])) : words;
}

/** A line of shell, split into words as a shell would, without expanding anything. */
export function split(line: string): string[] {
  const joined = line.replace(/\\\n/g, ' ');
  return [...joined.matchAll(/(?:[^\s"']+|"(?:\\.|[^"\\])*"|'[^']*')+/g)]
    .map((match) => match[0].replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_all, double, single) => (double === undefined ? single : double.replace(/\\(["\\$`])/g, '$1'))));
}
