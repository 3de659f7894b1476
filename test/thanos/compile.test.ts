import { CA, CLIENT, endpoints, story } from './fixture';
import { LegacyTls, QuerierEndpoints, SkipVerification, StorageCa, ThanosCompression, ThanosTlsMode, ThanosVersion, TlsVersion } from '../../src';
import { readYaml } from '../../src/trust/thanos/yaml';
import { makeCa } from '../util/certificates';
import { messageOf } from '../util/errors';

const EVERY = ['32.5', '33.0', '34.1', '35.1', '36.1', '37.2', '38.0', '39.2', '40.1', '41.0', '42.0', '42.4', '43.0', '44.0'].map((v) => ThanosVersion.of(`0.${v}`));
const REALMS = [LegacyTls.QUERIER_PER_REALM, LegacyTls.ENVOY];

function fileOf(made: QuerierEndpoints, version: ThanosVersion = ThanosVersion.V0_42): any {
  return (readYaml(made.compile(version).queriers[0].endpointFile!) as { value: any }).value;
}

describe('from v0.42 on', () => {
  test('every endpoint is written out in full, and what is looked up stays in plain text', () => {
    const { mode, queriers } = story().compile(ThanosVersion.V0_42);
    expect(mode).toBe(ThanosTlsMode.PER_ENDPOINT);
    expect(queriers).toHaveLength(1);
    expect(queriers[0].args).toEqual(['--endpoint.sd-config-file=/etc/thanos/endpoints/endpoints.yaml']);
    expect(queriers[0].endpointFile).toBe(`endpoints:
  - address: "dnssrv+_grpc._tcp.thanos-store.monitoring.svc.cluster.local"
  - address: "thanos.eu1.example.com:443"
    strict: true
    client_config:
      server_name: "thanos.eu1.example.com"
      tls_config:
        enabled: true
        insecure_skip_verify: false
        ca_file: "/etc/thanos/tls/eu1/ca.crt"
        cert_file: "/etc/thanos/tls/eu1/tls.crt"
        key_file: "/etc/thanos/tls/eu1/tls.key"
        min_version: "1.3"
  - address: "dns+thanos-query-grpc.us.internal:10901"
    group: true
    client_config:
      server_name: "thanos-query.us.internal"
      tls_config:
        enabled: true
        insecure_skip_verify: false
        ca_file: "/etc/thanos/tls/us/ca.crt"
        cert_file: ""
        key_file: ""
        min_version: "1.3"
`);
  });
  test('one realm of what is looked up is the default, and everything else says so for itself', () => {
    const made = endpoints((e) => {
      e.addRealm('pods', { ca: CA, addresses: ['dnssrv+_grpc._tcp.store.thanos.svc'], serverName: 'store.thanos.svc', minTlsVersion: TlsVersion.V1_2 });
      e.addPlaintext('sidecar.monitoring.svc:10901');
    });
    const file = fileOf(made);
    expect(file.default_client_config).toEqual({
      server_name: 'store.thanos.svc',
      tls_config: { enabled: true, insecure_skip_verify: false, ca_file: '/etc/thanos/tls/pods/ca.crt', cert_file: '', key_file: '', min_version: '1.2' },
    });
    expect(file.endpoints).toEqual([
      { address: 'dnssrv+_grpc._tcp.store.thanos.svc' },
      { address: 'sidecar.monitoring.svc:10901', client_config: { tls_config: { enabled: false } } },
    ]);
  });
  test('two realms of what is looked up are an error that names the ways out, or a querier for the second', () => {
    const made = endpoints((e) => {
      e.addPlaintext('dnssrv+_grpc._tcp.store.thanos.svc');
      e.addRealm('pods', { ca: CA, addresses: ['dnssrv+_grpc._tcp.store.other.svc'], serverName: 'store.other.svc' });
      e.addRealm('eu1', { ca: CA, addresses: ['thanos.eu1.example.com:443'] });
    });
    const message = messageOf(() => made.compile(ThanosVersion.V0_42));
    expect(message).toContain('group: true and serverName');
    expect(message).toContain('LegacyTls.QUERIER_PER_REALM');
    const { queriers } = made.compile(ThanosVersion.V0_42, { legacy: LegacyTls.QUERIER_PER_REALM, name: 'q', namespace: 'ns' });
    expect(queriers.map(({ name }) => name)).toEqual(['', 'pods']);
    expect(queriers[0].endpointFile).toContain('address: "dns+q-pods-headless.ns.svc:10901"\n    group: true\n    client_config:\n      tls_config: {enabled: false}');
    expect(queriers[0].endpointFile).toContain('thanos.eu1.example.com:443');
    expect(queriers[1].endpointFile).toMatch(/^default_client_config:\n {2}server_name: "store.other.svc"/);
    expect(messageOf(() => made.compile(ThanosVersion.V0_42, { legacy: LegacyTls.ENVOY }))).toContain('copies of one server');
  });
  test('compression is said where it has an effect', () => {
    const made = endpoints((e) => {
      e.addPlaintext('a.monitoring.svc:10901', { compression: ThanosCompression.SNAPPY });
      e.addPlaintext('dns+b.monitoring.svc:10901', { compression: ThanosCompression.SNAPPY });
    });
    const [{ args, endpointFile }] = made.compile(ThanosVersion.V0_42).queriers;
    expect(args).toContain('--grpc-compression=snappy');
    expect(endpointFile).toContain('client_config:\n      tls_config: {enabled: false}\n      compression: "snappy"');
    expect(messageOf(() => made.compile(ThanosVersion.of('0.44.0')))).toContain('--grpc-compression');
  });
});

