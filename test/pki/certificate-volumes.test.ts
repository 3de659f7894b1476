import { Chart, Duration, Testing, Yaml } from 'cdk8s';
import { CA, storesWith, thanosWith, VOLUMES } from './volumes-fixture';
import {
  CertificateIssuer, ClientCertificate, KeyAlgorithm, MinioTenant, OtlpReceiver, ServerCertificate, StorageCa, TempoMonolithicS3Tls, TempoStackS3,
  TlsMinio,
} from '../../src';
import { connections } from '../../src/trust/connections';
import { prove } from '../../src/trust/prove';
import { makeCa, makeServer, NOW, serviceNames } from '../util/certificates';
import { messageOf } from '../util/errors';
import { mask } from '../util/mask';

const made = () => {
  const chart = new Chart(Testing.app(), 'tracing', { namespace: 'tracing', disableResourceNameHashes: true });
  return { chart, issuer: CertificateIssuer.fromClusterIssuerName(chart, 'issuer', 'internal', { ca: CA }) };
};
const errors = (objects: any[]) => prove(objects.map((object) => ({ object })), { now: NOW }).findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => `${rule} ${message}`);
/** Whether a driver or an agent fills a volume of a pod. */
const filled = (volume: any) => volume?.csi !== undefined || (volume?.emptyDir?.medium === 'Memory' && /^(spiffe-helper$|vault-agent-)/.test(volume.name));
const podsIn = (objects: any[]): [string, any][] => objects.flatMap(({ kind, metadata, spec }) => (spec?.template?.spec?.containers ? [[`${kind}/${metadata.name}`, spec.template.spec] as [string, any]] : []));

describe.each(Object.entries(VOLUMES))('certificates of %s', (name, makers) => {
  const stores = storesWith(makers);
  const thanos = thanosWith(makers);
  const all = [...stores, ...thanos];

  test('are what they were', () => {
    const volumes = podsIn(all).map(([pod, { volumes: each }]) => [pod, each.filter(filled)]).filter(([, each]) => each.length > 0);
    expect(mask(Yaml.stringify(Object.fromEntries(volumes)))).toMatchSnapshot();
  });

  test('are in no Secret, and asked for by no Certificate', () => {
    expect(all.filter(({ kind }) => kind === 'Certificate')).toEqual([]);
    const volumes = podsIn(all).flatMap(([, pod]) => pod.volumes);
    const sources = volumes.flatMap(({ projected }: any) => projected?.sources ?? []);
    const named = [...volumes.map(({ secret }: any) => secret?.secretName), ...sources.map(({ secret }: any) => secret?.name)];
    expect(named.filter((secret: string | undefined) => /tls|cert|client/.test(secret ?? ''))).toEqual([]);
  });

  test('are mounted read-only and whole, with nothing mounted below them, in every pod that shows one', () => {
    const mounts = podsIn(all).flatMap(([pod, { containers, volumes }]) => containers[0].volumeMounts
      .map((mount: any) => ({ pod, ...mount, volume: volumes.find((v: any) => v.name === mount.name) })));
    const own = mounts.filter(({ volume }) => filled(volume));
    expect(new Set(own.map(({ pod }) => pod)).size).toBeGreaterThan(5);
    for (const { volume, mountPath, pod, readOnly, subPath } of own) {
      expect([volume.csi?.readOnly ?? true, readOnly, subPath]).toEqual([true, true, undefined]);
      expect(mounts.filter((other) => other.pod === pod && other.mountPath.startsWith(`${mountPath}/`))).toEqual([]);
    }
  });

  test('are found by the prover where the servers look, for the names that are dialled', () => {
    expect(errors(all)).toEqual([]);
    const dialled = connections(all, NOW).filter(({ client }) => client.tls && !/^(thanos\.eu1\.example\.com|vault\.vault\.svc)$/.test(client.address?.host ?? ''));
    expect(dialled.length).toBeGreaterThan(12);
    expect([...new Set(dialled.map(({ verdict }) => verdict))]).toEqual([name.includes('Secrets Store') ? 'unverified' : 'consistent']);
  });
});

const { server, client } = VOLUMES['cert-manager\'s csi-driver'];

