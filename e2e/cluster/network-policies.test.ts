/**
 * NetworkPolicies: everything denied, and then exactly the ways that are gone, which is enough; and one of them taken away. Not every cluster enforces
 * policies, so a canary is asked first: a pod that may not go out and does all the same. Then this is reported as not enforced, and nothing is claimed.
 */
import { inNamespace, Namespace, seconds } from './cluster';
import { judge, reporting, sideBySide, told } from './scene';
import { storeWithTempo } from './store-with-tempo';
import { authority, leafFor, pem, shown } from '../scenes/certificates';
import { SILO } from '../scenes/presets';

const report = reporting('network-policies');
const root = authority('Root');

/** What may go where: pods by their labels, and the ports. */
const tempo = { 'app.kubernetes.io/name': 'tempo-monolithic', 'app.kubernetes.io/instance': 'traces' };
const dns = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
  ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }],
};
const policy = (namespace: string, name: string, spec: object) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec });
const ports = [{ protocol: 'TCP', port: 9000 }];

/** A store, its Tempo, and policies for the two ways between them and to DNS. */
function objects(namespace: string, change: (policies: { [name: string]: any }) => void = () => {}): any[] {
  const all = storeWithTempo(namespace, shown(leafFor(namespace)(root)), pem(root));
  const minio = all.find(({ kind }) => kind === 'StatefulSet').spec.selector.matchLabels;
  const job = all.find(({ kind }) => kind === 'Job').spec.template.metadata.labels;
  const out = { to: [{ podSelector: { matchLabels: minio } }], ports };
  const policies: { [name: string]: any } = {
    'nothing': { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    'tempo-out': { podSelector: { matchLabels: tempo }, policyTypes: ['Egress'], egress: [out, dns] },
    'job-out': { podSelector: { matchLabels: job }, policyTypes: ['Egress'], egress: [out, dns] },
    'minio-in': { podSelector: { matchLabels: minio }, policyTypes: ['Ingress'], ingress: [{ from: [tempo, job].map((matchLabels) => ({ podSelector: { matchLabels } })), ports }] },
  };
  change(policies);
  return [...Object.entries(policies).map(([name, spec]) => policy(namespace, name, spec)), ...all];
}

/** Whether a pod that lives a while comes through to the API server: rules for a new pod may be written a second late. */
async function comesThrough(namespace: Namespace, name: string): Promise<boolean> {
  const container = {
    name: 'canary',
    image: SILO.reference,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-c', 'sleep 8; curl -sk --max-time 5 -o /dev/null "https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/" && echo through || echo stopped'],
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  };
  const securityContext = { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } };
  const template = { metadata: { labels: { canary: name } }, spec: { restartPolicy: 'Never', securityContext, containers: [container] } };
  await namespace.apply([{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: namespace.name }, spec: { backoffLimit: 0, template } }]);
  const { succeeded, log } = await namespace.job(name);
  if (!succeeded || !/through|stopped/.test(log)) { throw new Error(`the canary ${name} did not run: ${log}`); }
  return /through/.test(log);
}

let enforced = false;
beforeAll(async () => {
  await inNamespace(async (namespace) => {
    await namespace.apply([policy(namespace.name, 'caged', { podSelector: { matchLabels: { canary: 'caged' } }, policyTypes: ['Egress'] })]);
    await seconds(2);
    const [free, caged] = await Promise.all([comesThrough(namespace, 'free'), comesThrough(namespace, 'caged')]);
    enforced = free && !caged;
  });
  if (!enforced) { report.add({ scenario: 'NetworkPolicies', prover: 'not asked', cluster: 'not enforced by this cluster: a pod that may not go out did, or none can' }); }
});

/** What is taken away, where it is seen, and what says so before. */
const TAKEN = [
  { name: 'DNS not allowed', change: (all: any) => { all['tempo-out'].egress.pop(); }, says: /lookup minio\.[^:]*: i\/o timeout|lookup minio[^"]*(timeout|refused|no such host)/, rule: 'OT502' },
  { name: 'the way out not allowed', change: (all: any) => { all['tempo-out'].egress.shift(); }, says: /dial tcp [\d.]+:9000: (i\/o timeout|connect: connection (timed out|refused))/, rule: 'OT500' },
  { name: 'the way in for others only', change: (all: any) => { all['minio-in'].ingress[0].from.shift(); }, says: /dial tcp [\d.]+:9000: (i\/o timeout|connect: connection (timed out|refused))/, rule: 'OT501' },
];

test.concurrent('everything denied but what is needed: Ready', async () => {
  if (!enforced) { expect(told(judge(objects('tracing')))).toBe('no error'); return; }
  await sideBySide(report, { name: 'NetworkPolicies for exactly what is needed', objects: (namespace) => objects(namespace) });
});

test.concurrent.each(TAKEN)('$name', async ({ name, change, says, rule }) => {
  if (!enforced) { expect(judge(objects('tracing', change)).errors).toContain(rule); return; }
  await sideBySide(report, { name: `NetworkPolicies: ${name}`, objects: (namespace) => objects(namespace, change), says, rule });
});
