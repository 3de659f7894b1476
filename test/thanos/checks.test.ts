import { Chart, Duration, Testing } from 'cdk8s';
import { CA, CLIENT, endpoints } from './fixture';
import {
  LegacyTls, QuerierEndpoints, SkipVerification, StorageCa, ThanosCompression, ThanosImage, ThanosListener, ThanosQuerier, ThanosQuerierProps,
  ThanosRealmProps,
  ThanosVersion, TlsVersion,
} from '../../src';
import { warningsOf } from '../../src/kube/warnings';
import { RULES } from '../../src/trust/rules';
import { makeCa } from '../util/certificates';
import { messageOf } from '../util/errors';

// What can be wrong between a querier and its endpoints, in 42 numbers: refused where one object shows it, told by a rule of the prover where it takes several,
// or impossible by what is written. A number without a case here fails the last test.

type Fill = (e: QuerierEndpoints) => void;

const V41 = ThanosVersion.V0_41;

function querier(props: Partial<ThanosQuerierProps>): ThanosQuerier {
  return new ThanosQuerier(new Chart(Testing.app(), 'monitoring', { namespace: 'monitoring' }), 'query', { endpoints: new QuerierEndpoints(), ...props });
}

const add = (fill: Fill) => () => endpoints(fill);
const plain = (address: string, options = {}) => add((e) => { e.addPlaintext(address, options); });
const realm = (props: Partial<ThanosRealmProps>) => add((e) => { e.addRealm('eu1', { ca: CA, addresses: ['a.example.com:443'], ...props }); });
const compile = (fill: Fill, version: ThanosVersion, legacy?: LegacyTls) => () => endpoints(fill).compile(version, { legacy });
const read = (text: string) => () => QuerierEndpoints.fromSdConfig(text);
const sd = (rest: string) => read(`endpoints: [{address: "a.example.com:443", ${rest}}]`);
const tls = (rest: string) => sd(`client_config: {tls_config: {${rest}}}`);
const make = (props: Partial<ThanosQuerierProps>) => () => querier(props);

/** A pair of colliding requests in one model. */
const TWICE: Fill = (e) => { e.addPlaintext('a.monitoring.svc:1'); e.addRealm('eu1', { ca: CA, addresses: ['a.monitoring.svc:1'] }); };
const TWO_REALMS: Fill = (e) => { e.addPlaintext('a.monitoring.svc:1'); e.addRealm('eu1', { ca: CA, addresses: ['a.example.com:443'] }); };
const LOOKED_UP: Fill = (e) => { e.addPlaintext('dns+a.monitoring.svc:1'); e.addRealm('eu1', { ca: CA, addresses: ['dns+a.example.com:443'] }); };
const CERTS = { clientCa: CA } as const;

