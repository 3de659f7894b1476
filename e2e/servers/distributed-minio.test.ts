/**
 * Four servers of MinIO as one store: they start together and verify each other by the names of their pods; one is killed, leaf and CA change under load;
 * and a certificate without the names of the pods keeps them apart, as the prover says.
 */
import { eventually, handshake, secret } from './setup';
import { StorageCa } from '../../src';
import { prove } from '../../src/trust/prove';
import { Issued, issueCa, issueLeaf } from '../../src/x509/issue';
import { Node, Pod } from '../kubelet/node';
import { tool } from '../kubelet/tools';
import { pem, shown } from '../scenes/certificates';
import { s3, S3Client, S3Writer } from '../scenes/s3';
import { APPLICATION, hostOf, store } from '../scenes/store';

const DAY = 86_400_000;
const NAMESPACE = 'tracing';
const SERVERS = [0, 1, 2, 3];
const HEADLESS = 'minio-headless.tracing.svc';
const HOSTS = SERVERS.map((n) => `minio-${n}.${HEADLESS}`);
const [since, until] = [new Date(Date.now() - DAY), new Date(Date.now() + 30 * DAY)];
const [first, next] = ['First', 'Next'].map((commonName) => issueCa({ commonName, notBefore: since, notAfter: until }));
const SERVICE = ['minio', 'minio.tracing', hostOf(NAMESPACE)];
const leaf = (issuer: Issued, commonName: string, dnsNames = [...SERVICE, `*.${HEADLESS}`]) =>
  issueLeaf(issuer, { commonName, dnsNames, usages: ['serverAuth'], notBefore: since, notAfter: until });

const image = { programs: [tool('minio'), tool('mc')], entrypoint: ['minio'] };
const nodes: Node[] = [];
const writers: S3Writer[] = [];
afterEach(async () => {
  writers.splice(0).forEach((writer) => { writer.stop(); });
  await Promise.all(nodes.splice(0).map((node) => node.close()));
});

