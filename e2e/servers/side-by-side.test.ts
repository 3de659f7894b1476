import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import './setup';
import { diagnose } from '../../src/diagnosis/diagnose';
import { prove } from '../../src/trust/prove';
import { Node } from '../kubelet/node';
import { tool } from '../kubelet/tools';
import { authority, days, leafFor, now, Pair, pem, shown } from '../scenes/certificates';
import { hostOf, store } from '../scenes/store';

const PAGE = join(__dirname, '..', '..', 'docs', 'reference', 'side-by-side.md');
const NAMESPACE = 'tracing';
const HOST = hostOf(NAMESPACE);
const leaf = leafFor(NAMESPACE);

const root = authority('Root');
const middle = authority('Middle', { issuer: root, pathLen: 0 });
const bottom = authority('Bottom', { issuer: middle });
const namesake = authority('Root');
const rsa = authority('Root', { keyType: 'rsa-2048' });
const stranger = authority('Stranger');
const good = leaf(root);

/** What the server shows, what its client trusts, and anything else that is different. */
interface Scene {
  readonly name: string;
  readonly pair?: Pair;
  readonly trusted?: string;
  readonly change?: (objects: any[]) => void;
  /** what the bucket's Job, the server or the kubelet says of it; nothing where the Job succeeds */
  readonly says?: RegExp;
  /** the rule that finds it before anything is deployed */
  readonly rule?: string;
}

const all = (objects: any[], kind: string) => objects.filter((object) => object.kind === kind);
const pod = (objects: any[], kind: string) => all(objects, kind)[0].spec.template.spec;
const volume = (spec: any, name: string) => spec.volumes.find((each: any) => each.name === name);
const renameKey = (data: any, from: string, to: string) => { data[to] = data[from]; delete data[from]; };
const environment = (spec: any, name: string) => spec.containers[0].env.find((each: any) => each.name === name);

const SCENES: readonly Scene[] = [
  { name: 'what is written' },
  { name: 'an intermediate that the server sends along', pair: shown(leaf(middle), middle) },
  { name: 'an intermediate more than the root allows', pair: shown(leaf(bottom), bottom, middle), says: /too many intermediates/, rule: 'OT009' },
  { name: 'an intermediate as what is trusted', pair: shown(leaf(middle)), trusted: pem(middle) },
  { name: 'the leaf itself as what is trusted', trusted: pem(good) },
  { name: 'intermediates in the wrong order, and one too many', pair: shown(leaf(middle), stranger, root, middle) },
  { name: 'two CAs of one name', trusted: pem(namesake, root) },
  { name: 'a CA that has ended beside one that has not', trusted: pem(authority('Root', { key: root.key, notAfter: days(-1) }), root) },
  { name: 'text between the certificates of a bundle', trusted: `# the root\r\n${pem(root).replaceAll('\n', '\r\n')}\r\n# end\r\n` },
  { name: 'a wildcard', pair: shown(leaf(root, { dnsNames: ['*.tracing.svc'] })) },
  { name: 'names in capitals', pair: shown(leaf(root, { dnsNames: [HOST.toUpperCase()] })) },
  { name: 'no extended key usage', pair: shown(leaf(root, { overrides: { extKeyUsage: undefined } })) },
  { name: 'a leaf that says CA:TRUE', pair: shown(leaf(root, { overrides: { basicConstraints: { ca: true } } })) },
  { name: 'RSA keys', pair: shown(leaf(rsa, { keyType: 'rsa-2048' })), trusted: pem(rsa) },
  { name: 'Ed25519', pair: shown(leaf(root, { keyType: 'ed25519' })) },
  { name: 'names that the root permits', ...constrained({ permitted: { dns: ['tracing.svc'] } }, [HOST]) },
  { name: 'names that the root does not permit', ...constrained({ permitted: { dns: ['example.com'] } }, [HOST]), says: /not permitted by any constraint/, rule: 'OT009' },
  { name: 'another CA', trusted: pem(stranger), says: /certificate signed by unknown authority/, rule: 'OT006' },
  { name: 'another CA of the same name', trusted: pem(namesake), says: /certificate signed by unknown authority/, rule: 'OT006' },
  { name: 'no intermediate', pair: shown(leaf(middle)), says: /certificate signed by unknown authority/, rule: 'OT006' },
  { name: 'a certificate that has ended', pair: shown(leaf(root, { notAfter: days(-1) })), says: /certificate has expired or is not yet valid/, rule: 'OT005' },
  { name: 'a certificate that has not begun', pair: shown(leaf(root, { notBefore: days(1) })), says: /certificate has expired or is not yet valid/, rule: 'OT005' },
  { name: 'a root that has ended', ...ended(), says: /certificate has expired or is not yet valid/, rule: 'OT005' },
  { name: 'the short name only', pair: shown(leaf(root, { dnsNames: ['minio'] })), says: /certificate is valid for minio, not minio\.tracing\.svc/, rule: 'OT007' },
  { name: 'a common name only', pair: shown(leaf(root, { commonName: HOST, dnsNames: undefined })), says: /legacy Common Name field/, rule: 'OT007' },
  { name: 'an address only', pair: shown(leaf(root, { dnsNames: undefined, ipAddresses: ['10.0.0.1'] })), says: /certificate is not valid for any names/, rule: 'OT007' },
  { name: 'a wildcard for two labels', pair: shown(leaf(root, { dnsNames: ['*.svc'] })), says: /certificate is valid for \*\.svc, not minio\.tracing\.svc/, rule: 'OT007' },
  { name: 'for clients only', pair: shown(leaf(root, { usages: ['clientAuth'] })), says: /incompatible key usage/, rule: 'OT008' },
  { name: 'signed with SHA-1', pair: shown(leaf(authority('Root', { key: root.key }), { overrides: { hash: 'sha1' } as any })), says: /cannot verify signature: insecure algorithm ECDSA-SHA1/, rule: 'OT006' },
  { name: 'the key of another certificate', pair: { certificate: pem(good), key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }, says: /private key does not match public key/, rule: 'OT004' },
  { name: 'certificate and key swapped', pair: { certificate: good.privateKeyPem, key: pem(good) }, says: /Failed to parse `\/etc\/minio\/certs\/public\.crt`/, rule: 'OT202' },
  { name: 'files under other names: plain HTTP', change: (objects) => { delete volume(pod(objects, 'StatefulSet'), 'certificate').secret.items; }, says: /server gave HTTP response to HTTPS client/, rule: 'OT201' },
  { name: 'http in the Job', change: (objects) => { environment(pod(objects, 'Job'), 'ENDPOINT').value = `http://${HOST}:9000`; }, says: /Client sent an HTTP request to an HTTPS server/, rule: 'OT001' },
  { name: 'a port that nobody listens on', change: (objects) => { environment(pod(objects, 'Job'), 'ENDPOINT').value = `https://${HOST}:9443`; }, says: /connection refused/, rule: 'OT011' },
  { name: 'an empty bundle', trusted: '\n', says: /certificate signed by unknown authority/, rule: 'OT003' },
  { name: 'a bundle under another key', change: (objects) => { renameKey(all(objects, 'ConfigMap').find(({ data }) => data['ca.crt'])!.data, 'ca.crt', 'ca.pem'); }, says: /references non-existent configmap key: ca\.crt/, rule: 'OT017' },
];

