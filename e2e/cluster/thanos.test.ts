/**
 * An observer and two remotes as the presets write them, with a CA for the servers of each and a third for what the observer shows; and the same observer with
 * one thing wrong. What never got through is not in /api/v1/stores, and a query goes without it: a person finds it in the querier's log.
 */
import { eventually, inNamespace, Namespace } from './cluster';
import { ALL, CAS, identity, Observed, rolledOut } from './observed';
import { judge, reporting, told, words } from './scene';
import { days } from '../scenes/certificates';
import { Remote } from '../scenes/observer';

const report = reporting('thanos');
let observed: Observed;
beforeAll(async () => { observed = await Observed.make(); });
afterAll(async () => { await observed.remove(); });

test('an observer and two remotes, as the presets write them: each is healthy, and a query finds the series of each', async () => {
  const judgement = judge([...observed.observerObjects(), ...observed.remoteObjects()]);
  const start = performance.now();
  await Promise.all(['querier', 'frontend'].map((name) => rolledOut(observed.observer.name, `deployment/${name}`)));
  expect(await eventually(60, () => observed.healthy(), (seen) => seen.length === 3)).toEqual(['eu1', 'local', 'us1']);
  expect(await eventually(60, () => observed.ask(), (seen) => seen === ALL)).toBe(ALL);
  report.add({
    scenario: 'an observer and two remotes, three CAs',
    prover: told(judgement),
    milliseconds: judgement.milliseconds,
    cluster: `healthy: ${ALL}; a query finds the series of each`,
    seconds: Math.round((performance.now() - start) / 1000),
  });
  expect(judgement.errors).toEqual([]);
});

/** An observer with one thing wrong about eu1. */
interface Twin {
  readonly name: string;
  readonly eu?: Partial<Remote>;
  readonly shown?: { readonly [key: string]: string };
  /** what else is changed in the endpoint file, where eu1 is told of */
  readonly entry?: (text: string) => string;
  /** whom it reaches none the less */
  readonly healthy: readonly string[];
  /** the rule that finds it before anything is deployed */
  readonly rule: string;
  /** what the querier's log has of it */
  readonly says: RegExp;
}

const ENDED = identity(CAS.readers, { notAfter: days(-1) });
const WITHOUT_PAIR = (text: string) => text.replace(/(cert|key)_file: "[^"]*"/g, '$1_file: ""');
const WITHOUT_TLS = (text: string) => text.replace('enabled: true', 'enabled: false');

const TWINS: readonly Twin[] = [
  { name: 'a CA that signed none of its servers', eu: { trusted: [CAS.stranger] }, healthy: ['us1'], rule: 'OT006', says: /x509: certificate signed by unknown authority/ },
  { name: 'a client certificate of another CA', shown: identity(CAS.stranger), healthy: [], rule: 'OT006', says: /remote error: tls: unknown certificate authority/ },
  { name: 'a client certificate that has ended', shown: ENDED, healthy: [], rule: 'OT005', says: /remote error: tls: expired certificate/ },
  { name: 'no client certificate', entry: WITHOUT_PAIR, healthy: ['us1'], rule: 'OT010', says: /remote error: tls: certificate required/ },
  { name: 'plaintext', entry: WITHOUT_TLS, healthy: ['us1'], rule: 'OT001', says: /error reading server preface: (EOF|connection reset by peer|.*broken pipe)/ },
];

/** A querier by itself, without servers in its own cluster. */
function twin({ eu, shown, entry = (text) => text }: Twin, namespace: string): any[] {
  const of = (object: any) => !/^(local|frontend)/.test(object.metadata.name);
  const host = `store-external.${observed.remotes.eu1.name}.svc:443`;
  const changed = (text: string) => text.split(/(?=^ {2}- address)/m).map((part) => (part.includes(host) ? entry(part) : part))
    .filter((part) => !part.includes('local-headless')).join('');
  return observed.observerObjects(eu, namespace, shown).filter(of).map((object) => (object.metadata.name === 'querier-endpoints'
    ? { ...object, data: { 'endpoints.yaml': changed(object.data['endpoints.yaml']) } } : object));
}

test.concurrent.each(TWINS)('an observer with $name', async (one) => {
  await inNamespace(async (namespace: Namespace) => {
    const objects = twin(one, namespace.name);
    const judgement = judge([...objects, ...observed.remoteObjects()]);
    const start = performance.now();
    await namespace.apply(objects);
    const failed = async () => (await namespace.kubectl('logs', 'deployment/querier', '--tail=-1')).split('\n')
      .filter((line) => line.includes('update of endpoint failed') && line.includes(observed.remotes.eu1.name)).join('\n');
    const log = await eventually(180, failed, (lines) => one.says.test(lines));
    const seconds = Math.round((performance.now() - start) / 1000);
    await rolledOut(namespace.name, 'deployment/querier');
    const healthy = await eventually(60, () => observed.healthy(namespace.name), (seen) => seen.length >= one.healthy.length);
    report.add({
      scenario: `an observer with ${one.name}`,
      prover: told(judgement),
      milliseconds: judgement.milliseconds,
      cluster: `healthy: ${healthy.join(', ') || 'none'}; ${words(one.says, log)}`,
      seconds,
    });
    expect({ errors: judgement.errors, healthy }).toEqual({ errors: expect.arrayContaining([one.rule]), healthy: one.healthy });
  });
});
