import { QuerierEndpoints, ThanosVersion } from '../../src';
import { messageOf } from '../util/errors';

const V = ThanosVersion.V0_42;

const PROPOSAL = `
- tls_config:
    cert_file: /etc/thanos/eu1/tls.crt
    key_file: /etc/thanos/eu1/tls.key
    ca_file: /etc/thanos/eu1/ca.crt
    server_name: thanos.eu1.example.com
  endpoints: [10.0.0.1:443]
  endpoints_sd_files:
    - files: ["/sd/eu1-*.yaml"]
  mode: strict
- endpoints: ["dnssrv+_grpc._tcp.store.monitoring.svc"]
  mode: ""
- tls_config: {ca_file: /etc/thanos/us/ca.crt}
  endpoints: ["thanos.us.example.com:443"]
`;

describe('the proposal\'s file', () => {
  const read = (text: string, sdFiles?: { [path: string]: string }) => QuerierEndpoints.fromProposalYaml(text, sdFiles ? { sdFiles } : {});
  test('is read literally: realms beside plaintext, modes, target files', () => {
    const made = read(PROPOSAL, { '/sd/eu1-a.yaml': '[{targets: ["10.0.0.2:443"], labels: {a: b}}]', '/sd/us.yaml': '[{targets: ["10.9.9.9:1"]}]' });
    expect(made.compile(V).endpoints).toEqual([
      { address: '10.0.0.1:443', realm: 'eu1', transport: 'mTLS', verifies: 'thanos.eu1.example.com', minTlsVersion: '1.3', kind: 'strict fixed', by: 'client_config' },
      { address: '10.0.0.2:443', realm: 'eu1', transport: 'mTLS', verifies: 'thanos.eu1.example.com', minTlsVersion: '1.3', kind: 'strict fixed', by: 'client_config' },
      { address: 'dnssrv+_grpc._tcp.store.monitoring.svc', transport: 'plaintext', kind: 'looked up', by: 'endpoint file' },
      { address: 'thanos.us.example.com:443', realm: 'us', transport: 'TLS', verifies: 'thanos.us.example.com', minTlsVersion: '1.3', kind: 'fixed', by: 'client_config' },
    ]);
    expect(made.compile(V).queriers[0].endpointFile).toContain('ca_file: "/etc/thanos/eu1/ca.crt"');
  });
  test('its own example, in which every field is empty, names nobody', () => {
    const text = '- tls_config:\n    cert_file: ""\n    key_file: ""\n    ca_file: ""\n    server_name: ""\n  endpoints: []\n  endpoints_sd_files:\n    - files: []\n  mode: ""\n';
    expect(read(text).addresses).toEqual([]);
  });
  test('what it writes for today\'s Thanos is read back as the same', () => {
    const made = read(PROPOSAL.replace(/ {2}endpoints_sd_files:\n.*\n/, ''));
    const back = QuerierEndpoints.fromSdConfig(made.compile(V).queriers[0].endpointFile!);
    expect(back.compile(V)).toEqual(made.compile(V));
  });
  test.each([
    ['a map', 'endpoints: [{address: a.example.com:443}]', 'use fromSdConfig'],
    ['no YAML', '- [', 'no YAML'],
    ['an empty text', '', 'text is empty'],
    ['a mistyped key', '- {enpoints: [a.example.com:443]}', 'write endpoints'],
    ['strict instead of mode', '- {endpoints: [a.example.com:443], strict: true}', 'write mode: "strict"'],
    ['a key of today\'s format', '- {endpoints: [a.example.com:443], client_config: {}}', 'fromSdConfig'],
    ['min_version', '- {tls_config: {ca_file: /a/ca.crt, min_version: "1.2"}, endpoints: [a.example.com:443]}', 'minTlsVersion'],
    ['a mode of its own', '- {endpoints: [a.example.com:443], mode: Strict}', 'write mode: "strict"'],
    ['blank tls_config with endpoints', '- {tls_config: {ca_file: ""}, endpoints: [a.example.com:443]}', 'sets nothing'],
    ['a certificate without its key', '- {tls_config: {ca_file: /a/ca.crt, cert_file: /a/tls.crt}, endpoints: [a.example.com:443]}', 'no key_file'],
    ['a relative path', '- {tls_config: {ca_file: ca.crt}, endpoints: [a.example.com:443]}', 'no absolute path'],
    ['a file of targets that is not given', '- {endpoints_sd_files: [{files: [/sd/a.json]}]}', 'sdFiles'],
    ['an unknown key beside files', '- {endpoints_sd_files: [{file: [/sd/a.json]}]}', 'write files'],
    ['endpoints that are no list', '- {endpoints: a.example.com:443}', 'must be a list'],
    ['strict and looked up', '- {endpoints: ["dns+a.example.com:443"], mode: strict}', 'looked up'],
    ['one address in two items', '- {endpoints: [a.b.svc:1]}\n- {endpoints: [a.b.svc:1]}', 'given twice'],
  ])('with %s is refused', (_, text, words) => { expect(messageOf(() => read(text))).toContain(words); });
});