describe('before v0.42', () => {
  test.each(EVERY.filter((v) => v.minor < 42))('%s: several realms are an error that names the ways out', (version) => {
    const message = messageOf(() => story().compile(version));
    for (const word of ['ThanosVersion.V0_42', 'QUERIER_PER_REALM', 'ENVOY', 'eu1', 'us', 'plaintext']) { expect(message).toContain(word); }
  });
  test('one realm is told by flags; in a file where there is one', () => {
    const made = endpoints((e) => e.addRealm('eu1', { ca: CA, clientCertificate: CLIENT, addresses: ['thanos.eu1.example.com:443', 'thanos-2.eu1.example.com:443'] }));
    const tls = ['--grpc-client-tls-secure', '--grpc-client-tls-ca=/etc/thanos/tls/eu1/ca.crt', '--grpc-client-tls-cert=/etc/thanos/tls/eu1/tls.crt',
      '--grpc-client-tls-key=/etc/thanos/tls/eu1/tls.key'];
    const at = (version: ThanosVersion) => made.compile(version);
    expect(at(ThanosVersion.V0_37).mode).toBe(ThanosTlsMode.GLOBAL);
    expect(at(ThanosVersion.V0_37).queriers[0].args).toEqual(['--endpoint=thanos.eu1.example.com:443', '--endpoint=thanos-2.eu1.example.com:443', ...tls]);
    expect(at(ThanosVersion.V0_41).queriers[0].args).toEqual(['--endpoint.sd-config-file=/etc/thanos/endpoints/endpoints.yaml', ...tls]);
    expect(at(ThanosVersion.V0_41).queriers[0].endpointFile).toBe('endpoints:\n  - address: "thanos.eu1.example.com:443"\n  - address: "thanos-2.eu1.example.com:443"\n');
  });
  test('a realm with two server names is two queriers, whose names do not hang on the order', () => {
    const make = (names: string[]) => endpoints((e) => {
      e.addRealm('eu', { ca: CA });
      for (const name of names) { e.addToRealm('eu', { addresses: [`${name}.internal:443`], serverName: `${name}.example.com` }); }
    }).compile(ThanosVersion.V0_41, { legacy: LegacyTls.QUERIER_PER_REALM }).queriers.slice(1);
    const [one, other] = [make(['a', 'b']), make(['b', 'a'])];
    expect(one).toHaveLength(2);
    expect(new Map(one.map((q) => [q.args.at(-1), q.name]))).toEqual(new Map(other.map((q) => [q.args.at(-1), q.name])));
  });
  test.each(EVERY.filter((v) => v.minor < 42))('%s: a querier for each realm', (version) => {
    const { mode, queriers } = story().compile(version, { legacy: LegacyTls.QUERIER_PER_REALM });
    expect(mode).toBe(ThanosTlsMode.QUERIER_PER_REALM);
    expect(queriers.map(({ name }) => name)).toEqual(['', 'eu1', 'us']);
    const [root, eu1, us] = queriers.map(({ args, endpointFile = '' }) => args.join('\n') + endpointFile);
    expect(root).not.toContain('tls');
    expect(root).toContain(`${version.minor < 37 ? '' : 'dns+'}thanos-query-eu1-headless.monitoring.svc:10901`);
    expect(root.includes('dns+thanos-query-eu1-headless')).toBe(version.minor >= 37);
    expect(eu1).toContain('--grpc-client-tls-cert=/etc/thanos/tls/eu1/tls.crt');
    expect(eu1).not.toContain('server-name');
    expect(us).toContain('--grpc-client-server-name=thanos-query.us.internal');
    expect(root.includes('--endpoint=')).toBe(version.minor < 38);
    expect(eu1.includes('--endpoint-strict=')).toBe(version.minor < 38);
    expect(queriers.every(({ endpointFile }) => (endpointFile === undefined) === version.minor < 38)).toBe(true);
  });
  test.each(EVERY.filter((v) => v.minor < 42))('%s: an Envoy beside the querier', (version) => {
    const { mode, queriers, envoy } = story().compile(version, { legacy: LegacyTls.ENVOY });
    expect(mode).toBe(ThanosTlsMode.ENVOY);
    expect(queriers).toHaveLength(1);
    expect(queriers[0].args.join('\n') + (queriers[0].endpointFile ?? '')).toContain('127.0.0.1:10000');
    expect(queriers[0].realms).toEqual([]);
    expect(Object.keys(envoy!.files)).toEqual(['envoy.yaml', 'eu1-client.yaml', 'eu1-ca.yaml', 'us-ca.yaml']);
    expect(envoy!.realms.map(({ name }) => name)).toEqual(['eu1', 'us']);
    const bootstrap = (readYaml(envoy!.files['envoy.yaml']) as { value: any }).value;
    expect(bootstrap.static_resources.listeners.map((l: any) => l.address.socket_address.address)).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(bootstrap.admin.address.socket_address.address).toBe('127.0.0.1');
    for (const cluster of bootstrap.static_resources.clusters) {
      const { common_tls_context: tls } = cluster.transport_socket.typed_config;
      expect(tls.alpn_protocols).toEqual(['h2']);
      expect(tls.tls_params.tls_maximum_protocol_version).toBe('TLSv1_3');
      expect(tls.combined_validation_context.default_validation_context.match_typed_subject_alt_names).toHaveLength(1);
    }
  });
});

