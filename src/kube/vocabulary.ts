import { IConstruct } from 'constructs';
import { invalid } from './invalid';
import { requireMap } from './kinds';
import { isTree } from './merge';
import { requireName, requireText } from './text';

type Where = IConstruct | string;

const KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
/** What Flux and Helm fill in later. */
const PLACEHOLDER = /\$\{|\{\{/;

/** Labels of Kubernetes: names, with or without a domain in front, and values. */
export function requireLabels(where: Where, field: string, labels: unknown): { [label: string]: string } {
  return entries(where, field, labels, 'label', 'at most 63 of a-z, A-Z, 0-9, "-", "_" and ".", as Kubernetes has it', (value) => VALUE.test(value));
}

/** A name of the kind that labels have: with or without a domain in front. */
export function requireLabelKey(where: Where, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  if (KEY.test(text)) { return text; }
  throw invalid(where, { what: `${field} is not a qualified name`, got: text, allowed: 'NAME or DOMAIN/NAME, as a label is called', fix: 'for example example.com/internal' });
}

/** What users say of pods in words of Kubernetes. */
export interface PodWords {
  readonly nodeSelector?: { readonly [label: string]: string };
  readonly podLabels?: { readonly [label: string]: string };
  readonly podAnnotations?: { readonly [key: string]: string };
  readonly priorityClassName?: string;
}

/** Refuses what no pod can have. */
export function checkPodWords(where: Where, { nodeSelector = {}, podLabels = {}, podAnnotations = {}, priorityClassName }: PodWords): void {
  requireLabels(where, 'nodeSelector', nodeSelector);
  requireLabels(where, 'podLabels', podLabels);
  requireAnnotations(where, 'podAnnotations', podAnnotations);
  checkVocabulary(where, { priorityClassName }, '');
}

/**
 * Looks at what every emitted object says in words of Kubernetes, wherever it came from: labels, annotations and the names of classes. An API server refuses
 * others, and `null` is left out by cdk8s without a word.
 */
export function checkVocabulary(where: Where, tree: { readonly [key: string]: unknown }, path: string): void {
  for (const [key, value] of Object.entries(tree)) {
    const at = path === '' ? key : `${path}.${key}`;
    const ofObject = /(^|\.)(metadata|pools\[\d+\])$/.test(path);
    if (!isTree(value)) {
      if (Array.isArray(value) && !FREE.has(key)) { value.forEach((item, i) => { if (isTree(item)) { checkVocabulary(where, item, `${at}[${i}]`); } }); }
      if (CLASS_NAMES.has(key) && typeof value === 'string' && value !== '' && !PLACEHOLDER.test(value)) { requireName(where, at, value); }
    } else if (SELECTORS.has(key) || (key === 'labels' && ofObject)) {
      requireLabels(where, at, value);
    } else if (key === 'annotations' && ofObject) {
      requireAnnotations(where, at, value);
    } else if (!FREE.has(key)) {
      checkVocabulary(where, value, at);
    }
  }
}

const CLASS_NAMES = new Set(['priorityClassName', 'runtimeClassName', 'storageClassName']);
const SELECTORS = new Set(['matchLabels', 'nodeSelector']);
/** Trees in the words of others. */
const FREE = new Set(['data', 'extraConfig', 'fromEndpoints', 'parameters', 'stringData', 'toEndpoints']);

function requireAnnotations(where: Where, field: string, annotations: unknown): void {
  const allowed = 'text, under a name of at most 63 of a-z, A-Z, 0-9, "-", "_" and ".", with or without a domain and "/" in front';
  entries(where, field, annotations, 'annotation', allowed, () => true);
}

function entries(
  where: Where, field: string, value: unknown, what: string, allowed: string, accepts: (value: string) => boolean,
): { [key: string]: string } {
  const map = requireMap(where, field, value, 'names and values');
  for (const [key, text] of Object.entries(map)) {
    if (text === undefined || isInstance(text)) { continue; }
    if ((!KEY.test(key) && !PLACEHOLDER.test(key)) || typeof text !== 'string' || !(accepts(text) || PLACEHOLDER.test(text))) {
      const fix = typeof text === 'number' || typeof text === 'boolean' ? `write "${text}" in quotes` : 'copy it from an object that has it';
      throw invalid(where, { what: `${field} has ${what === 'label' ? 'a label' : 'an annotation'} that cannot be`, got: { [key]: text }, allowed, fix });
    }
  }
  return map;
}

/** What cdk8s resolves later. */
function isInstance(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isTree(value) && !Array.isArray(value);
}
