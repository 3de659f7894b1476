import { Duration } from 'cdk8s';
import { eventually, handshake, manifests, plaintext, secret } from './setup';
import {
  CertificateIssuer, MinioEncryptionKey, S3Credentials, ServerCertificate, StorageCa, StoreBucketOptions, StoreVolume, TlsMinio, TlsMinioProps,
} from '../../src';
import { issueCa, issueLeaf } from '../../src/x509/issue';
import { Node } from '../kubelet/node';
import { tool } from '../kubelet/tools';
import { shown } from '../scenes/certificates';
import { hostOf, ROOT, store, storeSecrets } from '../scenes/store';

const DAY = 86_400_000;
const NAMESPACE = 'tracing';
const HOST = hostOf(NAMESPACE);
const PORT = 9000;
const since = new Date(Date.now() - DAY);
const until = new Date(Date.now() + 30 * DAY);
const ca = issueCa({ commonName: 'e2e', notBefore: since, notAfter: until });
const stranger = issueCa({ commonName: 'stranger', notBefore: since, notAfter: until });
const NAMES = ['minio', 'minio.tracing', HOST, `${HOST}.cluster.local`];
const leaf = (commonName: string) => issueLeaf(ca, { commonName, dnsNames: NAMES, usages: ['serverAuth'], notBefore: since, notAfter: until });
const first = leaf('first');

const image = { programs: [tool('minio'), tool('mc')], entrypoint: ['minio'] };
const nodes: Node[] = [];

afterEach(async () => { await Promise.all(nodes.splice(0).map((node) => node.close())); });

/** A node with the store's manifests and the Secrets that they ask for; `change` is what a scenario does to the objects. */
function prepared(change: (objects: any[]) => void = () => {}, pair = first, bucket?: StoreBucketOptions, props?: Partial<TlsMinioProps>): Node {
  const node = new Node(NAMESPACE, { silo: image });
  nodes.push(node);
  node.apply(store({ namespace: NAMESPACE, pair: shown(pair), ca: ca.certificatePem, bucket, props }));
  change([...node.all('StatefulSet'), ...node.all('Secret'), ...node.all('Job')]);
  return node;
}

const bucketJob = (node: Node): string => node.all('Job').map((job) => job.metadata.name).find((name) => name.startsWith('minio-bucket-'))!;

/** The subject of the certificate that is served now. */
async function served(node: Node): Promise<string> {
  const seen = await handshake(node, HOST, PORT, { ca: ca.certificatePem });
  return 'certificate' in seen ? String(seen.certificate.subject.CN) : seen.refused;
}

/** The bucket's Job with another script: same image, same trust, same credentials. */
async function asApplication(node: Node, commands: string): Promise<{ code: number; log: string }> {
  const job = structuredClone(node.all('Job').find((each) => each.metadata.name === bucketJob(node)));
  job.metadata.name = 'try';
  const [container] = job.spec.template.spec.containers;
  const script = 'printf "%s\\n%s\\n" "$(cat /etc/credentials/application/access_key_id)" "$(cat /etc/credentials/application/access_key_secret)" | mc alias set app "$ENDPOINT" >/dev/null';
  container.command = ['/bin/sh', '-c', `set -e\n${script}\nset +e\n${commands}`];
  node.apply([job]);
  return node.job('try');
}

