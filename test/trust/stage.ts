import { load, loadAll, CORE_SCHEMA } from 'js-yaml';
import { Issued, issueCa } from '../../src/x509/issue';
import { inDays, makeCa, makeServer, NOW } from '../util/certificates';

/**
 * What the examples of the rules leave out: Tempo on MinIO over TLS, all of it right. An example's objects take the place of those with the
 * same kind and name.
 */
export const STAGE = `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc of one)
  tls.key: (key of minio.tracing.svc)
---
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.crt: (ca one)
---
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
---
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: minio}, ports: [{name: https, port: 9000}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: minio, namespace: tracing}
spec:
  serviceName: minio
  selector: {matchLabels: {app: minio}}
  template:
    metadata: {labels: {app: minio}}
    spec:
      containers:
        - name: minio
          image: docker.io/pgsty/silo:RELEASE.2026-09-16T00-00-00Z
          args: [server, --certs-dir=/etc/minio/certs, /data]
          env: [{name: MINIO_ROOT_USER, value: root-of-store}, {name: MINIO_ROOT_PASSWORD, valueFrom: {secretKeyRef: {name: minio-root, key: password}}}]
          ports: [{containerPort: 9000}]
          volumeMounts: [{name: certs, mountPath: /etc/minio/certs}]
      volumes: [{name: certs, secret: {secretName: minio-tls, items: [{key: tls.crt, path: public.crt}, {key: tls.key, path: private.key}]}}]
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
`;

/**
 * The certificates that examples name in words: "(ca one)", "(leaf HOST[,HOST…] of CA)", "(key of HOST)". After a comma:
 * "until DAYS" (negative: expired), "from DAYS", "for clientAuth", "only NAME" (a CA's name constraint), "is ca", "no names".
 */
export class Props {
  private readonly cas = new Map<string, Issued>();
  private readonly leaves = new Map<string, Issued>();

  /** Replaces the words in every text of some objects. */
  public fill<T>(value: T): T {
    if (typeof value === 'string') { return value.replace(/\((ca|leaf|key of) ([^()]+)\)/g, (_all, what, words) => this.make(what, words)) as T; }
    if (Array.isArray(value)) { return value.map((item) => this.fill(item)) as T; }
    return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, this.fill(v)])) as T : value;
  }

  private make(what: string, words: string): string {
    const [main, ...options] = words.split(/, (?=until|from|for|only|is|no|key)/);
    const option = (name: string) => options.find((o) => o.startsWith(`${name} `))?.slice(name.length + 1);
    if (what === 'ca') { return this.ca(main, option('only'), option('until')).certificatePem; }
    if (what === 'key of') { return this.leaf(main, 'one').privateKeyPem; }
    const [hosts, ca] = main.split(' of ');
    const names = hosts.split(',');
    const issuer = this.ca(ca);
    const { key } = this.leaf(names[0], 'one');
    const leaf = once([issuer, key], words, () => makeServer(issuer, option('no') === 'names' ? [] : names.filter((n) => !/^[\d.]+$/.test(n)), {
      commonName: names[0],
      key,
      ipAddresses: names.filter((n) => /^[\d.]+$/.test(n)),
      usages: option('for') === 'clientAuth' ? ['clientAuth'] : ['serverAuth'],
      notBefore: inDays(Number(option('from') ?? -30)),
      notAfter: inDays(Number(option('until') ?? 365)),
      overrides: option('is') === 'ca' ? { basicConstraints: { ca: true }, keyUsage: undefined, extKeyUsage: undefined } : undefined,
    }));
    return leaf.certificatePem;
  }

  private ca(name: string, only?: string, until?: string): Issued {
    const known = this.cas.get(name);
    if (known) { return known; }
    const made = once([], `${name}, ${only}, ${until}`, () => issueCa({
      commonName: `CA ${name}`,
      notBefore: inDays(-60),
      notAfter: inDays(Number(until ?? 3650)),
      overrides: only ? { nameConstraints: { permitted: { dns: [only] } } } as object : undefined,
    }));
    this.cas.set(name, made);
    return made;
  }

  private leaf(name: string, ca: string): Issued {
    const known = this.leaves.get(name);
    if (known) { return known; }
    const issuer = this.ca(ca);
    const made = once([issuer], `leaf ${name}`, () => makeServer(issuer, [name]));
    this.leaves.set(name, made);
    return made;
  }
}

const issued = new Map<string, { of: readonly unknown[]; made: Issued }[]>();

/** A certificate that is made once, for all examples of a test file that want the same: making it takes longer than proving it. */
function once(of: readonly unknown[], words: string, make: () => Issued): Issued {
  const same = issued.get(words) ?? [];
  issued.set(words, same);
  let found = same.find((each) => each.of.length === of.length && each.of.every((one, i) => one === of[i]));
  if (!found) { same.push(found = { of, made: make() }); }
  return found.made;
}

/** The objects of a YAML text, with the named certificates made. */
export function objects(yaml: string, props: Props = new Props()): any[] {
  return props.fill(loadAll(yaml, undefined, { schema: CORE_SCHEMA }).filter((o) => o !== null && o !== undefined) as any[]);
}

const ON_STAGE = loadAll(STAGE, undefined, { schema: CORE_SCHEMA }) as any[];

/** The stage with some objects put in place, or added. */
export function staged(yaml: string, props: Props = new Props()): any[] {
  const own = loadAll(yaml, undefined, { schema: CORE_SCHEMA }).filter((o) => o) as any[];
  const same = (a: any, b: any) => a.kind === b.kind && a.metadata.name === b.metadata.name;
  const rest = ON_STAGE.filter((o) => !own.some((other) => same(o, other)));
  // A CA with constraints has to be made before the leaf it signs.
  const text = JSON.stringify(own);
  for (const match of text.matchAll(/\((ca [^()]+)\)/g)) { props.fill(`(${match[1]})`); }
  return props.fill([...own, ...rest]);
}

export { load, makeCa, NOW };
