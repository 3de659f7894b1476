import { request } from 'node:http';
import { https } from './grpc';
import { eventually, manifests, secret } from './setup';
import {
  ClientCertificate, LegacyTls, QuerierEndpoints, ServerCertificate, StorageCa, StoreVolume, ThanosListener, ThanosQuerier, ThanosReceive,
  ThanosTlsMode, ThanosVersion,
} from '../../src';
import { Issued, issueCa, issueLeaf } from '../../src/x509/issue';
import { Node, Pod } from '../kubelet/node';
import { envoy, THANOS_RELEASES, Tool, tool } from '../kubelet/tools';
import { REMOTE_WRITE, remoteWrite } from '../scenes/remote-write';

const DAY = 86_400_000;
const NAMESPACE = 'monitoring';
const now = Date.now();
const ca = (commonName: string) => issueCa({ commonName, notBefore: new Date(now - 20 * DAY), notAfter: new Date(now + 30 * DAY) });
/** Two realms, each with a CA for its servers and one for those who read it. */
const CAS = {
  eu: ca('servers of eu'), us: ca('servers of us'), euReaders: ca('readers of eu'), usReaders: ca('readers of us'), writers: ca('servers of remote write'),
};

function leaf(by: Issued, names: string[], usage: 'serverAuth' | 'clientAuth', expired = false): { [key: string]: string } {
  const [notBefore, notAfter] = (expired ? [-10, -1] : [-1, 10]).map((days) => new Date(now + days * DAY));
  const pair = issueLeaf(by, { commonName: names[0], dnsNames: names, usages: [usage], notBefore, notAfter });
  return { 'tls.crt': pair.certificatePem, 'tls.key': pair.privateKeyPem };
}

/** A receiver with one series that nobody else has, and what it is called outside. */
interface Store {
  readonly name: string;
  readonly realm?: 'eu' | 'us';
  readonly outside?: readonly string[];
  readonly expired?: boolean;
}

/** Each way to be turned away, with a name of its own; all of them lead to stores that nothing else leads to. */
const FAULTS = {
  'wrong CA': 'wrong-ca.example.com',
  'wrong client certificate': 'wrong-client.example.com',
  'no client certificate': 'no-client.example.com',
  'expired client certificate': 'expired-client.example.com',
  'plaintext': 'no-tls.example.com',
  'certificate for another name': 'other-name.example.com',
  'expired server certificate': 'expired.example.com',
} as const;

type Fault = keyof typeof FAULTS;

const STORES: readonly Store[] = [
  { name: 'plain' },
  { name: 'eu1', realm: 'eu', outside: ['thanos.eu1.example.com'] },
  { name: 'us1', realm: 'us', outside: ['thanos.us1.example.com'] },
  { name: 'vault', realm: 'eu', outside: ['vault.example.com', ...Object.values(FAULTS).filter((name) => name !== FAULTS['expired server certificate'])] },
  { name: 'expired', realm: 'eu', outside: [FAULTS['expired server certificate']], expired: true },
];

const bundle = (of: Issued, name: string): StorageCa => StorageCa.fromPem(of.certificatePem, { name });
const fixed = (name: string) => `${name}:10901`;

/** The endpoints of a name: those that have to work, or one that must not. */
const GOOD: { readonly [name: string]: (endpoints: QuerierEndpoints) => void } = {
  plain: (endpoints) => { endpoints.addPlaintext(`plain.${NAMESPACE}.svc:10901`); },
  eu: (endpoints) => { endpoints.addRealm('eu', { ca: bundle(CAS.eu, 'eu'), clientCertificate: ClientCertificate.fromSecret('reader-of-eu'), addresses: [fixed('thanos.eu1.example.com')] }); },
  us: (endpoints) => { endpoints.addRealm('us', { ca: bundle(CAS.us, 'us'), clientCertificate: ClientCertificate.fromSecret('reader-of-us'), addresses: [fixed('thanos.us1.example.com')] }); },
  vault: (endpoints) => { endpoints.addToRealm('eu', { addresses: [fixed('vault.example.com')] }); },
};

function addFault(endpoints: QuerierEndpoints, fault: Fault): void {
  const addresses = [fixed(FAULTS[fault])];
  const realm = (name: string, by: Issued, client?: string) => endpoints.addRealm(name, {
    ca: bundle(by, name), addresses, ...(client === undefined ? {} : { clientCertificate: ClientCertificate.fromSecret(client) }),
  });
  switch (fault) {
    case 'wrong CA': realm('wrong-ca', CAS.us, 'reader-of-eu'); break;
    case 'wrong client certificate': realm('wrong-client', CAS.eu, 'reader-of-us'); break;
    case 'no client certificate': realm('no-client', CAS.eu); break;
    case 'expired client certificate': realm('expired-client', CAS.eu, 'expired-reader-of-eu'); break;
    case 'certificate for another name': realm('other-name', CAS.eu, 'reader-of-eu'); break;
    case 'expired server certificate': realm('expired', CAS.eu, 'reader-of-eu'); break;
    case 'plaintext': endpoints.addPlaintext(addresses[0]);
  }
}

