import { isIP } from 'node:net';
import { IConstruct } from 'constructs';
import { invalid, measured, show } from './invalid';
import { bytesOf, canonicalQuantity } from './quantity';

type Where = IConstruct | string;

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Non-empty text without white space at its ends. Types are checked too: JavaScript callers have no compiler. */
export function requireText(where: Where, field: string, value: unknown): string {
  if (typeof value !== 'string') {
    throw invalid(where, { what: `${field} must be text`, got: value, allowed: 'a string', fix: `pass ${field} as a string` });
  }
  if (value.trim() === '') {
    throw invalid(where, { what: `${field} is empty`, got: value, allowed: 'non-empty text', fix: `give ${field} a value, or leave it out for its default` });
  }
  if (value.trim() !== value) {
    throw invalid(where, { what: `${field} begins or ends with white space`, got: value, allowed: 'text without white space at its ends', fix: `use ${show(value.trim())}` });
  }
  return value;
}

/** A DNS-1123 label: the name of a Service, a namespace, a container, a port… */
export function requireLabel(where: Where, field: string, value: unknown, maxLength: number = 63): string {
  const text = requireText(where, field, value);
  if (!LABEL.test(text) || text.length > maxLength) {
    throw invalid(where, {
      what: `${field} is not a DNS label${text.length > maxLength ? ` of at most ${maxLength} characters` : ''}`,
      ...(text.length > maxLength ? { saw: measured(text) } : { got: text }),
      allowed: `1 to ${maxLength} characters: a-z, 0-9 and "-", first and last a letter or digit`,
      fix: suggestion(text, maxLength, /[^-a-z0-9]+/g),
    });
  }
  return text;
}

/** A DNS-1123 subdomain: the name of a Secret, a ConfigMap and most other objects. */
export function requireName(where: Where, field: string, value: unknown, maxLength: number = 253): string {
  const text = requireText(where, field, value);
  if (!SUBDOMAIN.test(text) || text.length > maxLength) {
    throw invalid(where, {
      what: `${field} is not a Kubernetes object name`,
      ...(text.length > maxLength ? { saw: measured(text) } : { got: text }),
      allowed: `1 to ${maxLength} characters: a-z, 0-9, "-" and ".", first and last a letter or digit`,
      fix: suggestion(text, maxLength, /[^-.a-z0-9]+/g),
    });
  }
  return text;
}

/** A key of a Secret or a ConfigMap. */
export function requireDataKey(where: Where, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  if (!/^[-._a-zA-Z0-9]{1,253}$/.test(text) || /^\.\.?$/.test(text)) {
    throw invalid(where, { what: `${field} is not a key of a Secret`, got: text, allowed: 'letters, digits, "-", "_" and "."', fix: 'use the key as kubectl describe secret shows it' });
  }
  return text;
}

/** A host a certificate can be checked against: a DNS name (lower-case ASCII) or an IP address. */
export function requireHost(where: Where, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  if (isIP(text) !== 0) { return text; }
  if (/^[\d.]+$/.test(text) || text.length > 253 || !SUBDOMAIN.test(text) || text.split('.').some((label) => label.length > 63)) {
    throw invalid(where, {
      what: `${field} is neither a DNS name nor an IP address`,
      got: text,
      allowed: 'lower-case ASCII labels of at most 63 characters, joined by ".", or an IPv4 or IPv6 address without brackets',
      fix: /[^\u0000-\u007f]/.test(text) ? 'write an international name in its ASCII form (xn--…)' : 'correct the host; a scheme, port or path does not belong here',
    });
  }
  return text;
}

/** A TCP port. */
export function requirePort(where: Where, field: string, value: unknown): number {
  return requireInteger(where, field, value, 1, 65535);
}

/** A whole number within bounds. */
export function requireInteger(where: Where, field: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw invalid(where, { what: `${field} is out of range`, got: value, allowed: `a whole number from ${min} to ${max}`, fix: `choose ${field} within that range` });
  }
  return value;
}

const QUANTITY = /^\d+(\.\d+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|e\d+)?$/;

/** Below it a size is a slip: "10" are ten bytes, and "500m" is half of one. */
const LEAST_BYTES = 2 ** 20;
const MOST_BYTES = 2 ** 63;

/** A size: a Kubernetes resource quantity of a mebibyte or more, in the server's own spelling. */
export function requireQuantity(where: Where, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  if (!QUANTITY.test(text) || parseFloat(text) === 0) {
    throw invalid(where, { what: `${field} is not a Kubernetes quantity`, got: text, allowed: 'a positive number and a suffix: 512Mi, 10Gi, 1.5T', fix: 'for example "10Gi"' });
  }
  const bytes = bytesOf(text);
  if (bytes < LEAST_BYTES || bytes >= MOST_BYTES) {
    throw invalid(where, {
      what: `${field} is no size that anything can have`,
      got: text,
      allowed: '1Mi or more, below 8Ei; without a suffix it counts bytes, and "m" is a thousandth',
      fix: 'for example "10Gi"',
    });
  }
  return canonicalQuantity(text);
}

/** One of a fixed set of words. */
export function requireOneOf<T extends string>(where: Where, field: string, value: unknown, allowed: readonly T[]): T {
  if (!allowed.includes(value as T)) {
    throw invalid(where, { what: `${field} has an unknown value`, got: value, allowed: allowed.join(', '), fix: `use one of ${allowed.join(', ')}` });
  }
  return value as T;
}

/** A list; the items are checked by the caller. */
export function requireList<T>(where: Where, field: string, value: unknown): readonly T[] {
  if (!Array.isArray(value)) {
    throw invalid(where, { what: `${field} must be a list`, got: value, allowed: 'an array', fix: `write ${field}: [ … ]` });
  }
  return value;
}

const IMAGE = /^[a-z0-9]+([._-][a-z0-9]+)*(:\d+)?(\/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

/** An image reference that pins what it names: a tag other than `latest`, or a digest. */
export function requireImage(where: Where, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  if (!IMAGE.test(text)) {
    throw invalid(where, { what: `${field} is not an image reference`, got: text, allowed: 'registry/repository:tag, with an optional @sha256:digest', fix: 'for example "registry.example.com/silo:RELEASE.2026-09-16T00-00-00Z"' });
  }
  const tag = /:([\w][\w.-]*)(@|$)/.exec(text.slice(text.lastIndexOf('/') + 1))?.[1];
  if (!text.includes('@sha256:') && (tag === undefined || tag === 'latest')) {
    throw invalid(where, {
      what: `${field} names no fixed version`,
      got: text,
      allowed: 'a tag other than "latest", a digest, or both',
      fix: 'pin the image: a tag that moves makes two deployments of one manifest differ',
    });
  }
  return text;
}

function suggestion(text: string, maxLength: number, illegal: RegExp): string {
  const better = text.toLowerCase().replace(illegal, '-').slice(0, maxLength).replace(/^[-.]+|[-.]+$/g, '');
  return better !== '' && better !== text ? `for example ${JSON.stringify(better)}` : 'choose another name';
}
