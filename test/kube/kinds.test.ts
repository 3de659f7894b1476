import { App, Chart, Duration } from 'cdk8s';
import {
  CertificateIssuer, ClientCertificate, ExternalS3TracingStore, ObjectStorage, ServerCertificate, StorageCa,
  TempoMonolithicS3Tls, TempoStackS3, TlsMinio, TraceSmokeTest,
} from '../../src';
import { makeCa } from '../util/certificates';
import { messageOf } from '../util/errors';

// What people write when no compiler looks: JavaScript, or a value that went through `any`.
const chart = () => new Chart(new App(), 'c', { namespace: 'tracing' });
const bucket = (c: Chart) => ObjectStorage.external(c, 's3', { endpoint: 'https://s3.example.com' }).bucket('tempo');
const tempo = (props: any) => { const c = chart(); return new TempoMonolithicS3Tls(c, 't', { storage: bucket(c), ...props }); };
const stack = (props: any) => { const c = chart(); return new TempoStackS3(c, 't', { storage: bucket(c), ...props }); };
const minio = (props: any) => new TlsMinio(chart(), 'm', { certificate: ServerCertificate.fromSecret('minio-tls'), ...props });
const external = (props: any) => ObjectStorage.external(chart(), 's3', { endpoint: 'https://s3.example.com', ...props });
const smoke = (props: any) => { const c = chart(); return new TraceSmokeTest(c, 's', { tempo: new TempoMonolithicS3Tls(c, 't', { storage: bucket(c) }), ...props }); };
const caPem = makeCa().certificatePem;
const KUBERNETES = { requests: { cpu: '250m' }, limits: { memory: '4Gi' } };

