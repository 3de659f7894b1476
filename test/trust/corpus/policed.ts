import { DNS, into, outOf } from './around-good';
import { endpoint, Store, store, tempoStack } from './store';
import { bad, good, Tree } from './tree';

// Policies about the pods of a TempoStack, of which each component has labels of its own, and about what lies outside.
const MINIO = { app: 'minio' };
const STACK = { 'app.kubernetes.io/name': 'tempo', 'app.kubernetes.io/instance': 'traces', 'app.kubernetes.io/managed-by': 'tempo-operator' };
const MONOLITH = { 'app.kubernetes.io/name': 'tempo-monolithic', 'app.kubernetes.io/instance': 'traces' };
const COMPONENT = 'app.kubernetes.io/component';
const from = (...selectors: object[]) => ({ from: selectors.map((podSelector) => ({ podSelector })), ports: [{ port: 9000 }] });
const stack = (change: (s: Store) => void, more: object = {}) => () => store((s) => {
  s.tempo = tempoStack('traces', { secret: { name: 'traces-s3', type: 's3' }, tls: { enabled: true, caName: 'storage-ca' } }, more);
  change(s);
});
const admitting = (...selectors: object[]) => stack((s) => { s.more.push(into(MINIO, [from(...selectors)])); });
const ALONE = { networkPolicy: { enabled: false } };
const TO_STORE = { to: [{ podSelector: { matchLabels: MINIO } }], ports: [{ port: 9000 }] };
const outside = (url: string, rule: object) => () => store((s) => {
  s.s3 = endpoint(url);
  s.more.push(outOf(MONOLITH, [DNS, rule]));
});
const INTERNET = { ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] } };
const AT = 'TempoStack/traces NetworkPolicy/minio NetworkPolicy/tempo StatefulSet/minio';
const OUT = 'TempoMonolithic/traces NetworkPolicy/tempo Secret/traces-s3';

export const POLICED_GOOD: readonly Tree[] = [
  good('the store admits a TempoStack', admitting({ matchLabels: STACK }), 'proved'),
  good('the store admits each component that dials it', admitting({ matchExpressions: [{ key: COMPONENT, operator: 'In', values: ['ingester', 'querier', 'query-frontend', 'compactor'] }] }), 'proved'),
  good('the store admits the components one by one', admitting(...['ingester', 'querier', 'query-frontend', 'compactor'].map((one) => ({ matchLabels: { ...STACK, [COMPONENT]: one } }))), 'proved'),
  good('the store admits who gossips', admitting({ matchLabels: { 'tempo-gossip-member': 'true' } }), 'proved'),
  good('every component is let out by a policy of its own', stack((s) => {
    s.more.push(...['ingester', 'querier', 'query-frontend', 'compactor'].map((one) => outOf({ ...STACK, [COMPONENT]: one }, [DNS, TO_STORE], `tempo-${one}`)));
  }, ALONE), 'proved'),
  good('a policy that closes the distributor, which does not dial the store', stack((s) => { s.more.push(outOf({ [COMPONENT]: 'distributor' }, [DNS])); }, ALONE), 'proved'),
  good('a store outside, at a port that is let out', outside('https://s3.storage.example.com:9000', { to: [INTERNET], ports: [{ port: 9000 }] })),
  good('a store outside, and pods before it that listen at another port', outside('https://s3.storage.example.com', { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } } }], ports: [{ port: 8443 }] })),
  good('a store outside, and ports by name', outside('https://s3.storage.example.com:9000', { ports: [{ port: 's3' }] })),
];

export const POLICED_BAD: readonly Tree[] = [
  bad('the store admits one component', admitting({ matchLabels: { ...STACK, [COMPONENT]: 'ingester' } }), AT),
  bad('the store admits a label that no component has', admitting({ matchLabels: { app: 'tempo' } }), AT),
  bad('one component is not let out', stack((s) => { s.more.push(outOf({ [COMPONENT]: 'compactor' }, [DNS])); }, ALONE), AT),
  bad('a store outside, at a port that is not let out', outside('https://s3.storage.example.com:9000', { ports: [{ port: 443 }] }), OUT),
  bad('a store outside, at a port that is not let out, beside a policy for DNS', () => store((s) => {
    s.s3 = endpoint('https://s3.storage.example.com:9000');
    s.more.push(outOf({}, [DNS], 'allow-dns'), outOf(MONOLITH, [{ ports: [{ port: 443 }] }]));
  }), OUT),
  bad('a store outside, at a port that is not let out to the internet', outside('https://s3.storage.example.com:9000', { to: [INTERNET], ports: [{ port: 443 }] }), OUT),
];
