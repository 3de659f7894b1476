import { Chart, Duration, Testing } from 'cdk8s';
import { VAULT } from './volumes-fixture';
import { ClientCertificate, NetworkPeer, RootCredentials, ServerCertificate, StorageCa, TempoMonolithicS3Tls, TlsMinio, TlsNetworkPolicies, VaultAgentProps } from '../../src';
import { connections } from '../../src/trust/connections';
import { readHcl } from '../../src/trust/hcl';
import { NOW } from '../util/certificates';
import { messageOf } from '../util/errors';

function synth(props: Partial<VaultAgentProps> = {}, policies = false): any[] {
  const chart = new Chart(Testing.app(), 'tracing', { namespace: 'tracing', disableResourceNameHashes: true });
  const certificate = ServerCertificate.vaultAgent({ ...VAULT, ...props });
  const store = new TlsMinio(chart, 'minio', { certificate, rootCredentials: RootCredentials.fromSecret('root') });
  const hosts = { 'vault.vault.svc': [NetworkPeer.pods({ namespace: 'vault', labels: { app: 'vault' } })] };
  if (policies) { new TlsNetworkPolicies(chart, 'policies', { hosts }); }
  new TempoMonolithicS3Tls(chart, 'traces', { storage: store.bucket('tempo') });
  return Testing.synth(chart);
}

const all = synth({}, true);
const podIn = (objects: any[]) => objects.find(({ kind }) => kind === 'StatefulSet').spec.template.spec;
const configsIn = (objects: any[]) => objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('vault-agent-'));

test('what an agent is told', () => {
  expect(configsIn(all).data).toMatchSnapshot();
});

test('one agent writes before all else, another renews beside the server, with a token for Vault alone and no other', () => {
  const pod = podIn(all);
  const { metadata: { name } } = configsIn(all);
  expect([pod.initContainers[0], pod.containers[1]].map((one: any) => [one.name, one.command, one.args])).toEqual([
    [`${name}-once`, ['vault', 'agent'], ['-config=/vault/agent/once.hcl']], [name, ['vault', 'agent'], ['-config=/vault/agent/agent.hcl']],
  ]);
  expect(pod.automountServiceAccountToken).toBe(false);
  const tokens = pod.volumes.flatMap((volume: any) => volume.projected?.sources ?? []).flatMap((source: any) => source.serviceAccountToken ?? []);
  expect(tokens).toEqual([{ path: 'token', audience: 'vault', expirationSeconds: 3600 }]);
  expect(pod.containers[0].volumeMounts.filter((mount: any) => mount.name.endsWith('-config'))).toEqual([]);
});

test('both write the same pair, under the names that the server reads', () => {
  const { data } = configsIn(all);
  const [once, renewing] = ['once.hcl', 'agent.hcl'].map((key) => readHcl(data[key]) as any);
  expect(once.exit_after_auth).toBe(true);
  expect(renewing.exit_after_auth).toBeUndefined();
  for (const same of ['vault', 'auto_auth', 'template_config']) { expect(renewing[same]).toEqual(once[same]); }
  const written = [...once.template[0].contents.matchAll(/writeToFile "([^"]+)"/g)].map(([, file]) => file);
  expect([...new Set(written)].sort()).toEqual(renewing.template.slice(1).map(({ destination }: any) => destination).sort());
  expect(written).toContain('/vault/certificate/public.crt');
  // All parts are in one file of both, which one request fills.
  expect(renewing.template[0].destination).toBe(once.template[0].destination);
  expect(renewing.template.map(({ contents }: any) => /pkiCert/.test(contents))).toEqual([true, false, false]);
  const [call] = /pkiCert[^}]*/.exec(once.template[0].contents)!;
  expect(renewing.template[0].contents).toContain(call);
});

test('the connection to the store follows from it, and that to Vault is one like any other', () => {
  const found = connections(all, NOW).map(({ client, verdict }) => `${client.product} ${client.address?.text} ${verdict}`);
  expect(found).toContain('Tempo https://minio.tracing.svc:9000 consistent');
  expect(found.filter((one) => one.includes('vault'))).toEqual(['the agent of Vault https://vault.vault.svc:8200 unverified']);
  const egress = all.filter(({ kind, spec }) => kind === 'NetworkPolicy' && JSON.stringify(spec.podSelector).includes('minio')).flatMap(({ spec }) => spec.egress ?? []);
  expect(JSON.stringify(egress)).toContain(JSON.stringify({ app: 'vault' }));
  const unknown = synth({ ca: StorageCa.fromConfigMap('made-elsewhere') });
  expect(connections(unknown, NOW).filter(({ client }) => client.product === 'Tempo').map(({ verdict }) => verdict)).toEqual(['unverified']);
});

test('names, addresses and times are asked for as they were said', () => {
  const text = configsIn(synth({
    additionalDnsNames: ['s3.example.com'], ipAddresses: ['10.0.0.7'], duration: Duration.hours(24), renewBefore: Duration.hours(6), vaultNamespace: 'team', authPath: 'auth/jwt/eu', serverCa: undefined,
  })).data['agent.hcl'];
  for (const part of ['"ip_sans=10.0.0.7"', '"ttl=86400s"', ',s3.example.com"', 'lease_renewal_threshold = 0.75', 'namespace = "team"', 'mount_path = "auth/jwt/eu"']) { expect(text).toContain(part); }
  expect(text).not.toContain('ca_cert');
});

test.each<[string, Partial<VaultAgentProps> | any, string[]]>([
  ['no TLS', { server: 'http://vault:8200' }, ['server is not the https address of a server', 'http://vault:8200']],
  ['an endpoint that signs', { path: 'pki_int/sign/tracing' }, ['path does not lead to an endpoint that issues', 'MOUNT/issue/ROLE']],
  ['words in a path', { path: 'pki/issue/a" "b' }, ['path does not lead']],
  ['a role with a quotation mark', { authRole: 'a"b' }, ['authRole has characters']],
  ['a path of no auth method', { authPath: 'kubernetes' }, ['authPath is not the path of an auth method', 'auth/kubernetes']],
  ['minutes', { duration: Duration.minutes(5) }, ['duration is too short', 'ten minutes or more']],
  ['a renewal after the end', { duration: Duration.hours(1), renewBefore: Duration.hours(1) }, ['renewBefore is out of range']],
  ['a moving image', { image: 'hashicorp/vault:latest' }, ['image']],
  ['a wildcard nowhere', { additionalDnsNames: ['a.*.b'] }, ['additionalDnsNames[0]']],
])('%s is refused', (_what, props, parts) => {
  const message = messageOf(() => ServerCertificate.vaultAgent({ ...VAULT, ...props }));
  for (const part of ['ServerCertificate.vaultAgent', ...parts]) { expect(message).toContain(part); }
});

test('of names none of which can be a common name nothing is asked', () => {
  const chart = new Chart(Testing.app(), 'tracing', { namespace: 'tracing', disableResourceNameHashes: true });
  const long = ClientCertificate.vaultAgent({ ...VAULT, ca: StorageCa.fromConfigMap('ca') });
  const request = { owner: 'x', namespace: 'tracing', usage: 'client', dnsNames: [`${'a'.repeat(60)}.example.com`] } as const;
  expect(messageOf(() => long._bind(chart, request))).toContain('none of the names can be the common name');
});
