import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { synthesize as synthesizeExample } from '../../examples/testing';
import {
  CertificateIssuer, ClientCertificate, ClusterDns, ExternalS3TracingStore, MinioTenant, NetworkPeer, NetworkPolicyEngine, ObserverIdentity,
  RemoteMetricsStore, SecretPush, ServerCertificate, SingleClusterMetricsStore, StorageCa, ThanosExposure, TlsMinio, VaultAuth,
} from '../../src';
import { restrictedContainer, restrictedPod } from '../../src/kube/pod';
import { QUANTITIES } from '../../test/kube/quantities';
import { storesWith, thanosWith, VOLUMES } from '../../test/pki/volumes-fixture';
import { METRICS, synthesizeMetrics } from '../../test/presets/metrics-table';
import { PRESETS, synthesize } from '../../test/presets/table';
import { SOURCES, storeFrom } from '../../test/secrets/fixture';
import { makeCa } from '../../test/util/certificates';
import { ApiServer } from '../api-server/api-server';
import { customResourceDefinitions } from '../api-server/custom-resources';
import { changedByServer } from '../api-server/stored';
import { KUBERNETES } from '../kubelet/tools';
import { restrictedNamespace } from '../scenes/kubectl';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const examples = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

const EXPOSURES: { readonly [name: string]: ThanosExposure } = {
  Ingress: ThanosExposure.ingress('thanos.eu1.example.com'),
  Route: ThanosExposure.openshiftRoute('thanos.eu1.example.com'),
  TLSRoute: ThanosExposure.gatewayTlsRoute('thanos.eu1.example.com', 'edge', { gatewayNamespace: 'gateways', sectionName: 'tls' }),
};

/** A remote cluster that is reached in another way than that of the preset's row. */
function exposed(exposure: ThanosExposure): any[] {
  const identity = ObserverIdentity.of({ certificate: ClientCertificate.fromSecret('observer-tls'), ca: StorageCa.fromConfigMap('observer-clients') });
  return Testing.synth(new RemoteMetricsStore(Testing.app(), 'eu1', { identity, exposure }));
}

/** Stores that are closed to the network, by each engine. */
function closed(engine: NetworkPolicyEngine): any[] {
  const peers = [NetworkPeer.cidr('203.0.113.0/24', ['203.0.113.0/28']), NetworkPeer.pods({ namespace: 'edge' }), NetworkPeer.namespaces({ traces: 'yes' }), NetworkPeer.anyone()];
  const app = Testing.app();
  return [
    new ExternalS3TracingStore(app, 'tracing', {
      endpoint: 'https://s3.eu-central-1.amazonaws.com',
      networkPolicies: { engine, otlpSenders: peers, prometheus: peers.slice(1, 2), ...(engine === NetworkPolicyEngine.CILIUM ? {} : { hosts: { 's3.eu-central-1.amazonaws.com': peers } }) },
    }),
    new SingleClusterMetricsStore(app, 'metrics', { networkPolicies: { engine, dns: ClusterDns.nodeLocal(), remoteWriters: peers, queryClients: peers } }),
  ].flatMap((chart) => Testing.synth(chart));
}

/** Vault as an issuer, in each of the ways to prove who asks, and the CA of another issuer for other clusters. */
function vaultAndPush(): any[] {
  const chart = new Chart(Testing.app(), 'tracing', { namespace: 'tracing', disableResourceNameHashes: true });
  const vault = { server: 'https://vault.vault.svc:8200', path: 'pki_int/sign/tracing', serverCa: makeCa('Vault CA').certificatePem };
  CertificateIssuer.vault(chart, 'all', { ...vault, auth: VaultAuth.serviceAccount('tracing'), clusterScoped: true, vaultNamespace: 'admin' });
  CertificateIssuer.vault(chart, 'app', { ...vault, auth: VaultAuth.appRole('0f3c', 'vault-approle') });
  const issuer = CertificateIssuer.vault(chart, 'vault', { ...vault, auth: VaultAuth.serviceAccount('tracing', { audiences: ['vault'] }) });
  new TlsMinio(chart, 'minio', { certificate: ServerCertificate.issuedBy(issuer) });
  new SecretPush(chart, 'ca-for-others', { secretName: 'minio-tls', storeName: 'vault', entries: { 'ca.crt': 'observability/ca' }, properties: { 'ca.crt': 'certificate' } });
  return Testing.synth(chart);
}