test.each<[string, () => unknown, string, string]>([
  ['a duration as text', () => tempo({ retention: '7d' }), '[c/t] retention must be a Duration', '"7d"'],
  ['a duration as a number', () => tempo({ timeout: 30 }), '[c/t] timeout must be a Duration', '30'],
  ['a tenant\'s retention as text', () => stack({ tenantRetention: { a: '1d' } }), '[c/t] tenantRetention.a must be a Duration', '"1d"'],
  ['a search\'s duration as text', () => stack({ search: { maxDuration: '1h' } }), '[c/t] search.maxDuration must be a Duration', '"1h"'],
  ['a duration that no program can hold', () => tempo({ retention: Duration.days(365_000) }), '[c/t] retention cannot be taken by what reads it', '365000 days'],
  ['a part of a second where seconds count', () => CertificateIssuer.bootstrap(chart(), 'pki', { duration: Duration.millis(1) }), '[c/pki] duration cannot be taken by what reads it', '1 milli'],
  ['a label with a space', () => minio({ podLabels: { 'a b': 'c' } }), '[c/m] podLabels has a label that cannot be', '{"a b":"c"}'],
  ['a label of nothing', () => minio({ nodeSelector: { disk: null } }), '[c/m] nodeSelector has a label that cannot be', '{"disk":null}'],
  ['an annotation of a number', () => minio({ metadata: { annotations: { a: 1 } } }), 'metadata.annotations has an annotation that cannot be', '{"a":1}'],
  ['a priority class that is none', () => minio({ priorityClassName: 'Very High' }), '[c/m] priorityClassName is not a Kubernetes object name', '"Very High"'],
  ['sources of variables as names', () => tempo({ envFrom: ['redis'] }), '[c/t] envFrom[0] must be a map', '"redis"'],
  ['a CA as its PEM', () => external({ ca: '-----BEGIN CERTIFICATE-----' }), '[c/s3] ca must be made by a method of StorageCa', '"-----BEGIN'],
  ['credentials as a name', () => external({}).bucket('tempo', { credentials: 'tempo-s3' as any }), '[c/s3] credentials must be made by a method of S3Credentials', '"tempo-s3"'],
  ['facts as text', () => external({ publicFacts: 'pem' }), '[c/s3] publicFacts must be a map', '"pem"'],
  ['a client certificate as a name', () => tempo({ clientCertificate: 'client' }), '[c/t] clientCertificate must be made by a method of ClientCertificate', '"client"'],
  ['a service account as a name', () => tempo({ serviceAccount: 'tempo' }), '[c/t] serviceAccount must be a ServiceAccount', '"tempo"'],
  ['feature gates as text', () => tempo({ operatorFeatureGates: 'servingCertsService' }), '[c/t] operatorFeatureGates must be a list', '"servingCertsService"'],
  ['a node selector as text', () => tempo({ nodeSelector: 'disk=ssd' }), '[c/t] nodeSelector must be a map', '"disk=ssd"'],
  ['a node selector with a number', () => tempo({ nodeSelector: { zone: 1 } }), '[c/t] nodeSelector has a label that cannot be', '{"zone":1}'],
  ['a toleration as text', () => tempo({ tolerations: ['spot'] }), '[c/t] tolerations[0] must be a map', '"spot"'],
  ['a component\'s node selector as text', () => stack({ ingester: { nodeSelector: 'a' } }), '[c/t] ingester.nodeSelector must be a map', '"a"'],
  ['an affinity as text', () => tempo({ affinity: 'spread' }), '[c/t] affinity must be a map', '"spread"'],
  ['a switch as text', () => stack({ networkPolicies: 'true' }), '[c/t] networkPolicies must be true or false', '"true"'],
  ['zones as text', () => stack({ replicationZones: 'topology.kubernetes.io/zone' }), '[c/t] replicationZones must be a list', '"topology'],
  ['limits of a tenant left empty', () => stack({ tenantLimits: { a: null } }), '[c/t] tenantLimits.a must be a map', 'null'],
  ['a generator left empty', () => stack({ metricsGenerator: null }), '[c/t] metricsGenerator must be a map', 'null'],
  ['resources in Kubernetes\' words, of Tempo', () => tempo({ resources: KUBERNETES }), '[c/t] resources has an unknown key', '"requests"'],
  ['resources in Kubernetes\' words, of a store', () => minio({ resources: KUBERNETES }), '[c/m] resources has an unknown key', '"requests"'],
  ['resources in Kubernetes\' words, of the smoke test', () => smoke({ resources: KUBERNETES }), '[c/s] resources has an unknown key', '"requests"'],
  ['resources in Kubernetes\' words, of a component', () => stack({ ingester: { resources: KUBERNETES } }), '[c/t] ingester.resources has an unknown key', '"requests"'],
  ['a CPU as text', () => tempo({ resources: { cpu: { request: '250m' } } }), '[c/t] resources.cpu.request must be a Cpu', '"250m"'],
  ['a memory size as text', () => minio({ resources: { memory: { limit: '2Gi' } } }), '[c/m] resources.memory.limit must be a Size', '"2Gi"'],
  ['half of resources misspelt', () => tempo({ resources: { memory: { limits: 1 } } }), '[c/t] resources.memory has an unknown key', '"limits"'],
  ['a Job\'s time as a number', () => minio({ bucketJobTtl: 60 }), '[c/m] bucketJobTtl must be a Duration', '60'],
  ['an issuer as a name', () => ServerCertificate.issuedBy('pki' as any), '[ServerCertificate.issuedBy] issuer is not an issuer', '"pki"'],
  ['no issuer', () => ClientCertificate.issuedBy(undefined as any), '[ClientCertificate.issuedBy] issuer is not an issuer', 'nothing'],
  ['a leaf\'s duration as text', () => ServerCertificate.issuedBy(CertificateIssuer.bootstrap(chart(), 'pki'), { duration: '90d' as any }), '[ServerCertificate.issuedBy] duration must be a Duration', '"90d"'],
  ['a CA\'s duration as text', () => CertificateIssuer.bootstrap(chart(), 'pki', { duration: '10y' as any }), '[c/pki] duration must be a Duration', '"10y"'],
  ['no properties', () => ServerCertificate.fromPem(undefined as any), '[ServerCertificate.fromPem] props must be a map', 'nothing'],
  ['a time as text', () => StorageCa.fromPem(caPem, { now: '2026-01-01' as any }), '[StorageCa.fromPem] now must be a Date', '"2026-01-01"'],
  ['a time that is none', () => StorageCa.fromPem(caPem, { now: new Date('soon') }), '[StorageCa.fromPem] now must be a Date', 'null'],
  ['a preset\'s retention as text', () => new ExternalS3TracingStore(new App(), 'x', { endpoint: 'https://s3.example.com', retention: '7d' as any }), '[x/traces] retention must be a Duration', '"7d"'],
])('%s', (_what, act, what, got) => {
  const message = messageOf(act);
  expect(message).toContain(what);
  expect(message).toContain(`\n  got      ${got}`);
});
