import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, secret } from './setup';
import { CertificateWatch, TlsMonitoring } from '../../src';
import { issueCa, issueLeaf } from '../../src/x509/issue';
import { Node } from '../kubelet/node';
import { tool } from '../kubelet/tools';
import { freePort } from '../scenes/free-port';
import { firingOf, prometheusConfig, token } from '../scenes/prometheus';
import { hostOf, ROOT, store } from '../scenes/store';

const DAY = 86_400_000;
const NAMESPACE = 'watched';
const HOST = hostOf(NAMESPACE);
const since = new Date(Date.now() - DAY);
// Its CA ends within the time that is a warning, and not within that which is critical.
const ca = issueCa({ commonName: 'e2e', notBefore: since, notAfter: new Date(Date.now() + 10 * DAY) });
const stranger = issueCa({ commonName: 'stranger', notBefore: since, notAfter: new Date(Date.now() + 10 * DAY) });
const notAfter = new Date(Date.now() + 9 * DAY);
const leaf = (by: typeof ca) => issueLeaf(by, { commonName: 'minio', dnsNames: ['minio', HOST], usages: ['serverAuth'], notBefore: since, notAfter });
const keys = ({ certificatePem, privateKeyPem }: typeof ca) => ({ 'tls.crt': certificatePem, 'tls.key': privateKeyPem });

const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
let port: number;
let node: Node;
let pod: Awaited<ReturnType<Node['up']>>;
let prometheus: ChildProcess;

/** Prometheus with what is written: its monitor, and its rules without their patience. */
function configure(objects: readonly any[]): void {
  const { config, rules } = prometheusConfig(objects, 'rules.yaml', ({ spec: { podMetricsEndpoints: [{ tlsConfig, authorization }] } }) => {
    const { configMap } = tlsConfig.ca;
    const { data } = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMap.name);
    writeFileSync(join(folder, 'ca.crt'), data[configMap.key]);
    expect(authorization.credentials).toEqual({ name: 'minio-metrics', key: 'token' });
    return { target: `${node.network.lookup(HOST)}:9000`, pod: 'minio-0', ca: 'ca.crt', token: 'token' };
  });
  writeFileSync(join(folder, 'prometheus.yaml'), JSON.stringify(config));
  writeFileSync(join(folder, 'rules.yaml'), JSON.stringify(rules));
}

const ask = (path: string): Promise<any> => new Promise((done) => {
  get({ host: '127.0.0.1', port, path, signal: AbortSignal.timeout(5000) }, (response) => {
    let body = '';
    response.on('data', (data) => { body += data; }).on('end', () => { try { done(JSON.parse(body).data); } catch { done(undefined); } });
  }).on('error', () => { done(undefined); });
});
const firing = async (): Promise<string[]> => firingOf(await ask('/api/v1/alerts'));
const lastError = async (): Promise<string> => (await ask('/api/v1/targets'))?.activeTargets[0]?.lastError ?? 'no target';
const ALWAYS = ['CertificateEndsSoon', 'ConnectionCheckOverdue'];

beforeAll(async () => {
  node = new Node(NAMESPACE, { silo: { programs: [tool('minio'), tool('mc')], entrypoint: ['minio'] } });
  const pair = leaf(ca);
  const certificateWatches = [CertificateWatch.manifests(), CertificateWatch.connectionCheck('check')];
  const objects = store({
    namespace: NAMESPACE,
    pair: { certificate: pair.certificatePem, key: pair.privateKeyPem },
    ca: ca.certificatePem,
    clients: (chart) => { new TlsMonitoring(chart, 'monitoring', { certificateWatches }); },
  });
  node.apply(objects);
  pod = await node.up('StatefulSet', 'minio');
  configure(objects);
  writeFileSync(join(folder, 'token'), token(ROOT.rootPassword));
  port = await freePort();
  const args = ['--config.file=prometheus.yaml', '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${port}`];
  prometheus = spawn(join(tool('prometheus'), 'prometheus'), args, { cwd: folder, stdio: 'ignore' });
}, 300_000);

afterAll(async () => {
  prometheus?.kill();
  await node.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a store as it is written: scraped over verified TLS with its token; a CA that ends in ten days, and a check that never ran, are told', async () => {
  await eventually(60, lastError, (error) => error === '');
  expect(await eventually(60, firing, (names) => names.length >= ALWAYS.length && !names.includes('TlsTargetMissing'))).toEqual(ALWAYS);
  expect((await ask(`/api/v1/query?query=${encodeURIComponent('minio_cluster_health_drives_online_count')}`)).result).toHaveLength(1);
});

test('another root password: the token is refused, and the target is down', async () => {
  writeFileSync(join(folder, 'token'), token('another-password'));
  expect(await eventually(60, firing, (names) => names.includes('TlsTargetDown'))).toEqual([...ALWAYS, 'TlsTargetDown']);
  expect(await lastError()).toBe('server returned HTTP status 403 Forbidden');
  writeFileSync(join(folder, 'token'), token(ROOT.rootPassword));
  await eventually(60, firing, (names) => !names.includes('TlsTargetDown'));
});

test('a certificate of a stranger: Prometheus does not verify it, and the target is down', async () => {
  node.apply([secret('minio-tls', keys(leaf(stranger)))]);
  // Prometheus keeps its connection, on which there is no handshake any more: it ends with the pod.
  await node.end(pod);
  expect(await eventually(60, firing, (names) => names.includes('TlsTargetDown'))).toEqual([...ALWAYS, 'TlsTargetDown']);
  await node.up('StatefulSet', 'minio');
  await eventually(30, lastError, (error) => /x509: /.test(error));
  expect(await lastError()).toContain('tls: failed to verify certificate: x509: certificate signed by unknown authority');
  expect(await firing()).toContain('TlsTargetDown');
});
