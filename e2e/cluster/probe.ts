import { eventually, inNamespace, Namespace } from './cluster';
import { SILO } from '../scenes/presets';

/** What a pod can reach: each address with whether something answers there, whatever it says. */
export type Reached = { readonly [address: string]: boolean };

/** Rules of policies are written when a pod is there, so it waits a while before it tries. */
const SETTLES = 12;

let made = 0;

/**
 * What a pod with some labels reaches, of addresses HOST:PORT. curl's exit codes 6 (no such name), 7 (refused) and 28 (no answer in time) are walls; with
 * all others somebody was there, if only to say that TLS or HTTP is not what is spoken.
 */
export async function reachedFrom(
  namespace: Namespace, labels: { readonly [label: string]: string }, addresses: readonly string[],
): Promise<Reached> {
  made += 1;
  const name = `probe-${made}`;
  const script = `sleep ${SETTLES}; for a in ${addresses.join(' ')}; do curl -sS -o /dev/null -m 5 --connect-timeout 5 "https://$a/"; echo "$a $?"; done; echo done; sleep 3600`;
  await namespace.apply([{
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: namespace.name, labels },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{
        name: 'probe',
        image: SILO.reference,
        imagePullPolicy: 'IfNotPresent',
        command: ['/bin/sh', '-c', script],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      }],
    },
  }]);
  const log = await eventually(180, () => namespace.kubectl('logs', name), (text) => /^done$/m.test(text));
  return Object.fromEntries(log.split('\n').map((line) => /^(\S+) (\d+)$/.exec(line)).flatMap((match) => (match ? [[match[1], !['6', '7', '28'].includes(match[2])]] : [])));
}

export const API_SERVER = 'kubernetes.default.svc:443';

const deny = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'deny' }, spec: { podSelector: {}, policyTypes: ['Egress'] } };

/** What a report says where `enforcesPolicies` is false. */
export const NOT_ENFORCED = 'not enforced by this cluster: a pod that may not go out did, or none can';

/** Whether the cluster enforces policies, as a canary shows: where nobody does, nothing that is refused means anything. */
export function enforcesPolicies(): Promise<boolean> {
  return inNamespace(async (canary) => {
    const open = await reachedFrom(canary, {}, [API_SERVER]);
    await canary.apply([{ ...deny, metadata: { ...deny.metadata, namespace: canary.name } }]);
    return open[API_SERVER] && !(await reachedFrom(canary, {}, [API_SERVER]))[API_SERVER];
  });
}
