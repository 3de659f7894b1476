import { Manifest } from '../inventory';
import { hasGateway, scalar, storageOf, tlsBlocksOf } from './custom-resource';

/** The Secrets and ConfigMaps that a Tempo names, with the fields that do. */
export function namedBy(tempo: Manifest): { kind: 'Secret' | 'ConfigMap'; name: string; field: string }[] {
  const storage = storageOf(tempo);
  const blocks = tlsBlocksOf(tempo).filter((b) => b.enabled && (b.place === 'receiver' ? !hasGateway(tempo) : storage.backend === 's3'));
  const secretField = tempo.kind === 'TempoStack' ? 'spec.storage.secret.name' : `${storage.field}.secret`;
  return [
    ...(storage.secretName && ['s3', 'azure', 'gcs'].includes(storage.backend) ? [{ kind: 'Secret' as const, name: storage.secretName, field: secretField }] : []),
    ...blocks.flatMap(({ tls, field }) => [
      ...(scalar(tls.caName) ? [{ kind: 'ConfigMap' as const, name: String(tls.caName), field: `${field}.caName` }] : []),
      ...(scalar(tls.certName) ? [{ kind: 'Secret' as const, name: String(tls.certName), field: `${field}.certName` }] : []),
    ]),
  ];
}
