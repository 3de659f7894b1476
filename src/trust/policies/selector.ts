import { isMap } from '../values';
import { all, Maybe } from './maybe';

/** Labels, as far as they are known. */
export interface Labels {
  readonly known: { readonly [key: string]: unknown };
  /** whether there may be a label of this key that is not known */
  open(key: string): boolean;
}

/** What a selector asks of one key. */
export interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** Labels of which all are known. */
export function closedLabels(known: Labels['known']): Labels {
  return { known, open: () => false };
}

/** Labels of which only some are known. */
export function atLeast(known: Labels['known']): Labels {
  return { known, open: () => true };
}

/** The text of a label's value: an API server takes nothing but text, and YAML reads some text as numbers. */
export function labelText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/**
 * What a label selector asks for: `matchLabels` and `matchExpressions` together, an empty or absent selector nothing. Undefined for what an API
 * server refuses or reads otherwise than it looks (labels written without `matchLabels`).
 */
export function requirements(selector: unknown): readonly Requirement[] | undefined {
  if (selector === undefined || selector === null) { return []; }
  if (!isMap(selector) || Object.keys(selector).some((key) => key !== 'matchLabels' && key !== 'matchExpressions')) { return undefined; }
  const found: Requirement[] = [];
  const { matchLabels, matchExpressions } = selector;
  if (isMap(matchLabels)) {
    for (const [key, value] of Object.entries(matchLabels)) {
      const text = labelText(value);
      if (text === undefined) { return undefined; }
      found.push({ key, operator: 'In', values: [text] });
    }
  } else if (matchLabels !== undefined && matchLabels !== null) { return undefined; }
  if (matchExpressions !== undefined && matchExpressions !== null && !Array.isArray(matchExpressions)) { return undefined; }
  for (const expression of matchExpressions ?? []) {
    const read = isMap(expression) ? readExpression(expression) : undefined;
    if (!read) { return undefined; }
    found.push(read);
  }
  return found;
}

/** Whether a label selector selects what has some labels. */
export function selects(selector: unknown, labels: Labels): Maybe {
  const wanted = requirements(selector);
  return wanted && all(wanted.map((requirement) => meets(requirement, labels)));
}

function meets({ key, operator, values }: Requirement, labels: Labels): Maybe {
  const has = Object.prototype.hasOwnProperty.call(labels.known, key);
  if (!has && labels.open(key)) { return undefined; }
  const value = has ? labelText(labels.known[key]) : undefined;
  if (has && value === undefined) { return operator === 'Exists' ? true : operator === 'DoesNotExist' ? false : undefined; }
  switch (operator) {
    case 'In': return value !== undefined && values.includes(value);
    case 'NotIn': return value === undefined || !values.includes(value);
    case 'Exists': return has;
    default: return !has;
  }
}

function readExpression({ key, operator, values }: { [field: string]: unknown }): Requirement | undefined {
  if (typeof key !== 'string') { return undefined; }
  const texts = Array.isArray(values) ? values.map(labelText) : [];
  if (operator === 'Exists' || operator === 'DoesNotExist') { return texts.length === 0 ? { key, operator, values: [] } : undefined; }
  if (operator !== 'In' && operator !== 'NotIn') { return undefined; }
  return texts.length > 0 && !texts.includes(undefined) ? { key, operator, values: texts as string[] } : undefined;
}

/** A selector in words: "app=minio,tier in (a,b)"; empty for one that asks for nothing. */
export function selectorText(selector: unknown): string {
  return (requirements(selector) ?? []).map(({ key, operator, values }) => {
    switch (operator) {
      case 'In': return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(',')})`;
      case 'NotIn': return `${key} not in (${values.join(',')})`;
      case 'Exists': return key;
      default: return `no ${key}`;
    }
  }).join(',');
}
