import { rule } from './rule';
import { keysOf } from '../inventory';

export const tlsSecretWithoutItsKeys = rule({
  id: 'OT412',
  severity: 'error',
  title: 'a Secret of type kubernetes.io/tls lacks a key',
  what: 'A Secret says that it is of type kubernetes.io/tls, and has no tls.crt or no tls.key.',
  why: 'The API server refuses it ("data[tls.crt]: Required value", Kubernetes pkg/apis/core/validation ValidateSecret): the Secret is never made.',
  fix: 'name the keys tls.crt and tls.key, or leave the type out',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: other-tls, namespace: tracing}
type: kubernetes.io/tls
stringData: {public.crt: (leaf minio of one), private.key: (key of minio)}
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: other-tls, namespace: tracing}
type: kubernetes.io/tls
stringData: {tls.crt: (leaf minio of one), tls.key: (key of minio)}
`,
  on: 'object',
  kinds: ['Secret'],
  check: (object, { inventory }) => {
    if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || object.type !== 'kubernetes.io/tls') { return 'not applicable'; }
    const keys = keysOf(object);
    const missing = ['tls.crt', 'tls.key'].filter((key) => !keys.includes(key));
    // Without any content it is a part of an object that another file completes.
    if (missing.length === 0 || keys.length === 0) { return 'satisfied'; }
    return [{ message: `Secret ${object.metadata.name} of type kubernetes.io/tls has ${keys.join(', ')}, and no ${missing.join(', no ')}`, resource: inventory.ref(object, 'type') }];
  },
});