/** The manifests of the store, with a bundle of one CA or of two. */
const objects = (pair: Issued, ca: StorageCa): any[] => {
  const all = store({ namespace: NAMESPACE, pair: shown(pair), ca, props: { servers: SERVERS.length } });
  const { spec: { template: { spec: { containers: [server] } } } } = all.find(({ kind }) => kind === 'StatefulSet');
  // Here all pods share one interface, so that a server cannot tell by its addresses which of the names is its own.
  server.env.push({ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, { name: '_MINIO_SERVER_LOCAL', value: `$(POD).${HEADLESS}:9000` });
  return all;
};

/** Four servers, started together as `podManagementPolicy: Parallel` has it. */
class Store {
  public readonly node = new Node(NAMESPACE, { silo: image });
  public readonly pods: Pod[] = [];

  constructor(all: any[]) {
    nodes.push(this.node);
    this.node.apply(all);
  }

  public async start(ordinal: number): Promise<Pod> {
    this.pods[ordinal] = await this.node.start('StatefulSet', 'minio', ordinal);
    return this.pods[ordinal];
  }

  public ready(ordinal: number, seconds: number = 120): Promise<void> {
    return this.node.ready(this.pods[ordinal], this.node.all('StatefulSet')[0].spec.template.spec, seconds);
  }

  public async up(): Promise<void> {
    await Promise.all(SERVERS.map((n) => this.start(n)));
    await Promise.all(SERVERS.map((n) => this.ready(n)));
  }

  /** What Kubernetes does when the template changes: the last first, each one ready before the next. */
  public async rolled(all: any[]): Promise<void> {
    this.node.apply(all);
    for (const n of [...SERVERS].reverse()) {
      await this.node.end(this.pods[n]);
      await this.start(n);
      await this.ready(n);
    }
  }

  /** Another pair in the Secret, seen by every pod, and read by every server. */
  public async leaf(pair: Issued, commonName: string, ca: string): Promise<void> {
    this.node.apply([secret('minio-tls', { 'tls.crt': pair.certificatePem, 'tls.key': pair.privateKeyPem })]);
    this.node.syncVolumes();
    for (const host of HOSTS) {
      await eventually(100, () => handshake(this.node, host, 9000, { ca }), (seen) => 'certificate' in seen && seen.certificate.subject.CN === commonName);
    }
  }

  public client(ca: string): S3Client {
    const { access_key_id: accessKeyId, access_key_secret: secretAccessKey } = APPLICATION;
    return { accessKeyId, secretAccessKey, ca, lookup: (host) => this.node.network.lookup(host) };
  }

  public get log(): string {
    return this.pods.map(({ containers: [server] }, n) => `minio-${n}:\n${server.log}`).join('\n');
  }

  public async bucket(): Promise<{ readonly code: number; readonly log: string }> {
    return this.node.job(this.node.all('Job')[0].metadata.name);
  }
}

function writing(client: S3Client): S3Writer {
  const writer = new S3Writer(client, 'tempo', HOSTS);
  writers.push(writer);
  return writer;
}

/** Those of the objects that one of the servers does not have. */
async function missing(client: S3Client, { written }: S3Writer): Promise<string[]> {
  const lost: string[] = [];
  for (const [i, name] of written.entries()) {
    const { status, text } = await s3(client, 'GET', HOSTS[i % HOSTS.length], `/tempo/${name}`);
    if (status !== 200 || text !== `content of ${name}`) { lost.push(`${name} of ${HOSTS[i % HOSTS.length]}: ${status}`); }
  }
  return lost;
}

test('they start together; none is ready before the others are there; the bucket is made; one killed under load loses nothing', async () => {
  const made = new Store(objects(leaf(first, 'leaf'), StorageCa.fromPem(pem(first))));
  await Promise.all([0, 1, 2].map((n) => made.start(n)));
  await expect(made.ready(0, 8)).rejects.toThrow('not ready'); // a new store waits for every drive
  await made.start(3);
  await Promise.all(SERVERS.map((n) => made.ready(n)));
  expect(await made.bucket()).toMatchObject({ code: 0, log: expect.stringContaining('bucket tempo is ready') });

  const client = made.client(pem(first));
  const writer = writing(client);
  await writer.more(30);
  await made.node.end(made.pods[2], 0);
  await writer.more(60);
  await made.start(2);
  await made.ready(2);
  await writer.end();
  expect(await missing(client, writer)).toEqual([]);
}, 300_000);

// Four servers that roll one after another take minutes, so it is run when it is asked for; on a cluster it always is (e2e/cluster/distributed-minio.test.ts).
(process.env.E2E_LONG ? test : test.skip)('the leaf changes, and the CA with a bundle of both and a leaf of the next, under load: nothing is lost', async () => {
  const before = leaf(first, 'one');
  const made = new Store(objects(before, StorageCa.fromPem(pem(first))));
  await made.up();
  expect(await made.bucket()).toMatchObject({ code: 0 });
  const client = made.client(pem(first, next));
  const writer = writing(client);
  const renewed = leaf(first, 'two');
  await made.leaf(renewed, 'two', pem(first));
  await writer.more(30);
  expect(writer.refused).toEqual([]);
  await made.rolled(objects(renewed, StorageCa.fromPem(pem(first), { next: pem(next) })));
  await writer.more(30);
  const refused = writer.refused.length;
  await made.leaf(leaf(next, 'three'), 'three', pem(next));
  await writer.more(30);
  expect(writer.refused.slice(refused)).toEqual([]);
  await writer.end();
  expect(await missing(client, writer)).toEqual([]);
}, 600_000);

test('a certificate without the names of the pods: no server accepts another, none gets ready, and the prover says so before', async () => {
  const all = objects(leaf(first, 'leaf', SERVICE), StorageCa.fromPem(pem(first)));
  const { findings } = prove(all.map((object) => ({ object })), { now: new Date() });
  expect(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toEqual(['OT007', 'OT007', 'OT007', 'OT007']);
  const made = new Store(all);
  await Promise.all(SERVERS.map((n) => made.start(n)));
  await eventually(40, () => made.log, (log) => /certificate is valid for minio, minio\.tracing, minio\.tracing\.svc, not minio-\d\.minio-headless/.test(log));
  await expect(made.ready(0, 1)).rejects.toThrow('not ready');
});
