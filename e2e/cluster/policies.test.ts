/**
 * A preset with the policies that are computed from its connections: its smoke test passes, and probes show who reaches what. Where a cluster enforces no
 * policies nothing is claimed, and the report says so.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Testing } from 'cdk8s';
import { inNamespace } from './cluster';
import { API_SERVER, enforcesPolicies, NOT_ENFORCED, reachedFrom } from './probe';
import { judge, reporting, smokeTested, told } from './scene';
import { DevTracingStore, ImagePullPolicy, NetworkPeer } from '../../src';
import { authority, leafFor } from '../scenes/certificates';
import { SILO } from '../scenes/presets';

const report = reporting('policies');

/** The preset for development, with certificates of this moment, and with policies that let in a namespace of senders. */
function objectsIn(namespace: string, senders: string): any[] {
  const folder = mkdtempSync(join(tmpdir(), 'policies-'));
  const ca = authority('Policies');
  const leaf = leafFor(namespace)(ca);
  writeFileSync(join(folder, 'ca.crt'), ca.certificatePem);
  writeFileSync(join(folder, `minio.${namespace}.crt`), leaf.certificatePem);
  writeFileSync(join(folder, `minio.${namespace}.key`), leaf.privateKeyPem);
  return Testing.synth(new DevTracingStore(new App(), namespace, {
    createNamespace: false,
    unsafeCertificatesFrom: folder,
    storeImage: SILO,
    imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
    networkPolicies: { otlpSenders: [NetworkPeer.pods({ namespace: senders })] },
  }));
}

const labels = (name: string, instance: string, component: string) => (
  { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': instance, 'app.kubernetes.io/component': component });

test('with the policies enforced, the connections work and everything else is refused', async () => {
  if (!await enforcesPolicies()) {
    report.add({ scenario: 'policies from the connections', prover: 'not asked', cluster: NOT_ENFORCED });
    return;
  }
  await inNamespace((own) => inNamespace((senders) => inNamespace(async (strangers) => {
    const objects = objectsIn(own.name, senders.name);
    const judgement = judge(objects);
    expect(judgement.errors).toEqual([]);
    const start = performance.now();
    await own.apply(objects);
    await smokeTested(own, objects);
    report.add({
      scenario: 'DevTracingStore with policies from its connections',
      prover: told(judgement),
      milliseconds: judgement.milliseconds,
      cluster: 'its smoke test passes',
      seconds: Math.round((performance.now() - start) / 1000),
    });

    const minio = `minio.${own.name}.svc:9000`;
    const [query, grpc, http] = [3200, 4317, 4318].map((port) => `tempo-traces.${own.name}.svc:${port}`);
    const all = [minio, query, grpc, http, API_SERVER];
    const only = (...open: string[]) => Object.fromEntries(all.map((address) => [address, open.includes(address)]));
    const [stranger, neighbour, sender, smoke, bucket] = await Promise.all([
      reachedFrom(strangers, {}, all),
      reachedFrom(own, { app: 'neighbour' }, all),
      reachedFrom(senders, {}, all),
      reachedFrom(own, labels('trace-smoke-test', 'smoke', 'smoke'), all),
      reachedFrom(own, labels('minio', 'minio', 'bucket'), all),
    ]);
    expect({ stranger, neighbour, sender, smoke, bucket }).toEqual({
      // Nobody closes the pods of strangers, so they go where they like, and not in here.
      stranger: only(API_SERVER),
      neighbour: only(API_SERVER),
      sender: only(grpc, http, API_SERVER),
      // What is closed goes to those it dials and nowhere else.
      smoke: only(minio, query, grpc),
      bucket: only(minio),
    });
    // That it was the policies: without them all of this is open.
    await own.kubectl('delete', 'networkpolicy', '--all');
    expect(await reachedFrom(strangers, {}, all)).toEqual(only(...all));
    report.add({ scenario: 'the same: who reaches what', prover: told(judgement), cluster: '25 ways tried by 5 kinds of pods: 9 open as they should be, 16 refused; without the policies all open' });
  })));
}, 900_000);
