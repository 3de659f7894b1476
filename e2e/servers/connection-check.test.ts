import { Chart, Duration } from 'cdk8s';
import { manifests, secret } from './setup';
import {
  ClientCertificate, ConnectionCheck, ConnectionCheckProps, QuerierEndpoints, ServerCertificate, StorageCa, StoreVolume, TempoMonolithicS3Tls,
  ThanosListener, ThanosQuerier, ThanosReceive, ThanosVersion,
} from '../../src';
import { diagnose } from '../../src/diagnosis/diagnose';
import { Issued, issueLeaf, LeafOptions } from '../../src/x509/issue';
import { Node } from '../kubelet/node';
import { THANOS, THANOS_RELEASES, tool } from '../kubelet/tools';
import { authority, days, leafFor, pem, shown } from '../scenes/certificates';
import { store } from '../scenes/store';

/** What the check says of real servers: of good ones, and of each fault in the words that `diagnose` leads to its rule with. */
const NAMESPACE = 'tracing';
const root = authority('Storage CA');
const stranger = authority('Stranger');
const leaf = leafFor(NAMESPACE);
const images = { silo: { programs: [tool('minio'), tool('mc')], entrypoint: ['minio'] }, thanos: { programs: [tool(THANOS)], entrypoint: ['thanos'] } };
const SOON = { timeout: Duration.seconds(10) };
const nodes: Node[] = [];
afterEach(async () => { await Promise.all(nodes.splice(0).map((node) => node.close())); });

/** What the log of a check says: a line for each connection, the same as data, and what was found in the words of failures. */
interface Told {
  readonly code: number;
  readonly log: string;
  readonly lines: readonly string[];
  readonly data: readonly any[];
  readonly rules: readonly string[];
}

async function told(node: Node): Promise<Told> {
  const name = node.all('Job').map(({ metadata }) => metadata.name).find((each) => each.startsWith('connections-once-'))!;
  const { code, log } = await node.job(name);
  const lines = log.trim().split('\n');
  const { diagnoses, unknown } = diagnose([{ file: 'log', text: log }]);
  expect(unknown).toEqual([]);
  return {
    code,
    log,
    lines: lines.filter((line) => !line.startsWith('{')),
    data: lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)),
    rules: [...new Set(diagnoses.map(({ rules }) => rules[0]))],
  };
}

function began(objects: readonly any[]): Node {
  const node = new Node(NAMESPACE, images);
  nodes.push(node);
  node.apply(objects);
  return node;
}

