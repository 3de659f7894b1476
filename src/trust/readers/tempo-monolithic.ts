import { Inventory, Manifest, namespaceOf } from '../inventory';
import { Reading } from '../model';
import { storageClient } from './tempo-storage';

/** TempoMonolithic (tempo-operator 0.22.0): a client of its object store; the endpoint's scheme decides about TLS, `tls.enabled` only about trust. */
export function readTempoMonolithic(inventory: Inventory, object: Manifest): Reading {
  const name = object.metadata.name;
  const labels = {
    'app.kubernetes.io/name': 'tempo-monolithic',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'tempo-operator',
    'app.kubernetes.io/component': 'tempo',
  };
  const namespace = namespaceOf(object);
  const { traces } = object.spec?.storage ?? {};
  const s3 = object.spec?.extraConfig?.tempo?.storage?.trace?.s3;
  const clients = traces?.backend === 's3' && traces.s3?.secret
    ? [storageClient(inventory, object, {
      field: 'spec.storage.traces.s3',
      secretName: String(traces.s3.secret),
      tls: traces.s3.tls,
      schemeDecides: true,
      serverName: s3?.tls_server_name,
      skipVerify: s3?.tls_insecure_skip_verify === true,
      labels,
    })]
    : [];
  return {
    clients,
    services: [{
      name: `tempo-${name}`,
      namespace,
      selector: labels,
      ports: [{ name: 'http', port: 3200, targetPort: 3200 }, { name: 'otlp-grpc', port: 4317, targetPort: 4317 }, { name: 'otlp-http', port: 4318, targetPort: 4318 }],
      of: inventory.ref(object),
    }],
  };
}