describe('whatever the version', () => {
  const shapes: [string, QuerierEndpoints][] = [
    ['nothing', new QuerierEndpoints()],
    ['plaintext only', endpoints((e) => e.addPlaintext('dns+store.monitoring.svc:10901'))],
    ['one realm', endpoints((e) => e.addRealm('eu1', { ca: CA, addresses: ['thanos.eu1.example.com:443'] }))],
    ['a story', story()],
  ];
  test.each(EVERY)('%s: flags are those of the version, and one line a endpoint is described', (version) => {
    for (const [, made] of shapes) {
      for (const legacy of REALMS) {
        const { queriers, endpoints: rows } = made.compile(version, { legacy });
        expect(rows.map(({ address }) => address)).toEqual(made.addresses);
        for (const { args, endpointFile } of queriers) {
          expect(args.some((arg) => arg.startsWith('--endpoint.sd-config-file='))).toBe(version.minor >= 38);
          expect(args.filter((arg) => /^--(store|rule|target|metadata|exemplar)\b/.test(arg))).toEqual([]);
          if (version.minor >= 42) { expect(args.filter((arg) => arg.startsWith('--grpc-client'))).toEqual([]); }
          if (version.minor < 42) { expect(endpointFile ?? '').not.toContain('client_config'); }
        }
        expect(made.describe(version, { legacy }).trim().split('\n')).toHaveLength(rows.length + 2);
      }
    }
  });
  test('the same endpoints give the same bytes', () => {
    expect(JSON.stringify(story().compile(ThanosVersion.V0_42))).toBe(JSON.stringify(story().compile(ThanosVersion.V0_42)));
  });
  test('settings of TLS do not change with addresses that share them, and do with anything else', () => {
    const settings = (more: (e: QuerierEndpoints) => void) => {
      const made = endpoints((e) => { e.addRealm('eu1', { ca: CA, addresses: ['a.example.com:443'] }); more(e); });
      return made.compile(ThanosVersion.V0_42).queriers[0].tlsSettings;
    };
    const before = settings(() => undefined);
    expect(settings((e) => e.addToRealm('eu1', { addresses: ['b.example.com:443'], strict: true }))).toEqual(before);
    expect(settings((e) => e.addToRealm('eu1', { addresses: ['b.example.com:443'], minTlsVersion: TlsVersion.V1_2 }))).not.toEqual(before);
    expect(settings((e) => e.addToRealm('eu1', { addresses: ['b.example.com:443'], serverName: 'c.example.com' }))).not.toEqual(before);
  });
});

