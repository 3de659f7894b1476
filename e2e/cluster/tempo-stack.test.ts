/**
 * A TempoStack, one deployment for each component. It takes `storage.tls.enabled` for TLS, and not the endpoint's scheme as a TempoMonolithic does: without
 * it, an https endpoint is dialled in plaintext. The prover says OT106.
 *
 * What the operator's webhook fills in where it is left out (tempo-operator 0.22.0, tempostack_webhook.go) is written here: without it, as when the operator
 * runs beside the cluster, no component starts ("ReplicationFactor must be greater than zero: 0", seen).
 */
import { Duration } from 'cdk8s';
import { Namespace, eventually } from './cluster';
import { Proxy } from './proxy';
import { LOADED, reporting, sideBySide } from './scene';
import { traceId, Traces } from './traces';
import { TempoStackS3, TempoStackSize } from '../../src';
import { authority, leafFor, pem, shown } from '../scenes/certificates';
import { store } from '../scenes/store';

const report = reporting('tempo-stack');
const root = authority('Root');

let proxy: Proxy;
beforeAll(async () => { proxy = await Proxy.start(); });
afterAll(() => { proxy.close(); });

function objects(namespace: string, change: (spec: any) => void = () => {}): any[] {
  const all = store({
    namespace,
    pair: shown(leafFor(namespace)(root)),
    ca: pem(root),
    props: LOADED,
    clients: (chart, storage) => { new TempoStackS3(chart, 'traces', { storage, size: TempoStackSize.DEMO, replicationFactor: 1, retention: Duration.hours(48) }); },
  });
  change(all.find(({ kind }) => kind === 'TempoStack').spec);
  return all;
}

/** Traces that are written are found. */
async function written({ name }: Namespace): Promise<void> {
  const traces = new Traces(proxy, name, 'tempo-traces-distributor', 'tempo-traces-query-frontend');
  const id = traceId();
  await eventually(60, () => traces.send(id), (taken) => taken);
  await eventually(60, () => traces.found(id), (found) => found);
}

test.concurrent('what is written: every component Ready, and a trace is found', async () => {
  await sideBySide(report, { name: 'a TempoStack', looksAt: ['tempostack', 'traces'], objects: (namespace) => objects(namespace), then: written });
});

test.concurrent('TLS not enabled: plaintext to a port that speaks TLS', async () => {
  await sideBySide(report, {
    name: 'a TempoStack with an https endpoint, and TLS not enabled',
    looksAt: ['tempostack', 'traces'],
    objects: (namespace) => objects(namespace, (spec) => { spec.storage.tls.enabled = false; }),
    says: /Client sent an HTTP request to an HTTPS server|400 Bad Request/,
    rule: 'OT106',
  });
});