describe('cert-manager\'s csi-driver', () => {
  test('servers that dial each other find their CA outside of the volume, since each has a certificate of its own', () => {
    const minio = storesWith({ server, client }).find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'minio');
    const { containers: [container], volumes } = minio.spec.template.spec;
    const folder = container.env.find((variable: any) => variable.name === 'SSL_CERT_DIR').value.split(':')[1];
    expect(container.volumeMounts).toContainEqual({ name: 'peers', mountPath: folder, readOnly: true });
    expect(volumes).toContainEqual({ name: 'peers', configMap: { name: CA.configMapName, items: [{ key: 'ca.crt', path: 'ca.crt' }] } });
    const without = storesWith({ server, client });
    const spoiled = without.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'minio').spec.template.spec.containers[0];
    spoiled.env = spoiled.env.filter((variable: any) => variable.name !== 'SSL_CERT_DIR');
    const peers = connections(without, NOW).filter(({ client: { product } }) => product === 'MinIO');
    expect([...new Set(peers.map(({ verdict }) => verdict))]).toEqual(['unverified']);
  });

  test('one server needs none of that', () => {
    const { chart, issuer } = made();
    const store = new TlsMinio(chart, 'minio', { certificate: ServerCertificate.csiVolume(issuer) });
    expect(store.certificateSecretName).toBeUndefined();
    expect(store.ca).toBe(CA);
    expect(JSON.stringify(Testing.synth(chart))).not.toContain('SSL_CERT_DIR');
  });

  test('terms become attributes of the volume', () => {
    const { chart, issuer } = made();
    const certificate = ServerCertificate.csiVolume(issuer, {
      duration: Duration.hours(2), renewBefore: Duration.minutes(30), keyAlgorithm: KeyAlgorithm.RSA_2048, additionalDnsNames: ['s3.example.com'], ipAddresses: ['192.0.2.1'],
    });
    new TlsMinio(chart, 'minio', { certificate });
    const { csi } = Testing.synth(chart).find(({ kind }: any) => kind === 'StatefulSet').spec.template.spec.volumes[0];
    expect(csi.volumeAttributes).toMatchObject({
      'csi.cert-manager.io/duration': '2h',
      'csi.cert-manager.io/renew-before': '30m',
      'csi.cert-manager.io/key-algorithm': 'RSA',
      'csi.cert-manager.io/key-size': '2048',
      'csi.cert-manager.io/key-usages': 'digital signature,key encipherment,server auth',
      'csi.cert-manager.io/ip-sans': '192.0.2.1',
      'csi.cert-manager.io/dns-names': expect.stringMatching(/^minio,.*,s3\.example\.com$/),
    });
  });

  test.each<[string, () => unknown, RegExp]>([
    ['a receiver of Tempo', () => {
      const { chart, issuer } = made();
      return new TempoMonolithicS3Tls(chart, 'traces', { storage: stored(chart, issuer), otlpGrpc: OtlpReceiver.tls({ certificate: ServerCertificate.csiVolume(issuer) }) });
    }, /otlpGrpc has to be in a Secret: the Tempo operator takes its name and no volume[^]*cert-manager's csi-driver[^]*issuedBy/],
    ['the receivers of a TempoStack', () => {
      const { chart, issuer } = made();
      return new TempoStackS3(chart, 'traces', { storage: stored(chart, issuer), otlp: OtlpReceiver.tls({ certificate: ServerCertificate.csiVolume(issuer) }) });
    }, /otlp has to be in a Secret: the Tempo operator/],
    ['what Tempo shows its store', () => {
      const { chart, issuer } = made();
      return new TempoMonolithicS3Tls(chart, 'traces', { storage: stored(chart, issuer), clientCertificate: ClientCertificate.csiVolume(issuer) });
    }, /clientCertificate has to be in a Secret: the Tempo operator/],
    ['a Tenant', () => {
      const { chart, issuer } = made();
      return new MinioTenant(chart, 'store', { certificate: ServerCertificate.csiVolume(issuer) });
    }, /certificate has to be in a Secret: MinIO's operator takes its name and no volume/],
    ['a duration that is too short', () => ServerCertificate.csiVolume(made().issuer, { duration: Duration.minutes(5) }), /duration is too short[^]*ten minutes or more/],
    ['a renewal after the end', () => ClientCertificate.csiVolume(made().issuer, { duration: Duration.hours(1), renewBefore: Duration.hours(1) }), /renewBefore is out of range/],
    ['an Issuer of another namespace', () => {
      const { chart } = made();
      const issuer = CertificateIssuer.fromIssuerName(new Chart(Testing.app(), 'other', { namespace: 'other' }), 'issuer', 'ca');
      return new TlsMinio(chart, 'minio', { certificate: ServerCertificate.csiVolume(issuer) });
    }, /an Issuer serves its own namespace only/],
    ['several servers without a CA', () => {
      const { chart } = made();
      const issuer = CertificateIssuer.fromClusterIssuerName(chart, 'unknown', 'unknown');
      return new TlsMinio(chart, 'minio', { certificate: ServerCertificate.csiVolume(issuer), servers: 4 });
    }, /it is not known which CA verifies the servers/],
  ])('%s is refused', (_what, attempt, says) => { expect(messageOf(attempt)).toMatch(says); });
});

