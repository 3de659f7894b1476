import { request } from 'node:http';
import { Duration } from 'cdk8s';
import { https, info } from './grpc';
import { handshake, eventually, manifests, secret } from './setup';
import {
  ClientCertificate, QuerierEndpoints, ServerCertificate, StorageCa, StoreVolume, ThanosListener, ThanosQuerier, ThanosReceive, ThanosVersion,
} from '../../src';
import { Issued, issueCa, issueLeaf } from '../../src/x509/issue';
import { Node } from '../kubelet/node';
import { THANOS_RELEASES, Tool, tool } from '../kubelet/tools';
import { REMOTE_WRITE, remoteWrite } from '../scenes/remote-write';

const DAY = 86_400_000;
const NAMESPACE = 'monitoring';
const RELEASE = THANOS_RELEASES[0];
const version = ThanosVersion.of(RELEASE);
const EDGE = `edge.${NAMESPACE}.svc`;
/** How long a connection of gRPC lives here, in place of the minute that is the least that can be asked for. */
const AGE = 1_000;
/** How long a certificate lives that has to be replaced in time. */
const SHORT = 8_000;

const makeCa = (commonName: string) => issueCa({ commonName, notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 30 * DAY) });
const [A, B, READERS, NEXT_READERS, STRANGERS, WRITERS] = ['servers', 'next servers', 'readers', 'next readers', 'strangers', 'writers'].map(makeCa);

function leaf(by: Issued, commonName: string, usage: 'serverAuth' | 'clientAuth', milliseconds = DAY): Issued {
  return issueLeaf(by, {
    commonName,
    dnsNames: usage === 'serverAuth' ? [EDGE, `receive.${NAMESPACE}.svc`] : ['observer'],
    usages: [usage],
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + milliseconds),
  });
}

const pairOf = (name: string, { certificatePem, privateKeyPem }: Issued) => secret(name, { 'tls.crt': certificatePem, 'tls.key': privateKeyPem });

let node: Node;

/** What is trusted, on either side. */
interface Trust {
  readonly servers: StorageCa;
  readonly readers: StorageCa;
}

/** A receiver behind a querier that lets in readers, and the observer's querier that asks it. */
function objects({ servers, readers }: Trust): any[] {
  const made = manifests(NAMESPACE, (chart) => {
    new ThanosReceive(chart, 'receive', {
      version,
      grpc: ThanosListener.plaintext(),
      remoteWrite: ThanosListener.tls({ certificate: ServerCertificate.fromSecret('receive-tls', { ca: StorageCa.fromPem(WRITERS.certificatePem, { name: 'writers' }) }) }),
      data: StoreVolume.ephemeral(),
      externalLabels: { cluster: 'eu1' },
    });
    const inside = new QuerierEndpoints();
    inside.addPlaintext(`receive.${NAMESPACE}.svc:10901`);
    const grpc = ThanosListener.mutualTls({ certificate: ServerCertificate.fromSecret('edge-tls', { ca: servers }), clientCa: readers });
    const extraArgs = ['--store.sd-dns-resolver=golang'];
    new ThanosQuerier(chart, 'edge', { version, endpoints: inside, grpc, http: ThanosListener.plaintext(), maxConnectionAge: Duration.minutes(1), extraArgs });
    const endpoints = new QuerierEndpoints();
    endpoints.addRealm('eu1', { ca: servers, clientCertificate: ClientCertificate.fromSecret('observer-tls'), addresses: [`${EDGE}:10901`] });
    new ThanosQuerier(chart, 'query', { version, endpoints, extraArgs });
  });
  return JSON.parse(JSON.stringify(made).replaceAll('--grpc-server-max-connection-age=1m', `--grpc-server-max-connection-age=${AGE}ms`));
}

/** Users who ask one question after the other, and what became of it. */
class Load {
  public answered = 0;
  public readonly failures: string[] = [];
  private running = true;
  private readonly workers: Promise<void>[];

  constructor(workers: number) {
    this.workers = Array.from({ length: workers }, () => this.work());
  }

  public async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.workers);
  }

  private async work(): Promise<void> {
    while (this.running) {
      const seen = await ask().catch((error: Error) => error.message);
      if (seen === 'held by eu1') { this.answered += 1; } else { this.failures.push(seen); }
      await new Promise((done) => { setTimeout(done, 5); });
    }
  }
}

/** One query through the observer's Service, which fails rather than go without an endpoint. */
function ask(): Promise<string> {
  const host = node.network.lookup(`query.${NAMESPACE}.svc`)!;
  return new Promise((done, failed) => {
    const call = request({ host, port: 10902, path: '/api/v1/query?query=held&partial_response=false', agent: false, timeout: 30_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => { text += more; }).on('end', () => {
        const { status, data, warnings } = response.statusCode === 200 ? JSON.parse(text) : { status: text, data: undefined, warnings: undefined };
        done(status === 'success' && warnings === undefined && data.result.length === 1 ? `held by ${data.result[0].metric.cluster}` : text);
      });
    });
    call.on('timeout', () => { call.destroy(new Error('no answer in 30 s')); });
    call.on('error', failed).end();
  });
}

const wait = (milliseconds: number) => new Promise((done) => { setTimeout(done, milliseconds); });

