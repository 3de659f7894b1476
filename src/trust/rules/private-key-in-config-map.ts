import { rule } from './rule';
import { isMap } from '../values';

export const privateKeyInConfigMap = rule({
  id: 'OT411',
  severity: 'warning',
  title: 'a private key lies in a ConfigMap',
  what: 'A ConfigMap holds a PEM private key.',
  why: 'ConfigMaps are read by everybody who may look at a namespace, are shown by every tool, and are not encrypted at rest where Secrets are '
    + '(Kubernetes, "Encrypting Confidential Data at Rest"): whoever has the key can stand in for the server.',
  fix: 'make a new key, and keep it in a Secret',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: minio-files, namespace: tracing}
data: {private.key: (key of minio)}
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: minio-files, namespace: tracing}
data: {public.crt: (leaf minio of one)}
`,
  on: 'object',
  kinds: ['ConfigMap'],
  check: (object, { inventory }) => {
    if (object.kind !== 'ConfigMap' || object.apiVersion !== 'v1' || !isMap(object.data)) { return 'not applicable'; }
    const found = Object.entries(object.data).filter(([, value]) => typeof value === 'string' && value.includes('PRIVATE KEY-----') && /^-----BEGIN [A-Z ]*PRIVATE KEY-----\r?\n[A-Za-z0-9+/=]{20}/m.test(value));
    if (found.length === 0) { return 'satisfied'; }
    return found.map(([key]) => ({ message: `the key ${key} holds a private key`, resource: inventory.ref(object, `data["${key}"]`) }));
  },
});
