import { Chart, Testing } from 'cdk8s';
import { RootCredentials, S3Credentials, ServerCertificate, StorageCa, TempoMonolithicS3Tls, TlsMinio } from '../../src';
import { connections } from '../../src/trust/connections';
import { prove } from '../../src/trust/prove';
import { makeCa, NOW } from '../util/certificates';

const CA = StorageCa.fromPem(makeCa().certificatePem);

/** A store with an SVID, and its Tempo, where something may be different. */
function written(change: (object: any) => any = (object) => object): any[] {
  const chart = new Chart(Testing.app(), 'tracing', { namespace: 'tracing', disableResourceNameHashes: true });
  const minio = new TlsMinio(chart, 'minio', { certificate: ServerCertificate.spiffe({ ca: CA }), servers: 4, rootCredentials: RootCredentials.fromSecret('root') });
  new TempoMonolithicS3Tls(chart, 'traces', { storage: minio.bucket('tempo', { credentials: S3Credentials.fromSecret('minio-tempo') }) });
  return Testing.synth(chart).flatMap((object: any) => change(object) ?? []);
}

/** What is said of the connections to the store, and which rules found an error. */
function said(objects: any[]): { readonly verdicts: string[]; readonly errors: string[] } {
  const { findings } = prove(objects.map((object) => ({ object })), { now: NOW });
  const verdicts = connections(objects, NOW).filter(({ client }) => client.address?.port === 9000).map(({ verdict }) => verdict);
  return { verdicts: [...new Set(verdicts)], errors: [...new Set(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule))] };
}

/** The same with another registration. */
const registered = (spec: { [field: string]: any }) => written((object) => (object.kind === 'ClusterSPIFFEID' ? { ...object, spec: { ...object.spec, ...spec } } : object));
/** The same with other words of the helper. */
const configured = (change: (text: string) => string) => written((object) => (object.data?.['helper.conf'] ? { ...object, data: { 'helper.conf': change(object.data['helper.conf']) } } : object));
/** The same with other pods of the store. */
const podded = (change: (pod: any) => void) => written((object) => {
  if (object.kind === 'StatefulSet') { change(object.spec.template.spec); }
  return object;
});
const UNKNOWN = { verdicts: ['unverified'], errors: [] };
const CONSISTENT = { verdicts: ['consistent'], errors: [] };
const helpers = (pod: any): any[] => [...pod.initContainers, ...pod.containers].filter(({ name }) => name.startsWith('spiffe-helper'));

test('an SVID has the names that its pod is registered with, and is of the CA that is told', () => {
  expect(said(written())).toEqual(CONSISTENT);
  expect(said(registered({ dnsNameTemplates: ['minio.elsewhere.svc'] }))).toMatchObject({ errors: ['OT007'] });
  expect(said(written((object) => (object.metadata.annotations?.['cdk8s-observability-tls/facts'] ? { ...object, metadata: { ...object.metadata, annotations: undefined } } : object)))).toEqual(UNKNOWN);
});

test.each<[string, () => any[]]>([
  ['no registration', () => written((object) => (object.kind === 'ClusterSPIFFEID' ? undefined : object))],
  ['one of other pods', () => registered({ podSelector: { matchLabels: { app: 'other' } } })],
  ['one of another namespace', () => registered({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } })],
  ['one for namespaces of a label that does not show', () => registered({ namespaceSelector: { matchLabels: { team: 'a' } } })],
  ['one under another hint', () => registered({ hint: 'other' })],
  ['one with templates', () => registered({ dnsNameTemplates: ['{{ .PodMeta.Name }}.tracing.svc'] })],
  ['one without names', () => registered({ dnsNameTemplates: undefined })],
  ['one that adds names of Services', () => registered({ dnsNameTemplates: ['other'], autoPopulateDNSNames: true })],
  ['two, and no hint that says which', () => {
    const objects = configured((text) => text.replace(/hint = .*\n/, ''));
    const id = objects.find(({ kind }) => kind === 'ClusterSPIFFEID');
    return [...objects, { ...id, metadata: { name: 'all' }, spec: { ...id.spec, podSelector: undefined, dnsNameTemplates: ['other'], hint: undefined } }];
  }],
  ['a configuration that nobody can read', () => configured(() => 'agent_address = ')],
  ['a configuration that is elsewhere', () => podded((pod) => { for (const { args } of helpers(pod)) { args[1] = '/elsewhere/helper.conf'; } })],
  ['a folder of the image', () => configured((text) => text.replace(/cert_dir = .*/, 'cert_dir = "certs"'))],
  ['files of other names', () => configured((text) => text.replace('"public.crt"', '"svid.pem"'))],
  ['a program of another name', () => podded((pod) => { for (const helper of helpers(pod)) { helper.image = 'example.com/other:1'; } })],
])('%s: unverified, and no error', (_what, objects) => { expect(said(objects())).toEqual(UNKNOWN); });

test('a pod that somebody wrote is read as ours: started by a command, its socket from a folder of the node', () => {
  const objects = podded((pod) => {
    for (const helper of helpers(pod)) {
      helper.image = 'example.com/tools:1';
      helper.command = ['/bin/spiffe-helper', '-config=/etc/spiffe-helper/helper.conf', ...helper.args.slice(2)];
      delete helper.args;
    }
    const socket = pod.volumes.find(({ csi }: any) => csi);
    delete socket.csi;
    socket.hostPath = { path: '/run/spire/agent-sockets' };
  });
  expect(said(objects)).toEqual(UNKNOWN);
  const told = JSON.stringify({ issuers: { 'Workload API /spiffe-workload-api/spire-agent.sock': { 'ca.crt': CA.certificates } } });
  expect(said(objects.map((object) => (object.kind === 'StatefulSet' ? { ...object, metadata: { ...object.metadata, annotations: { 'cdk8s-observability-tls/facts': told } } } : object)))).toEqual(CONSISTENT);
  const fallback = { apiVersion: 'spire.spiffe.io/v1alpha1', kind: 'ClusterSPIFFEID', metadata: { name: 'default' }, spec: { fallback: true, spiffeIDTemplate: 'spiffe://a/b', dnsNameTemplates: ['other'] } };
  expect(said([...written(), fallback])).toEqual(CONSISTENT);
});

test('servers that dial each other trust nobody by their own certificate: each has another', () => {
  expect(said(podded((pod) => { pod.containers[0].env = pod.containers[0].env.filter(({ name }: any) => name !== 'SSL_CERT_DIR'); })).verdicts.sort()).toEqual(['consistent', 'unverified']);
});
