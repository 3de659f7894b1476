/**
 * The connections of a store and its Tempo behind network policies, made where they run: by the Job, by the CronJob, by hand in the pod that waits, and in an
 * ephemeral container. Then MinIO shows a certificate of another CA, and the check says so.
 */
import { Chart, Duration } from 'cdk8s';
import { eventually, KUBECTL, Namespace, PATIENCE } from './cluster';
import { LOADED, reporting, sideBySide, traces } from './scene';
import { change } from './store-with-tempo';
import { ConnectionCheck, DebugPod, IBucket, ImagePullPolicy, StorePerformanceCheck, TlsNetworkPolicies } from '../../src';
import { diagnose } from '../../src/diagnosis/diagnose';
import { authority, leafFor, pem, shown } from '../scenes/certificates';
import { kubectlBeside } from '../scenes/kubectl';
import { SILO } from '../scenes/presets';
import { store } from '../scenes/store';

const report = reporting('connection-check');
const root = authority('Root');
const pods = { toolsImage: SILO, imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT };

function clients(chart: Chart, bucket: IBucket): void {
  traces(chart, bucket);
  new TlsNetworkPolicies(chart, 'policies');
  new ConnectionCheck(chart, 'connections', { ...pods, schedule: '17 6 * * *', timeout: Duration.minutes(3) });
  new DebugPod(chart, 'debug', { ...pods, running: true });
  new StorePerformanceCheck(chart, 'performance', { ...pods, bucket, objects: 20, handshakes: 20 });
}

/** Runs what the CronJob would run. */
async function again(namespace: Namespace, name: string): Promise<{ readonly succeeded: boolean; readonly log: string }> {
  await namespace.kubectl('create', 'job', '--from=cronjob/connections', name);
  return namespace.job(name);
}

/** The commands that the pod which waits prints, each run in it; what they end with. */
async function byHand(namespace: Namespace): Promise<string[]> {
  const log = await eventually(PATIENCE, () => namespace.kubectl('logs', 'deployment/debug', '-c', 'shell'), (text) => text.includes('s_client') && text.includes('as they should be'));
  const commands = log.split('\n').filter((line) => /^(curl -v|openssl s_client) /.test(line));
  expect(commands.length).toBeGreaterThanOrEqual(4);
  const said: string[] = [];
  for (const command of commands) {
    const args = ['-n', namespace.name, 'exec', 'deployment/debug', '-c', 'shell', '--', 'sh', '-c', `${command} >/dev/null 2>&1; printf %s $?`];
    const { code, out, error } = await kubectlBeside(KUBECTL, args);
    said.push(code === 0 ? out : error);
  }
  return said;
}

/** The recipe of docs/how-to/debug-a-connection.md: a container beside Tempo's, with its bundle. */
async function beside(namespace: Namespace): Promise<string> {
  const pod = JSON.parse(await namespace.kubectl('get', 'pod', 'tempo-traces-0', '-o', 'json'));
  const mounts = pod.spec.containers.find(({ name }: any) => name === 'tempo').volumeMounts.filter(({ mountPath }: any) => mountPath.startsWith('/var/run/tls'));
  expect(mounts).not.toEqual([]);
  const ask = `curl -sS --cacert /var/run/tls/storage/ca/service-ca.crt -o /dev/null -w '%{http_code}' https://minio.${namespace.name}.svc:9000/`;
  const ephemeralContainers = [{
    name: 'debug',
    image: SILO.reference,
    command: ['sh', '-c', ask],
    volumeMounts: mounts.map((mount: object) => ({ ...mount, readOnly: true })),
    securityContext: { runAsNonRoot: true, runAsUser: 10001, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } },
  }];
  const path = `/api/v1/namespaces/${namespace.name}/pods/tempo-traces-0/ephemeralcontainers`;
  const { code, error } = await kubectlBeside(KUBECTL, ['replace', '--raw', path, '-f', '-'], JSON.stringify({ ...pod, spec: { ...pod.spec, ephemeralContainers } }));
  expect({ code, error }).toMatchObject({ code: 0 });
  return eventually(60, () => namespace.kubectl('logs', 'tempo-traces-0', '-c', 'debug'), (text) => text !== '');
}

async function looked(namespace: Namespace, jobs: readonly string[]): Promise<void> {
  for (const name of jobs) { expect({ name, ...await namespace.job(name) }).toMatchObject({ name, succeeded: true }); }
  const once = await again(namespace, 'again');
  expect(once).toMatchObject({ succeeded: true, log: expect.stringMatching(/-> https:\/\/minio\.[^:]+:9000: ok \(TLS 1\.3, verified with ConfigMap .*CA Root: 399 days left\)/) });
  expect(new Set(await byHand(namespace))).toEqual(new Set(['0']));
  expect(await beside(namespace)).toBe('403');

  await change(namespace, shown(leafFor(namespace.name)(authority('Another'))));
  const broken = await again(namespace, 'broken');
  expect(broken).toMatchObject({ succeeded: false, log: expect.stringMatching(/FAILED \(curl: \(60\) SSL certificate problem: unable to get local issuer certificate/) });
  expect(diagnose([{ file: 'log', text: broken.log }]).diagnoses.map(({ rules }) => rules[0])).toEqual(['OT006']);
}

test('every connection is made where it runs, and one that breaks is told', async () => {
  let jobs: string[] = [];
  await sideBySide(report, {
    name: 'ConnectionCheck behind policies, and when MinIO shows another certificate',
    objects: (namespace) => {
      const objects = store({ namespace, pair: shown(leafFor(namespace)(root)), ca: pem(root), props: LOADED, clients });
      jobs = objects.filter(({ kind, metadata }) => kind === 'Job' && /^(connections|performance)-/.test(metadata.name)).map(({ metadata }) => metadata.name);
      return objects;
    },
    then: (namespace) => looked(namespace, jobs),
  });
}, 900_000);