describe('an inventory', () => {
  const cluster = (i: number) => ({ name: `cluster-${i}`, realm: 'remote', addresses: [`thanos.cluster-${String(i).padStart(4, '0')}.example.com:443`] });
  const list = (n: number) => JSON.stringify(Array.from({ length: n }, (_, i) => cluster(i)));
  const inventory = (n: number) => QuerierEndpoints.fromInventory(list(n), { remote: { ca: CA, clientCertificate: CLIENT } });
  test('of 2,000 clusters is one realm, and fits', () => {
    const [{ endpointFile, realms, tlsSettings }] = inventory(2000).compile(ThanosVersion.V0_42).queriers;
    expect(endpointFile!.match(/- address/g)).toHaveLength(2000);
    expect(realms).toHaveLength(1);
    expect(tlsSettings).toHaveLength(1);
    expect(inventory(2000).compile(ThanosVersion.V0_42).warnings.join('\n')).toContain('--server-side');
  });
  test('that no ConfigMap can hold is refused, with the way out', () => {
    const message = messageOf(() => inventory(4000).compile(ThanosVersion.V0_42));
    expect(message).toMatch(/larger than a ConfigMap/);
    expect(message).toContain('addServer');
  });
  test('has no unknown keys', () => {
    expect(messageOf(() => QuerierEndpoints.fromInventory('- {name: a, adresses: ["a.example.com:443"]}'))).toContain('write addresses');
    expect(messageOf(() => QuerierEndpoints.fromInventory('- {name: a, endpoints: ["a.example.com:443"]}'))).toContain('write addresses: [ … ]');
    expect(messageOf(() => QuerierEndpoints.fromInventory('name: a'))).toContain('not a list of clusters');
  });
  test('brings certificates of its own, or none', () => {
    const { certificatePem } = makeCa();
    const text = JSON.stringify([
      { name: 'a', addresses: ['a.example.com:443'], caPem: certificatePem, clientSecret: 'a-client' }, { name: 'b', addresses: ['b.example.com:443'] },
      { name: 'c', addresses: ['dns+thanos.c.internal:10901'], plaintext: true },
    ]);
    const made = QuerierEndpoints.fromInventory(text);
    expect(made.realmNames).toEqual(['a', 'b']);
    expect(made.compile(ThanosVersion.V0_42).endpoints.map(({ transport }) => transport)).toEqual(['mTLS', 'TLS', 'plaintext']);
  });
});

describe('warnings', () => {
  const warned = (fill: (e: QuerierEndpoints) => void, version = ThanosVersion.V0_42) => endpoints(fill).compile(version).warnings.join('\n');
  const { certificatePem } = makeCa();
  test.each<[string, (e: QuerierEndpoints) => void, string]>([
    ['a group that is not looked up', (e) => e.addPlaintext('store.monitoring.svc:10901', { group: true }), 'nothing is balanced'],
    ['an IP address', (e) => e.addRealm('a', { ca: CA, addresses: ['192.0.2.1:443'] }), 'IP address'],
    ['addresses that are looked up', (e) => e.addRealm('a', { ca: CA, addresses: ['dns+a.example.com:443'] }), 'IP address'],
    ['plaintext to elsewhere', (e) => e.addPlaintext('thanos.example.com:10901'), 'outside of the cluster'],
    ['no verification', (e) => e.addRealm('a', { skipVerification: SkipVerification.because('a lab of 1998'), addresses: ['a.example.com:443'] }), 'not verified'],
    ['a strict endpoint whose CA changes in place', (e) => e.addRealm('a', { ca: CA, addresses: ['a.example.com:443'], strict: true }), 'changes in place'],
    ['an SRV name without a port', (e) => e.addPlaintext('dnssrv+store.monitoring.svc'), '_grpc._tcp'],
    ['old servers', (e) => e.addPlaintext('a.monitoring.svc:10901', { serverVersion: ThanosVersion.V0_41 }), 'too_many_pings'],
    ['nothing at all', () => undefined, 'no endpoints'],
  ])('of %s', (_, fill, words) => { expect(warned(fill)).toContain(words); });
  test('there are none about what is well', () => {
    expect(warned((e) => {
      e.addPlaintext('dnssrv+_grpc._tcp.store.monitoring.svc', { serverVersion: ThanosVersion.V0_42 });
      e.addPlaintext('dns+query.monitoring.svc:10901', { group: true });
      e.addPlaintext('10.1.2.3:10901');
      e.addRealm('a', { ca: StorageCa.fromPem(certificatePem), addresses: ['a.example.com:443'], strict: true });
      e.addRealm('b', { ca: CA, addresses: ['192.0.2.1:443'], serverName: 'b.example.com' });
    })).toBe('');
  });
  test('a version that is newer than known', () => { expect(warned((e) => e.addPlaintext('a.b.svc:1'), ThanosVersion.of('0.45.1'))).toContain('newer'); });
});
