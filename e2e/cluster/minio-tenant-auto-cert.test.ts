/**
 * A Tenant whose certificate the cluster signs, as MinIO's operator asks for it: `requestAutoCert`. Which CA that is only the cluster knows, so it is told:
 * E2E_CSR_SIGNER_CA is a file with the CA of whoever signs kubernetes.io/kubelet-serving. Without it, or without MinIO's operator, this is reported as not run.
 *
 * The certificate is renewed as the operator does it when four fifths of its time are over: Secret and request are deleted, and made anew. Then a server is
 * killed, which comes back beside three that have started with the other leaf. The servers verify each other by the CA; without it by the leaf that they read
 * when they started.
 */
import { readFileSync } from 'node:fs';
import { Chart } from 'cdk8s';
import { eventually, hasKind, inNamespace, KUBECTL, Namespace, PATIENCE, removeObjects, seconds } from './cluster';
import { Flushes } from './flushes';
import { Proxy } from './proxy';
import { judge, LITTLE, LOADED, reporting, told, traces as tempo } from './scene';
import { TEMPO } from './store-with-tempo';
import { lostOf, Sender, Traces } from './traces';
import { MinioTenant, RootCredentials, S3Credentials, StorageCa, StoreVolume } from '../../src';
import { kubectlBeside } from '../scenes/kubectl';
import { manifests, secret } from '../scenes/manifests';
import { APPLICATION, hostOf, ROOT } from '../scenes/store';

const SERVERS = 4;
const OPERATOR = process.env.E2E_TENANT_OPERATOR ?? 'minio-operator';
const SIGNER = process.env.E2E_CSR_SIGNER_CA;
const report = reporting('minio-tenant-auto-cert');
const runs = SIGNER !== undefined && hasKind('tenants.minio.min.io');
if (!runs) { report.add({ scenario: 'a Tenant whose certificate the cluster signs', prover: 'not asked', cluster: 'not run: no MinIO operator, or not told who signs' }); }

let proxy: Proxy;
beforeAll(async () => { proxy = await Proxy.start(); });
const senders: Sender[] = [];
afterAll(() => { senders.forEach((sender) => { sender.stop(); }); proxy.close(); });

function objects(namespace: string): any[] {
  const written = manifests(namespace, (chart: Chart) => {
    const tenant = new MinioTenant(chart, 'store', {
      autoCertCa: StorageCa.fromPem(readFileSync(SIGNER ?? '', 'utf8')),
      servers: SERVERS,
      storage: StoreVolume.claim({ size: '1Gi' }),
      rootCredentials: RootCredentials.fromSecret('store-root'),
      operatorNamespace: OPERATOR,
      image: LOADED.image,
      imagePullPolicy: LOADED.imagePullPolicy,
      resources: LITTLE,
    });
    tempo(chart, tenant.bucket('tempo', { credentials: S3Credentials.fromSecret('minio-tempo') }));
  });
  const settings = `export MINIO_ROOT_USER="${ROOT.rootUser}"\nexport MINIO_ROOT_PASSWORD="${ROOT.rootPassword}"\n`;
  const secrets = [
    secret('store-root', { ...ROOT, 'config.env': settings }),
    secret('minio-tempo', { ...APPLICATION, endpoint: `https://${hostOf(namespace)}:443`, bucket: 'tempo' }),
  ];
  return [...written, ...secrets].map((object: any) => ({ ...object, metadata: { namespace, ...object.metadata } }));
}

const pods = Array.from({ length: SERVERS }, (_, n) => `store-pool-0-${n}`);
const ready = async (namespace: Namespace) => Number(await namespace.kubectl('get', 'statefulset', 'store-pool-0', '-o', 'jsonpath={.status.readyReplicas}') || 0);
/** The certificates that the servers have, each once. */
const leaves = async (namespace: Namespace) => {
  const each = await Promise.all(pods.map((pod) => namespace.kubectl('exec', pod, '-c', 'minio', '--', 'cat', '/tmp/certs/public.crt')));
  return [...new Set(each)];
};

const scene = runs ? test : test.skip;

scene('the cluster signs, the operator renews, and a server starts again: every trace is found', async () => {
  let applied: any[] = [];
  await inNamespace(async (namespace) => {
    const { name } = namespace;
    applied = objects(name);
    const judgement = judge(applied);
    expect(judgement.errors).toEqual([]);
    const traces = new Traces(proxy, name, TEMPO);
    const flushes = new Flushes(namespace, proxy, TEMPO, traces);
    const began = performance.now();
    await namespace.apply(applied);
    await eventually(2 * PATIENCE, () => ready(namespace), (n) => n === SERVERS);
    const started = Math.round((performance.now() - began) / 1000);
    await namespace.until('tempomonolithic', 'traces', 'Ready');
    const sender = new Sender(traces, 3);
    senders.push(sender);
    await flushes.works();

    const failed = await flushes.count('failed_flushes');
    const [old] = await leaves(namespace);
    await namespace.kubectl('delete', 'secret', 'store-tls');
    await kubectlBeside(KUBECTL, ['delete', 'csr', `store-${name}-csr`, '--ignore-not-found']);
    await eventually(PATIENCE, () => leaves(namespace), (all) => all.length === 1 && all[0] !== old && all[0] !== '');
    await seconds(11);
    await flushes.works();
    await namespace.kubectl('delete', 'pod', pods[2], '--force', '--grace-period=0');
    await flushes.works();
    await eventually(PATIENCE, () => ready(namespace), (n) => n === SERVERS);
    await flushes.works();
    await sender.end();
    const lost = await lostOf(sender, traces);
    const more = await flushes.count('failed_flushes') - failed;
    report.add({
      scenario: 'a Tenant whose certificate the cluster signs; renewed by the operator, then a server killed',
      prover: told(judgement),
      cluster: `${started} s until all four were ready; ${sender.taken.length} traces sent, ${lost.length} lost, ${more} flushes failed`,
    });
    expect(lost).toEqual([]);
    expect(more).toBe(0);
  }).finally(() => removeObjects(applied.filter(({ metadata }) => metadata.namespace === OPERATOR)));
}, 1_800_000);
