import { Construct } from 'constructs';
import { checkExpansion, ConfigEnvironment } from './config-expansion';
import { hintFor, nearest } from './config-hints';
import { invalid } from '../kube/invalid';
import { isTree } from '../kube/merge';
import { ConfigSection, LEGACY_OVERRIDES, SHARED_SECTIONS, TEMPO_CONFIG } from '../trust/tempo/config-keys';

type Tree = { readonly [key: string]: any };

/**
 * Checks configuration in Tempo's own words against the keys and types of Tempo 2.10.8, which reads it strictly and dies of what it does
 * not know, long after the operator has taken it.
 *
 * @param refused paths that are right for Tempo and not for `tempoConfig`, and what to use instead: no error recommends them
 * @throws for unknown keys, wrong types, secrets, and `${…}` that would come out empty
 */
export function checkTempoConfig(scope: Construct, config: Tree, environment: ConfigEnvironment, refused: { readonly [path: string]: string }): void {
  new ConfigCheck(scope, environment, refused).section(TEMPO_CONFIG, config, []);
}

class ConfigCheck {
  constructor(
    private readonly scope: Construct,
    private readonly environment: ConfigEnvironment,
    private readonly refused: { readonly [path: string]: string },
  ) {}

  public section(section: ConfigSection, value: unknown, path: readonly string[]): void {
    if (!isTree(value)) { throw this.wrongType(path, value, `a map with ${keysOf(section).slice(0, 6).join(', ')}…`); }
    const known = path.join('.') === 'overrides' && !('defaults' in value) ? mixed(section) : section;
    const plain = plainKeys(known);
    for (const [key, item] of Object.entries(value)) {
      const at = [...path, key];
      const type = plain.get(key);
      if (type !== undefined) {
        this.plain(type, item, at);
      } else if (key !== '' && Object.hasOwn(known, key) && !['[]', '{}'].includes(key)) {
        this.nested(resolve(known[key]), item, at);
      } else {
        throw this.unknownKey(known, at, item);
      }
    }
  }

  /** A key with a section of its own: one section, a list of them, or a map of them. */
  private nested(section: ConfigSection, value: unknown, path: readonly string[]): void {
    if (section['[]'] !== undefined) {
      if (!Array.isArray(value)) { throw this.wrongType(path, value, 'a list'); }
      value.forEach((item, i) => this.nested(resolve(section['[]']), item, [...path, String(i)]));
    } else if (section['{}'] !== undefined) {
      if (!isTree(value)) { throw this.wrongType(path, value, 'a map'); }
      for (const [key, item] of Object.entries(value)) { this.nested(resolve(section['{}']), item, [...path, key]); }
    } else {
      this.section(section, value, path);
    }
  }

  private plain(type: string, value: unknown, path: readonly string[]): void {
    if (value === null) { throw this.wrongType(path, value, 'a value: null would be no change'); }
    if (type.startsWith('[')) {
      if (!Array.isArray(value)) { throw this.wrongType(path, value, 'a list'); }
      value.forEach((item, i) => this.plain(type.slice(1, -1), item, [...path, String(i)]));
    } else if (type.startsWith('{')) {
      if (!isTree(value)) { throw this.wrongType(path, value, 'a map'); }
      for (const [key, item] of Object.entries(value)) { this.plain(type.slice(1, -1), item, [...path, key]); }
    } else {
      this.scalar(type, value, path);
    }
  }

  private scalar(type: string, value: unknown, path: readonly string[]): void {
    checkExpansion(this.scope, path.join('.'), value, this.environment);
    // What a variable holds is known only in the pod; that it is there was checked above.
    if (typeof value === 'string' && value.includes('${')) { return; }
    const expected = TYPES[type];
    if (expected && !expected.accepts(value)) { throw this.wrongType(path, value, expected.allowed); }
    if (type === 'S' && value !== '') {
      throw invalid(this.scope, {
        what: `tempoConfig: ${path.join('.')} is a secret, and would stand in the custom resource and in a ConfigMap`,
        saw: '(not shown)',
        allowed: '"${NAME}" with a variable NAME that env takes from a Secret',
        fix: `write ${path.at(-1)}: '\${NAME}' and env: [{ name: 'NAME', valueFrom: { secretKeyRef: { … } } }]`,
      });
    }
    if (path.at(-1) === 'tls_min_version' && value !== '' && !/^VersionTLS1[0-3]$/.test(String(value))) {
      throw this.wrongType(path, value, 'VersionTLS12 or VersionTLS13 (the words of receivers, 1.2 and 1.3, are not those of this place)');
    }
  }