const refused: [number, string, () => unknown, string][] = [
  [1, 'one address twice', add(TWICE), 'given twice'],
  [1, 'one group twice, before v0.37 without its prefix', compile((e) => { for (const a of ['dns+a.b.svc:1', 'a.b.svc:1']) { e.addPlaintext(a, { group: true }); } }, ThanosVersion.V0_36), 'written twice'],
  [1, 'one address with and without its last dot', add((e) => { for (const a of ['a.b.svc:1', 'a.b.svc.:1']) { e.addPlaintext(a); } }), 'given twice, with and without the dot'],
  [1, 'an address that comes after its querier', () => { const e = new QuerierEndpoints(); querier({ endpoints: e }); e.addPlaintext('a.b.svc:1'); }, 'would be lost'],
  [2, 'strict and looked up', plain('dns+a.monitoring.svc:1', { strict: true }), 'strict endpoint is looked up'],
  [2, 'a strict group that is looked up', plain('dns+a.monitoring.svc:1', { strict: true, group: true }), 'strict endpoint is looked up'],
  [3, 'an unknown lookup', plain('srv+a.monitoring.svc:1'), 'dnssrv+'],
  [3, 'dnsdualstack+ before v0.42', compile((e) => { e.addPlaintext('dnsdualstack+a.monitoring.svc:1'); }, V41), 'dnsdualstack+'],
  [4, 'dns+ without a port', plain('dns+a.monitoring.svc'), 'needs a port'],
  [5, 'nothing', plain(''), 'is empty'],
  [5, 'a URL', plain('https://a.example.com'), 'write "a.example.com:443"'],
  [5, 'a path', plain('a.example.com:443/thanos'), 'path'],
  [5, 'a port out of range', plain('a.example.com:65536'), 'no port'],
  [5, 'IPv6 without brackets', plain('2001:db8::1'), 'brackets'],
  [5, 'a placeholder', plain('$(HOST):10901'), 'Thanos replaces nothing'],
  [6, 'no port', plain('a.example.com'), '443'],
  [7, 'several realms of what is looked up', compile(LOOKED_UP, ThanosVersion.V0_42), 'group: true and serverName'],
  [7, 'client_config of what is looked up', read('endpoints: [{address: "dns+a.example.com:443", client_config: {tls_config: {enabled: true}}}]'), 'ignores'],
  [8, 'a group that is looked up without a server name', realm({ addresses: ['dns+a.example.com:443'], group: true }), 'serverName'],
  [10, 'a group by SRV before v0.37', compile((e) => { e.addPlaintext('dnssrv+_grpc._tcp.a.b.svc', { group: true }); }, ThanosVersion.V0_36), 'SRV'],
  [11, 'a certificate without its key', tls('ca_file: /a/ca.crt, cert_file: /a/tls.crt'), 'no key_file'],
  [12, 'a relative path', tls('ca_file: ca.crt'), 'absolute'],
  [12, 'a file in no volume', () => querier({ endpoints: QuerierEndpoints.fromSdConfig('endpoints: [{address: "a.example.com:443", client_config: {tls_config: {ca_file: /a/ca.crt}}}]') }), 'in no volume'],
  [13, 'two realms of one name', add((e) => { e.addRealm('a', {}); e.addRealm('a', {}); }), 'a realm of this name exists'],
  [14, 'no such TLS version', realm({ minTlsVersion: '1.4' as TlsVersion }), '1.2, 1.3'],
  [14, 'a withdrawn TLS version', tls('ca_file: /a/ca.crt, min_version: "1.1"'), 'withdrawn'],
  [14, 'TLS 1.3 only before v0.42', compile((e) => { e.addRealm('a', { ca: CA, addresses: ['a.b.svc:1'], minTlsVersion: TlsVersion.V1_3 }); }, V41), 'no lowest TLS version'],
  [15, 'no verification beside a client certificate', realm({ ca: undefined, clientCertificate: CLIENT, skipVerification: SkipVerification.because('a lab of 1998') }), 'shown to anybody'],
  [16, 'no verification beside a CA', realm({ skipVerification: SkipVerification.because('a lab of 1998') }), 'without use'],
  [17, 'several realms before v0.42', compile(TWO_REALMS, V41), 'would ignore client_config'],
  [17, 'service_config before v0.40', compile((e) => { e.addPlaintext('dns+a.b.svc:1', { group: true, serviceConfig: '{}' }); }, ThanosVersion.V0_39), 'service_config'],
  [17, 'flags that may be gone', compile((e) => { e.addPlaintext('dns+a.b.svc:1', { compression: ThanosCompression.SNAPPY }); }, ThanosVersion.of('0.44.0')), '--grpc-compression'],
  [18, 'an image whose tag tells no version', make({ image: ThanosImage.of('registry.example.com/thanos:prod-7') }), 'version'],
  [18, 'a version that is none', () => ThanosVersion.of('main'), 'full version'],
  [18, 'a version without its patch release', () => ThanosVersion.of('0.42'), '0.42.0'],
  [18, 'an ancient version', () => ThanosVersion.of('0.31.0'), 'older'],
  [19, 'the text beside the file', make({ extraArgs: ['--endpoint.sd-config=endpoints: []'] }), 'sets a flag'],
  [19, 'a flag of an endpoint', make({ extraArgs: ['--endpoint-strict=a:1'] }), 'sets a flag'],
  [20, 'a service_config without a group', plain('a.b.svc:1', { serviceConfig: '{}' }), 'groups only'],
  [20, 'a service_config that is no JSON', plain('dns+a.b.svc:1', { group: true, serviceConfig: '{' }), 'no JSON'],
  [20, 'a retryPolicy where nobody looks', plain('dns+a.b.svc:1', { group: true, serviceConfig: '{"retryPolicy":{}}' }), 'methodConfig'],
  [21, 'an unknown compression', plain('a.b.svc:1', { compression: 'gzip' }), 'none, snappy'],
  [22, 'defaults without TLS', read('default_client_config: {server_name: a}\nendpoints: []'), 'does not switch TLS on'],
  [23, 'enabled: true that inherits nothing', read('default_client_config: {tls_config: {ca_file: /a/ca.crt}}\nendpoints: [{address: "a.b.svc:1", client_config: {tls_config: {enabled: true}}}]'), 'inherits nothing'],
  [24, 'insecure_skip_verify: false alone', tls('insecure_skip_verify: false'), 'only by being there'],
  [24, 'an empty ca_file alone', tls('ca_file: ""'), 'only by being there'],
  [25, 'an unknown key', sd('client_config: {tls_config: {ca: /a/ca.crt}}'), 'unknown key'],
  [28, 'a file larger than a ConfigMap', compile((e) => { for (let i = 0; i < 30000; i += 1) { e.addPlaintext(`store-${i}.thanos.svc:10901`); } }, V41), 'larger than a ConfigMap'],
  [30, 'a reload that never comes', make({ reloadInterval: Duration.hours(1) }), 'reloadInterval'],
  [33, 'a private name and no CA', realm({ ca: undefined, addresses: ['thanos.eu1.svc:443'] }), 'no public CA signs'],
  [34, 'a label for copies and parts', make({ replicaLabels: ['a'], partitionLabels: ['a'] }), 'tells copies apart'],
  [34, 'chain without copies', make({ replicaLabels: [], extraArgs: ['--deduplication.func=chain'] }), 'merges copies'],
  [36, 'replicas beside scaling', make({ replicas: 2, autoscaling: { maxReplicas: 4 } }), 'exclude each other'],
  [40, 'a client CA without a certificate', () => ThanosListener.mutualTls({ ...CERTS, certificate: undefined as any }), 'certificate is missing'],
  [40, 'a server that demands a certificate', add((e) => { e.addServer({ grpcAddress: 'a.b.svc:1', tls: { ca: CA, serverNames: ['a.b.svc'], clientAuth: true } }); }), 'demands a client certificate'],
  [42, 'an Envoy that verifies nothing', compile((e) => { TWO_REALMS(e); e.addRealm('x', { skipVerification: SkipVerification.because('a lab of 1998'), addresses: ['x.example.com:1'] }); }, V41, LegacyTls.ENVOY), 'verifies nothing'],
];