describe('the file of today', () => {
  const read = (text: string) => QuerierEndpoints.fromSdConfig(text);
  test('is read as Thanos reads it', () => {
    const made = read(`
default_client_config: {server_name: store.svc, tls_config: {enabled: true, ca_file: /etc/thanos/in/ca.crt, min_version: 1.2}}
endpoints:
  - {address: dns+store.monitoring.svc:10901}
  - {address: plain.monitoring.svc:10901, client_config: {tls_config: {enabled: false}}}
  - {address: inherits.example.com:443, client_config: {server_name: a.example.com, tls_config: {cert_file: /etc/thanos/own/tls.crt, key_file: /etc/thanos/own/tls.key}}}
  - {address: dns+g.example.com:443, group: yes, client_config: {server_name: g.example.com, tls_config: {enabled: true, ca_file: /etc/thanos/g/ca.crt}}}
  - {address: unchecked.example.com:443, client_config: {server_name: u.example.com, tls_config: {enabled: true, insecure_skip_verify: true, ca_file: "", cert_file: "", key_file: ""}}}
`);
    const { endpoints: rows } = made.compile(V);
    expect(rows.map(({ address, transport, verifies, minTlsVersion }) => [address, transport, verifies, minTlsVersion])).toEqual([
      ['dns+store.monitoring.svc:10901', 'TLS', 'store.svc', '1.2'],
      ['plain.monitoring.svc:10901', 'plaintext', undefined, undefined],
      ['inherits.example.com:443', 'mTLS', 'a.example.com', '1.2'],
      ['dns+g.example.com:443', 'TLS', 'g.example.com', '1.3'],
      ['unchecked.example.com:443', 'TLS, unverified', 'nothing', '1.3'],
    ]);
    expect(made.compile(V).queriers[0].endpointFile).toContain('ca_file: "/etc/thanos/in/ca.crt"\n        cert_file: "/etc/thanos/own/tls.crt"');
  });
  const one = (rest: string) => `endpoints: [{address: "a.example.com:443", ${rest}}]`;
  test.each([
    ['a list', '- {endpoints: [a.example.com:443]}', 'fromProposalYaml'],
    ['server_name inside of tls_config', one('client_config: {tls_config: {server_name: a}}'), 'one level up'],
    ['tls_config beside the address', one('tls_config: {ca_file: /a/ca.crt}'), 'write it into client_config'],
    ['ca_file beside the address', one('ca_file: /a/ca.crt'), 'client_config.tls_config'],
    ['cert_file in client_config', one('client_config: {cert_file: /a}'), 'client_config.tls_config'],
    ['a mistyped key', one('stict: true'), 'write strict'],
    ['targets', 'endpoints: [{targets: ["a:1"]}]', '--store.sd-files'],
    ['a wrong kind', 'endpoints: {address: a}', 'does not start'],
    ['defaults that only name the server', `default_client_config: {server_name: a}\n${one('strict: true')}`, 'does not switch TLS on'],
    ['a server name without TLS', one('client_config: {server_name: a.example.com}'), 'does not switch TLS on'],
    ['insecure_skip_verify: false and nothing else', one('client_config: {tls_config: {insecure_skip_verify: false}}'), 'only by being there'],
    ['an empty ca_file and nothing else', one('client_config: {tls_config: {ca_file: ""}}'), 'only by being there'],
    ['enabled: true that loses the defaults', `default_client_config: {tls_config: {enabled: true, ca_file: /a/ca.crt}}\n${one('client_config: {tls_config: {enabled: true}}')}`, 'inherits nothing'],
    ['a server_name that is not inherited', `default_client_config: {server_name: a, tls_config: {enabled: true, ca_file: /a/ca.crt}}\n${one('client_config: {tls_config: {min_version: "1.2"}}')}`, 'does not inherit the server_name'],
    ['enabled: false beside settings', one('client_config: {tls_config: {enabled: false, ca_file: /a/ca.crt}}'), 'switches TLS off'],
    ['settings of what is looked up', 'endpoints: [{address: "dns+a.example.com:443", client_config: {tls_config: {enabled: true, ca_file: /a/ca.crt}}}]', 'ignores'],
    ['a group without a server name', 'endpoints: [{address: "dns+a.example.com:443", group: true, client_config: {tls_config: {enabled: true, ca_file: /a/ca.crt}}}]', 'no server name'],
    ['verification switched off beside a CA', one('client_config: {tls_config: {enabled: true, insecure_skip_verify: true, ca_file: /a/ca.crt}}'), 'insecure_skip_verify'],
    ['an old TLS version', one('client_config: {tls_config: {enabled: true, ca_file: /a/ca.crt, min_version: 1.0}}'), 'RFC 8996'],
    ['no TLS version', one('client_config: {tls_config: {enabled: true, ca_file: /a/ca.crt, min_version: TLS13}}'), '1.2, 1.3'],
    ['another compression', one('client_config: {compression: gzip}'), 'none, snappy'],
    ['an address twice', 'endpoints: [{address: "a.svc:1"}, {address: "a.svc:1"}]', 'given twice'],
    ['a service_config outside of a group', 'endpoints: [{address: "a.svc:1", service_config: "{}"}]', 'groups only'],
  ])('with %s is refused', (_, text, words) => { expect(messageOf(() => read(text))).toContain(words); });
});
