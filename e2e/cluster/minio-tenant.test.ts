/**
 * A Tenant of four servers, made by MinIO's own operator, under load: one server is killed, one too many is to be evicted, the node of one is lost, the leaf changes,
 * and the CA by the steps of docs/how-to/rotate-a-leaf.md, which has the operator roll the servers. At the end every trace is found. Where the cluster has no such operator,
 * this is reported as not run. The operator's namespace is E2E_TENANT_OPERATOR, "minio-operator" unless told otherwise.
 */
import { eventually, hasKind, inNamespace, Namespace, PATIENCE, removeObjects, seconds, since } from './cluster';
import { Flushes } from './flushes';
import { canLoseNodes, LostNode, NO_NODE } from './lost-node';
import { rolledOut } from './observed';
import { judge, reporting, told } from './scene';
import { sharedByScenes } from './shared';
import { change, TEMPO } from './store-with-tempo';
import { OPERATOR, TENANT, tenantWithTempo } from './tenant';
import { lostOf, Sender, Traces } from './traces';
import { ServerCertificate, StorageCa } from '../../src';
import { Issued } from '../../src/x509/issue';
import { authority, leafFor, Pair, pem, shown } from '../scenes/certificates';
import { hostOf, storeSecrets } from '../scenes/store';

const report = reporting('minio-tenant');
const installed = hasKind('tenants.minio.min.io');
if (!installed) { report.add({ scenario: 'a Tenant of MinIO\'s operator', prover: 'not asked', cluster: 'not run: no MinIO operator' }); }
const [first, next] = ['First', 'Next'].map((name) => authority(name));

const shared = sharedByScenes();

/** A leaf for the operator's Services: the one in front, by the names that clients and the operator use, and those of the pods. */
const leafOf = (namespace: string, issuer: Issued) => leafFor(namespace)(issuer, {
  dnsNames: ['minio', `minio.${namespace}`, hostOf(namespace), `${hostOf(namespace)}.cluster.local`, `*.store-hl.${namespace}.svc.cluster.local`],
});

function objects(namespace: string, pair: Pair, current: Issued, after?: Issued): any[] {
  const certificate = ServerCertificate.fromSecret('minio-tls', { ca: StorageCa.fromPem(pem(current), { next: after && pem(after) }) });
  return tenantWithTempo(namespace, { certificate }, storeSecrets(namespace, pair).slice(0, 1));
}

/** Applies other trust, and waits until the operator has rolled the servers, and Tempo has rolled. */
async function rolled(namespace: Namespace, written: any[], flushes: Flushes): Promise<void> {
  const { caName } = written.find(({ kind }) => kind === 'TempoMonolithic').spec.storage.traces.s3.tls;
  const [{ name: bundle }] = written.find(({ kind }) => kind === 'Tenant').spec.externalCaCertSecret;
  await namespace.apply(written);
  await eventually(PATIENCE, () => namespace.kubectl('get', 'statefulset', TENANT.pods, '-o', 'jsonpath={.spec.template.spec.volumes}'), (volumes) => volumes.includes(bundle));
  await rolledOut(namespace.name, `statefulset/${TENANT.pods}`);
  const trusted = () => namespace.kubectl('get', 'pod', 'tempo-traces-0', '-o', 'jsonpath={.spec.volumes[*].configMap.name}');
  await eventually(PATIENCE, trusted, (names) => names.includes(caName));
  await eventually(PATIENCE, async () => (await shared.proxy.service(namespace.name, TEMPO, 3200, '/ready')).status, (status) => status === 200);
  await flushes.works();
}

const scene = installed ? test : test.skip;

scene('a server of a Tenant is killed, leaf and CA rotate, while traces are written: every trace is found', async () => {
  let applied: any[] = [];
  await inNamespace(async (namespace) => {
    const { name } = namespace;
    const all = (within: number) => eventually(within, () => namespace.readyOf(TENANT.pods), (n) => n === TENANT.servers);
    const pair = shown(leafOf(name, first));
    const traces = new Traces(shared.proxy, name, TEMPO);
    const flushes = new Flushes(namespace, shared.proxy, TEMPO, traces);
    applied = objects(name, pair, first);
    const judgement = judge(applied);
    expect(judgement.errors).toEqual([]);
    const began = performance.now();
    await namespace.apply(applied);
    await all(PATIENCE);
    const started = since(began);
    await namespace.until('tempomonolithic', 'traces', 'Ready');
    const sender = new Sender(traces, 3);
    shared.senders.push(sender);
    await flushes.works();

    const add = (scenario: string, cluster: string, took?: number) => { report.add({ scenario, prover: told(judgement), cluster, seconds: took }); };
    const failed = () => flushes.count('failed_flushes');
    const quiet = await failed();
    await namespace.kubectl('delete', 'pod', `${TENANT.pods}-2`, '--force', '--grace-period=0');
    const killed = await flushes.works();
    await all(PATIENCE);
    add('a Tenant of four servers: one killed while traces are written', `${started} s until all four were ready; the next block is written ${killed} s after the kill, `
      + `${await failed() - quiet} flushes failed`);

    expect(await namespace.evict(`${TENANT.pods}-1`)).toMatch(/Success|201/);
    expect(await namespace.evict(`${TENANT.pods}-3`)).toMatch(/disruption budget/);
    const evicted = await flushes.works();
    await all(PATIENCE);
    add('one server of a Tenant evicted, and then another', `the second is refused: \`violate the pod's disruption budget\`; the next block after ${evicted} s`);

    const lostNode = 'a Tenant of four servers: the node of one lost, and back';
    if (canLoseNodes) {
      const [sofar, start] = [await failed(), performance.now()];
      const node = await LostNode.of(namespace, `${TENANT.pods}-2`);
      const noticed = await node.noticed();
      const written = await flushes.works();
      await seconds(20);
      const left = await namespace.readyOf(TENANT.pods);
      await node.returns();
      const back = performance.now();
      await all(PATIENCE);
      add(lostNode, `out of the endpoints after ${noticed} s, ${left} ready then; a block is written ${written} s later, ${await failed() - sofar} flushes failed; `
        + `all ready ${since(back)} s after its return`, since(start));
      expect(left).toBe(TENANT.servers - 1);
      await flushes.works();
    } else {
      add(lostNode, NO_NODE);
    }

    const before = await failed();
    const rotation = performance.now();
    const renewed = shown(leafOf(name, first));
    await change(namespace, renewed, TENANT);
    await flushes.works();
    const afterLeaf = await failed();
    await rolled(namespace, objects(name, renewed, first, next), flushes);
    const replaced = shown(leafOf(name, next));
    await change(namespace, replaced, TENANT);
    await flushes.works();
    await rolled(namespace, objects(name, replaced, next), flushes);
    const took = since(rotation);

    await sender.end();
    const lost = await lostOf(sender, traces);
    add('a Tenant\'s leaf, then its CA (both trusted, new leaf, old one dropped) rotated', `${sender.taken.length} traces sent in all of this, ${lost.length} lost; `
      + `${afterLeaf - before} flushes failed for the leaf; longest pause of the sender ${Math.round(sender.longestGap / 1000)} s`, took);
    expect(afterLeaf).toBe(before);
    expect(sender.taken.length).toBeGreaterThan(100);
    expect(lost).toEqual([]);
  }).finally(() => removeObjects(applied.filter(({ metadata }) => metadata.namespace === OPERATOR)));
}, 1_800_000);
