import { clientConfig, configured, dialling, fleet, Fleet, realm, remote, REMOTE } from './fleet';
import { configMap, secret, secretVolume, service, workload } from './kinds';
import { ca, leaf } from './pki';
import { objstore } from './thanos-good';
import { bad, set, Tree } from './tree';

const QUERY = 'Deployment/thanos-query ConfigMap/endpoints';
const STORE = 'StatefulSet/thanos-remote Secret/remote-tls Service/thanos-remote';
const BOTH = `${QUERY} ${STORE} Secret/realm-eu1`;
const OBJECTS = 'Secret/objstore StatefulSet/thanos-store Deployment/s3 Secret/s3-tls ConfigMap/s3-ca';
const with_ = (change: (f: Fleet) => void) => () => fleet(change);
const args = (...flags: string[]) => () => fleet((f) => { f.args = flags; });
const flags = (...all: string[]) => () => fleet((f) => { f.endpoints = undefined; f.args = all; });
const version = (v: string) => () => fleet((f) => { f.version = v; });
const CLIENT_FLAGS = ['--grpc-client-tls-secure', '--grpc-client-tls-ca=/realm/ca.crt', '--grpc-client-tls-cert=/realm/tls.crt', '--grpc-client-tls-key=/realm/tls.key'];

const OTHER = 'thanos-remote.eu2.svc';
/** Two remote stores with a realm each, and how the querier verifies the second. */
const twoRealms = (told: object, clients = ca('clients')) => fleet((f) => {
  const pods = { volumes: [secretVolume('tls', 'remote-tls')] };
  const there = leaf(OTHER, { of: 'remote2' });
  f.endpoints.endpoints.push({ address: `${OTHER}:10901`, client_config: clientConfig({ server_name: OTHER }, told) });
  f.more.push(
    secret('realm-eu2', { 'ca.crt': ca('remote2').certificatePem }, 'monitoring'),
    secret('remote-tls', { 'tls.crt': there.certificatePem, 'tls.key': there.privateKeyPem, 'ca.crt': clients.certificatePem }, 'eu2'),
    service('thanos-remote', { app: 'thanos-remote' }, [{ name: 'grpc', port: 10901 }], 'eu2'),
    workload('StatefulSet', 'thanos-remote', [{ ...store, args: ['store', '--data-dir=/data', ...f.remoteArgs] }], pods, 'eu2'),
  );
  f.finish = ([query, ...others]) => [set(set(query, 'spec.template.spec.volumes.2', secretVolume('realm2', 'realm-eu2')), 'spec.template.spec.containers.0.volumeMounts.2',
    { name: 'realm2', mountPath: '/realm2' }), ...others];
});
const store = { name: 'store', image: 'quay.io/thanos/thanos:v0.42.4', ports: [{ name: 'grpc', containerPort: 10901 }], volumeMounts: [{ name: 'tls', mountPath: '/tls' }] };

