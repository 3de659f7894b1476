import { TREES } from './corpus';
import { hasPlaceholder, isPlaceholder } from '../../src/trust/placeholders';
import { prove } from '../../src/trust/prove';
import { remembering } from '../../src/x509/memory';
import { NOW } from '../util/certificates';
import { trials } from '../util/trials';

const STAND_INS = ['${S3_BUCKET_NAME}', '{{ .Values.some.value }}', '$S3_HOST', '<your-value>', '$(VAR)', '%%VALUE%%', '${{PORT}}', 'SERVICE_NAME.SERVICE_NAMESPACE.svc'];

type Path = readonly (string | number)[];

/** The paths to all texts and numbers in a value, but those that say what kind of object it is. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (['string', 'number'].includes(typeof value)) { return /^(kind|apiVersion)$/.test(String(path[path.length - 1])) ? [] : [path]; }
  return value === null || typeof value !== 'object' ? [] : Object.entries(value).flatMap(([key, below]) => leaves(below, [...path, Array.isArray(value) ? Number(key) : key]));
}

function replaced(objects: unknown, path: Path, text: string): any[] {
  const copy = structuredClone(objects);
  const parent = path.slice(0, -1).reduce<any>((at, key) => at[key], copy);
  parent[path[path.length - 1]] = text;
  return copy as any[];
}

// Where all hangs on what a server asks for, anything that hides the server is no proof of that.
const HANGING = 'a client certificate that is not there, of a server that asks for none';

/** Some places of every good tree, the stand-ins in turn. */
const TRIALS = TREES.filter((tree) => tree.at === undefined && tree.name !== HANGING).flatMap((tree, n) => {
  const objects = JSON.parse(JSON.stringify(tree.build()));
  const chosen = leaves(objects).filter((_path, i) => (i + n) % trials(61, 3) === 0);
  return chosen.map((path, i) => ({ tree, objects, path, text: STAND_INS[(i + n) % STAND_INS.length] }));
});

test('a value of a good tree that is still to be filled in is unknown, and not wrong', () => {
  expect(TRIALS.length).toBeGreaterThan(trials(300, 3000));
  // The same certificates come again and again: they are read once.
  const wrong = remembering(() => TRIALS.flatMap(({ tree, objects, path, text }) => {
    const { findings, faults } = prove(replaced(objects, path, text).map((object) => ({ object })), { now: NOW, ...tree.options });
    return [...findings.filter((f) => f.severity === 'error').map((f) => `${f.rule}: ${f.message}`), ...faults.map((f) => f.message)]
      .map((message) => `${tree.name}, ${path.join('.')} = ${text}: ${message}`);
  }));
  expect(wrong).toEqual([]);
});

test('what is wrong stays wrong beside something that is still to be filled in', () => {
  const tree = TREES.find(({ name }) => name === 'the name is not covered');
  const objects = structuredClone(tree!.build()) as any[];
  const holding = (key: string) => objects.find((o) => o.kind === 'Secret' && key in o.stringData);
  Object.assign(holding('endpoint').stringData, { access_key_id: '${KEY}', access_key_secret: '${SECRET}', endpoint: 'https://minio.other.svc:9000' });
  objects.find((o) => o.kind === 'StatefulSet').spec.template.spec.containers[0].image = '${REGISTRY}/minio:${TAG}';
  holding('tls.crt').metadata.annotations = { owner: '${TEAM}' };
  const ours = (object: any) => ['TempoMonolithic', 'ConfigMap'].includes(object.kind) || object === holding('endpoint');
  for (const object of objects) { object.metadata.namespace = ours(object) ? '${NAMESPACE}' : 'other'; }
  const errors = prove(objects.map((object) => ({ object })), { now: NOW }).findings.filter((f) => f.severity === 'error');
  expect(errors.map((f) => f.rule)).toEqual(['OT007']); // the certificate is for "minio" alone
});

test.each([
  ['${X}', true, true], ['https://minio.${NS}.svc:9000', true, false], ['{{ .Values.a }}', true, true], ['$HOST', true, true], ['cost$', false, false], ['$1', false, false], ['${1}', false, false],
  ['a$b', false, false], ['<path:secret/data/x#key>', true, true], ['ENC[AES256_GCM,data:abc]', true, true], ['REPLACE_ME', true, true], ['SERVICE_NAME.SERVICE_NAMESPACE.svc', true, true], ['TLS_1.crt', false, false], ['plain', false, false], ['', false, false],
  ['-----BEGIN CERTIFICATE-----\n${BODY}\n-----END CERTIFICATE-----', true, true], ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', false, false],
  ['echo $HOME\nexec $PROGRAM', true, false],
])('%j: some of it %s, all of it %s', (text, some, all) => {
  expect([hasPlaceholder(text), isPlaceholder(text)]).toEqual([some, all]);
});