/** A Tenant with every property that has a place of its own in its spec. */
function tenant(): any[] {
  const chart = new Chart(Testing.app(), 'tracing', { namespace: 'tracing' });
  const certificate = ServerCertificate.issuedBy(CertificateIssuer.fromClusterIssuerName(chart, 'issuer', 'internal', { ca: StorageCa.fromPem(makeCa().certificatePem) }));
  const placed = { nodeSelector: { disk: 'fast' }, tolerations: [{ key: 'store', operator: 'Exists' }], priorityClassName: 'system-cluster-critical', podLabels: { a: 'b' }, podAnnotations: { c: 'd' } };
  new MinioTenant(chart, 'store', { certificate, ...placed, region: 'eu-central-1', imagePullSecret: 'pull', operatorNamespace: 'minio-operator', buckets: ['tempo'] });
  return Testing.synth(chart);
}

/** Everything that a user would apply: presets and examples. */
const MANIFESTS: readonly [string, () => any[]][] = [
  ...PRESETS.map((row): [string, () => any[]] => [row.preset, () => synthesize(row, Testing.app()).objects]),
  ...METRICS.map((row): [string, () => any[]] => [row.preset, () => synthesizeMetrics(row, Testing.app()).objects]),
  ...Object.entries(EXPOSURES).map(([name, exposure]): [string, () => any[]] => [`RemoteMetricsStore through ${name}`, () => exposed(exposure)]),
  ...Object.values(NetworkPolicyEngine).map((engine): [string, () => any[]] => [`stores closed by the policies of ${engine}`, () => closed(engine)]),
  ...Object.entries(SOURCES).map(([name, sources]): [string, () => any[]] => [`a store whose Secrets come from ${name}`, () => storeFrom(sources()).objects]),
  ...Object.entries(VOLUMES).flatMap(([name, makers]): [string, () => any[]][] => [
    [`stores whose certificates come from ${name}`, () => storesWith(makers)],
    [`Thanos whose certificates come from ${name}`, () => thanosWith(makers)],
  ]),
  ['an issuer of Vault, and a Secret that is pushed', vaultAndPush],
  ['a Tenant of MinIO\'s operator', tenant],
  ...examples.map((name): [string, () => any[]] => [`examples/${name}`, () => synthesizeExample(name)]),
];

const server = new ApiServer();
/** The kinds that the server knows, with group and version. */
let known: ReadonlySet<string> = new Set();

beforeAll(async () => {
  await server.start();
  const definitions = customResourceDefinitions();
  expect(server.kubectl(['apply', '--server-side', ...definitions.flatMap((file) => ['-f', file])])).toMatchObject({ code: 0 });
  expect(server.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s'])).toMatchObject({ code: 0 });
  known = new Set(server.kubectl(['api-resources', '--no-headers']).out.split('\n').map((line) => line.trim().split(/\s+/)).map((words) => `${words.at(-1)} ${words.at(-3)}`));
}, 1_200_000);

afterAll(() => server.close());

/** Groups whose definitions no Go module brings: their objects are judged when CRDS has them. */
const ELSEWHERE = /^(minio\.min\.io|tempo\.grafana\.com|route\.openshift\.io|spire\.spiffe\.io|secrets-store\.csi\.x-k8s\.io)\//;
const isKnown = ({ apiVersion, kind }: any) => known.has(`${kind} ${apiVersion}`) || !ELSEWHERE.test(apiVersion);

/** Makes the namespaces of objects, in which Pods have to be of the Pod Security Standard "restricted". */
function restricted(objects: readonly any[]): void {
  const names = new Set(objects.flatMap(({ kind, metadata }) => (kind === 'Namespace' ? [metadata.name] : metadata.namespace ? [metadata.namespace] : [])));
  const items = [...names].map((name) => restrictedNamespace(name, 'enforce', 'warn'));
  expect(server.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))).toMatchObject({ code: 0 });
}

/** What the server says of objects that it is asked to take and not to keep. */
function dryRun(items: readonly any[]): { accepted: number; says: string } {
  const { code, out, error } = server.kubectl(['apply', '--server-side', '--force-conflicts', '--dry-run=server', '--validate=strict', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  return { accepted: out.split('\n').filter((line) => line.endsWith('serverside-applied (server dry run)')).length, says: code === 0 ? error : `${error || out}(exit code ${code})` };
}

const QUANTITY_POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'quantities', namespace: 'tracing' },
  spec: { securityContext: restrictedPod(10001), containers: [{ image: 'any:1', securityContext: restrictedContainer(10001) }] },
};

