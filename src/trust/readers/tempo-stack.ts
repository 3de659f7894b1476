import { Inventory, Manifest } from '../inventory';
import { Reading } from '../model';
import { storageClient } from './tempo-storage';

/** TempoStack (tempo-operator 0.22.0): `storage.tls.enabled` alone decides about TLS; the scheme of the endpoint is cut off. */
export function readTempoStack(inventory: Inventory, object: Manifest): Reading {
  const { secret, tls } = object.spec?.storage ?? {};
  if (secret?.type !== 's3' || !secret.name) { return {}; }
  const s3 = object.spec?.extraConfig?.tempo?.storage?.trace?.s3;
  return {
    clients: [storageClient(inventory, object, {
      field: 'spec.storage',
      secretName: String(secret.name),
      tls,
      schemeDecides: false,
      serverName: s3?.tls_server_name,
      skipVerify: s3?.tls_insecure_skip_verify === true,
      labels: { 'app.kubernetes.io/name': 'tempo', 'app.kubernetes.io/instance': object.metadata.name, 'app.kubernetes.io/managed-by': 'tempo-operator' },
    })],
  };
}
