import { Namespace } from './cluster';
import { metricIn } from './proxy';
import { restrictedContainer, restrictedPod } from '../../src/kube/pod';
import { SILO } from '../scenes/presets';

const NAME = 'mutual';
const FILES = '/mutual';

/**
 * The way to the metrics of an ingester of a TempoStack, which shows them to who has a certificate of the operator's: a pod that has one asks, whatever
 * network the cluster has. The operator's own policies let nobody in but components of the stack and the monitoring of OpenShift, so one more lets it in.
 */
export class Mutual {
  private pod: Promise<void> | undefined;

  constructor(private readonly namespace: Namespace, private readonly stack: string) {}

  /** The sum of the series of a metric, 0 where it has none; undefined when nobody answers. */
  public async metric(pod: string, name: string): Promise<number | undefined> {
    await (this.pod ??= this.start());
    const address = await this.namespace.kubectl('get', 'pod', pod, '-o', 'jsonpath={.status.podIP}');
    if (address === '') { return undefined; }
    const host = `tempo-${this.stack}-ingester.${this.namespace.name}.svc`;
    const files = ['--cacert', `${FILES}/service-ca.crt`, '--cert', `${FILES}/tls.crt`, '--key', `${FILES}/tls.key`];
    const curl = ['curl', '-sS', '-f', '-m', '10', '--resolve', `${host}:3200:${address}`, ...files, `https://${host}:3200/metrics`];
    const text = await this.namespace.kubectl('exec', NAME, '--', ...curl);
    return metricIn({ status: text === '' ? 0 : 200, text }, name);
  }

  private async start(): Promise<void> {
    const of = (name: string) => `tempo-${this.stack}-${name}`;
    const metadata = { name: NAME, namespace: this.namespace.name };
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/managed-by': 'tempo-operator', 'app.kubernetes.io/instance': this.stack } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { app: NAME } } }], ports: [{ port: 3200 }] }],
      },
    };
    await this.namespace.apply([policy, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, labels: { app: NAME } },
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 1,
        securityContext: restrictedPod(10001),
        containers: [{
          name: NAME,
          image: SILO.reference,
          imagePullPolicy: 'IfNotPresent',
          command: ['/bin/sh', '-c', 'trap exit TERM; while :; do sleep 5; done'],
          securityContext: restrictedContainer(10001),
          volumeMounts: [{ name: 'files', mountPath: FILES, readOnly: true }],
        }],
        volumes: [{ name: 'files', projected: { sources: [{ secret: { name: of('ingester-mtls') } }, { configMap: { name: of('ca-bundle') } }] } }],
      },
    }]);
    await this.namespace.until('pod', NAME, 'Ready');
  }
}
