import { rule } from './rule';
import { isMap } from '../inventory';

/** Something that is put in its place before it is applied: a variable, a template, an encrypted value. */
const VARIABLE = /[${}<>%[\]#]|^(vault:|ref\+)/;

export const secretDataIsNotBase64 = rule({
  id: 'OT413',
  severity: 'error',
  title: 'the data of a Secret is not Base64',
  what: 'A value under `data` of a Secret is plain text, or Base64 that is cut off.',
  why: 'The API server refuses the whole Secret ("illegal base64 data at input byte 0", Kubernetes Secret API): it is never made.',
  fix: 'put plain text under stringData, or encode it',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: other-tls, namespace: tracing}
data: {tls.crt: (leaf minio of one), tls.key: (key of minio)}
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: other, namespace: tracing}
data: {user: dGVtcG8=, password: ""}
`,
  on: 'object',
  check: (object, { inventory }) => {
    if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || !isMap(object.data) || object.sops !== undefined) { return 'not applicable'; }
    const wrong = Object.entries(object.data).filter(([, value]) => typeof value === 'string' && !VARIABLE.test(value) && !isBase64(value));
    if (wrong.length === 0) { return 'satisfied'; }
    return wrong.map(([key, value]) => ({
      message: `the value under ${key} is ${/^\s*-----BEGIN /.test(String(value)) ? 'PEM as it is, and not encoded' : 'no Base64'}`,
      resource: inventory.ref(object, `data["${key}"]`),
    }));
  },
});

/** As Go's decoder takes it: line ends are skipped, other blanks are not. */
function isBase64(text: string): boolean {
  const compact = text.replace(/[\r\n]/g, '');
  return compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact);
}