  private wrongType(path: readonly string[], value: unknown, allowed: string) {
    const field = path.join('.') || 'tempoConfig';
    return invalid(this.scope, { what: `tempoConfig: ${field} has a value of the wrong type, with which Tempo does not start`, got: value, allowed, fix: `correct ${field}` });
  }

  private unknownKey(section: ConfigSection, path: readonly string[], value: unknown) {
    const field = path.join('.');
    const known = keysOf(section);
    const near = nearest(path, known, TEMPO_CONFIG);
    const hint = hintFor(path) ?? this.refused[near?.replace(/^write /, '') ?? ''] ?? near;
    return invalid(this.scope, {
      what: `tempoConfig: Tempo 2.10.8 has no ${field}, and does not start with it`,
      got: value,
      allowed: `${path.length > 1 ? `${path.slice(0, -1).join('.')}: ` : ''}${known.filter((key) => this.refused[[...path.slice(0, -1), key].join('.')] === undefined).join(', ')}`,
      fix: hint ?? `remove ${field}`,
    });
  }
}

interface ValueType {
  readonly allowed: string;
  readonly accepts: (value: unknown) => boolean;
}

const GO_DURATION = /^-?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/;
const PROMETHEUS_DURATION = /^(0|(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?)$/;
const ENCODINGS = ['none', 'gzip', 'lz4-64k', 'lz4-256k', 'lz4-1M', 'lz4', 'snappy', 'zstd', 's2'];
const LEVELS = ['debug', 'info', 'warn', 'error'];
const isText = (value: unknown) => typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));

/** Types by their letter. `a`, anything, is not there. */
const TYPES: { readonly [type: string]: ValueType } = {
  s: { allowed: 'text', accepts: isText },
  S: { allowed: 'text', accepts: isText },
  i: { allowed: 'a whole number, not in quotes', accepts: (value) => Number.isSafeInteger(value) },
  f: { allowed: 'a number, not in quotes', accepts: (value) => typeof value === 'number' && Number.isFinite(value) },
  b: { allowed: 'true or false, not in quotes', accepts: (value) => typeof value === 'boolean' },
  // A bare number is read as nanoseconds, which nobody means.
  d: { allowed: 'a duration with its unit: 500ms, 30s, 5m, 24h (there are no days)', accepts: (value) => value === 0 || (typeof value === 'string' && GO_DURATION.test(value)) },
  m: { allowed: 'a duration with its unit: 30s, 5m, 24h, 7d', accepts: (value) => typeof value === 'string' && value !== '' && PROMETHEUS_DURATION.test(value) },
  y: { allowed: 'a number of bytes with its unit: 512KiB, 4MB', accepts: (value) => typeof value === 'string' && /^\d+(\.\d+)?([KMGT]i?)?B$/i.test(value) },
  e: { allowed: ENCODINGS.join(', '), accepts: (value) => ENCODINGS.includes(value as string) },
  v: { allowed: LEVELS.join(', '), accepts: (value) => LEVELS.includes(value as string) },
  l: { allowed: 'text, or a list of texts', accepts: (value) => isText(value) || (Array.isArray(value) && value.every(isText)) },
};

/** A section, where a name may stand for one. */
function resolve(section: string | ConfigSection): ConfigSection {
  return typeof section === 'string' ? SHARED_SECTIONS[section.slice(1)] as ConfigSection : section;
}

function plainKeys(section: ConfigSection): Map<string, string> {
  const text = section[''];
  return new Map(typeof text === 'string' ? text.split(' ').map((entry) => entry.split(/:(.*)/) as [string, string]) : []);
}

function keysOf(section: ConfigSection): string[] {
  return [...plainKeys(section).keys(), ...Object.keys(section).filter((key) => key !== '')].sort();
}

/** `overrides` without `defaults` may be in the older form, with all limits side by side. */
function mixed(section: ConfigSection): ConfigSection {
  return { ...section, ...LEGACY_OVERRIDES, '': `${section['']} ${LEGACY_OVERRIDES['']}` };
}
