import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { eventually, Namespace, seconds } from './cluster';
import { LOADED } from './scene';
import { StorageCa, TempoMonolithicS3Tls, TlsMinioProps } from '../../src';
import { Pair } from '../scenes/certificates';
import { store, storeSecrets } from '../scenes/store';

/** The Service of the Tempo of scenes. */
export const TEMPO = 'tempo-traces';

/** A store and its Tempo, for scenes in which something changes while they run. */
export function storeWithTempo(namespace: string, pair: Pair, ca: string | StorageCa, props: Partial<TlsMinioProps> = {}): any[] {
  // Little is asked for, so that a busy node has room for the pod that takes the place of another.
  const resources = { cpu: { request: Cpu.millis(50) }, memory: { request: Size.mebibytes(256), limit: Size.gibibytes(2) } };
  return store({ namespace, pair, ca, props: { ...LOADED, ...props }, clients: (chart, storage) => { new TempoMonolithicS3Tls(chart, 'traces', { storage, resources }); } });
}

/** Puts another pair into the store's Secret, and waits until the store's pod has it and MinIO has read it, which it does every ten seconds. */
export async function change(namespace: Namespace, pair: Pair): Promise<void> {
  const [secret]: any[] = storeSecrets(namespace.name, pair);
  await namespace.apply([{ ...secret, metadata: { namespace: namespace.name, ...secret.metadata } }]);
  const files = () => namespace.kubectl('exec', 'minio-0', '-c', 'minio', '--', 'cat', '/etc/minio/certs/public.crt');
  await eventually(180, files, (content) => content.trim() === pair.certificate.trim());
  await seconds(11);
}
