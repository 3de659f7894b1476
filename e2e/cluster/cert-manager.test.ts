/**
 * The blueprint where cert-manager signs and trust-manager carries the CA to where it is read: nobody handles a key. And the same with a Certificate that
 * somebody has shortened to the Service's own name, as pages on the web have it: cert-manager signs it gladly, and Tempo does not start. The prover says
 * OT007 without having seen a certificate. Where the cluster has no cert-manager or no trust-manager, this is reported as not run.
 */
import { App, Chart, Testing } from 'cdk8s';
import { hasKind, removeObjects } from './cluster';
import { reporting, sideBySide, smokeTested } from './scene';
import { BlueprintTracingStore, CertificateIssuer, ServerCertificate } from '../../src';
import { secret } from '../scenes/manifests';
import { ON_CLUSTER } from '../scenes/presets';
import { APPLICATION, hostOf, ROOT } from '../scenes/store';

const report = reporting('cert-manager');
const installed = ['certificates.cert-manager.io', 'bundles.trust.cert-manager.io'].every(hasKind);
if (!installed) { report.add({ scenario: 'the blueprint with cert-manager', prover: 'not asked', cluster: 'not run: no cert-manager, or no trust-manager' }); }

/** The blueprint and an issuer of its own, which is named after the namespace: it and the Bundle belong to the whole cluster. */
function objects(namespace: string): any[] {
  const app = new App();
  const pki = new Chart(app, 'pki', { namespace, disableResourceNameHashes: true });
  const issuer = CertificateIssuer.bootstrap(pki, 'pki', { name: namespace });
  const blueprint = new BlueprintTracingStore(app, namespace, { ...ON_CLUSTER, certificate: ServerCertificate.issuedBy(issuer) });
  return [
    ...Testing.synth(pki),
    ...Testing.synth(blueprint),
    ...[
      secret('minio-root', ROOT),
      secret('minio', { ...APPLICATION, endpoint: `https://${hostOf(namespace)}:9000`, bucket: 'tempo' }),
    ].map((object: any) => ({ ...object, metadata: { namespace, ...object.metadata } })),
  ];
}

/** A server's certificate for the short name only. */
function shortened(all: any[]): any[] {
  for (const { spec } of all.filter(({ kind, spec: { isCA } = { isCA: true } }) => kind === 'Certificate' && !isCA)) { spec.dnsNames = ['minio']; }
  return all;
}

const scene = installed ? test.concurrent : test.concurrent.skip;

scene('cert-manager signs, trust-manager carries the CA, and traces are in the bucket', async () => {
  let applied: any[] = [];
  await sideBySide(report, {
    name: 'the blueprint with cert-manager and trust-manager, with its smoke test',
    looksAt: ['tempomonolithic', 'simplest'],
    objects: (namespace) => (applied = objects(namespace)),
    then: (namespace) => smokeTested(namespace, applied),
  }).finally(() => removeObjects(applied.filter(({ metadata }) => !metadata.namespace || metadata.namespace === 'cert-manager')));
});

scene('a Certificate for the short name only: Tempo does not start', async () => {
  let applied: any[] = [];
  await sideBySide(report, {
    name: 'a Certificate of cert-manager for the short name only',
    looksAt: ['tempomonolithic', 'simplest'],
    objects: (namespace) => (applied = shortened(objects(namespace))),
    says: /certificate is valid for minio, not minio\./,
    rule: 'OT007',
  }).finally(() => removeObjects(applied.filter(({ metadata }) => !metadata.namespace || metadata.namespace === 'cert-manager')));
});
