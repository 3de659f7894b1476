import { rule } from './rule';
import { EVERY_TEMPO, ofTempo } from './tempo';
import { keysOf, namespaceOf } from '../inventory';
import { bundleIn } from '../material';
import { STORAGE_CA_KEYS } from '../readers/tempo-storage';
import { scalar, storageOf } from '../tempo/custom-resource';
import { storageSecret } from '../tempo/storage-secret';
import { isMap } from '../values';

export const tempoCaKeyNotRead = rule({
  id: 'OT139',
  severity: 'error',
  title: "the operator finds no CA in the ConfigMap of the store's TLS",
  what: 'The ConfigMap that the storage tls of a Tempo names has no text under service-ca.crt, ca.crt or ca-bundle.crt; what is under binaryData does not count.',
  why: 'The operator refuses the resource, or leaves it in ConfigurationError: "CA ConfigMap must contain a \'service-ca.crt\', \'ca.crt\', or \'ca-bundle.crt\' key" '
    + '(tempo-operator 0.22.0, internal/handlers/storage/tls.go).',
  fix: 'put the CA under data, with the key ca.crt',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.pem: (ca one)
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.crt: (ca one)
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const storage = storageOf(tempo);
    const name = scalar(storage.tls.tls.caName);
    if (storage.backend !== 's3' || !storage.tls.enabled || !name || storageSecret(inventory, tempo, storage) === undefined) { return undefined; }
    const namespace = namespaceOf(tempo);
    const map = inventory.get('ConfigMap', namespace, name);
    if (map === undefined || keysOf(map).length === 0) { return undefined; }
    const read = (key: string) => {
      if (isMap(map.binaryData) && key in map.binaryData) { return false; }
      const { pem, authorities, missing } = bundleIn(inventory, 'ConfigMap', namespace, name, key);
      return authorities !== undefined || (pem === undefined ? missing === undefined : pem !== '');
    };
    const told = (key: string) => (isMap(map.binaryData) && key in map.binaryData ? `${key} in binaryData` : key);
    return [!STORAGE_CA_KEYS.some(read) && {
      message: `ConfigMap ${name} has text under none of ${STORAGE_CA_KEYS.join(', ')} (it has ${keysOf(map).map(told).join(', ')})`,
      resource: inventory.ref(map, 'data'),
      related: [inventory.ref(tempo, `${storage.tls.field}.caName`)],
    }];
  }),
});