let node: Node;

async function startStores(version: ThanosVersion): Promise<void> {
  node.apply(manifests(NAMESPACE, (chart) => {
    for (const { name, realm } of STORES) {
      const grpc = realm === undefined ? ThanosListener.plaintext() : ThanosListener.mutualTls({
        certificate: ServerCertificate.fromSecret(`${name}-tls`, { ca: bundle(CAS[realm], realm) }),
        clientCa: bundle(realm === 'eu' ? CAS.euReaders : CAS.usReaders, `readers-of-${realm}`),
      });
      const write = ThanosListener.tls({ certificate: ServerCertificate.fromSecret(`${name}-write-tls`, { ca: bundle(CAS.writers, 'writers') }) });
      new ThanosReceive(chart, name, { version, grpc, remoteWrite: write, data: StoreVolume.ephemeral(), externalLabels: { cluster: name } });
    }
  }));
  for (const { name, realm, outside = [], expired } of STORES) {
    const host = `${name}.${NAMESPACE}.svc`;
    node.apply([secret(`${name}-write-tls`, leaf(CAS.writers, [host], 'serverAuth'))]);
    if (realm) { node.apply([secret(`${name}-tls`, leaf(CAS[realm], [host, ...outside.filter((one) => one !== FAULTS['certificate for another name'])], 'serverAuth', expired))]); }
  }
  node.apply([
    secret('reader-of-eu', leaf(CAS.euReaders, ['observer'], 'clientAuth')),
    secret('reader-of-us', leaf(CAS.usReaders, ['observer'], 'clientAuth')),
    secret('expired-reader-of-eu', leaf(CAS.euReaders, ['observer'], 'clientAuth', true)),
  ]);
  const pods = await Promise.all(STORES.map(({ name }) => node.start('StatefulSet', name)));
  await Promise.all(pods.map((pod, i) => node.ready(pod, node.all('StatefulSet').find(({ metadata }) => metadata.name === STORES[i].name).spec.template.spec)));
  for (const [i, { name, outside = [] }] of STORES.entries()) {
    for (const other of outside) { node.network.external(other, pods[i].address); }
    const body = remoteWrite({ __name__: 'held', store: name }, 1, Date.now());
    const write = () => https(node, `${name}.${NAMESPACE}.svc`, 19291, '/api/v1/receive', { ca: CAS.writers.certificatePem }, { headers: REMOTE_WRITE, body });
    await eventually(20, write, ({ status }) => status === 200);
  }
}

/** The endpoints that a querier has reached; its own queriers of realms are groups, and no endpoints of ours. */
async function healthyAt(address: string): Promise<string[]> {
  const { data } = JSON.parse(await get(address, '/api/v1/stores')) as { data: { [type: string]: { name: string; lastError: unknown }[] } };
  const all = Object.values(data).flat().filter(({ name }) => !name.startsWith('thanos:///'));
  return all.filter(({ lastError }) => lastError === null).map(({ name }) => name);
}

/** The stores whose series a query returns. */
async function storesFound(address: string): Promise<string[]> {
  const { status, data } = JSON.parse(await get(address, '/api/v1/query?query=held'));
  return status === 'success' ? data.result.map(({ metric }: any) => metric.store).sort() : [status];
}

function get(host: string, path: string): Promise<string> {
  return new Promise((done, failed) => {
    request({ host, port: 10902, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => { text += more; }).on('end', () => { done(text); });
    }).on('error', failed).end();
  });
}

