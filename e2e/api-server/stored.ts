/**
 * What a server stores otherwise than it was given. Fields that it adds are no difference, as whoever applies them does not own them; but lists of custom
 * resources are compared as a whole by tools that know no keys of theirs (Argo CD's three-way merge), so there an added field is one too.
 */
export function changedByServer(given: any, stored: any): string[] {
  return [...differences(withData(given), stored, '', !BUILT_IN.test(given.apiVersion))];
}

/** Groups that every API server has built in, with the keys of their lists. */
const BUILT_IN = /^(v1|(apps|batch|autoscaling|policy|(networking|rbac\.authorization|storage|scheduling)\.k8s\.io)\/.*)$/;

/** `stringData` is never stored: it becomes `data`. */
function withData({ stringData, ...object }: any): any {
  if (stringData === undefined) { return object; }
  const data = Object.fromEntries(Object.entries<string>(stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
  return { ...object, data: { ...object.data, ...data } };
}

function* differences(given: any, stored: any, at: string, whole: boolean): Generator<string> {
  if (Array.isArray(given) && Array.isArray(stored) && given.length === stored.length) {
    for (const [i, item] of given.entries()) {
      yield* differences(item, stored[i], `${at}[${i}]`, whole);
      if (whole && isMap(item)) { yield* Object.keys(stored[i]).filter((key) => !Object.hasOwn(item, key)).map((key) => `${at}[${i}].${key}: added as ${JSON.stringify(stored[i][key])}`); }
    }
  } else if (isMap(given) && isMap(stored)) {
    for (const key of Object.keys(given)) { yield* differences(given[key], stored[key], at === '' ? key : `${at}.${key}`, whole); }
  } else if (given !== stored) {
    yield `${at}: ${JSON.stringify(given)} became ${JSON.stringify(stored) ?? 'nothing'}`;
  }
}

const isMap = (value: unknown): value is { [key: string]: any } => typeof value === 'object' && value !== null && !Array.isArray(value);
