import { monolithic, newChart, otherCa, stack, storeCa } from './setup';
import { CertificateIssuer, OperatorFeatureGate, OtlpReceiver, ServerCertificate, StorageCa, TempoMonolithicMemory, TlsVersion } from '../../src';
import { makeServer, NOW, serviceNames } from '../util/certificates';
import { messageOf } from '../util/errors';

const fromSecret = ServerCertificate.fromSecret('otlp-tls', { ca: StorageCa.fromPem(storeCa.certificatePem) });
const otlp = (resource: any) => resource.spec.ingestion.otlp;

describe('a receiver', () => {
  test('is plaintext unless told otherwise, and can be off', () => {
    expect(otlp(monolithic().resource)).toEqual({ grpc: { enabled: true }, http: { enabled: true } });
    const { tempo, resource } = monolithic({ otlpHttp: OtlpReceiver.disabled() });
    expect(otlp(resource).http).toEqual({ enabled: false });
    expect(tempo.otlpHttp).toBeUndefined();
  });

  test('with TLS has the certificate\'s Secret, and tells senders what verifies it', () => {
    const { tempo, resource } = monolithic({ otlpGrpc: OtlpReceiver.tls({ certificate: fromSecret }) });
    expect(otlp(resource).grpc).toEqual({ enabled: true, tls: { enabled: true, certName: 'otlp-tls' } });
    expect(tempo.otlpGrpc).toEqual({ address: 'tempo-traces.tracing.svc:4317', tls: true, clientCertificateRequired: false, ca: expect.any(StorageCa) });
  });

  test('with mutual TLS verifies senders by the key that receivers read', () => {
    const receiver = OtlpReceiver.mutualTls({ certificate: fromSecret, clientCa: StorageCa.fromPem(otherCa.certificatePem, { name: 'senders' }) });
    const { tempo, resource, objects } = monolithic({ otlpGrpc: receiver });
    const { caName } = otlp(resource).grpc.tls;
    expect(caName).toMatch(/^senders-/);
    expect(objects.find((o) => o.metadata.name === caName).data['service-ca.crt']).toBe(otherCa.certificatePem);
    expect(tempo.otlpGrpc?.clientCertificateRequired).toBe(true);
  });

  test('writes the minimum version in the words of receivers', () => {
    const receiver = (minTlsVersion: TlsVersion) => OtlpReceiver.tls({ certificate: fromSecret, minTlsVersion });
    const tls = (version: TlsVersion) => otlp(monolithic({ otlpGrpc: receiver(version) }).resource).grpc.tls;
    expect(tls(TlsVersion.V1_3).minVersion).toBe('1.3');
    expect(tls(TlsVersion.V1_2).minVersion).toBe('1.2');
    expect(tls(TlsVersion.V1_2).cipherSuites).toContain('TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384');
  });

  test('is issued a certificate for every name of Tempo\'s Service, once for both ports', () => {
    const chart = newChart();
    const issuer = CertificateIssuer.fromIssuerName(chart, 'issuer', 'ca');
    const receiver = OtlpReceiver.tls({ certificate: ServerCertificate.issuedBy(issuer) });
    const { objects, resource } = monolithic({ otlpGrpc: receiver, otlpHttp: receiver, clusterDomain: 'corp.local' }, chart);
    const certificates = objects.filter((o) => o.kind === 'Certificate');
    expect(certificates).toHaveLength(1);
    expect(certificates[0].spec.dnsNames).toEqual(['tempo-traces', 'tempo-traces.tracing', 'tempo-traces.tracing.svc', 'tempo-traces.tracing.svc.corp.local']);
    expect(otlp(resource).grpc.tls.certName).toBe(certificates[0].spec.secretName);
    expect(otlp(resource).http.tls.certName).toBe(certificates[0].spec.secretName);
    expect(objects.indexOf(certificates[0])).toBeLessThan(objects.findIndex((o) => o.kind === 'TempoMonolithic'));
  });

  test('has two certificates when it is given two', () => {
    const chart = newChart();
    const issuer = CertificateIssuer.fromIssuerName(chart, 'issuer', 'ca');
    const issued = () => OtlpReceiver.tls({ certificate: ServerCertificate.issuedBy(issuer) });
    const { objects } = monolithic({ otlpGrpc: issued(), otlpHttp: issued() }, chart);
    expect(objects.filter((o) => o.kind === 'Certificate').map((o) => o.metadata.name).sort()).toEqual(['tempo-traces-otlp-http-tls', 'tempo-traces-otlp-tls']);
  });

  test('leaves OpenShift\'s service CA to the operator', () => {
    const props = { otlpGrpc: OtlpReceiver.tls({ certificate: ServerCertificate.openshiftServiceCa() }) };
    expect(messageOf(() => monolithic(props))).toContain('OPENSHIFT_SERVING_CERTS');
    const { tempo, resource } = monolithic({ ...props, operatorFeatureGates: [OperatorFeatureGate.OPENSHIFT_SERVING_CERTS] });
    expect(otlp(resource).grpc).toEqual({ enabled: true, tls: { enabled: true } });
    expect(tempo.otlpGrpc?.ca?.configMapName).toBe('openshift-service-ca');
  });

  test('checks a certificate that is known against the name senders dial', () => {
    const wrong = makeServer(storeCa, serviceNames('minio', 'tracing'));
    const receiver = OtlpReceiver.tls({ certificate: ServerCertificate.fromPem({ certificate: wrong.certificatePem, secretName: 'otlp-tls', now: NOW }) });
    expect(messageOf(() => monolithic({ otlpGrpc: receiver }))).toContain('tempo-traces.tracing.svc');
  });

  test('of a stack is one for both ports, on the distributor', () => {
    const { tempo, resource } = stack({ otlp: OtlpReceiver.tls({ certificate: fromSecret }) });
    expect(resource.spec.template.distributor.tls).toEqual({ enabled: true, certName: 'otlp-tls' });
    expect(tempo.otlpGrpc?.address).toBe('tempo-traces-distributor.tracing.svc:4317');
    expect(tempo.otlpHttp).toMatchObject({ address: 'tempo-traces-distributor.tracing.svc:4318', tls: true });
  });
});

describe('Tempo in memory', () => {
  test('has no bucket, and memory for what it holds', () => {
    const chart = newChart();
    const tempo = new TempoMonolithicMemory(chart, 'scratch', { size: '3Gi' });
    const [resource] = chart.toJson();
    expect(resource.spec.storage).toEqual({ traces: { backend: 'memory', size: '3Gi' } });
    expect(resource.spec.resources.limits.memory).toBe('7Gi');
    expect(tempo.bucket).toBeUndefined();
    expect(tempo.flushUrl).toBe('http://tempo-scratch.tracing.svc:3200/flush');
    expect(tempo.warnings).toEqual([]);
  });
});