describe('a store', () => {
  /** A store with its Tempo, whose files are as they are, and a check. */
  async function checked(
    chain: Issued[], trusted?: Issued[], props: ConnectionCheckProps = {}, change: (node: Node) => void = () => {},
  ): Promise<Told> {
    const clients = (chart: Chart, storage: any) => {
      new TempoMonolithicS3Tls(chart, 'traces', { storage });
      new ConnectionCheck(chart, 'connections', { ...SOON, ...props });
    };
    const node = began(store({ namespace: NAMESPACE, pair: shown(...chain), ca: pem(root), trusted: trusted && pem(...trusted), clients }));
    await node.up('StatefulSet', 'minio');
    change(node);
    return told(node);
  }

  test('that is good passes, with all that is known of its certificates', async () => {
    const { code, lines, data } = await checked([leaf(root)]);
    expect({ code, lines }).toEqual({
      code: 0,
      lines: [
        expect.stringMatching(/^Tempo \(TempoMonolithic tracing\/traces\) -> https:\/\/minio\.tracing\.svc:9000: ok \(TLS 1\.3, verified with ConfigMap storage-ca-\w+ key service-ca\.crt, handshake \d+\.\d ms; minio: minio minio\.tracing minio\.tracing\.svc minio\.tracing\.svc\.cluster\.local, 29 days left; CA Storage CA: 399 days left\)$/),
        expect.stringMatching(/^mc \(Job tracing\/minio-bucket-tempo-\w+\) -> https:\/\/minio\.tracing\.svc:9000: ok /),
        '2 of 2 connections are as they should be',
      ],
    });
    expect(data[0]).toEqual({
      client: 'Tempo (TempoMonolithic tracing/traces)',
      server: 'https://minio.tracing.svc:9000',
      result: 'ok',
      why: '',
      trust: expect.stringMatching(/^ConfigMap storage-ca/),
      tls: '1.3',
      connectMs: expect.any(Number),
      handshakeMs: expect.any(Number),
      chain: [{
        subject: 'minio',
        issuer: 'Storage CA',
        names: ['minio', 'minio.tracing', 'minio.tracing.svc', 'minio.tracing.svc.cluster.local'],
        notBefore: days(-300).toISOString().replace(/\.\d+/, ''),
        notAfter: days(30).toISOString().replace(/\.\d+/, ''),
        daysLeft: 29,
      }],
      ca: expect.objectContaining({ subject: 'Storage CA', daysLeft: 399 }),
      clientCertificate: null,
    });
    expect(data[0].handshakeMs).toBeGreaterThan(0);
  });

  const FAULTS: readonly (readonly [string, Parameters<typeof checked>, RegExp, string])[] = [
    ['whose certificate has ended', [[leaf(root, { notAfter: days(-1) })]], /curl: \(60\) SSL certificate problem: certificate has expired/, 'OT005'],
    ['of another CA', [[leaf(stranger)]], /curl: \(60\) SSL certificate problem: unable to get local issuer certificate/, 'OT006'],
    ['whose intermediate is not sent', [[leaf(authority('Between', {}))], [root]], /unable to get local issuer certificate/, 'OT006'],
    ['with another name', [[leaf(root, { dnsNames: ['minio'] })]], /no alternative certificate subject name matches target host name 'minio\.tracing\.svc'.*; the server shows minio/, 'OT007'],
    ['whose certificate ends soon', [[leaf(root, { notAfter: days(10) })]], /the certificate 'minio' \(of the server\) ends in 9 days, fewer than 21/, 'OT012'],
  ];
  test.each(FAULTS)('%s fails', async (_what, args, says, rule) => {
    const { code, lines, rules, data } = await checked(...args);
    expect({ code, lines, rules }).toEqual({ code: 1, lines: expect.arrayContaining([expect.stringMatching(says)]), rules: [rule] });
    expect(data.map(({ result }) => result)).toEqual(['failed', 'failed']);
  });

  test('whose CA in the bundle ends soon fails for the CA', async () => {
    const short = authority('Storage CA', { notAfter: days(20) });
    const { code, lines, rules } = await checked([leaf(short, { notBefore: days(-2), notAfter: days(19.5) })], [short]);
    const says = /the certificate 'Storage CA' \(in ConfigMap storage-ca-\w+ key service-ca\.crt\) ends in 19 days, fewer than 21/;
    expect({ code, lines, rules }).toEqual({ code: 1, lines: expect.arrayContaining([expect.stringMatching(says)]), rules: ['OT012'] });
  });

  test('a certificate with a short life may have less left, unless a number is given', async () => {
    const short = () => [leaf(root, { notBefore: days(-2), notAfter: days(5) })];
    expect(await checked(short())).toMatchObject({ code: 0 });
    expect(await checked(short(), undefined, { minimumDaysLeft: 14 })).toMatchObject({ code: 1, rules: ['OT012'] });
  });

  test('a bundle that is not there is told, and not waited for', async () => {
    const gone = (node: Node) => { node.all('ConfigMap').filter(({ metadata }) => metadata.name.startsWith('storage-ca')).forEach(({ metadata }) => node.delete('ConfigMap', metadata.name)); };
    const { code, lines } = await checked([leaf(root)], undefined, {}, gone);
    expect({ code, lines }).toEqual({ code: 1, lines: expect.arrayContaining([expect.stringMatching(/ConfigMap storage-ca-\w+ key service-ca\.crt: the file is not there, so nothing can be verified/)]) });
  });
});

