import { hasPlaceholder } from '../placeholders';
import { isMap } from '../values';
import { rule } from './rule';

export const secretDataNotBase64 = rule({
  id: 'OT136',
  severity: 'error',
  title: "a Secret's data is not Base64",
  what: 'A value under data of a Secret is no Base64: plain text, or an example that was cut short.',
  why: 'The API server refuses the Secret: "illegal base64 data at input byte" (Kubernetes, Secret.data is a map of bytes). stringData takes plain text.',
  fix: 'write the value as it is under stringData, or encode it',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
data: {tls.crt: LS0tLS1CRUdJTi..., tls.key: LS0tLS1CRUdJTi...}
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc of one)
  tls.key: (key of minio.tracing.svc)
`,
  on: 'object',
  kinds: ['Secret'],
  check: (object, { inventory }) => {
    if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || !isMap(object.data) || isMap(object.sops)) { return 'not applicable'; }
    const found = Object.entries(object.data)
      // A key of stringData takes the place of one of data, but only after both were read.
      .filter(([, value]) => typeof value === 'string' && !isBase64(value) && !isFilledInLater(value))
      .map(([key, value]) => ({ message: `data["${key}"] is no Base64: ${JSON.stringify(shown(String(value)))}`, resource: inventory.ref(object, `data["${key}"]`) }));
    return found.length > 0 ? found : 'satisfied';
  },
});

/** What a template engine, envsubst, SOPS or a vault plugin puts another text in place of, before the API server sees it. */
function isFilledInLater(value: string): boolean {
  return hasPlaceholder(value) || /^<.*>$|^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(value);
}

/** As Go's encoding/base64 reads it (StdEncoding): line breaks are skipped, the padding has to be there. */
function isBase64(text: string): boolean {
  const joined = text.replace(/[\r\n]/g, '');
  return joined.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(joined);
}

/** The first characters, for it may be a secret in plain text. */
function shown(value: string): string {
  return value.length <= 4 ? '…' : /^LS0t/.test(value) && value.length < 24 ? value : `${value.slice(0, 2)}…`;
}