beforeAll(async () => {
  node = new Node(NAMESPACE, { 'thanos/thanos': { programs: [tool(`thanos-${RELEASE}` as Tool)], entrypoint: ['thanos'] } });
  node.apply(objects({ servers: StorageCa.fromPem(A.certificatePem, { name: 'servers' }), readers: StorageCa.fromPem(READERS.certificatePem, { name: 'readers' }) }));
  node.apply([
    pairOf('receive-tls', leaf(WRITERS, 'receive', 'serverAuth')), pairOf('edge-tls', leaf(A, 'first', 'serverAuth')),
    pairOf('observer-tls', leaf(READERS, 'observer', 'clientAuth')),
  ]);
  await node.up('StatefulSet', 'receive');
  const body = remoteWrite({ __name__: 'held' }, 1, Date.now());
  await eventually(20, () => https(node, `receive.${NAMESPACE}.svc`, 19291, '/api/v1/receive', { ca: WRITERS.certificatePem }, { headers: REMOTE_WRITE, body }), ({ status }) => status === 200);
  await node.up('Deployment', 'edge');
  await node.up('Deployment', 'query');
  await eventually(30, () => ask().catch((error: Error) => error.message), (seen) => seen === 'held by eu1');
}, 120_000);

afterAll(async () => { await node.close(); });

/** Asks all the time while something is done. @returns how many queries were answered, over how many new connections between the queriers */
async function underLoad(what: () => Promise<void>): Promise<{ readonly answered: number; readonly connections: number }> {
  const before = node.network.connections('edge');
  const load = new Load(4);
  try {
    await what();
  } finally {
    await load.stop();
  }
  expect(load.failures).toEqual([]);
  return { answered: load.answered, connections: node.network.connections('edge') - before };
}

async function shown(readers: Issued): Promise<string> {
  const pair = leaf(readers, 'observer', 'clientAuth');
  const seen = await handshake(node, EDGE, 10901, { ca: `${A.certificatePem}${B.certificatePem}`, cert: pair.certificatePem, key: pair.privateKeyPem });
  return 'certificate' in seen ? String(seen.certificate.subject.CN) : seen.refused;
}

test('leaves of both sides are renewed before they end: nothing is restarted, and no query fails', async () => {
  const { answered, connections } = await underLoad(async () => {
    const end = Date.now() + SHORT;
    node.apply([pairOf('edge-tls', leaf(A, 'short', 'serverAuth', SHORT)), pairOf('observer-tls', leaf(READERS, 'observer', 'clientAuth', SHORT))]);
    node.syncVolumes();
    expect(await shown(READERS)).toBe('short');
    await wait(SHORT / 2);
    node.apply([pairOf('edge-tls', leaf(A, 'renewed', 'serverAuth')), pairOf('observer-tls', leaf(READERS, 'observer', 'clientAuth'))]);
    node.syncVolumes();
    expect(await shown(READERS)).toBe('renewed');
    // Well after the end of the short ones, with connections that are made anew all the time.
    await wait(end - Date.now() + 4 * AGE);
  });
  expect(answered).toBeGreaterThan(100);
  expect(connections).toBeGreaterThan(5);
});

test('the CAs of both sides are replaced by way of a bundle with both: queriers are rolled, and no query fails', async () => {
  const steps: string[] = [];
  const { answered } = await underLoad(async () => {
    const apply = async (trust: Trust) => {
      node.apply(objects(trust));
      await Promise.all(['edge', 'query'].map((name) => node.roll(name)));
    };
    await apply({
      servers: StorageCa.fromPem(A.certificatePem, { next: B.certificatePem, name: 'servers' }),
      readers: StorageCa.fromPem(READERS.certificatePem, { next: NEXT_READERS.certificatePem, name: 'readers' }),
    });
    steps.push(await shown(READERS));
    node.apply([pairOf('edge-tls', leaf(B, 'of the next CA', 'serverAuth')), pairOf('observer-tls', leaf(NEXT_READERS, 'observer', 'clientAuth'))]);
    node.syncVolumes();
    await wait(3 * AGE);
    steps.push(await shown(READERS), await shown(NEXT_READERS));
    await apply({ servers: StorageCa.fromPem(B.certificatePem, { name: 'servers' }), readers: StorageCa.fromPem(NEXT_READERS.certificatePem, { name: 'readers' }) });
    await wait(3 * AGE);
    steps.push(await shown(NEXT_READERS));
  });
  expect(steps).toEqual(['renewed', 'of the next CA', 'of the next CA', 'of the next CA']);
  expect(answered).toBeGreaterThan(100);
  const old = leaf(READERS, 'observer', 'clientAuth');
  expect(await info(node, EDGE, 10901, { ca: B.certificatePem, cert: old.certificatePem, key: old.privateKeyPem })).not.toBe('ok');
});

test('such a load sees it when a certificate does not verify', async () => {
  const load = new Load(2);
  try {
    node.apply([pairOf('edge-tls', leaf(STRANGERS, 'stranger', 'serverAuth'))]);
    node.syncVolumes();
    await eventually(20, () => load.failures.length, (failures) => failures > 0);
  } finally {
    await load.stop();
  }
});