function constrained(overrides: object, dnsNames: string[]): Pick<Scene, 'pair' | 'trusted'> {
  const ca = authority('Constrained', { overrides: { nameConstraints: overrides } as any });
  return { pair: shown(leaf(ca, { dnsNames })), trusted: pem(ca) };
}

function ended(): Pick<Scene, 'pair' | 'trusted'> {
  const ca = authority('Ended', { notAfter: days(-1) });
  return { pair: shown(leaf(ca, { overrides: { notAfter: days(30) } })), trusted: pem(ca) };
}

const image = { programs: [tool('minio'), tool('mc')], entrypoint: ['minio'] };

/** The manifests of a scene, with the Secrets that they ask for. */
function objectsOf({ pair = shown(good), trusted = pem(root), change }: Scene): any[] {
  const objects = store({ namespace: NAMESPACE, pair, ca: pem(root), trusted });
  environment(pod(objects, 'Job'), 'ATTEMPTS').value = '1';
  change?.(objects);
  return objects;
}

/** What happens when the objects are run: nothing, or the words of whoever refuses. */
async function whatHappens(objects: any[]): Promise<string | undefined> {
  const node = new Node(NAMESPACE, { silo: image });
  node.apply(objects);
  try {
    return await run(node, all(objects, 'Job')[0].metadata.name);
  } catch (error) {
    return (error as Error).message; // the kubelet's
  } finally {
    await node.close();
  }
}

async function run(node: Node, job: string): Promise<string | undefined> {
  const minio = await node.start('StatefulSet', 'minio');
  const end = performance.now() + 30_000;
  while (minio.containers[0].exitCode === undefined && !/API: /.test(minio.containers[0].log) && performance.now() < end) { await new Promise((done) => { setTimeout(done, 50); }); }
  if (minio.containers[0].exitCode !== undefined) { return minio.containers[0].log; }
  const { code, log } = await node.job(job);
  return code === 0 ? undefined : log;
}

/** Lines of the page, by scene: scenes run side by side too. */
const rows = new Map<Scene, string>();

test.concurrent.each(SCENES)('$name', async (scene) => {
  const objects = objectsOf(scene);
  const proof = prove(objects.map((object) => ({ object })), { now });
  const { connections, findings } = proof;
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
  const happened = await whatHappens(objects);
  if (scene.says === undefined) {
    expect({ errors, verdicts: connections.map(({ verdict }) => verdict), happened }).toEqual({ errors: [], verdicts: ['proved'], happened: undefined });
    rows.set(scene, `| ${scene.name} | proved | works |`);
  } else {
    expect({ errors, happened }).toEqual({ errors: expect.arrayContaining([scene.rule]), happened: expect.stringMatching(scene.says) });
    // What is said leads back to the rule.
    expect({ rules: diagnose([{ file: 'log', text: happened! }], proof).diagnoses.flatMap(({ rules }) => rules), happened }).toEqual({ rules: expect.arrayContaining([scene.rule]), happened });
    rows.set(scene, `| ${scene.name} | ${scene.rule} | \`${scene.says.exec(happened!)![0].replaceAll('`', '')}\` |`);
  }
});

test('the page says so', () => {
  const page = readFileSync(PAGE, 'utf8');
  const [table] = /^\|[^]*\|$/m.exec(page)!;
  const seen = [...table.split('\n').slice(0, 2), ...SCENES.map((scene) => rows.get(scene))].join('\n');
  if (process.env.UPDATE_SIDE_BY_SIDE) { writeFileSync(PAGE, page.replace(table, () => seen)); }
  expect(process.env.UPDATE_SIDE_BY_SIDE ? seen : table).toBe(seen);
});
