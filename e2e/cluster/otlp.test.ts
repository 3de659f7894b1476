/**
 * Senders and receivers: OTLP over gRPC without TLS, with TLS, and with mutual TLS, and telemetrygen as the sender. It ends with 0 although every export
 * failed, so what counts is whether its traces are found, and what it says where they are not.
 */
import { eventually, inNamespace, Namespace } from './cluster';
import { Proxy } from './proxy';
import { judge, reporting, told, words } from './scene';
import { OtlpReceiver, ServerCertificate, StorageCa, TempoMonolithicMemory } from '../../src';
import { TELEMETRYGEN } from '../../src/smoke/telemetrygen';
import { Issued, issueLeaf } from '../../src/x509/issue';
import { authority, days, pem } from '../scenes/certificates';
import { manifests, secret } from '../scenes/manifests';

const report = reporting('otlp');
const root = authority('Receivers');
const senders = authority('Senders');
const stranger = authority('Receivers');
const validity = { notBefore: days(-1), notAfter: days(30) };

let proxy: Proxy;
beforeAll(async () => { proxy = await Proxy.start(); });
afterAll(() => { proxy.close(); });

const receiverNames = (namespace: string) => ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.cluster.local`].map((more) => `tempo-traces${more}`);
const client = (by: Issued) => issueLeaf(by, { commonName: 'sender', dnsNames: ['sender'], usages: ['clientAuth'], ...validity });

/** A Tempo in memory that receives in a way, and the Secret that it asks for. */
function receiver(namespace: string, otlpGrpc: OtlpReceiver): any[] {
  const { certificatePem, privateKeyPem } = issueLeaf(root, { commonName: 'tempo', dnsNames: receiverNames(namespace), usages: ['serverAuth'], ...validity });
  const pair: any = secret('otlp-tls', { 'tls.crt': certificatePem, 'tls.key': privateKeyPem });
  return [
    { ...pair, metadata: { namespace, ...pair.metadata } },
    ...manifests(namespace, (chart) => { new TempoMonolithicMemory(chart, 'traces', { size: '256Mi', otlpGrpc, otlpHttp: OtlpReceiver.plaintext() }); }),
  ];
}

const certificate = ServerCertificate.fromSecret('otlp-tls', { ca: StorageCa.fromPem(pem(root)) });
const WAYS = {
  'without TLS': OtlpReceiver.plaintext(),
  'with TLS': OtlpReceiver.tls({ certificate }),
  'with mutual TLS': OtlpReceiver.mutualTls({ certificate, clientCa: StorageCa.fromPem(pem(senders)) }),
} as const;

/** Who sends: what it trusts, or nothing, which is plaintext; and what it shows. */
interface Sender {
  readonly name: string;
  readonly trusts?: Issued;
  readonly shows?: Issued;
  /** what telemetrygen says when its traces do not arrive */
  readonly says?: RegExp;
  /** the rule that finds it before anything is deployed */
  readonly rule?: string;
}

const HANDSHAKE = /authentication handshake failed[^"]*/;
/** In TLS 1.3 the client is done before its certificate is judged: it may read the alert, or just find the connection closed when it writes. */
const REFUSED = /tls: certificate required|tls: unknown certificate authority|tls: bad certificate|write: broken pipe|connection reset by peer/;
const SENDERS: { readonly [way in keyof typeof WAYS]: readonly Sender[] } = {
  'without TLS': [
    { name: 'plaintext' },
    { name: 'tls', trusts: root, says: /first record does not look like a TLS handshake/, rule: 'OT001' },
  ],
  'with TLS': [
    { name: 'tls', trusts: root },
    { name: 'plaintext', says: /error reading server preface: EOF|connection reset by peer|closing transport|code = Unavailable/, rule: 'OT001' },
    { name: 'stranger', trusts: stranger, says: /certificate signed by unknown authority/, rule: 'OT006' },
  ],
  'with mutual TLS': [
    { name: 'mutual', trusts: root, shows: senders },
    { name: 'none', trusts: root, says: REFUSED, rule: 'OT010' },
    { name: 'of-another', trusts: root, shows: root, says: REFUSED, rule: 'OT006' },
  ],
};

/** The sender as a Job, with what it needs beside it. */
function objectsOf(namespace: string, { name, trusts, shows }: Sender): any[] {
  const own = shows && client(shows);
  const data = { ...trusts && { 'ca.crt': trusts.certificatePem }, ...own && { 'tls.crt': own.certificatePem, 'tls.key': own.privateKeyPem } };
  const files = Object.keys(data).length > 0;
  const args = [
    'traces', `--otlp-endpoint=tempo-traces.${namespace}.svc:4317`, `--service=${name}`, '--traces=3',
    ...trusts ? ['--ca-cert=/tls/ca.crt'] : ['--otlp-insecure'],
    ...shows ? ['--mtls', '--client-cert=/tls/tls.crt', '--client-key=/tls/tls.key'] : [],
  ];
  const container = {
    name: 'telemetrygen',
    image: TELEMETRYGEN.reference,
    imagePullPolicy: 'IfNotPresent',
    args,
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    ...files && { volumeMounts: [{ name: 'tls', mountPath: '/tls', readOnly: true }] },
  };
  const spec = {
    restartPolicy: 'Never',
    securityContext: { runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
    ...files && { volumes: [{ name: 'tls', secret: { secretName: name } }] },
  };
  const material: any = secret(name, data);
  return [
    ...files ? [{ ...material, metadata: { name, namespace } }] : [],
    { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace }, spec: { backoffLimit: 0, template: { spec } } },
  ];
}

/** How many traces of a service are found by search. */
async function found(namespace: Namespace, service: string): Promise<number> {
  const { text } = await proxy.service(namespace.name, 'tempo-traces', 3200, `/api/search?limit=10&q=${encodeURIComponent(`{resource.service.name="${service}"}`)}`);
  return text.split('"traceID"').length - 1;
}

/** Gives a sender to the prover together with the receiver, and to the cluster. */
async function sends(namespace: Namespace, way: keyof typeof WAYS, server: any[], sender: Sender): Promise<void> {
  const objects = objectsOf(namespace.name, sender);
  const judgement = judge([...server, ...objects]);
  const start = performance.now();
  await namespace.apply(objects);
  const saidOrDone = async () => namespace.kubectl('logs', `job/${sender.name}`, '--tail=200');
  const log = sender.says === undefined
    ? (await namespace.job(sender.name)).log
    : await eventually(90, saidOrDone, (said) => sender.says!.test(said)).catch(saidOrDone);
  const search = () => found(namespace, sender.name);
  const arrived = sender.says === undefined ? await eventually(60, search, (n) => n === 3).catch(search) : 0;
  const says = HANDSHAKE.exec(log)?.[0];
  report.add({
    scenario: `OTLP ${way}: ${sender.name}`,
    prover: told(judgement),
    milliseconds: judgement.milliseconds,
    cluster: sender.says === undefined ? `${arrived} of 3 traces found` : words(sender.says, log),
    seconds: Math.round((performance.now() - start) / 1000),
  });
  if (sender.says === undefined) {
    expect({ errors: judgement.errors, arrived, says }).toEqual({ errors: [], arrived: 3, says: undefined });
  } else {
    expect({ errors: judgement.errors, log }).toEqual({ errors: expect.arrayContaining([sender.rule]), log: expect.stringMatching(sender.says) });
    expect(await search()).toBe(0);
  }
}

test.concurrent.each(Object.keys(WAYS) as (keyof typeof WAYS)[])('%s', async (way) => {
  await inNamespace(async (namespace) => {
    const server = receiver(namespace.name, WAYS[way]);
    await namespace.apply(server);
    await namespace.until('tempomonolithic', 'traces', 'Ready');
    for (const sender of SENDERS[way]) { await sends(namespace, way, server, sender); }
  });
});
