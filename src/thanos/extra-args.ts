import { IConstruct } from 'constructs';
import { invalid } from '../kube/invalid';
import { requireList, requireText } from '../kube/text';

/** The name of a flag, without dashes, value and the "no-" that switches it off. */
export function flagName(argument: string): string | undefined {
  return /^--(?:no-)?([a-zA-Z][\w.-]*)(?:=[^]*)?$/.exec(argument)?.[1];
}

/**
 * Arguments of the user, beside those of this library.
 *
 * @throws for what is no flag with its value, and for a flag that this library sets: Thanos would take the last one, or exit over two
 */
export function checkExtraArgs(where: IConstruct, extraArgs: unknown, own: readonly string[], reserved: readonly string[] = []): string[] {
  const taken = new Set([...own.flatMap((argument) => flagName(argument) ?? []), ...reserved]);
  return requireList<string>(where, 'extraArgs', extraArgs ?? []).map((argument, i) => {
    const field = `extraArgs[${i}]`;
    const text = requireText(where, field, argument);
    const spaced = /^--[a-zA-Z][\w.-]*\s+\S/.test(text);
    const name = flagName(text);
    if (name === undefined) {
      throw invalid(where, {
        what: spaced ? `${field} holds a flag and its value apart by a space, which the program would take for one name` : `${field} is no flag`,
        got: text,
        allowed: '"--name=value" or "--name": one text for each flag',
        fix: spaced ? `write ${JSON.stringify(text.replace(/\s+/, '='))}` : 'begin with two dashes, and join a value by "="',
      });
    }
    if (taken.has(name)) {
      throw invalid(where, {
        what: `${field} sets a flag that this library sets`,
        got: text,
        allowed: `any but ${[...taken].sort().join(', ')}`,
        fix: 'use the property for it, or specOverrides',
      });
    }
    return text;
  });
}
