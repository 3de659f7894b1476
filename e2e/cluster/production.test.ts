/**
 * The preset for production as it is, with policies from its connections: cert-manager signs, trust-manager carries the CA, OTLP comes over TLS, the namespace
 * admits only pods of the Pod Security Standard "restricted". Its smoke test passes, and who is not named reaches neither the store nor Tempo.
 */
import { App, Testing } from 'cdk8s';
import { hasKind, inNamespace, removeObjects } from './cluster';
import { API_SERVER, enforcesPolicies, NOT_ENFORCED, reachedFrom } from './probe';
import { judge, reporting, smokeTested, told } from './scene';
import { NetworkPeer, ProductionTracingStore } from '../../src';
import { secret } from '../scenes/manifests';
import { ON_CLUSTER } from '../scenes/presets';
import { APPLICATION, hostOf, ROOT } from '../scenes/store';

const report = reporting('production');
const installed = ['certificates.cert-manager.io', 'bundles.trust.cert-manager.io'].every(hasKind);
if (!installed) { report.add({ scenario: 'ProductionTracingStore with policies', prover: 'not asked', cluster: 'not run: no cert-manager, or no trust-manager' }); }

/** The preset, and the Secrets that it leaves to others. */
function objectsIn(namespace: string, senders: string): any[] {
  const store = new ProductionTracingStore(new App(), namespace, {
    ...ON_CLUSTER, storageSize: '10Gi', networkPolicies: { otlpSenders: [NetworkPeer.pods({ namespace: senders })] },
  });
  const secrets = [
    secret('minio-root', ROOT),
    secret('minio-tempo', { ...APPLICATION, endpoint: `https://${hostOf(namespace)}:9000`, bucket: 'tempo' }),
  ];
  return [...Testing.synth(store), ...secrets.map((object: any) => ({ ...object, metadata: { namespace, ...object.metadata } }))];
}

(installed ? test : test.skip)('production: its smoke test passes, and a stranger reaches nothing of it', async () => {
  const enforced = await enforcesPolicies();
  await inNamespace((own) => inNamespace((senders) => inNamespace(async (strangers) => {
    const objects = objectsIn(own.name, senders.name);
    try {
      const judgement = judge(objects);
      expect(judgement.all).toEqual([]);
      const start = performance.now();
      await own.apply(objects);
      await smokeTested(own, objects);
      const seconds = Math.round((performance.now() - start) / 1000);
      const scenario = 'ProductionTracingStore with policies from its connections, restricted';
      report.add({ scenario, prover: told(judgement), milliseconds: judgement.milliseconds, cluster: 'its smoke test passes', seconds });

      const minio = `minio.${own.name}.svc:9000`;
      const receivers = [4317, 4318].map((port) => `tempo-traces.${own.name}.svc:${port}`);
      const all = [minio, `tempo-traces.${own.name}.svc:3200`, ...receivers, API_SERVER];
      const only = (...open: string[]) => Object.fromEntries(all.map((address) => [address, open.includes(address)]));
      if (!enforced) {
        report.add({ scenario: 'the same: who reaches what', prover: told(judgement), cluster: NOT_ENFORCED });
        return;
      }
      const [stranger, sender] = await Promise.all([reachedFrom(strangers, {}, all), reachedFrom(senders, {}, all)]);
      expect({ stranger, sender }).toEqual({ stranger: only(API_SERVER), sender: only(...receivers, API_SERVER) });
      report.add({ scenario: 'the same: who reaches what', prover: told(judgement), cluster: 'a pod of another namespace reaches nothing of it, a declared sender the two receivers' });
    } finally {
      await removeObjects(objects.filter(({ metadata }) => !metadata.namespace || metadata.namespace === 'cert-manager'));
    }
  })));
}, 900_000);
