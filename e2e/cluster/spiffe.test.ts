/**
 * MinIO of four servers whose certificates are SVIDs of two minutes, which spiffe-helper fetches and renews, while traces are written. It needs SPIRE with its agent,
 * the SPIFFE CSI driver and spire-controller-manager, and the root above SPIRE (its UpstreamAuthority) in the file E2E_SPIRE_CA.
 */
import { readFileSync } from 'node:fs';
import { Duration } from 'cdk8s';
import { eventually, hasKind, inNamespace, Namespace, PATIENCE, removeObjects, seconds, since } from './cluster';
import { Flushes } from './flushes';
import { judge, reporting, told } from './scene';
import { sharedByScenes } from './shared';
import { storeWithTempo, TEMPO } from './store-with-tempo';
import { lostOf, Sender, Traces } from './traces';
import { ServerCertificate, StorageCa } from '../../src';

const SERVERS = 4;
/** So many renewals of each server are waited for. */
const RENEWALS = Number(process.env.E2E_SPIRE_RENEWALS ?? 3);
const report = reporting('spiffe');
const root = process.env.E2E_SPIRE_CA;
const installed = root !== undefined && hasKind('clusterspiffeids.spire.spiffe.io');
if (!installed) { report.add({ scenario: 'certificates of SPIFFE', prover: 'not asked', cluster: 'not run: no SPIRE' }); }

const shared = sharedByScenes();

function objects(namespace: string, ca: string): any[] {
  const certificate = ServerCertificate.spiffe({ ca: StorageCa.fromPem(ca), duration: Duration.minutes(2) });
  const unused = { certificate: '', key: '' };
  return storeWithTempo(namespace, unused, ca, { servers: SERVERS, certificate }).filter(({ metadata }) => metadata.name !== 'minio-tls')
    .map((object) => (object.kind === 'ClusterSPIFFEID' ? { ...object, metadata: { ...object.metadata, namespace: undefined } } : object));
}

/** How often the helpers of the servers have written files. */
async function written(namespace: Namespace): Promise<number[]> {
  const logs = await Promise.all(Array.from({ length: SERVERS }, (_, n) => namespace.kubectl('logs', `minio-${n}`, '-c', 'spiffe-helper')));
  return logs.map((log) => log.split('certificates updated').length - 1);
}

/** When the certificate ends that a server shows, as another of them sees it. */
async function ends(namespace: Namespace, n: number): Promise<string> {
  const url = `https://minio-${n}.minio-headless.${namespace.name}.svc:9000/minio/health/live`;
  const text = await namespace.kubectl('exec', `minio-${(n + 1) % SERVERS}`, '-c', 'minio', '--', '/bin/sh', '-c', `curl -sv --cacert /etc/peers/ca.crt ${url} 2>&1`);
  return /expire date: (.*)/.exec(text)?.[1] ?? text;
}

const scene = installed ? test : test.skip;

scene('SVIDs are renewed while traces are written: every trace is found, and no pod restarts', async () => {
  const ca = readFileSync(root!, 'utf8');
  await inNamespace(async (namespace) => {
    const { name } = namespace;
    const all = objects(name, ca);
    const judgement = judge(all);
    expect(judgement.errors).toEqual([]);
    const began = performance.now();
    await namespace.apply(all);
    await eventually(PATIENCE, () => namespace.readyOf('minio'), (n) => n === SERVERS);
    const started = since(began);
    await namespace.until('tempomonolithic', 'traces', 'Ready');
    const traces = new Traces(shared.proxy, name, TEMPO);
    const flushes = new Flushes(namespace, shared.proxy, TEMPO, traces);
    const sender = new Sender(traces, 3);
    shared.senders.push(sender);
    await flushes.works();
    const quiet = await flushes.count('failed_flushes');
    const first = await Promise.all([0, 1, 2, 3].map((n) => ends(namespace, n)));
    const renewing = performance.now();
    let blocks = 0;
    while (Math.min(...await written(namespace)) <= RENEWALS && since(renewing) < 900) {
      await flushes.works();
      blocks += 1;
    }
    const renewals = await written(namespace);
    await seconds(11);
    const last = await Promise.all([0, 1, 2, 3].map((n) => ends(namespace, n)));
    const took = since(renewing);
    await sender.end();
    const lost = await lostOf(sender, traces);
    const restarts = await namespace.kubectl('get', 'pods', '-o', 'jsonpath={.items[*].status.containerStatuses[*].restartCount}');
    const failed = await flushes.count('failed_flushes') - quiet;
    report.add({
      scenario: 'MinIO of four servers, certificates of SPIFFE, two minutes each',
      prover: told(judgement),
      cluster: `${started} s until all four were ready; renewed ${renewals.map((n) => n - 1).join(', ')} times; ${blocks} blocks written meanwhile, ${failed} flushes failed; `
        + `${sender.taken.length} traces sent, ${sender.retries} retries, ${lost.length} lost; restarts: ${restarts}`,
      seconds: took,
    });
    await removeObjects(all.filter(({ kind }) => kind === 'ClusterSPIFFEID'));
    expect(renewals.every((n) => n > RENEWALS)).toBe(true);
    last.forEach((end, n) => { expect(end).toMatch(/GMT/); expect(end).not.toBe(first[n]); });
    expect({ failed, lost }).toEqual({ failed: 0, lost: [] });
  });
}, 1_800_000);
