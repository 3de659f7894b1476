/**
 * PromQL under load, through the observer's frontend, while the certificates of a remote change: first the leaf of its store, then its CA by way of a bundle
 * with both. Each question is asked once, and may not be answered in part; none may fail. Then the wrong order: a leaf of a CA that the observer does not have.
 * The remotes are strict: others are left out of answers without a word when a health check takes longer than 5 s, as it does where tests share few CPUs.
 */
import { eventually, seconds } from './cluster';
import { Load } from './load';
import { CAS, must, Observed, rolledOut } from './observed';
import { judge, reporting, told, words } from './scene';
import { authority } from '../scenes/certificates';
import { Remote } from '../scenes/observer';

const report = reporting('thanos-rotation');
const NEXT = authority('next servers of eu1');
/** How long connections of gRPC live (--grpc-server-max-connection-age, and a tenth of it more), in seconds. */
const AGE = 66;
/** Until the kubelet has brought a changed Secret into a running pod, in seconds. */
const SYNC = 75;
/** How long a leaf lives that has to be renewed in time, in seconds. */
const SHORT = 240;
const USERS = 4;

/** Both remotes; what the observer has itself has no TLS. */
const BOTH = 'eu1, us1';
const ask = async () => {
  const seen = await observed.ask('held{cluster!="local"}');
  return seen === BOTH ? undefined : seen;
};
const answers = () => eventually(120, ask, (wrong) => wrong === undefined);

let observed: Observed;
beforeAll(async () => {
  observed = await Observed.make({ strict: true });
  await Promise.all(['querier', 'frontend'].map((name) => rolledOut(observed.observer.name, `deployment/${name}`)));
  await answers();
});
afterAll(async () => { await observed.remove(); });

/** Asks all the time while something is done. */
async function underLoad(what: () => Promise<void>): Promise<{ readonly load: Load; readonly took: number }> {
  const start = performance.now();
  const load = new Load(USERS, ask);
  try { await what(); } finally { await load.end(); }
  return { load, took: Math.round((performance.now() - start) / 1000) };
}

const inWords = ({ answered, failures }: Load) => `${answered + failures.length} queries, ${failures.length} failed`;

/** Gives eu1's store another pair. */
async function shows(eu: Partial<Remote>): Promise<void> {
  await observed.remotes.eu1.apply(observed.write(eu).remotes.eu1.filter(({ kind, metadata }) => kind === 'Secret' && metadata.name === 'store-tls'));
}

/** Gives the observer other trust, and waits until all of its queriers have it. */
async function trusts(eu: Partial<Remote>): Promise<void> {
  await observed.observer.apply(observed.observerObjects(eu));
  await rolledOut(observed.observer.name, 'deployment/querier');
}

test('the leaf of a remote is renewed under load: nothing is restarted, and no query fails', async () => {
  const end = new Date(Date.now() + SHORT * 1000);
  await shows({ leaf: { notAfter: end } });
  await must(observed.remotes.eu1.name, 'rollout', 'restart', 'statefulset/store');
  await rolledOut(observed.remotes.eu1.name, 'statefulset/store');
  await answers();
  const judgement = judge([...observed.observerObjects(), ...observed.remoteObjects()]);
  const { load, took } = await underLoad(async () => {
    await shows({});
    // Well after the end of the first leaf, with connections that are all newer than that.
    await seconds((end.getTime() - Date.now()) / 1000 + AGE);
  });
  expect(Date.now()).toBeGreaterThan(end.getTime());
  report.add({ scenario: 'the leaf of a remote renewed before it ends, under load', prover: told(judgement), cluster: inWords(load), seconds: took });
  expect(load.failures).toEqual([]);
  expect(load.answered).toBeGreaterThan(100);
}, 900_000);

test('the CA of a remote is replaced under load, by way of a bundle with both: no query fails', async () => {
  const { load, took } = await underLoad(async () => {
    await trusts({ trusted: [CAS.eu, NEXT] });
    await shows({ ca: NEXT });
    await seconds(SYNC + AGE);
    await trusts({ trusted: [NEXT] });
    await seconds(10);
  });
  const judgement = judge([...observed.observerObjects({ trusted: [NEXT] }), ...observed.remoteObjects({ ca: NEXT })]);
  report.add({
    scenario: 'the CA of a remote replaced (both trusted, new leaf, old one dropped), under load', prover: told(judgement), cluster: inWords(load), seconds: took,
  });
  expect(judgement.errors).toEqual([]);
  expect(load.failures).toEqual([]);
  expect(load.answered).toBeGreaterThan(100);
}, 900_000);

test('the wrong order: a leaf whose CA the observer does not trust yet is seen when connections are made anew, and heals with the trust', async () => {
  const wrong = { ca: CAS.stranger };
  const judgement = judge([...observed.observerObjects({ trusted: [NEXT] }), ...observed.remoteObjects(wrong)]);
  const start = performance.now();
  await shows(wrong);
  const says = /x509: certificate signed by unknown authority/;
  const seen = await eventually(SYNC + AGE + 120, async () => await ask() ?? '', (failure) => says.test(failure));
  const after = Math.round((performance.now() - start) / 1000);
  const log = await observed.observer.kubectl('logs', '--selector=app.kubernetes.io/instance=querier', '--tail=-1');
  const lines = log.split('\n').filter((line) => line.includes(observed.remotes.eu1.name) && says.test(line));
  const ready = await observed.observer.kubectl('get', 'deployment', 'querier', '-o', 'jsonpath={.status.readyReplicas}');
  report.add({
    scenario: 'a remote shows a leaf of a CA that the observer does not trust yet',
    prover: told(judgement),
    milliseconds: judgement.milliseconds,
    cluster: `queriers stay Ready; queries and the querier's log say ${words(says, seen)}`,
    seconds: after,
  });
  expect({ errors: judgement.errors, ready }).toEqual({ errors: ['OT006'], ready: '2' });
  expect(lines).not.toEqual([]);
  await trusts({ trusted: [CAS.stranger] });
  await answers();
}, 900_000);