/** Thanos with one fault each. */
export const THANOS_BAD: readonly Tree[] = [
  bad('a querier of a version that ignores client_config', version('v0.41.0'), BOTH),
  bad('a querier of a version that has no file of endpoints', version('v0.37.2'), QUERY),
  bad('a flag that this version does not have any more', flags(`--store=${REMOTE}:10901`), QUERY),
  bad('the remote store speaks no TLS', with_((f) => { f.remoteArgs = []; }), BOTH),
  bad('the querier dials the remote store in the clear', () => dialling({ address: `${REMOTE}:10901` }), BOTH),
  bad('the querier has TLS switched off', () => configured(clientConfig({}, { enabled: false })), BOTH),
  bad('the querier shows no certificate', () => configured({ tls_config: { enabled: true, ca_file: '/realm/ca.crt' } }), BOTH),
  bad('the querier trusts another CA', with_((f) => { f.realm = realm(undefined, ca('another')); }), BOTH),
  bad('the querier trusts public roots only', () => configured({ tls_config: { enabled: true, cert_file: '/realm/tls.crt', key_file: '/realm/tls.key' } }), BOTH),
  bad('the CA of another endpoint', () => twoRealms({ ca_file: '/realm/ca.crt' }), 'ConfigMap/endpoints'),
  bad('the certificate for another endpoint', () => twoRealms({ ca_file: '/realm2/ca.crt' }, ca('remote2')), 'ConfigMap/endpoints'),
  bad('the certificate of the querier is signed by another CA', with_((f) => { f.realm = realm(leaf('querier', { of: 'strangers', usages: ['clientAuth'] })); }), BOTH),
  bad('the certificate of the querier is for servers', with_((f) => { f.realm = realm(leaf('querier', { of: 'clients', usages: ['serverAuth'] })); }), BOTH),
  bad('the certificate of the querier has expired', with_((f) => { f.realm = realm(leaf('querier', { of: 'clients', usages: ['clientAuth'], from: -100, until: -1 })); }), BOTH),
  bad('the key of the querier is another', with_((f) => { f.realm.stringData['tls.key'] = leaf('other').privateKeyPem; }), BOTH),
  bad('the remote store is verified under a name that it does not have', () => configured(clientConfig({ server_name: 'thanos.example.com' })), BOTH),
  bad('the remote store has another name', with_((f) => { f.remote = remote(leaf('thanos-remote', { of: 'remote' })); f.endpoints.endpoints[1].client_config = clientConfig({ server_name: undefined }); }), BOTH),
  bad('the certificate of the remote store has expired', with_((f) => { f.remote = remote(leaf(REMOTE, { of: 'remote', from: -50, until: -1 })); }), BOTH),
  bad('the key of the remote store is another', with_((f) => { f.remote.stringData['tls.key'] = leaf('other').privateKeyPem; }), BOTH),
  bad('the remote store has a certificate and no key', with_((f) => { f.remoteArgs = f.remoteArgs.slice(0, 1); }), BOTH),
  bad('the remote store has a client CA and no certificate', with_((f) => { f.remoteArgs = f.remoteArgs.slice(2); }), BOTH),
  bad('the client CA of the remote store is empty: it listens in the clear', with_((f) => { f.remote.stringData['ca.crt'] = ''; }), BOTH),
  bad('the file of the certificate is not mounted', with_((f) => { f.remoteArgs = f.remoteArgs.map((a) => a.replace('/tls/tls.crt', '/certs/tls.crt')); }), BOTH),
  bad('the Secret does not have the file', with_((f) => { delete f.remote.stringData['tls.crt']; }), BOTH),
  bad('the file of the CA is not in the Secret of the querier', with_((f) => { delete f.realm.stringData['ca.crt']; }), BOTH),
  bad('a certificate of the querier without its key', () => configured(clientConfig({}, { key_file: undefined })), BOTH),
  bad('the settings of an endpoint that is looked up', () => configured(clientConfig(), `dns+${REMOTE}:10901`), BOTH),
  bad('a group that is looked up, without a name to verify', () => dialling({ address: `dns+${REMOTE}:10901`, group: true, client_config: clientConfig({ server_name: undefined }) }), BOTH),
  bad('TLS by flags for addresses that are looked up: the certificate has no address', flags(`--endpoint=dns+${REMOTE}:10901`, ...CLIENT_FLAGS), BOTH),
  bad('strict and looked up', () => dialling({ address: `dns+${REMOTE}:10901`, strict: true, client_config: clientConfig() }), QUERY),
  bad('a lookup that there is not', () => dialling({ address: `dnsa+${REMOTE}:10901` }), QUERY),
  bad('a lookup without a port', () => dialling({ address: 'dns+thanos-store.monitoring.svc' }), QUERY),
  bad('an address with a scheme', () => dialling({ address: `https://${REMOTE}:10901`, client_config: clientConfig() }), QUERY),
  bad('an address with a path', () => dialling({ address: `${REMOTE}:10901/thanos`, client_config: clientConfig() }), QUERY),
  bad('a port that the Service of Thanos does not have', () => configured(clientConfig(), `${REMOTE}:443`), BOTH),
  bad('a lowest version that there is not', () => configured(clientConfig({}, { min_version: 'VersionTLS12' })), QUERY),
  bad('the file of endpoints is a list', with_((f) => { f.endpoints = [{ address: `${REMOTE}:10901` }]; }), QUERY),
  bad('the file of endpoints is no YAML', with_((f) => { f.endpoints = 'endpoints:\n- address: "x\n'; }), QUERY),
  bad('file and text at once', args('--endpoint.sd-config=endpoints: []'), QUERY),
  bad('defaults that set a name only', with_((f) => { f.endpoints = { default_client_config: { server_name: REMOTE }, endpoints: [{ address: `${REMOTE}:10901` }] }; }), BOTH),
  bad('defaults that an endpoint forgets', with_((f) => { f.endpoints = { default_client_config: clientConfig(), endpoints: [{ address: `${REMOTE}:10901`, client_config: { tls_config: { enabled: true } } }] }; }), BOTH),
  bad('TLS settings beside client_config', () => dialling({ address: `${REMOTE}:10901`, tls_config: { ca_file: '/realm/ca.crt' } }), BOTH),
  bad('one endpoint twice, with and without TLS', () => dialling({ address: `${REMOTE}:10901`, client_config: clientConfig() }, { address: `${REMOTE}:10901` }), BOTH),
  bad('service_config for one that is no group', () => dialling({ address: `${REMOTE}:10901`, service_config: '{}', client_config: clientConfig() }), QUERY),
  bad('the file of endpoints has another name in the ConfigMap', with_((f) => { f.finish = (all) => [...all.filter((o) => o.kind !== 'ConfigMap'), configMap('endpoints', { 'stores.yaml': 'endpoints: []' }, 'monitoring')]; }), QUERY),
  bad('an SRV record for a port that the Service does not have', with_((f) => { f.endpoints = { endpoints: [{ address: 'dnssrv+_grpc._tcp.thanos-remote.eu1.svc' }] }; f.remoteArgs = []; f.remoteService = service('thanos-remote', { app: 'thanos-remote' }, [{ name: 'api', port: 10901 }], 'eu1', { clusterIP: 'None' }); }), BOTH),
  bad('the object store is dialled in the clear', () => objstore({ insecure: true }), OBJECTS),
  bad('the object store is dialled with public roots', () => objstore({}), OBJECTS),
  bad('the object store is verified with another CA', () => set(objstore({ http_config: { tls_config: { ca_file: '/s3/ca.crt' } } }), '1.data', { 'ca.crt': ca('two').certificatePem }), OBJECTS),
  bad('the CA of the object store is not mounted', () => objstore({ http_config: { tls_config: { ca_file: '/etc/s3/ca.crt' } } }), OBJECTS),
  bad('the object store has a scheme in its endpoint', () => objstore({ endpoint: 'https://s3.monitoring.svc:9000', http_config: { tls_config: { ca_file: '/s3/ca.crt' } } }), OBJECTS),
  bad('the object store is verified under another name', () => objstore({ http_config: { tls_config: { ca_file: '/s3/ca.crt', server_name: 's3.example.com' } } }), OBJECTS),
  bad('the Secret of the querier is in another namespace', with_((f) => { f.finish = (all) => all.map((o) => (o.metadata.name === 'realm-eu1' ? set(o, 'metadata.namespace', 'eu1') : o)); }), BOTH),
];
