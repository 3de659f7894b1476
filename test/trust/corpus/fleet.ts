import { configMap, mapVolume, secret, secretVolume, service, workload } from './kinds';
import { ca, leaf } from './pki';

/** A Thanos querier with a store of its own in the clear, and one in another namespace over mutual TLS. */
export interface Fleet {
  version: string;
  /** flags of the querier beside the file of endpoints */
  args: string[];
  /** the file of endpoints, as an object; none where it is undefined */
  endpoints: any;
  /** the querier's CA and identity */
  realm: any;
  /** flags of the remote store */
  remoteArgs: string[];
  /** the remote store's certificate, key and client CA */
  remote: any;
  remoteService: any;
  more: any[];
  finish: (objects: any[]) => any[];
}

export const REMOTE = 'thanos-remote.eu1.svc';
const image = (version: string): string => `quay.io/thanos/thanos:${version}`;
const TLS_FLAGS = ['--grpc-server-tls-cert=/tls/tls.crt', '--grpc-server-tls-key=/tls/tls.key', '--grpc-server-tls-client-ca=/tls/ca.crt'];

export const clientConfig = (more: object = {}, tls: object = {}): any => ({
  server_name: REMOTE,
  tls_config: { enabled: true, ca_file: '/realm/ca.crt', cert_file: '/realm/tls.crt', key_file: '/realm/tls.key', ...tls },
  ...more,
});

export const realm = (identity = leaf('querier', { of: 'clients', usages: ['clientAuth'] }), server = ca('remote')): any =>
  secret('realm-eu1', { 'ca.crt': server.certificatePem, 'tls.crt': identity.certificatePem, 'tls.key': identity.privateKeyPem });

export const remote = (issued = leaf(REMOTE, { of: 'remote' }), clients = ca('clients')): any =>
  secret('remote-tls', { 'tls.crt': issued.certificatePem, 'tls.key': issued.privateKeyPem, 'ca.crt': clients.certificatePem }, 'eu1');

/** The good fleet, with some change. */
export function fleet(change: (fleet: Fleet) => void = () => undefined): any[] {
  const parts: Fleet = {
    version: 'v0.42.4',
    args: [],
    endpoints: { endpoints: [{ address: 'dnssrv+_grpc._tcp.thanos-store.monitoring.svc.cluster.local' }, { address: `${REMOTE}:10901`, client_config: clientConfig() }] },
    realm: realm(),
    remoteArgs: TLS_FLAGS,
    remote: remote(),
    remoteService: service('thanos-remote', { app: 'thanos-remote' }, [{ name: 'grpc', port: 10901 }], 'eu1'),
    more: [],
    finish: (objects) => objects,
  };
  change(parts);
  const grpc = [{ name: 'grpc', containerPort: 10901 }, { name: 'http', containerPort: 10902 }];
  const file = parts.endpoints === undefined ? [] : ['--endpoint.sd-config-file=/etc/thanos/endpoints.yaml'];
  return parts.finish([
    workload('Deployment', 'thanos-query', [{
      name: 'query',
      image: image(parts.version),
      args: ['query', '--grpc-address=0.0.0.0:10901', '--http-address=0.0.0.0:10902', '--query.replica-label=replica', ...file, ...parts.args],
      ports: grpc,
      volumeMounts: [{ name: 'endpoints', mountPath: '/etc/thanos' }, { name: 'realm', mountPath: '/realm' }],
    }], { volumes: [mapVolume('endpoints', 'endpoints'), secretVolume('realm', 'realm-eu1')] }, 'monitoring'),
    ...parts.endpoints === undefined ? [] : [configMap('endpoints', { 'endpoints.yaml': typeof parts.endpoints === 'string' ? parts.endpoints : JSON.stringify(parts.endpoints) }, 'monitoring')],
    { ...parts.realm, metadata: { ...parts.realm.metadata, namespace: 'monitoring' } },
    workload('StatefulSet', 'thanos-store', [{ name: 'store', image: image(parts.version), args: ['store', '--data-dir=/data', '--grpc-address=0.0.0.0:10901'], ports: grpc }], {}, 'monitoring'),
    service('thanos-store', { app: 'thanos-store' }, [{ name: 'grpc', port: 10901 }], 'monitoring', { clusterIP: 'None' }),
    workload('StatefulSet', 'thanos-remote', [{
      name: 'store', image: image(parts.version), args: ['store', '--data-dir=/data', ...parts.remoteArgs], ports: grpc, volumeMounts: [{ name: 'tls', mountPath: '/tls' }],
    }], { volumes: [secretVolume('tls', 'remote-tls')] }, 'eu1'),
    parts.remote,
    parts.remoteService,
    ...parts.more,
  ].filter((object) => object !== undefined));
}

/** The good fleet with other endpoints. */
export const dialling = (...endpoints: any[]): any[] => fleet((f) => { f.endpoints = { endpoints }; });

/** The good fleet with a change of the remote endpoint's client_config. */
export const configured = (config: any, address = `${REMOTE}:10901`): any[] => dialling({ address, client_config: config });
