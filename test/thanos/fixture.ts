import { ClientCertificate, QuerierEndpoints, StorageCa } from '../../src';

/** The story of the proposal: stores in the cluster in plain text, and two remote realms with certificates of their own. */
export function story(): QuerierEndpoints {
  const made = new QuerierEndpoints();
  made.addPlaintext('dnssrv+_grpc._tcp.thanos-store.monitoring.svc.cluster.local');
  made.addRealm('eu1', {
    ca: StorageCa.fromConfigMap('eu1-ca'),
    clientCertificate: ClientCertificate.fromSecret('eu1-client'),
    addresses: ['thanos.eu1.example.com:443'],
    strict: true,
  });
  made.addRealm('us', {
    ca: StorageCa.fromConfigMap('us-ca'),
    addresses: ['dns+thanos-query-grpc.us.internal:10901'],
    group: true,
    serverName: 'thanos-query.us.internal',
  });
  return made;
}

/** Endpoints, filled by a function. */
export function endpoints(fill: (endpoints: QuerierEndpoints) => void): QuerierEndpoints {
  const made = new QuerierEndpoints();
  fill(made);
  return made;
}

/** A CA that lies in a ConfigMap. */
export const CA = StorageCa.fromConfigMap('eu1-ca');

/** A client certificate that lies in a Secret. */
export const CLIENT = ClientCertificate.fromSecret('eu1-client');