/** Starts a querier, those of its realms first. @returns the address of the one in front, and what all of them say of endpoints */
async function startQuerier(name: string, version: ThanosVersion, fill: (endpoints: QuerierEndpoints) => void, legacy?: LegacyTls) {
  const made: ThanosQuerier[] = [];
  node.apply(manifests(NAMESPACE, (chart) => {
    const endpoints = new QuerierEndpoints();
    fill(endpoints);
    made.push(new ThanosQuerier(chart, name, { endpoints, version, legacy, extraArgs: ['--store.sd-dns-resolver=golang'] }));
  }));
  const { compilation } = made[0];
  const pods: Pod[] = [];
  for (const querier of [...compilation.queriers].reverse()) { pods.push(await node.start('Deployment', querier.name === '' ? name : `${name}-${querier.name}`)); }
  // A listener of Envoy is named after the address that it stands for.
  const meant = new Map(compilation.endpoints.map(({ address, by }) => [/^Envoy at (.*)$/.exec(by)?.[1], address]));
  const nameOf = (address: string) => meant.get(address) ?? address;
  const says = async (): Promise<Said> => {
    const healthy = await Promise.all(pods.map(({ address }) => healthyAt(address).catch((): string[] => [])));
    // Thanos shows an endpoint only once it was healthy: of the others its log says that it asked, and was not answered.
    const failed = pods.flatMap(({ containers }) => containers[0].log.split('\n'))
      .flatMap((line) => (/update of endpoint failed/.test(line) ? /\baddress=(?!thanos:)(\S+)/.exec(line)?.[1] ?? [] : []));
    return { healthy: [...new Set(healthy.flat().map(nameOf))].sort(), failed: [...new Set(failed.map(nameOf))].sort() };
  };
  return { address: pods[pods.length - 1].address, mode: compilation.mode, says };
}

/** Which endpoints a querier and those behind it have reached, and which not. */
interface Said {
  readonly healthy: readonly string[];
  readonly failed: readonly string[];
}

describe.each([...THANOS_RELEASES])('Thanos v%s', (release) => {
  const version = ThanosVersion.of(release);
  const perEndpoint = version.minor >= 42;

  beforeAll(async () => {
    const thanos = { programs: [tool(`thanos-${release}` as Tool)], entrypoint: ['thanos'] };
    node = new Node(NAMESPACE, { 'thanos/thanos': thanos, ...(perEndpoint ? {} : { 'envoyproxy/envoy': { programs: [envoy()], entrypoint: [], at: '/usr/local/bin' } }) });
    await startStores(version);
  }, 120_000);
  afterAll(async () => { await node.close(); });

  const modes: { readonly mode: ThanosTlsMode; readonly legacy?: LegacyTls }[] = perEndpoint
    ? [{ mode: ThanosTlsMode.PER_ENDPOINT }]
    : [{ mode: ThanosTlsMode.QUERIER_PER_REALM, legacy: LegacyTls.QUERIER_PER_REALM }, { mode: ThanosTlsMode.ENVOY, legacy: LegacyTls.ENVOY }];

  test.each(modes)('$mode: two realms and a plaintext store are healthy and answer, and nothing else does', async ({ mode, legacy }) => {
    const querier = await startQuerier(mode.toLowerCase().replace(/_/g, '-'), version, (endpoints) => {
      for (const add of [GOOD.plain, GOOD.eu, GOOD.us]) { add(endpoints); }
      for (const fault of Object.keys(FAULTS) as Fault[]) { addFault(endpoints, fault); }
    }, legacy);
    expect(querier.mode).toBe(mode);
    const expected: Said = {
      healthy: [`plain.${NAMESPACE}.svc:10901`, 'thanos.eu1.example.com:10901', 'thanos.us1.example.com:10901'],
      failed: Object.values(FAULTS).map(fixed).sort(),
    };
    const complete = ({ healthy, failed }: Said) => healthy.length >= expected.healthy.length && failed.length >= expected.failed.length;
    const seen = await eventually(60, querier.says, complete);
    expect(seen).toEqual(expected);
    expect(await eventually(20, () => storesFound(querier.address), (found) => found.length >= 3)).toEqual(['eu1', 'plain', 'us1']);
  });

  if (!perEndpoint) {
    test('GLOBAL: the servers of one realm are healthy and answer; with any fault none does', async () => {
      const good = await startQuerier('global', version, (endpoints) => { GOOD.eu(endpoints); GOOD.vault(endpoints); });
      expect(good.mode).toBe(ThanosTlsMode.GLOBAL);
      const faults = Object.keys(FAULTS) as Fault[];
      const faulty = await Promise.all(faults.map((fault, i) => startQuerier(`global-${i}`, version, (endpoints) => { addFault(endpoints, fault); })));
      await eventually(60, good.says, ({ healthy }) => healthy.length === 2);
      expect(await eventually(20, () => storesFound(good.address), (found) => found.length === 2)).toEqual(['eu1', 'vault']);
      for (const [i, querier] of faulty.entries()) {
        expect(await eventually(60, querier.says, ({ failed }) => failed.length > 0)).toEqual({ healthy: [], failed: [fixed(FAULTS[faults[i]])] });
        expect(await storesFound(querier.address)).toEqual([]);
      }
    });
  }

  test('the store that nothing of this led to has a series, and gives it to whoever may have it', async () => {
    const querier = await startQuerier('control', version, (endpoints) => { GOOD.eu(endpoints); GOOD.vault(endpoints); });
    expect(await eventually(60, () => storesFound(querier.address).catch(() => []), (found) => found.length === 2)).toEqual(['eu1', 'vault']);
  });
});
