/**
 * MinIO of four servers whose certificates come from Vault, for two minutes each, by an agent in each pod, while traces are written and somebody shakes hands with every
 * server again and again. Vault's own TLS is by a CA of ours; for a moment it is sealed. It needs an image of Vault with a shell in it, and is run where E2E_VAULT is set.
 */
import { Duration } from 'cdk8s';
import { eventually, inNamespace, Namespace, PATIENCE, removeObjects, seconds, since } from './cluster';
import { Flushes } from './flushes';
import { judge, reporting, told } from './scene';
import { sharedByScenes } from './shared';
import { storeWithTempo, TEMPO } from './store-with-tempo';
import { lostOf, Sender, Traces } from './traces';
import { PATH, ROLE, VaultServer } from './vault-server';
import { ServerCertificate, StorageCa } from '../../src';
import { prove } from '../../src/trust/prove';
import { now } from '../scenes/certificates';
import { SILO } from '../scenes/presets';

const SERVERS = 4;
/** How long a certificate is valid, in seconds: the role shortens what is asked for. Each is renewed after two thirds of it. */
const LIFE = 120;
/** So many renewals of each server are waited for. */
const RENEWALS = Number(process.env.E2E_VAULT_RENEWALS ?? 3);
/** When Vault is sealed, after a renewal, and for how long, in seconds: the next renewal falls into it, and there is time left to do it afterwards. */
const [SEALED_AFTER, SEALED] = [60, 25];
const report = reporting('vault');
const there = process.env.E2E_VAULT !== undefined;
if (!there) { report.add({ scenario: 'certificates of Vault', prover: 'not asked', cluster: 'not run: E2E_VAULT is not set' }); }

const shared = sharedByScenes();

function objects(namespace: string, vault: VaultServer): any[] {
  const ca = StorageCa.fromPem(vault.root.certificatePem);
  const serverCa = StorageCa.fromPem(vault.ca, { name: 'vault-ca' });
  const certificate = ServerCertificate.vaultAgent({ server: vault.url, path: PATH, authRole: ROLE, ca, serverCa, duration: Duration.minutes(10) });
  const unused = { certificate: '', key: '' };
  return [...storeWithTempo(namespace, unused, ca, { servers: SERVERS, certificate }).filter(({ metadata }) => metadata.name !== 'minio-tls'), watcher(namespace, vault)];
}

/** Who shakes hands with one server after the other, and says what did not work, which certificates were shown, and now and then how many handshakes there were. */
function watcher(namespace: string, { root }: VaultServer): object {
  const script = `i=0; n=0
while :; do
  out=$(curl -sv --max-time 10 --cacert /tmp/ca.crt https://minio-$n.minio-headless.${namespace}.svc:9000/minio/health/live 2>&1); code=$?
  i=$((i+1))
  [ $code = 0 ] || echo "failed minio-$n $code"
  end=$(echo "$out" | sed -n 's/.*expire date: //p'); eval "last=\\$last_$n"
  if [ -n "$end" ] && [ "$end" != "$last" ]; then echo "shown minio-$n $end"; eval "last_$n=\\$end"; fi
  [ $((i % 20)) != 0 ] || echo "handshakes $i"
  n=$(((n+1) % ${SERVERS})); sleep 0.05
done`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'watcher', namespace },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{
        name: 'watcher',
        image: SILO.reference,
        imagePullPolicy: 'IfNotPresent',
        // It begins when it is told to: when the servers are there.
        command: ['/bin/sh', '-c', `until [ -e /tmp/begin ]; do sleep 1; done; printf %s "$CA" > /tmp/ca.crt\n${script}`],
        env: [{ name: 'CA', value: root.certificatePem }],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      }],
    },
  };
}

