import { eventually, KUBECTL, Namespace } from './cluster';
import { Proxy } from './proxy';
import { Issued, issueLeaf, LeafOptions } from '../../src/x509/issue';
import { authority, days } from '../scenes/certificates';
import { kubectlBeside } from '../scenes/kubectl';
import { secret } from '../scenes/manifests';
import { Remote, write, Written } from '../scenes/observer';
import { REMOTE_WRITE, remoteWrite } from '../scenes/remote-write';

/** Who signs: the servers of each remote, the observer's client certificate; the observer's HTTPS; and whom nobody knows. */
export const CAS = {
  eu: authority('servers of eu1'), us: authority('servers of us1'), readers: authority('readers'), own: authority('observer'), stranger: authority('stranger'),
};

/** The clusters that a query has to find. */
export const ALL = 'eu1, local, us1';

/** The observer's client certificate, as a Secret. */
export function identity(by: Issued = CAS.readers, more: Partial<LeafOptions> = {}): { readonly [key: string]: string } {
  const leaf = issueLeaf(by, { commonName: 'observer', dnsNames: ['observer'], usages: ['clientAuth'], notBefore: days(-10), notAfter: days(30), ...more });
  return { 'tls.crt': leaf.certificatePem, 'tls.key': leaf.privateKeyPem };
}

/** Runs kubectl in a namespace until what it waits for is there. @throws with what it said where it failed */
export async function must(namespace: string, ...args: readonly string[]): Promise<void> {
  const { code, error } = await kubectlBeside(KUBECTL, ['-n', namespace, ...args]);
  if (code !== 0) { throw new Error(`kubectl ${args.join(' ')}: ${error}`); }
}

export const rolledOut = (namespace: string, what: string) => must(namespace, 'rollout', 'status', what, '--timeout=240s');

/** An observer and two remotes on the cluster, each in a namespace of its own. */
export class Observed {
  /** Makes the remotes, with one series in the bucket of each, and the observer with one of its own. */
  public static async make(more: { readonly strict?: boolean } = {}): Promise<Observed> {
    const [proxy, observer, eu1, us1] = await Promise.all([Proxy.start(), Namespace.make(), Namespace.make(), Namespace.make()]);
    const made = new Observed(proxy, observer, { eu1, us1 }, more);
    await observer.apply(made.observerObjects());
    await Promise.all([made.seed('eu1'), made.seed('us1'), rolledOut(observer.name, 'statefulset/local').then(() => made.put(observer, 'local'))]);
    return made;
  }

  private constructor(
    public readonly proxy: Proxy,
    public readonly observer: Namespace,
    public readonly remotes: { readonly eu1: Namespace; readonly us1: Namespace },
    private readonly more: { readonly strict?: boolean },
  ) {}

  /** What is written for an observer in a namespace, where something of eu1 is different. */
  public write(eu: Partial<Remote> = {}, namespace: string = this.observer.name): Written {
    const { eu1, us1 } = this.remotes;
    return write({
      ...this.more,
      namespace,
      ca: CAS.own,
      readers: CAS.readers,
      remotes: [
        { name: 'eu1', namespace: eu1.name, ca: CAS.eu, trusted: [CAS.eu], ...eu },
        { name: 'us1', namespace: us1.name, ca: CAS.us, trusted: [CAS.us] },
      ],
    });
  }

  /** The observer, with the client certificate that it shows. */
  public observerObjects(eu: Partial<Remote> = {}, namespace: string = this.observer.name, shown: ReturnType<typeof identity> = identity()): any[] {
    return [...this.write(eu, namespace).observer, { ...secret('observer-tls', shown), metadata: { name: 'observer-tls', namespace } }];
  }

  /** Both remotes. */
  public remoteObjects(eu: Partial<Remote> = {}): any[] {
    return Object.values(this.write(eu).remotes).flat();
  }

  /** Which endpoints a querier knows to be healthy. Thanos shows none that never was. */
  public async healthy(namespace: string = this.observer.name): Promise<string[]> {
    const { status, text } = await this.proxy.service(namespace, 'https:querier', 10902, '/api/v1/stores');
    if (status !== 200) { return []; }
    const stores = Object.values(JSON.parse(text).data as object).flat().filter((store) => store !== null && store.lastError === null);
    const meant = new Map(Object.entries(this.remotes).map(([name, remote]) => [`store-external.${remote.name}.svc:443`, name]));
    return [...new Set(stores.map(({ name }: { name: string }) => meant.get(name) ?? 'local'))].sort();
  }

  /** Which clusters' series one query finds, asked once through the frontend; or what else came. */
  public async ask(series: string = 'held'): Promise<string> {
    const query = `/api/v1/query?query=${encodeURIComponent(`last_over_time(${series}[6h])`)}&partial_response=false`;
    const { status, text } = await this.proxy.service(this.observer.name, 'https:frontend', 10902, query);
    if (status !== 200) { return `${status} ${text}`; }
    const { data, warnings } = JSON.parse(text);
    return warnings === undefined ? data.result.map(({ metric }: any) => metric.cluster).sort().join(', ') : `warnings: ${warnings.join('; ')}`;
  }

  public async remove(): Promise<void> {
    this.proxy.close();
    await Promise.all([this.observer, ...Object.values(this.remotes)].map((namespace) => namespace.remove()));
  }

  /** A bucket with one block, of a receiver that uploads what it has when it ends; then what reads it. */
  private async seed(name: 'eu1' | 'us1'): Promise<void> {
    const at = this.remotes[name];
    const { remotes, seeds } = this.write();
    const reads = ({ kind, metadata }: any) => kind === 'StatefulSet' && ['store', 'compactor'].includes(metadata.name);
    await at.apply([...remotes[name].filter((object) => !reads(object)), ...seeds[name]]);
    await Promise.all([must(at.name, 'wait', '--for=condition=complete', 'job', '--all', '--timeout=240s'), rolledOut(at.name, 'statefulset/seed')]);
    await this.put(at, 'seed');
    await must(at.name, 'delete', 'statefulset', 'seed', '--cascade=foreground');
    await at.apply(remotes[name]);
    await rolledOut(at.name, 'statefulset/store');
  }

  private async put(namespace: Namespace, receiver: string): Promise<void> {
    const body = () => remoteWrite({ __name__: 'held' }, 1, Date.now());
    await eventually(60, () => this.proxy.service(namespace.name, receiver, 19291, '/api/v1/receive', body(), REMOTE_WRITE), ({ status }) => status === 200);
  }
}
