import { eventually, manifests } from './setup';
import {
  ClientCertificate, LegacyTls, QuerierEndpoints, ServerCertificate, StorageCa, ThanosListener, ThanosQuerier, ThanosVersion,
} from '../../src';
import { Issued, issueCa, issueLeaf } from '../../src/x509/issue';
import { Node } from '../kubelet/node';
import { THANOS_RELEASES, tool } from '../kubelet/tools';

const DAY = 86_400_000;
const since = new Date(Date.now() - DAY);
const until = new Date(Date.now() + 30 * DAY);
const ca = (commonName: string) => issueCa({ commonName, notBefore: since, notAfter: until });
const [EU, US, CLIENTS, STRANGERS] = ['EU', 'US', 'clients', 'strangers'].map(ca);
const NAMESPACE = 'monitoring';
const PORT = 10901;
const EU1 = 'thanos.eu1.example.com';
const US1 = 'thanos.us.example.com';
/** Names are in a hosts file here, which Thanos' own resolver does not read. */
const HOSTS = ['--store.sd-dns-resolver=golang'];
const nodes: Node[] = [];

afterEach(async () => { await Promise.all(nodes.splice(0).map((node) => node.close())); });

function leaf(by: Issued, names: string[], usage: 'serverAuth' | 'clientAuth' = 'serverAuth'): Issued {
  return issueLeaf(by, { commonName: names[0], dnsNames: names, usages: [usage], notBefore: since, notAfter: until });
}

function serverOf(by: Issued, name: string, outside: string): ServerCertificate {
  const services = [name, `${name}-headless`].flatMap((service) => ['', '.svc', '.svc.cluster.local'].map((end) => `${service}.${NAMESPACE}${end}`));
  const pair = leaf(by, [outside, name, ...services, ...services.filter((s) => s.includes('headless')).map((s) => `*.${s}`)]);
  return ServerCertificate.unsafeInline({ certificate: pair.certificatePem, privateKey: pair.privateKeyPem, ca: by.certificatePem });
}

interface Choice {
  readonly version: '0.37.2' | '0.41.0' | '0.42.4';
  readonly legacy?: LegacyTls;
  readonly clients?: Issued;
  readonly trusts?: Issued;
}

/** The proposal's story: a store in the cluster in plain text, one remote realm with mutual TLS and one with TLS; every store is a querier without endpoints. */
function story({ version: text, legacy, clients = CLIENTS, trusts = US }: Choice): { node: Node; query: ThanosQuerier } {
  const node = new Node(NAMESPACE, { 'thanos/thanos': { programs: [tool(`thanos-${text}`)], entrypoint: ['thanos'] } });
  nodes.push(node);
  const version = ThanosVersion.of(text);
  const made: ThanosQuerier[] = [];
  node.apply(manifests(NAMESPACE, (chart) => {
    const none = new QuerierEndpoints();
    const clientCa = StorageCa.fromPem(CLIENTS.certificatePem, { name: 'observers' });
    const plain = new ThanosQuerier(chart, 'plain', { endpoints: none, version });
    const http = ThanosListener.plaintext();
    const mutual = ThanosListener.mutualTls({ certificate: serverOf(EU, 'eu1', EU1), clientCa });
    new ThanosQuerier(chart, 'eu1', { endpoints: none, version, http, grpc: mutual });
    new ThanosQuerier(chart, 'us', { endpoints: none, version, http, grpc: ThanosListener.tls({ certificate: serverOf(US, 'us', US1) }) });
    const pair = leaf(clients, ['observer'], 'clientAuth');
    const identity = ClientCertificate.unsafeInline({ certificate: pair.certificatePem, privateKey: pair.privateKeyPem, ca: clients.certificatePem });
    const endpoints = new QuerierEndpoints();
    endpoints.addServer(plain);
    endpoints.addRealm('eu', {
      ca: StorageCa.fromPem(EU.certificatePem, { name: 'eu-ca' }),
      clientCertificate: identity,
      addresses: [`${EU1}:${PORT}`],
      strict: true,
    });
    endpoints.addRealm('america', { ca: StorageCa.fromPem(trusts.certificatePem, { name: 'us-ca' }), addresses: [`${US1}:${PORT}`] });
    made.push(new ThanosQuerier(chart, 'query', { endpoints, version, legacy, extraArgs: HOSTS }));
  }));
  return { node, query: made[0] };
}

interface Store { readonly name: string; readonly lastError: unknown; readonly lastCheck: string }

type Seen = { [name: string]: string };

/** What a querier says of its endpoints, by name: "up", or the error. */
async function stores(address: string): Promise<Seen> {
  const answer = await fetch(`http://${address}:10902/api/v1/stores`);
  const { data } = await answer.json() as { data: { [type: string]: Store[] } };
  return Object.fromEntries(Object.values(data).flat().map(({ name, lastError }) => [name, lastError === null ? 'up' : JSON.stringify(lastError)]));
}

async function remotes(node: Node): Promise<void> {
  await node.up('Deployment', 'plain');
  for (const [name, outside] of [['eu1', EU1], ['us', US1]]) {
    const pod = await node.up('Deployment', name);
    node.network.external(outside, pod.address);
  }
}

const CHOICES: readonly Choice[] = [
  { version: '0.42.4' },
  { version: '0.41.0', legacy: LegacyTls.QUERIER_PER_REALM },
  { version: '0.37.2', legacy: LegacyTls.QUERIER_PER_REALM },
];

describe.each<Choice>(CHOICES.filter(({ version }) => THANOS_RELEASES.includes(version)))('v$version, as it is compiled for it', (choice) => {
  test('every endpoint is up, as it is described', async () => {
    const { node, query } = story(choice);
    await remotes(node);
    const seen: Seen = {};
    for (const { name } of [...query.compilation.queriers].reverse()) {
      const pod = await node.up('Deployment', name === '' ? 'query' : `query-${name}`);
      const expected = query.treatments.filter(({ by }) => (name === '' ? !by.startsWith('querier ') : by === `querier query-${name}`)).length
        + (name === '' ? query.compilation.queriers.length - 1 : 0);
      Object.assign(seen, await eventually(60, () => stores(pod.address), (found) => Object.keys(found).length === expected && Object.values(found).every((state) => state === 'up')));
    }
    // A group is shown as "thanos:///" and its address.
    for (const { address } of query.treatments) { expect(seen[address] ?? seen[`thanos:///${address}`]).toBe('up'); }
  });
});

describe('what is refused', () => {
  test.each<[string, Partial<Choice>, string]>([
    ['a client certificate of somebody else', { clients: STRANGERS }, `${EU1}:${PORT}`],
    ['a CA of somebody else', { trusts: STRANGERS }, `${US1}:${PORT}`],
  ])('with %s that endpoint is not up, and the others are', async (_, change, refused) => {
    const { node } = story({ version: '0.42.4', ...change });
    await remotes(node);
    const { address } = await node.start('Deployment', 'query');
    const others = (found: Seen) => Object.entries(found).filter(([name]) => name !== refused);
    const seen = await eventually(60, () => stores(address).catch((): Seen => ({})), (found) => others(found).length === 2 && others(found).every(([, state]) => state === 'up'));
    expect(seen[refused]).not.toBe('up');
  });
});
