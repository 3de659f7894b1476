/** A word of a shell command; `known` is false where a part of it is only decided when the script runs. */
export interface ShellWord {
  readonly text: string;
  readonly known: boolean;
}

const SHELL = /(^|\/)(ba|da|a|z|k)?sh$/;

/** The script behind `sh -c`, however its options are written; undefined for words that start no shell with a script. */
export function scriptOf(words: readonly string[]): string | undefined {
  const shell = words.findIndex((word) => SHELL.test(word));
  if (shell < 0) { return undefined; }
  const option = words.findIndex((word, i) => i > shell && /^-[a-z]*c$/.test(word));
  return option < 0 ? undefined : words[option + 1];
}

/** The simple commands of a script, one list of words each. Variables are replaced where their values are known. */
export function commandsIn(script: string, env: (name: string) => string | undefined): ShellWord[][] {
  const commands: ShellWord[][] = [];
  let command: ShellWord[] = [];
  let word: { text: string; known: boolean } | undefined;
  const endWord = () => { if (word) { command.push(word); word = undefined; } };
  const endCommand = () => { endWord(); if (command.length > 0) { commands.push(command); command = []; } };
  for (const match of script.replace(/\\\r?\n/g, ' ').matchAll(TOKEN)) {
    const [token, single, double, variable] = match;
    if (/^\s+$/.test(token)) {
      if (token.includes('\n')) { endCommand(); } else { endWord(); }
    } else if (/^[;&|]+$/.test(token)) {
      endCommand();
    } else if (token.startsWith('#')) {
      if (word) { word.text += token; }
    } else {
      word ??= { text: '', known: true };
      const part = single !== undefined ? { text: single, known: true }
        : double !== undefined ? expand(double.replace(/\\(["\\`])/g, '$1'), env)
          : variable !== undefined ? expand(token, env) : { text: token.replace(/^\\(.)$/, '$1'), known: !token.startsWith('`') };
      word.text += part.text;
      word.known &&= part.known;
    }
  }
  endCommand();
  return commands;
}

const TOKEN = /\s+|[;&|]+|#[^\n]*|'([^']*)'|"((?:\\[^]|[^"\\])*)"|(\$\{[^}]*\}|\$\([^)]*\)|\$\w+)|\\[^]|`[^`]*`|[^\s;&|#'"$\\`]+|[^]/g;

/** Replaces variables of the shell; `known` is false where one has no value here, or needs more than its value. */
function expand(text: string, env: (name: string) => string | undefined): ShellWord {
  let known = !text.includes('`');
  const expanded = text.replace(/\\\$|\$\{([^}]*)\}|\$(\w+)|\$\([^)]*\)/g, (all, braced, plain) => {
    if (all === '\\$') { return '$'; }
    const value = /^\w+$/.test(braced ?? plain ?? '') ? env(braced ?? plain) : undefined;
    if (value === undefined) { known = false; }
    return value ?? all;
  });
  return { text: expanded, known };
}
