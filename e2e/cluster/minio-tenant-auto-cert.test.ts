/**
 * A Tenant whose certificate the cluster signs, as MinIO's operator asks for it: `requestAutoCert`. Which CA that is only the cluster knows, so it is told:
 * E2E_CSR_SIGNER_CA is a file with the CA of whoever signs kubernetes.io/kubelet-serving. Without it, or without MinIO's operator, this is reported as not run.
 *
 * The certificate is renewed as the operator does it when four fifths of its time are over: Secret and request are deleted, and made anew. Then a server is
 * killed, which comes back beside three that have started with the other leaf. The servers verify each other by the CA; without it by the leaf that they read
 * when they started.
 */
import { readFileSync } from 'node:fs';
import { eventually, hasKind, inNamespace, KUBECTL, Namespace, PATIENCE, removeObjects, seconds, since } from './cluster';
import { Flushes } from './flushes';
import { judge, reporting, told } from './scene';
import { sharedByScenes } from './shared';
import { TEMPO } from './store-with-tempo';
import { OPERATOR, TENANT, tenantWithTempo } from './tenant';
import { lostOf, Sender, Traces } from './traces';
import { StorageCa } from '../../src';
import { kubectlBeside } from '../scenes/kubectl';

const SIGNER = process.env.E2E_CSR_SIGNER_CA;
const report = reporting('minio-tenant-auto-cert');
const runs = SIGNER !== undefined && hasKind('tenants.minio.min.io');
if (!runs) { report.add({ scenario: 'a Tenant whose certificate the cluster signs', prover: 'not asked', cluster: 'not run: no MinIO operator, or not told who signs' }); }

const shared = sharedByScenes();

const objects = (namespace: string) => tenantWithTempo(namespace, { autoCertCa: StorageCa.fromPem(readFileSync(SIGNER ?? '', 'utf8')) });

const pods = Array.from({ length: TENANT.servers }, (_, n) => `${TENANT.pods}-${n}`);
/** The certificates that the servers have, each once. */
const leaves = async (namespace: Namespace) => {
  const each = await Promise.all(pods.map((pod) => namespace.kubectl('exec', pod, '-c', 'minio', '--', 'cat', TENANT.file)));
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
    const traces = new Traces(shared.proxy, name, TEMPO);
    const flushes = new Flushes(namespace, shared.proxy, TEMPO, traces);
    const began = performance.now();
    await namespace.apply(applied);
    await eventually(2 * PATIENCE, () => namespace.readyOf(TENANT.pods), (n) => n === TENANT.servers);
    const started = since(began);
    await namespace.until('tempomonolithic', 'traces', 'Ready');
    const sender = new Sender(traces, 3);
    shared.senders.push(sender);
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
    await eventually(PATIENCE, () => namespace.readyOf(TENANT.pods), (n) => n === TENANT.servers);
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
