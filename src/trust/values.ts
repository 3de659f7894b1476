/** True for a map with text keys: what YAML calls a mapping. */
export function isMap(value: unknown): value is { [key: string]: any } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The items of a list, not to be changed; nothing for anything else. */
export function items(value: unknown): any[] {
  if (!Array.isArray(value)) { return []; }
  return value.includes(null) || value.includes(undefined) ? value.filter((item) => item !== null && item !== undefined) : value;
}
