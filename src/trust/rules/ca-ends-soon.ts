import { rule } from './rule';
import { Analysis, Material, Violation } from '../model';

/** The days within which somebody should act: a new CA has to reach every client before the first certificate of it is served. */
const DAYS = 60;

export const caEndsSoon = rule({
  id: 'OT423',
  severity: 'warning',
  title: 'a CA ends soon',
  what: `A CA that a connection rests on, and that stands in the manifests, ends within ${DAYS} days of the given time.`,
  why: 'All that it signed ends with it, whatever those certificates say (Go crypto/x509 verify.go, isValid). To replace a CA takes three steps: trust both, issue again, trust '
    + 'the new one only.',
  fix: 'make the next CA, and add it to the bundles now',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data: {ca.crt: "(ca one, until 30)"}
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data: {ca.crt: "(ca one, until 300)"}
`,
  on: 'connection',
  check: ({ analysis, mutual, client, server }, { options }) => {
    const found = [...ending(analysis, client.trust.bundles, options.now), ...ending(mutual, server?.clientCa ? [server.clientCa] : [], options.now)];
    return found.length > 0 ? found.map((violation) => ({ ...violation, related: [client.ref] })) : analysis.state === 'proved' ? 'satisfied' : 'not applicable';
  },
});

function ending(analysis: Analysis | undefined, bundles: readonly Material[], now: Date): Violation[] {
  if (analysis?.state !== 'proved') { return []; }
  return analysis.chain.slice(1).flatMap((ca) => {
    const days = Math.floor((ca.notAfter.getTime() - now.getTime()) / 86_400_000);
    return days >= 0 && days < DAYS ? [{ message: `CA ${ca} ends in ${days} days`, resource: (bundles[0] ?? analysis.certificate).ref }] : [];
  });
}
