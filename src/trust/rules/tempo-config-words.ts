import { WORKLOADS } from '../containers';
import { isMap } from '../values';
import { rule } from './rule';
import { isHidden, runsTempo, TempoProgram, tempoPrograms } from '../tempo/config-file';
import { at } from '../tempo/custom-resource';
import { suitesIn, unknownSuites, VERSION_WORDS } from '../tempo/tls-words';

export const tempoConfigWords = rule({
  id: 'OT135',
  severity: 'error',
  title: "a TLS setting of Tempo's configuration is one that Tempo refuses there",
  what: 'In the configuration file of a Tempo without the operator, a lowest TLS version, a cipher suite or a client_auth_type has a name that its place does not know; '
    + 'a server has a client CA and no client_auth_type; or a receiver has a certificate without its key, or the key alone.',
  why: 'Tempo 2.10.8 stops: the store wants VersionTLS10 to VersionTLS13 (dskit crypto/tls/tls.go), receivers want "1.0" to "1.3" (OpenTelemetry configtls), '
    + "and both want cipher suites by their names in Go's crypto/tls; all run. Its own servers want the words of the store (dskit server/tls_config.go), and for clients "
    + 'those of exporter-toolkit (web/tls_config.go: "invalid ClientAuth", "client CA\'s have been configured without a Client Auth Policy").',
  fix: 'write VersionTLS12 or VersionTLS13 for the store and for servers, "1.2" or "1.3" (in quotes) for receivers; RequireAndVerifyClientCert where clients are to be verified',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: tempo, namespace: tracing}
data:
  tempo.yaml: |
    storage: {trace: {backend: s3, s3: {endpoint: 'minio.tracing.svc:9000', bucket: tempo, tls_ca_path: /ca/ca.crt, tls_min_version: '1.2'}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: tempo, namespace: tracing}
spec:
  template:
    spec:
      containers:
        - {name: tempo, image: 'docker.io/grafana/tempo:2.10.8', args: [-config.file=/conf/tempo.yaml], volumeMounts: [{name: conf, mountPath: /conf}, {name: ca, mountPath: /ca}]}
      volumes: [{name: conf, configMap: {name: tempo}}, {name: ca, configMap: {name: storage-ca}}]
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: tempo, namespace: tracing}
data:
  tempo.yaml: |
    storage: {trace: {backend: s3, s3: {endpoint: 'minio.tracing.svc:9000', bucket: tempo, tls_ca_path: /ca/ca.crt, tls_min_version: VersionTLS12}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: tempo, namespace: tracing}
spec:
  template:
    spec:
      containers:
        - {name: tempo, image: 'docker.io/grafana/tempo:2.10.8', args: [-config.file=/conf/tempo.yaml], volumeMounts: [{name: conf, mountPath: /conf}, {name: ca, mountPath: /ca}]}
      volumes: [{name: conf, configMap: {name: tempo}}, {name: ca, configMap: {name: storage-ca}}]
`,
  on: 'object',
  kinds: WORKLOADS,
  among: runsTempo,
  check: (object, { inventory }) => {
    const programs = tempoPrograms(inventory).get(object) ?? [];
    const places = programs.flatMap((program) => placesOf(program).map((place) => ({ ...place, ref: program.ref })));
    if (places.length === 0) { return 'not applicable'; }
    const related = [inventory.ref(object)];
    const found = places.flatMap(({ wrong, ref }) => (wrong === undefined ? [] : [{ message: wrong, resource: ref, related }]));
    return found.length > 0 ? found : 'satisfied';
  },
});

interface Told {
  readonly wrong: string | undefined;
}

/** Every place of a configuration that names a version or suites, or asks clients, with what is wrong there. */
function placesOf({ config }: TempoProgram): Told[] {
  const s3 = at(config, 'storage', 'trace', 'backend') === 's3' ? at(config, 'storage', 'trace', 's3') : undefined;
  const receivers = at(config, 'distributor', 'receivers');
  const tls = (isMap(receivers) ? Object.entries(receivers) : []).flatMap(([name, receiver]) => {
    const protocols = at(receiver, 'protocols');
    const all = [[name, receiver] as const, ...(isMap(protocols) ? Object.entries(protocols).map(([protocol, one]) => [`${name}.${protocol}`, one] as const) : [])];
    return all.flatMap(([where, one]) => (isMap(at(one, 'tls')) ? [{ where: `the receiver ${where}`, block: at(one, 'tls') }] : []));
  });
  return [
    ...(isMap(s3) ? judge('storage', 'storage.trace.s3', s3.tls_min_version, s3.tls_cipher_suites) : []),
    ...tls.flatMap(({ where, block }) => [...judge('receiver', where, block.min_version, block.cipher_suites), ...judgePair(where, block)]),
    ...judge('storage', 'server', at(config, 'server', 'tls_min_version'), undefined),
    ...['http', 'grpc'].flatMap((protocol) => judgeServer(`server.${protocol}_tls_config`, at(config, 'server', `${protocol}_tls_config`))),
  ];
}

const CLIENT_AUTH = ['NoClientCert', 'RequestClientCert', 'RequireClientCert', 'RequireAnyClientCert', 'VerifyClientCertIfGiven', 'RequireAndVerifyClientCert'];

/** One of Tempo's own servers, which speaks TLS when it has a certificate and a key; without them nothing of it is read. */
function judgeServer(where: string, block: unknown): Told[] {
  const given = (...names: string[]): boolean => names.some((name) => typeof at(block, name) === 'string' && at(block, name) !== '');
  if (!given('cert_file', 'cert') || !given('key_file', 'key')) { return []; }
  const auth = at(block, 'client_auth_type') ?? '';
  if (isHidden(auth)) { return []; }
  if (auth !== '' && !CLIENT_AUTH.includes(String(auth))) { return [{ wrong: `client_auth_type of ${where} is ${JSON.stringify(auth)}, and the words there are ${CLIENT_AUTH.join(', ')}` }]; }
  const asked = given('client_ca_file', 'client_ca');
  return auth === '' && !asked ? [] : [{ wrong: asked && ['', 'NoClientCert'].includes(String(auth)) ? `${where} has a client CA, and no client_auth_type by which clients are verified` : undefined }];
}

/** The certificate and key of a receiver: both, or neither (opentelemetry-collector v0.130.0, config/configtls/configtls.go: loadCertificate). */
function judgePair(where: string, block: any): Told[] {
  const has = (part: 'cert' | 'key'): boolean => ['file', 'pem'].some((form) => block[`${part}_${form}`] !== undefined && block[`${part}_${form}`] !== null && block[`${part}_${form}`] !== '');
  if (!has('cert') && !has('key')) { return []; }
  const lone = has('cert') ? 'a certificate, and no key' : 'a key, and no certificate';
  return [{ wrong: has('cert') && has('key') ? undefined : `${where} has ${lone}` }];
}

function judge(place: 'storage' | 'receiver', where: string, version: unknown, suites: unknown): Told[] {
  const said = typeof version === 'string' || typeof version === 'number' ? String(version) : '';
  const unknown = unknownSuites(suitesIn(suites).filter((suite) => !isHidden(suite)));
  // A number is read as its text, so that 1.2 without quotes is all right in a file.
  const badVersion = said !== '' && !isHidden(said) && !VERSION_WORDS[place].includes(said);
  const words = VERSION_WORDS[place].join(', ');
  const found: Told[] = [];
  if (said !== '') {
    found.push({ wrong: badVersion ? `the lowest TLS version of ${where} is ${JSON.stringify(version)}, and the words there are ${words}` : undefined });
  }
  if (suitesIn(suites).length > 0) {
    found.push({ wrong: unknown.length > 0 ? `${where} has the cipher suite ${unknown.join(', ')}, which Go does not know` : undefined });
  }
  return found;
}