/** The objects as the server would keep them: it takes every one, without an error or a warning. */
function asStored(items: readonly any[]): any[] {
  const args = ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '--validate=strict', '-o', 'json', '-f', '-'];
  const { code, out, error } = server.kubectl(args, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  expect({ code, error }).toEqual({ code: 0, error: '' });
  const answer = JSON.parse(out);
  const kept = answer.kind === 'List' ? answer.items : [answer];
  expect(kept).toHaveLength(items.length);
  return kept;
}

/** The Pod that a workload's controller makes, with the account that admission gives it, which does not run here. */
function podOf({ kind, metadata: { name, namespace }, spec: { template, volumeClaimTemplates = [] } }: any): any {
  const claims = volumeClaimTemplates.map(({ metadata }: any) => ({ name: metadata.name, persistentVolumeClaim: { claimName: `${metadata.name}-${name}-0` } }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name: `${kind.toLowerCase()}-${name}`, namespace },
    spec: { serviceAccountName: 'default', ...template.spec, volumes: [...template.spec.volumes ?? [], ...claims] },
  };
}

const GROUPS = MANIFESTS.map(([name, make]) => {
  const objects = make();
  return { name, objects, pods: objects.filter(({ spec }) => spec?.template?.spec?.containers).map(podOf) };
});
/** What was given beside what is stored, and whether all Pods were admitted: asked once for all, in a tenth of the time of a call for each. */
let stored: ReadonlyMap<any, any> | undefined;
let admitted = false;

beforeAll(() => {
  restricted(GROUPS.flatMap(({ objects }) => objects));
  const all = GROUPS.flatMap(({ objects }) => objects.filter(isKnown));
  try {
    const answer = asStored(all);
    stored = new Map(all.map((object, i) => [object, answer[i]]));
  } catch { /* then each group is asked alone, and says what is wrong with it */ }
  const pods = GROUPS.flatMap((group) => group.pods);
  const { accepted, says } = dryRun(pods);
  admitted = accepted === pods.length && says === '';
}, 120_000);

describe.each(GROUPS)('$name', ({ objects, pods }) => {
  test(`Kubernetes ${KUBERNETES} takes every object as it was given: no error, no warning, no difference between what is in Git and what is there`, () => {
    const judged = objects.filter(isKnown);
    expect(judged.length).toBeGreaterThan(0);
    const answers = stored === undefined ? asStored(judged) : judged.map((object) => stored?.get(object));
    const changed = judged.map((object, i) => [`${object.kind} ${object.metadata.name}`, changedByServer(object, answers[i])])
      .filter(([, changes]) => changes.length > 0);
    expect(Object.fromEntries(changed)).toEqual({});
  });

  test('its Pods are admitted under the Pod Security Standard "restricted", enforced', () => {
    expect(pods.length).toBeGreaterThan(0);
    if (!admitted) { expect(dryRun(pods)).toEqual({ accepted: pods.length, says: '' }); }
  });
});

test('quantities come back as they are written here', () => {
  restricted([QUANTITY_POD]);
  const containers = QUANTITIES.map(([memory], i) => ({ ...QUANTITY_POD.spec.containers[0], name: `c${i}`, resources: { limits: { memory } } }));
  const { out } = server.kubectl(['apply', '--server-side', '--dry-run=server', '-o', 'json', '-f', '-'], JSON.stringify({ ...QUANTITY_POD, spec: { ...QUANTITY_POD.spec, containers } }));
  const written = JSON.parse(out).spec.containers.map((container: any) => container.resources.limits.memory);
  expect(QUANTITIES.map(([given], i) => [given, written[i]])).toEqual(QUANTITIES);
});

describe('the judge', () => {
  const objects = synthesize(PRESETS[0], Testing.app()).objects.filter((object) => object.kind !== 'TempoMonolithic');
  const stateful = () => structuredClone(objects.find(({ kind }) => kind === 'StatefulSet'));
  test('refuses a field that does not exist', () => {
    const one = stateful();
    one.spec.template.spec.containers[0].readinessProbes = {};
    expect(dryRun([one]).says).toContain('unknown field "readinessProbes"');
  });

  test('warns of a Pod that may gain privileges, and refuses it', () => {
    const one = stateful();
    delete one.spec.template.spec.containers[0].securityContext;
    expect(dryRun([one]).says).toContain('would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false');
    expect(dryRun([podOf(one)])).toMatchObject({ accepted: 0, says: expect.stringContaining('violates PodSecurity "restricted:latest"') });
  });

  test('refuses a Certificate with an unknown usage', () => {
    const certificate = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { name: 'a', namespace: 'tracing' }, spec: { secretName: 'a', issuerRef: { name: 'a' }, usages: ['server'] } };
    expect(dryRun([certificate]).says).toContain('spec.usages[0]: Unsupported value: "server"');
  });
});
