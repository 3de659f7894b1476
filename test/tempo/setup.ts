import { Chart, Testing } from 'cdk8s';
import { ObjectStorage, S3Credentials, StorageCa, TempoMonolithicS3Tls, TempoMonolithicS3TlsProps, TempoStackS3, TempoStackS3Props } from '../../src';
import { makeCa } from '../util/certificates';

export const storeCa = makeCa('Store CA');
export const otherCa = makeCa('Other CA');

export function newChart(): Chart {
  return new Chart(Testing.app(), 'tracing', { namespace: 'tracing' });
}

/** A store in the cluster with a private CA, and a bucket of it with an existing Secret. */
export function newBucket(chart: Chart, ca: StorageCa | undefined = StorageCa.fromPem(storeCa.certificatePem), endpoint: string = 'https://minio.tracing.svc:9000') {
  return ObjectStorage.external(chart, 'store', { endpoint, ca }).bucket('tempo', { credentials: S3Credentials.fromSecret('tempo-bucket') });
}

export type Monolithic = Partial<TempoMonolithicS3TlsProps>;
export type Stack = Partial<TempoStackS3Props>;

/** Everything that one TempoMonolithicS3Tls emits. */
export function monolithic(props: Monolithic = {}, chart: Chart = newChart()) {
  const tempo = new TempoMonolithicS3Tls(chart, 'traces', { ...props, storage: props.storage ?? newBucket(chart) });
  const objects: any[] = Testing.synth(chart);
  return { tempo, objects, resource: objects.find((o) => o.kind === 'TempoMonolithic') };
}

/** Everything that one TempoStackS3 emits. */
export function stack(props: Stack = {}, chart: Chart = newChart()) {
  const tempo = new TempoStackS3(chart, 'traces', { ...props, storage: props.storage ?? newBucket(chart) });
  const objects: any[] = Testing.synth(chart);
  return { tempo, objects, resource: objects.find((o) => o.kind === 'TempoStack') };
}
