import { App, Testing } from 'cdk8s';
import { certificates } from './table';
import {
  BlueprintTracingStore, DevTracingStore, ExternalS3TracingStore, OpenShiftTracingStore, ProductionTracingStore, RootCredentials, S3Credentials,
  ServerCertificate, StorageCa,
} from '../../src';
import { connections } from '../../src/trust/connections';
import { inDays, makeCa, makeServer, NOW } from '../util/certificates';
import { messageOf } from '../util/errors';

const ca = makeCa();
const blueprint = (app: App, dialledHost?: string) => new BlueprintTracingStore(app, 'tracing', {
  dialledHost,
  // As the pair that the Tempo operator's own test ships: the short name only, itself a CA, no extended key usage.
  certificate: ServerCertificate.fromPem({
    certificate: makeServer(ca, ['minio'], { overrides: { basicConstraints: { ca: true }, extKeyUsage: undefined } }).certificatePem,
    secretName: 'minio-cert',
    certificateKey: 'public.crt',
    privateKeyKey: 'private.key',
    ca: StorageCa.fromPem(ca.certificatePem),
  }),
});

describe('the blueprint with a certificate like that of the operator\'s test', () => {
  test('dials the name that it covers, and the chain is proved', () => {
    const objects = Testing.synth(blueprint(Testing.app(), 'minio'));
    const found = connections(objects, NOW);
    expect(found.map((connection) => connection.verdict)).toEqual(found.map(({ client }) => (client.tls ? 'proved' : 'consistent')));
    expect(objects.find((o) => o.kind === 'Job').spec.template.spec.containers[0].env).toContainEqual({ name: 'ENDPOINT', value: 'https://minio:9000' });
  });

  test('is refused without dialledHost, with that as the way out', () => {
    expect(messageOf(() => blueprint(Testing.app()))).toMatch(/minio\.tracing\.svc, while the certificate covers minio[^]*dialledHost/);
  });
});

test('the cluster\'s domain reaches the names of the store and of the receivers', () => {
  const objects = Testing.synth(new ProductionTracingStore(Testing.app(), 'tracing', { clusterDomain: 'corp.internal' }));
  const names = objects.filter((o) => o.kind === 'Certificate' && o.spec.dnsNames).map((o) => o.spec.dnsNames);
  expect(names).toEqual([expect.arrayContaining(['minio.tracing.svc.corp.internal']), expect.arrayContaining(['tempo-traces.tracing.svc.corp.internal'])]);
  expect(JSON.stringify(objects)).not.toContain('cluster.local');
});

test('a production store may be dialled by another name, which its certificate then covers', () => {
  const objects = Testing.synth(new ProductionTracingStore(Testing.app(), 'tracing', { dialledHost: 'minio.tracing.svc.cluster.local' }));
  expect(JSON.stringify(objects)).toContain('https://minio.tracing.svc.cluster.local:9000');
});

test('certificates are judged at the time that is given', () => {
  const dev = (now: Date) => () => new DevTracingStore(Testing.app(), 'tracing', { unsafeCertificatesFrom: certificates, now });
  expect(dev(NOW)).not.toThrow();
  expect(messageOf(dev(inDays(400)))).toMatch(/certificate has expired/);
  const certificate = makeServer(ca, ['s3.example.com']).certificatePem;
  const external = (now: Date) => () => new ExternalS3TracingStore(Testing.app(), 'tracing', {
    endpoint: 'https://s3.example.com', ca: StorageCa.fromPem(ca.certificatePem), publicFacts: { certificate }, now,
  });
  expect(external(NOW)).not.toThrow();
  expect(messageOf(external(inDays(-400)))).toMatch(/is not valid yet/);
});

test.each([['production', ProductionTracingStore], ['openshift', OpenShiftTracingStore]])('changed keys roll what reads them: %s', (_name, preset) => {
  const objects = Testing.synth(new preset(Testing.app(), 'tracing', {
    rootCredentials: RootCredentials.fromSecret('root', { revision: 'a' }), credentials: S3Credentials.fromSecret('tempo', { revision: 'b' }),
  }));
  const find = (kind: string) => objects.find((o) => o.kind === kind).spec;
  expect(find('StatefulSet').template.metadata.annotations).toEqual({ 'cdk8s-observability-tls/credentials-revision': 'root=a' });
  expect(find('TempoMonolithic').env).toEqual([{ name: 'STORAGE_CREDENTIALS_REVISION', value: 'b' }]);
});
