import { vaultVariable } from './variables';
import { trustOf } from '../commands/trust';
import { ContainerContext, mayHoldMore } from '../containers';
import { Trust } from '../model';
import { Call, UNKNOWN } from '../shell/run';

/**
 * The variables of a client of Vault. One that only an object may bring which is not here (its token is taken from one, as a rule) is not set: what its client
 * trusts is then open.
 */
export function clientVariables(context: ContainerContext, { variable }: Pick<Call, 'variable'>): (name: string) => string | undefined {
  const open = mayHoldMore(context);
  const named = (name: string): string | undefined => {
    const value = variable(name);
    return open && value === UNKNOWN && !context.env.has(name) ? undefined : value;
  };
  return (name) => vaultVariable(name, named);
}

/** What a client trusts that is told no CA: the roots of its image, unless it may be told one after all. */
export function rootsOf(context: ContainerContext, { variable }: Pick<Call, 'variable'>): Trust {
  const roots = trustOf(context, { go: true, variable });
  return mayHoldMore(context) ? { ...roots, onlyPublic: false } : roots;
}