/** What the watcher has seen. */
async function seenBy(namespace: Namespace): Promise<{ readonly handshakes: number; readonly failed: string[]; readonly renewals: number[] }> {
  const lines = (await namespace.kubectl('logs', 'watcher')).split('\n');
  const shown = Array.from({ length: SERVERS }, (_, n) => lines.filter((line) => line.startsWith(`shown minio-${n} `)).length - 1);
  const handshakes = Number(lines.filter((line) => line.startsWith('handshakes ')).pop()?.split(' ')[1] ?? 0);
  return { handshakes, failed: lines.filter((line) => line.startsWith('failed ')), renewals: shown };
}

const scene = there ? test : test.skip;

scene('certificates of Vault are renewed while traces are written, also when it was sealed: no handshake fails, every trace is found, and no pod restarts', async () => {
  await inNamespace(async (namespace) => {
    const { name } = namespace;
    const vault = new VaultServer(namespace);
    try {
      const all = objects(name, vault);
      const judgement = judge([...all, ...vault.objects()]);
      expect(judgement.errors).toEqual([]);
      const { connections } = prove([...all, ...vault.objects()].map((object) => ({ object })), { now });
      expect(connections.filter(({ client }) => client.product === 'the agent of Vault').map(({ verdict }) => verdict)).toEqual(['proved']);
      await vault.start(LIFE);
      const began = performance.now();
      await namespace.apply(all);
      await eventually(PATIENCE, () => namespace.readyOf('minio'), (n) => n === SERVERS);
      const started = since(began);
      await namespace.until('tempomonolithic', 'traces', 'Ready');
      await namespace.kubectl('exec', 'watcher', '--', 'touch', '/tmp/begin');
      const traces = new Traces(shared.proxy, name, TEMPO);
      const flushes = new Flushes(namespace, shared.proxy, TEMPO, traces);
      const sender = new Sender(traces, 3);
      shared.senders.push(sender);
      await flushes.works();
      const quiet = await flushes.count('failed_flushes');
      const renewing = performance.now();
      let blocks = 0;
      const renewed = async (times: number) => {
        while (Math.min(...(await seenBy(namespace)).renewals) < times && since(renewing) < 1200) {
          await flushes.works();
          blocks += 1;
        }
      };
      await renewed(RENEWALS);
      await seconds(SEALED_AFTER);
      await vault.seal();
      await seconds(SEALED);
      await vault.unseal();
      await renewed(Math.max(...(await seenBy(namespace)).renewals) + 1);
      const refused = (await Promise.all(Array.from({ length: SERVERS }, (_, n) => namespace.kubectl('logs', `minio-${n}`, '--all-containers'))))
        .filter((log) => log.includes('Vault is sealed')).length;
      const took = since(renewing);
      await sender.end();
      const { handshakes, failed, renewals } = await seenBy(namespace);
      const lost = await lostOf(sender, traces);
      const restarts = await namespace.kubectl('get', 'pods', '-l', 'app.kubernetes.io/name=minio', '-o', 'jsonpath={.items[*].status.containerStatuses[*].restartCount}');
      const unflushed = await flushes.count('failed_flushes') - quiet;
      report.add({
        scenario: `MinIO of four servers, certificates of Vault for two minutes, Vault sealed for ${SEALED} s`,
        prover: told(judgement),
        cluster: `${started} s until all four were ready; renewed ${renewals.join(', ')} times; ${refused} servers were refused while Vault was sealed; ${handshakes} handshakes, ${failed.length} failed; ${blocks} blocks written meanwhile, `
          + `${unflushed} flushes failed; ${sender.taken.length} traces sent, ${sender.retries} retries, ${lost.length} lost; restarts: ${restarts}`,
        seconds: took,
      });
      expect(Math.min(...renewals)).toBeGreaterThan(RENEWALS);
      expect(refused).toBeGreaterThan(0);
      expect({ failed, unflushed, lost }).toEqual({ failed: [], unflushed: 0, lost: [] });
      expect(restarts).toMatch(/^[0 ]+$/);
    } finally {
      await removeObjects(vault.objects().filter(({ kind }) => kind === 'ClusterRoleBinding'));
    }
  });
}, 2_400_000);
