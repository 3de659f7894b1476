import { eventually, Namespace, seconds } from './cluster';
import { LOADED, traces } from './scene';
import { StorageCa, StoreBucketOptions, TlsMinioProps } from '../../src';
import { Pair } from '../scenes/certificates';
import { store, storeSecrets } from '../scenes/store';

/** The Service of the Tempo of scenes. */
export const TEMPO = 'tempo-traces';

/** A store and its Tempo, for scenes in which something changes while they run. */
export function storeWithTempo(
  namespace: string, pair: Pair, ca: string | StorageCa, props: Partial<TlsMinioProps> = {}, bucket?: StoreBucketOptions,
): any[] {
  return store({ namespace, pair, ca, props: { ...LOADED, ...props }, bucket, clients: traces });
}

/** Where a server's certificate lies. */
export interface Shown {
  /** the name of its pods, without the number */
  readonly pods: string;
  readonly servers: number;
  readonly file: string;
}

const MINIO: Shown = { pods: 'minio', servers: 1, file: '/etc/minio/certs/public.crt' };

/** Puts another pair into the store's Secret, and waits until the store's pods have it and MinIO has read it, which it does every ten seconds. */
export async function change(namespace: Namespace, pair: Pair, at: Partial<Shown> = {}): Promise<void> {
  const { pods, servers, file } = { ...MINIO, ...at };
  const [secret]: any[] = storeSecrets(namespace.name, pair);
  await namespace.apply([{ ...secret, metadata: { namespace: namespace.name, ...secret.metadata } }]);
  const read = (n: number) => namespace.kubectl('exec', `${pods}-${n}`, '-c', 'minio', '--', 'cat', file);
  const files = () => Promise.all(Array.from({ length: servers }, (_, n) => read(n)));
  await eventually(180, files, (contents) => contents.every((content) => content.trim() === pair.certificate.trim()));
  await seconds(11);
}