test.each(refused)('%i: %s is refused', (_n, _what, act, words) => { expect(messageOf(act)).toContain(words); });

const warned = (fill: Fill, version = ThanosVersion.V0_42) => endpoints(fill).compile(version).warnings.join('\n');
const said = (props: Partial<ThanosQuerierProps>) => warningsOf(querier(props)).join('\n');

const told: [number, string, () => string, string][] = [
  [9, 'an IP address without a server name', () => warned((e) => { e.addRealm('a', { ca: CA, addresses: ['192.0.2.1:443'] }); }), 'IP address'],
  [10, 'a group of one', () => warned((e) => { e.addPlaintext('a.b.svc:1', { group: true }); }), 'nothing is balanced'],
  [15, 'no verification', () => warned((e) => { e.addRealm('a', { skipVerification: SkipVerification.because('a lab of 1998'), addresses: ['a.b.com:1'] }); }), 'not verified'],
  [26, 'plaintext to elsewhere', () => warned((e) => { e.addPlaintext('thanos.example.com:10901'); }), 'outside of the cluster'],
  [27, 'strict, and a CA that changes in place', () => warned((e) => { e.addRealm('a', { ca: CA, addresses: ['a.b.com:1'], strict: true }); }), 'changes in place'],
  [31, 'no endpoints and no partial response', () => said({ partialResponse: false }), 'every query fails'],
  [34, 'no label for copies', () => said({ replicaLabels: [] }), 'side by side'],
  [35, 'distributed queries', () => said({ distributed: true }), 'queriers only'],
  [41, 'servers that end the connection over pings', () => warned((e) => { e.addPlaintext('a.b.svc:1', { serverVersion: V41 }); }), 'too_many_pings'],
];

