/** What pure functions answered, by their name and what they were given, while `remembering` runs. */
let memory: Map<string, Map<unknown, unknown>> | undefined;

/**
 * Runs some work during which nothing is worked out twice: the same PEM text is parsed once, however many connections show it. What is
 * remembered is forgotten at the end, so that it costs memory only in proportion to what the work has read.
 */
export function remembering<T>(work: () => T): T {
  if (memory !== undefined) { return work(); }
  memory = new Map();
  try {
    return work();
  } finally {
    memory = undefined;
  }
}

/**
 * The answer of a pure function: from memory where there is one and it knows it.
 *
 * @param key what the answer depends on: a text, or an object that nobody changes meanwhile
 */
export function remembered<T>(what: string, key: string | object, make: () => T): T {
  if (memory === undefined) { return make(); }
  let answers = memory.get(what);
  if (answers === undefined) { memory.set(what, answers = new Map()); }
  const known = answers.get(key) as T | undefined;
  if (known !== undefined || answers.has(key)) { return known as T; }
  const made = make();
  answers.set(key, made);
  return made;
}
