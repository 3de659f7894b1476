import { Construct } from 'constructs';
import { invalid } from '../kube/invalid';

/** The variables that Tempo's container has. */
export interface ConfigEnvironment {
  readonly names: ReadonlySet<string>;
  /** whether there are more, whose names are known in the cluster only */
  readonly more: boolean;
}

/**
 * The operator always runs Tempo with -config.expand-env=true: before the file is read as YAML, `${NAME}` becomes the variable's value, or
 * nothing when there is none, and `$$` becomes `$` (github.com/drone/envsubst v1.0.3). A single `$` stays.
 *
 * @throws for what would come out as something else than was written
 */
export function checkExpansion(scope: Construct, field: string, value: unknown, environment: ConfigEnvironment): void {
  if (typeof value !== 'string' || !value.includes('$')) { return; }
  const got = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  if (/\$\$/.test(value)) {
    throw invalid(scope, {
      what: `tempoConfig: ${field} has "$$", of which Tempo's expansion of variables leaves one "$"`,
      got,
      allowed: 'a single "$", or "${NAME}"',
      fix: 'take the value from a variable: write "${NAME}", and its text into env',
    });
  }
  for (const [, expression] of value.matchAll(/\$\{([^}]*)(?:\}|$)/g)) {
    const [, name, rest] = /^([A-Za-z_][A-Za-z0-9_]*)(.*)$/s.exec(expression) ?? [];
    if (name === undefined || !/^(:?[-=].*)?$/s.test(rest) || !value.includes(`\${${expression}}`)) {
      throw invalid(scope, {
        what: `tempoConfig: ${field} has "\${" without the name of a variable, and Tempo does not start with that`,
        got,
        allowed: '"${NAME}", or "${NAME:-default}"',
        fix: 'close the bracket, or take the value from a variable whole',
      });
    }
    if (rest === '' && !environment.names.has(name) && !environment.more) {
      throw invalid(scope, {
        what: `tempoConfig: ${field} takes its value from the variable ${name}, which Tempo's container does not have: it would be empty`,
        got,
        allowed: [...environment.names].join(', ') || 'variables of env and envFrom: there are none',
        fix: `add { name: '${name}', … } to env, or its source to envFrom`,
      });
    }
  }
}
