import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Testing } from 'cdk8s';
import {
  BlueprintTracingStore, DevTracingStore, ExternalS3TracingStore, OpenShiftTracingStore, ProductionTracingStore,
  ServerCertificate, StorageCa, TracingStore,
} from '../../src';
import { makeCa, makeServer, serviceNames } from '../util/certificates';

/** A preset, and how it is made with the least input. */
export interface PresetRow {
  /** the exported class */
  readonly preset: string;
  readonly make: (app: App) => TracingStore;
  /** the verdict that its storage connection deserves */
  readonly verdict: 'proved' | 'consistent';
  /** whether a Secret with a private key or password may be in it */
  readonly unsafe: boolean;
}

const ca = makeCa('Development CA');
const server = makeServer(ca, serviceNames('minio', 'tracing'));
const remote = makeServer(ca, ['s3.example.com']);

/** A folder as the `certs` command writes it. */
export const certificates = mkdtempSync(join(tmpdir(), 'presets-'));
writeFileSync(join(certificates, 'ca.crt'), ca.certificatePem);
writeFileSync(join(certificates, 'minio.tracing.crt'), server.certificatePem);
writeFileSync(join(certificates, 'minio.tracing.key'), server.privateKeyPem);

export const PRESETS: readonly PresetRow[] = [
  { preset: 'DevTracingStore', verdict: 'proved', unsafe: true, make: (app) => new DevTracingStore(app, 'tracing', { unsafeCertificatesFrom: certificates }) },
  { preset: 'ProductionTracingStore', verdict: 'consistent', unsafe: false, make: (app) => new ProductionTracingStore(app, 'tracing') },
  {
    preset: 'ExternalS3TracingStore',
    verdict: 'proved',
    unsafe: false,
    make: (app) => new ExternalS3TracingStore(app, 'tracing', {
      endpoint: 'https://s3.example.com', ca: StorageCa.fromPem(ca.certificatePem), publicFacts: { certificate: remote.certificatePem },
    }),
  },
  { preset: 'OpenShiftTracingStore', verdict: 'consistent', unsafe: false, make: (app) => new OpenShiftTracingStore(app, 'tracing') },
  {
    preset: 'BlueprintTracingStore',
    verdict: 'proved',
    unsafe: false,
    make: (app) => new BlueprintTracingStore(app, 'tracing', {
      certificate: ServerCertificate.fromPem({
        certificate: server.certificatePem, secretName: 'minio-cert', certificateKey: 'public.crt', privateKeyKey: 'private.key', ca: StorageCa.fromPem(ca.certificatePem),
      }),
    }),
  },
];

/** The objects and the YAML of a preset. */
export function synthesize(row: PresetRow, app: App = Testing.app()): { objects: any[]; yaml: string; store: TracingStore } {
  const store = row.make(app);
  return { objects: Testing.synth(store), yaml: app.synthYaml(), store };
}