describe('the store as it is written', () => {
  test('it serves its certificate to those who trust its CA, and nothing without TLS', async () => {
    const node = prepared();
    await node.up('StatefulSet', 'minio');
    expect(await handshake(node, HOST, PORT, { ca: ca.certificatePem })).toMatchObject({ certificate: { subject: { CN: 'first' } } });
    expect(await handshake(node, HOST, PORT, { ca: stranger.certificatePem })).toEqual({ refused: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    expect(await plaintext(node, HOST, PORT)).toMatch(/^HTTP\/1\.[01] 400/);
  });

  test('a certificate for the names that cert-manager is asked for is one for the name that is dialled', async () => {
    const objects = manifests(NAMESPACE, (chart) => {
      const issuer = CertificateIssuer.fromIssuerName(chart, 'issuer', 'any', { ca: StorageCa.fromPem(ca.certificatePem) });
      const minio = new TlsMinio(chart, 'minio', { certificate: ServerCertificate.issuedBy(issuer), storage: StoreVolume.ephemeral() });
      minio.bucket('tempo', { credentials: S3Credentials.fromSecret('minio-tempo') });
    });
    const { spec: { secretName, dnsNames, usages } } = objects.find(({ kind }) => kind === 'Certificate');
    expect(usages).toContain('server auth');
    const { certificatePem, privateKeyPem } = issueLeaf(ca, { commonName: 'issued', dnsNames, usages: ['serverAuth'], notBefore: since, notAfter: until });
    const node = new Node(NAMESPACE, { silo: image });
    nodes.push(node);
    node.apply([...objects, ...storeSecrets(NAMESPACE, shown(first)), secret(secretName, { 'tls.crt': certificatePem, 'tls.key': privateKeyPem })]);
    await node.up('StatefulSet', 'minio');
    expect(await served(node)).toBe('issued');
    expect(await node.job(bucketJob(node))).toMatchObject({ code: 0, log: expect.stringContaining('bucket tempo is ready') });
  });

  test('the Job makes bucket, user and policy, and may run again; the user can use its bucket and nothing else', async () => {
    const node = prepared();
    await node.up('StatefulSet', 'minio');
    for (const run of ['first', 'second']) {
      expect({ run, ...await node.job(bucketJob(node)) }).toMatchObject({ run, code: 0, log: expect.stringContaining('bucket tempo is ready') });
    }
    const { log } = await asApplication(node, `
      try() { what=$1; shift; if "$@" >/mc/out 2>&1; then echo "$what: yes"; else echo "$what: no"; fi; }
      echo content > /mc/file
      try write mc cp /mc/file app/tempo/a/b
      try read mc cat app/tempo/a/b
      try list mc ls app/tempo
      try delete mc rm app/tempo/a/b
      try other-bucket mc mb app/other
      try remove-bucket mc rb --force app/tempo
      try policy mc anonymous set public app/tempo
      try users mc admin user list app
      try keys mc admin accesskey create app
      try server mc admin info app`);
    expect(log.trim().split('\n')).toEqual([
      'write: yes', 'read: yes', 'list: yes', 'delete: yes',
      'other-bucket: no', 'remove-bucket: no', 'policy: no', 'users: no', 'keys: no', 'server: no',
    ]);
  });

  test('a bucket keeps versions, locks them and has a quota, as it is written, twice; its application can undo none of it', async () => {
    const node = prepared(undefined, first, { keepVersionsFor: Duration.days(7), lockFor: Duration.days(2), quota: '1Gi' });
    await node.up('StatefulSet', 'minio');
    for (const run of ['first', 'second']) {
      expect({ run, ...await node.job(bucketJob(node)) }).toMatchObject({ run, code: 0, log: expect.stringContaining('bucket tempo is ready') });
    }
    const { log } = await asApplication(node, `
      try() { what=$1; shift; if "$@" >/mc/out 2>&1; then echo "$what: yes"; else echo "$what: no"; fi; }
      echo one > /mc/file; try write mc cp /mc/file app/tempo/a
      echo two > /mc/file; try write-again mc cp /mc/file app/tempo/a
      try delete mc rm app/tempo/a
      try read-deleted mc cat app/tempo/a
      try delete-versions mc rm --versions --force app/tempo/a
      try suspend mc version suspend app/tempo
      try lifecycle mc ilm rule rm --all --force app/tempo
      try quota mc quota clear app/tempo
      try lock mc retention clear --default app/tempo
      printf '%s\\n%s\\n' "$(cat /etc/credentials/root/user)" "$(cat /etc/credentials/root/password)" | mc alias set root "$ENDPOINT" >/dev/null
      echo "state: $(mc ls --versions root/tempo)"
      mc version info root/tempo; mc retention info --default root/tempo; mc quota info root/tempo; mc ilm export root/tempo`);
    const [tried, state] = log.split('state: ');
    expect(tried.trim().split('\n')).toEqual([
      'write: yes', 'write-again: yes', 'delete: yes', 'read-deleted: no', 'delete-versions: no', 'suspend: no', 'lifecycle: no', 'quota: no', 'lock: no',
    ]);
    expect(state.match(/ (PUT|DEL) /g)).toEqual([' DEL ', ' PUT ', ' PUT ']);
    for (const word of [/versioning is enabled/i, /GOVERNANCE[^]*2/i, /1(\.0)? ?GiB/, /"NoncurrentDays":7/]) { expect(state).toMatch(word); }
  });

  test('with a key, what lies on the disk is encrypted; with another key it starts, and gives nothing back', async () => {
    const node = prepared(undefined, first, undefined, { encryptionKey: MinioEncryptionKey.fromSecret('minio-kms') });
    const key = (text: string) => node.apply([secret('minio-kms', { key: `store:${Buffer.from(text.repeat(32)).toString('base64')}` })]);
    key('a');
    const pod = await node.up('StatefulSet', 'minio');
    expect(await node.job(bucketJob(node))).toMatchObject({ code: 0 });
    const words = 'echo of-the-content-a-trace > /mc/file; mc cp /mc/file app/tempo/a >/dev/null; mc cat app/tempo/a; mc stat app/tempo/a';
    const { log } = await asApplication(node, words);
    expect(log).toMatch(/of-the-content-a-trace[^]*Encryption: SSE-KMS/);
    expect(node.filesWith('minio-0', 'data', 'of-the-content-a-trace')).toEqual([]);
    await node.end(pod);
    key('b');
    await node.up('StatefulSet', 'minio'); // nobody is told
    expect(await asApplication(node, 'mc cat app/tempo/a')).toEqual({ code: 1, log: expect.not.stringContaining('of-the-content') });
  });

  // MinIO reads its pair every 10 s, but the first time after a minute: the timer is set before the interval is (minio/pkg v3.1.3, certs/manager.go).
  test('another certificate in the Secret is served without a restart: in the first minute at its end, later within 10 seconds', async () => {
    const node = prepared();
    const pod = await node.up('StatefulSet', 'minio');
    for (const [name, seconds] of [['second', 65], ['third', 12]] as const) {
      const pair = leaf(name);
      node.apply([secret('minio-tls', { 'tls.crt': pair.certificatePem, 'tls.key': pair.privateKeyPem })]);
      node.syncVolumes();
      await eventually(seconds, () => served(node), (seen) => seen === name);
    }
    expect(pod.containers[0].exitCode).toBeUndefined();
  });
});

describe('what is wrong shows as the documentation says', () => {
  test('a byte after the key: the server does not start', async () => {
    const node = prepared(undefined, { ...first, privateKeyPem: `${first.privateKeyPem}\n` });
    await expect(node.up('StatefulSet', 'minio')).rejects.toThrow(/private key contains additional data/);
  });

  test('files under other names: plain HTTP without a word, which the probe notices', async () => {
    const node = prepared(([set]) => {
      for (const volume of set.spec.template.spec.volumes.filter(({ name }: any) => name === 'certificate')) { delete volume.secret.items; }
    });
    const pod = await node.start('StatefulSet', 'minio');
    await eventually(30, () => plaintext(node, HOST, PORT), (seen) => seen.startsWith('HTTP/1.1 200'));
    expect(await handshake(node, HOST, PORT, { ca: ca.certificatePem })).toHaveProperty('refused');
    const { spec } = node.all('StatefulSet')[0].spec.template;
    await expect(node.ready(pod, spec, 1)).rejects.toThrow('not ready');
  });

  test('a key that the pod\'s user cannot read: the server does not start', async () => {
    if (process.getuid?.() !== 0) { return; } // who is not root runs every pod as himself, and so can read it
    const node = prepared(([set]) => {
      const { spec } = set.spec.template;
      delete spec.securityContext.fsGroup;
      spec.volumes.find(({ name }: any) => name === 'certificate').secret.defaultMode = 0o400;
    });
    await expect(node.up('StatefulSet', 'minio')).rejects.toThrow(/permission denied/);
  });

  test('an empty password of root: the pod stays in its init container', async () => {
    const node = prepared();
    node.apply([secret('minio-root', { ...ROOT, rootPassword: '' })]);
    await expect(node.up('StatefulSet', 'minio')).rejects.toThrow('REFUSED: the root password is empty');
  });

  test('a Secret without the key: the pod is not set up', async () => {
    const node = prepared();
    node.apply([secret('minio-tls', { 'tls.crt': first.certificatePem })]);
    await expect(node.up('StatefulSet', 'minio')).rejects.toThrow('references non-existent secret key: tls.key');
  });

  test('the CA of a stranger: the bucket\'s Job says why, and does nothing', async () => {
    const node = prepared();
    await node.up('StatefulSet', 'minio');
    const [bundle] = node.all('ConfigMap').filter((map) => map.data['ca.crt'] !== undefined);
    node.apply([{ ...bundle, data: { ...bundle.data, 'ca.crt': stranger.certificatePem } }]);
    for (const job of node.all('Job')) {
      for (const variable of job.spec.template.spec.containers[0].env) { if (variable.name === 'ATTEMPTS') { variable.value = '2'; } }
    }
    const { code, log } = await node.job(bucketJob(node));
    expect(code).toBe(1);
    expect(log).toMatch(/certificate signed by unknown authority/);
  });
});