describe('Secrets Store CSI', () => {
  const ca = makeCa();
  const pem = makeServer(ca, serviceNames('minio', 'tracing')).certificatePem;
  const OBJECTS = { objects: '- objectName: public.crt\n- objectName: private.key\n' };
  const storeWith = (certificate: ServerCertificate): any[] => {
    const { chart } = made();
    new TempoMonolithicS3Tls(chart, 'traces', { storage: new TlsMinio(chart, 'minio', { certificate }).bucket('tempo') });
    return Testing.synth(chart);
  };

  test('the certificate that is told is found under the name of its file: the connection is proved, or refused at synth', () => {
    const objects = storeWith(ServerCertificate.secretsStoreCsi('vault', OBJECTS, { ca: StorageCa.fromPem(ca.certificatePem), publicFacts: { certificate: pem } }));
    expect([...new Set(connections(objects, NOW).map(({ verdict }) => verdict))]).toEqual(['proved']);
    expect(objects.filter(({ kind }) => kind === 'SecretProviderClass').map(({ metadata, spec }) => [metadata.name, spec])).toEqual([['minio-tls', { provider: 'vault', parameters: OBJECTS }]]);
    const other = makeServer(ca, ['elsewhere.example.com']).certificatePem;
    expect(messageOf(() => storeWith(ServerCertificate.secretsStoreCsi('vault', OBJECTS, { publicFacts: { certificate: other } })))).toMatch(/does not cover the name that clients dial/);
    expect(messageOf(() => storeWith(ServerCertificate.secretsStoreCsi('vault', OBJECTS, { publicFacts: { dnsNames: ['a.b'] } })))).toMatch(/does not cover the name that clients dial/);
  });

  test('files are called as the objects are, so a list that lacks one is refused; another form of parameters is not', () => {
    const lacking = ServerCertificate.secretsStoreCsi('vault', { objects: '- objectName: tls.crt\n- objectName: tls.key\n' }, { ca: CA });
    expect(messageOf(() => storeWith(lacking))).toMatch(/no file public\.crt and no private\.key, which minio reads[^]*objectName: public\.crt/);
    expect(messageOf(() => storeWith(ServerCertificate.secretsStoreCsi('gcp', { secrets: '- path: public.crt' }, { ca: CA })))).toMatch(/no file private\.key/);
    expect(storeWith(ServerCertificate.secretsStoreCsi('conjur', { account: 'a' }, { ca: CA })).map(({ kind }) => kind)).toContain('SecretProviderClass');
  });

  test('Tempo refuses it, and what is there before the pods is the class', () => {
    const { chart, issuer } = made();
    const otlpGrpc = OtlpReceiver.tls({ certificate: ServerCertificate.secretsStoreCsi('vault', OBJECTS) });
    expect(messageOf(() => new TempoMonolithicS3Tls(chart, 'traces', { storage: stored(chart, issuer), otlpGrpc }))).toMatch(/the Secrets Store CSI driver puts into pods/);
    const kinds = storeWith(ServerCertificate.secretsStoreCsi('vault', OBJECTS, { ca: CA })).map(({ kind }) => kind);
    expect(kinds.indexOf('SecretProviderClass')).toBeLessThan(kinds.indexOf('StatefulSet'));
  });
});

function stored(chart: Chart, issuer: any) {
  return new TlsMinio(chart, 'minio', { certificate: ServerCertificate.csiVolume(issuer) }).bucket('tempo');
}

test('what is not shown is told of the class, or where there is none, of the volume of the very pod', () => {
  const objects = ['one', 'two'].flatMap((namespace) => {
    const chart = new Chart(Testing.app(), namespace, { namespace, disableResourceNameHashes: true });
    const certificate = ServerCertificate.secretsStoreCsi('vault', { objects: 'public.crt, private.key' }, { ca: CA });
    new TempoMonolithicS3Tls(chart, 'traces', { storage: new TlsMinio(chart, 'minio', { certificate }).bucket('tempo') });
    return Testing.synth(chart);
  });
  const told = (some: any[]) => connections(some, NOW).filter((one) => one.client.product === 'Tempo')
    .flatMap((one) => one.server!.certificates.map(({ ref }) => `${ref.kind} ${ref.namespace}/${ref.name}`));
  expect(told(objects).sort()).toEqual(['SecretProviderClass one/minio-tls', 'SecretProviderClass two/minio-tls']);
  expect(told(objects.filter(({ kind }) => kind !== 'SecretProviderClass')).sort()).toEqual(['StatefulSet one/minio', 'StatefulSet two/minio']);
});