test.each(told)('%i: %s is told', (_n, _what, act, words) => { expect(act()).toContain(words); });

const rules: [number, string][] = [
  [1, 'OT316'], [2, 'OT303'], [3, 'OT304'], [4, 'OT305'], [5, 'OT305'], [7, 'OT308'], [8, 'OT309'], [9, 'OT325'], [10, 'OT323'], [11, 'OT306'], [12, 'OT307'], [12, 'OT326'],
  [14, 'OT311'], [14, 'OT322'], [15, 'OT002'], [17, 'OT300'], [17, 'OT301'], [18, 'OT328'], [19, 'OT313'], [20, 'OT302'], [21, 'OT303'], [22, 'OT310'], [23, 'OT320'],
  [25, 'OT321'], [25, 'OT312'], [26, 'OT324'], [32, 'OT016'], [33, 'OT315'], [38, 'OT318'], [39, 'OT011'], [40, 'OT306'], [40, 'OT010'], [42, 'OT341'], [42, 'OT343'], [42, 'OT344'],
  [42, 'OT345'], [42, 'OT346'],
];

test.each(rules)('%i is rule %s of the prover for manifests of others', (_n, id) => { expect(RULES.map((rule) => rule.id)).toContain(id); });

describe('impossible by what is written', () => {
  const { certificatePem } = makeCa();
  const objects = (props: Partial<ThanosQuerierProps>) => {
    const chart = new Chart(Testing.app(), 'monitoring', { namespace: 'monitoring' });
    new ThanosQuerier(chart, 'query', { endpoints: endpoints(TWO_REALMS), ...props });
    return Testing.synth(chart);
  };
  const pod = (props: Partial<ThanosQuerierProps> = {}) => objects(props).find((o) => o.kind === 'Deployment').spec.template;
  const impossible: [number, string, () => void][] = [
    [28, 'the file is no argument', () => { expect(pod().spec.containers[0].args.join(' ')).toMatch(/--endpoint\.sd-config-file=\S+/); }],
    [29, 'settings of TLS are on the pod template', () => { expect(pod().metadata.annotations['cdk8s-observability-tls/endpoints-tls']).toMatch(/^[0-9a-f]{10}$/); }],
    [32, 'nothing is optional', () => { expect(JSON.stringify(pod())).not.toContain('optional'); }],
    [36, 'a budget that lets one pod go', () => { expect(objects({}).find((o) => o.kind === 'PodDisruptionBudget').spec.maxUnavailable).toBe(1); }],
    [37, 'pods are given the time that they wait', () => {
      const { containers: [{ args }], terminationGracePeriodSeconds } = pod().spec;
      const waits = args.flatMap((arg: string) => /grace-period=(\d+)s/.exec(arg)?.[1] ?? []).map(Number);
      expect(terminationGracePeriodSeconds).toBeGreaterThan(waits.reduce((sum: number, one: number) => sum + one, 0));
    }],
    [38, 'probes speak what the port does', () => { expect(pod().spec.containers[0].readinessProbe.httpGet.scheme).toBe('HTTP'); }],
    [39, 'the port that SRV records are named after', () => {
      for (const { spec } of objects({}).filter((o) => o.kind === 'Service')) { expect(spec.ports[0]).toMatchObject({ name: 'grpc', port: 10901, targetPort: 'grpc' }); }
    }],
    [13, 'one directory for each realm', () => {
      const two = endpoints((e) => { for (const name of ['a', 'b']) { e.addRealm(name, { ca: StorageCa.fromPem(certificatePem), addresses: [`${name}.example.com:1`] }); } });
      const paths = pod({ endpoints: two }).spec.containers[0].volumeMounts.map((mount: any) => mount.mountPath);
      expect(new Set(paths).size).toBe(paths.length);
    }],
  ];
  test.each(impossible)('%i: %s', (_n, _what, check) => { check(); });

  test('every number has its case', () => {
    const numbers = new Set([...refused, ...told, ...rules, ...impossible].map(([n]) => n));
    expect(Array.from({ length: 42 }, (_, i) => i + 1).filter((n) => !numbers.has(n))).toEqual([]);
  });
});