test('nobody there: the Job may try again', async () => {
  const node = began(store({ namespace: NAMESPACE, pair: shown(leaf(root)), ca: pem(root), clients: (chart) => { new ConnectionCheck(chart, 'connections', SOON); } }));
  expect(await told(node)).toMatchObject({ code: 2, data: [{ result: 'unreached' }], rules: ['OT021'] });
});

describe('mutual TLS', () => {
  const RELEASE = ThanosVersion.of(THANOS_RELEASES[0]);
  const readers = authority('Readers');
  const client = (ca: Issued, more: Partial<LeafOptions> = {}) =>
    issueLeaf(ca, { commonName: 'querier', dnsNames: ['querier'], usages: ['clientAuth'], notBefore: days(-300), notAfter: days(60), ...more });
  const pairOf = (name: string, { certificatePem, privateKeyPem }: Issued) => secret(name, { 'tls.crt': certificatePem, 'tls.key': privateKeyPem });
  const server = issueLeaf(root, { commonName: 'receive', dnsNames: ['receive.tracing.svc'], usages: ['serverAuth'], notBefore: days(-300), notAfter: days(60) });

  /** A querier and the receiver that it asks over gRPC with its certificate, and a check. */
  async function checked(shows: Issued, mountClientKeys: boolean): Promise<Told> {
    const ca = StorageCa.fromPem(pem(root), { name: 'servers' });
    const node = began([...manifests(NAMESPACE, (chart) => {
      const grpc = ThanosListener.mutualTls({ certificate: ServerCertificate.fromSecret('receive-tls', { ca }), clientCa: StorageCa.fromPem(pem(readers), { name: 'readers' }) });
      new ThanosReceive(chart, 'receive', {
        version: RELEASE, grpc, remoteWrite: ThanosListener.plaintext(), data: StoreVolume.ephemeral(), externalLabels: { cluster: 'eu1' },
      });
      const endpoints = new QuerierEndpoints();
      endpoints.addRealm('eu1', { ca, clientCertificate: ClientCertificate.fromSecret('querier-tls'), addresses: ['receive.tracing.svc:10901'] });
      new ThanosQuerier(chart, 'querier', { version: RELEASE, endpoints });
      new ConnectionCheck(chart, 'connections', { ...SOON, mountClientKeys });
    }), pairOf('receive-tls', server), pairOf('querier-tls', shows)]);
    await node.up('StatefulSet', 'receive');
    return told(node);
  }

  test('passes with the key of the client, over gRPC', async () => {
    const { code, data, log } = await checked(client(readers), true);
    expect({ code, data, log }).toEqual({
      code: 0, log, data: [expect.objectContaining({ result: 'ok', tls: '1.3', clientCertificate: expect.objectContaining({ subject: 'querier', daysLeft: 59 }) })],
    });
  });

  test('without the key the server is verified, and the client\'s certificate is watched', async () => {
    const { code, data, lines } = await checked(client(readers), false);
    expect({ code, data, lines }).toMatchObject({ code: 0, data: [{ result: 'half', clientCertificate: { subject: 'querier' } }], lines: [expect.stringMatching(/the server's half/), expect.anything()] });
    expect(await checked(client(readers, { notAfter: days(3) }), false)).toMatchObject({
      code: 1, rules: ['OT012'], lines: [expect.stringMatching(/the certificate 'querier' \(of the client, Secret querier-tls key tls\.crt\) ends in 2 days/), expect.anything()],
    });
  });

  test('a client certificate of another CA, and one that has ended, are refused by the server', async () => {
    // In TLS 1.3 the client's side of the handshake is over before the server judges: it reads the alert, or only that it is cut off.
    const lines = [expect.stringMatching(/FAILED \(curl: /), expect.anything()];
    const rules = [expect.stringMatching(/^(OT006|OT001)$/)];
    expect(await checked(client(stranger), true)).toMatchObject({ code: 1, data: [{ result: 'failed' }], rules, lines });
    expect(await checked(client(readers, { notAfter: days(-1) }), true)).toMatchObject({ code: 1, data: [{ result: 'failed' }] });
  });
});
