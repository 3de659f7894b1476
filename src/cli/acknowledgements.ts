import { readFileSync } from 'node:fs';
import { CliError, usageError } from './errors';
import { withPath } from './files';
import type { Acknowledgement } from '../trust/prove';
import { findRule } from '../trust/rules';
import { isMap } from '../trust/values';
import { parseYaml } from '../trust/yaml';

/** `OT012=reason` of the command line. */
export function parseAcknowledgement(given: string): Acknowledgement {
  const [, rule, reason] = /^([^=]*)=([^]*)$/.exec(given) ?? [];
  if (rule === undefined || reason.trim() === '') {
    throw usageError('--acknowledge: a rule and a reason', JSON.stringify(given), 'ID=REASON', "for example --acknowledge 'OT012=replaced on Monday, ticket 12'");
  }
  return { rule: known('--acknowledge', rule.trim()), reason: reason.trim() };
}

/**
 * A list in YAML or JSON of what has been accepted:
 *
 *   - id: OT012
 *     reason: replaced on Monday
 *     until: 2026-03-01                        (may be left out)
 *     resource: Secret/tracing/minio-tls       (may be left out)
 */
export function readAcknowledgements(path: string): Acknowledgement[] {
  const text = withPath('read the acknowledgements in', path, () => readFileSync(path, 'utf8'));
  const fail = (problem: string): never => { throw new CliError(`${path}: ${problem}`, 2); };
  let values: unknown[];
  try {
    values = parseYaml(text);
  } catch (error) {
    return fail(`no readable YAML: ${(error as Error).message}`);
  }
  const list = values.length === 1 ? values[0] : undefined;
  if (!Array.isArray(list)) { return fail('holds no list'); }
  return list.map((item: unknown, i): Acknowledgement => {
    const at = `item ${i + 1}`;
    if (!isMap(item)) { return fail(`${at}: is no map with id and reason`); }
    const strange = Object.keys(item).find((key) => !['id', 'reason', 'until', 'resource'].includes(key));
    if (strange !== undefined) { fail(`${at}: has no ${JSON.stringify(strange)}: it has id, reason, until and resource`); }
    const { id, reason, until, resource } = item;
    if (typeof id !== 'string') { fail(`${at}: has no id`); }
    if (typeof reason !== 'string' || reason.trim() === '') { fail(`${at}: has no reason`); }
    return {
      rule: known(`${path}: ${at}`, id),
      reason: reason.trim(),
      ...(until === undefined ? {} : { until: time(`${at}: until`, until, fail) }),
      ...(resource === undefined ? {} : { resource: object(`${at}: resource`, resource, fail) }),
    };
  });
}

function known(where: string, id: string): string {
  const rule = findRule(id);
  if (!rule) { throw usageError(`${where}: no such rule`, JSON.stringify(id), 'an id that "rules" lists'); }
  return rule.id;
}

function time(at: string, value: unknown, fail: (problem: string) => never): Date {
  const date = typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? new Date(value) : new Date(NaN);
  return Number.isNaN(date.getTime()) ? fail(`${at}: is no ISO 8601 time`) : date;
}

/** Kind/namespace/name, and Kind/name for kinds that are in no namespace. */
function object(at: string, value: unknown, fail: (problem: string) => never): string {
  const parts = typeof value === 'string' ? value.split('/') : [];
  if (parts.length === 2) { return `${parts[0]}//${parts[1]}`; }
  return parts.length === 3 ? parts.join('/') : fail(`${at}: is no Kind/namespace/name, nor Kind/name of an object without a namespace`);
}
