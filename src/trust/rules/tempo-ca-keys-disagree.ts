import { Certificate } from '../../x509/certificate';
import { namespaceOf } from '../inventory';
import { keyRef } from '../material';
import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { STORAGE_CA_KEYS } from '../readers/tempo-storage';
import { scalar, storageOf } from '../tempo/custom-resource';

export const tempoCaKeysDisagree = rule({
  id: 'OT108',
  severity: 'warning',
  title: 'the CA ConfigMap holds different CAs under several keys, and one key wins',
  what: "The ConfigMap with the CA of a Tempo's store has more than one of service-ca.crt, ca.crt and ca-bundle.crt, with different certificates.",
  why: 'The operator takes the first that is not empty, in this order, and ignores the others (tempo-operator 0.22.0, internal/handlers/storage/tls.go). '
    + 'Whoever renews the CA under the other key changes nothing.',
  fix: 'keep one key, or the same certificates under all',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  service-ca.crt: (ca one)
  ca.crt: (ca two)
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  service-ca.crt: (ca one)
  ca.crt: (ca one)
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const storage = storageOf(tempo);
    const name = scalar(storage.tls.tls.caName);
    if (storage.backend !== 's3' || !storage.tls.enabled || !name) { return undefined; }
    const namespace = namespaceOf(tempo);
    const pools = STORAGE_CA_KEYS.flatMap((key) => {
      const value = inventory.value('ConfigMap', namespace, name, key);
      return typeof value === 'string' && value !== '' ? [{ key, pool: new Set(Certificate.poolFromPem(value).map((c) => c.fingerprint256)) }] : [];
    });
    if (pools.length === 0) { return undefined; }
    const [winner, ...others] = pools;
    const ignored = others.filter(({ pool }) => [...pool].some((certificate) => !winner.pool.has(certificate)));
    return ignored.map(({ key }) => ({
      message: `ConfigMap ${name} has other certificates under ${key} than under ${winner.key}: only ${winner.key} is used`,
      resource: keyRef(inventory, 'ConfigMap', namespace, name, key),
      related: [inventory.ref(tempo, `${storage.tls.field}.caName`)],
    }));
  }),
});
