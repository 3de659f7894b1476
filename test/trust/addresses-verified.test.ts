import { Client, Material, Server } from '../../src/trust/model';
import { verifyServer } from '../../src/trust/verify';
import { makeCa, makeServer, NOW } from '../util/certificates';

const ca = makeCa();
const ref = { apiVersion: 'v1', kind: 'Secret', namespace: 'a', name: 'x' };
const server = (material: Partial<Material>): Server => ({ ref, product: 'Thanos', namespace: 'a', labels: {}, port: 10901, tls: true, certificates: [{ ref, ...material }], clientAuth: 'none' });
const client = (more: Partial<Client>): Client => ({
  ref,
  product: 'Thanos Query',
  namespace: 'a',
  tls: true,
  address: { text: 'dns+store.a.svc:10901', host: 'store.a.svc', port: 10901 },
  trust: { system: false, bundles: [{ ref, pem: ca.certificatePem }] },
  dialsAddresses: true,
  ...more,
});
const leaf = (names: string[], ipAddresses: string[] = []) => ({ pem: makeServer(ca, names, { ipAddresses }).certificatePem });
const code = (more: Partial<Client>, material: Partial<Material>) => {
  const analysis = verifyServer(client(more), server(material), NOW);
  return analysis.state === 'failed' ? analysis.code : analysis.state;
};

test('a certificate without addresses covers no pod that is dialled by its address', () => {
  expect(code({}, leaf(['store.a.svc']))).toBe('address-not-covered');
  expect(code({}, leaf(['store.a.svc'], ['127.0.0.1', '::1']))).toBe('address-not-covered');
  expect(code({}, { dnsNames: ['store.a.svc'] })).toBe('address-not-covered');
});

test('a server name takes the place of the address', () => {
  expect(code({ serverName: 'store.a.svc' }, leaf(['store.a.svc']))).toBe('proved');
  expect(code({ serverName: 'other.a.svc' }, leaf(['store.a.svc']))).toBe('host-mismatch');
});

test('addresses in a certificate may be those of the pods, which nobody can tell', () => {
  expect(code({}, leaf(['store.a.svc'], ['10.0.0.7']))).toBe('unknown');
  expect(code({}, {})).toBe('unknown');
});

test('an address that is written out is compared as such', () => {
  const address = { text: 'dns+10.0.0.7:10901', host: '10.0.0.7', port: 10901 };
  expect(code({ address }, leaf([], ['10.0.0.7']))).toBe('proved');
  expect(code({ address }, leaf([], ['10.0.0.8']))).toBe('host-mismatch');
});

test('who does not verify has nothing to cover', () => {
  expect(code({ skipVerify: true }, leaf(['store.a.svc']))).toBe('skipped');
});
