import { WORKLOADS } from '../containers';
import { isMap } from '../values';
import { rule } from './rule';
import { isHidden, runsTempo, TempoProgram, tempoPrograms } from '../tempo/config-file';
import { at } from '../tempo/custom-resource';
import { suitesIn, unknownSuites, VERSION_WORDS } from '../tempo/tls-words';

export const tempoConfigWords = rule({
  id: 'OT135',
  severity: 'error',
  title: "a TLS setting of Tempo's configuration is in words that Tempo does not know there",
  what: 'In the configuration file of a Tempo without the operator, a lowest TLS version or a cipher suite has a name that its place does not know.',
  why: 'Tempo 2.10.8 stops: the store wants VersionTLS10 to VersionTLS13 (dskit crypto/tls/tls.go), receivers want "1.0" to "1.3" (OpenTelemetry configtls), '
    + "and both want cipher suites by their names in Go's crypto/tls; all run.",
  fix: 'write VersionTLS12 or VersionTLS13 for the store, "1.2" or "1.3" (in quotes) for receivers',
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

/** Every place of a configuration that names a version or suites, with what is wrong there. */
function placesOf({ config }: TempoProgram): { wrong: string | undefined }[] {
  const s3 = at(config, 'storage', 'trace', 'backend') === 's3' ? at(config, 'storage', 'trace', 's3') : undefined;
  const receivers = at(config, 'distributor', 'receivers');
  const tls = (isMap(receivers) ? Object.entries(receivers) : []).flatMap(([name, receiver]) => {
    const protocols = at(receiver, 'protocols');
    const all = [[name, receiver] as const, ...(isMap(protocols) ? Object.entries(protocols).map(([protocol, one]) => [`${name}.${protocol}`, one] as const) : [])];
    return all.flatMap(([where, one]) => (isMap(at(one, 'tls')) ? [{ where: `the receiver ${where}`, block: at(one, 'tls') }] : []));
  });
  return [
    ...(isMap(s3) ? judge('storage', 'storage.trace.s3', s3.tls_min_version, s3.tls_cipher_suites) : []),
    ...tls.flatMap(({ where, block }) => judge('receiver', where, block.min_version, block.cipher_suites)),
  ];
}

function judge(place: 'storage' | 'receiver', where: string, version: unknown, suites: unknown): { wrong: string | undefined }[] {
  const said = typeof version === 'string' || typeof version === 'number' ? String(version) : '';
  const unknown = unknownSuites(suitesIn(suites).filter((suite) => !isHidden(suite)));
  // A number is read as its text, so that 1.2 without quotes is all right in a file.
  const badVersion = said !== '' && !isHidden(said) && !VERSION_WORDS[place].includes(said);
  const words = VERSION_WORDS[place].join(', ');
  const found: { wrong: string | undefined }[] = [];
  if (said !== '') {
    found.push({ wrong: badVersion ? `the lowest TLS version of ${where} is ${JSON.stringify(version)}, and the words there are ${words}` : undefined });
  }
  if (suitesIn(suites).length > 0) {
    found.push({ wrong: unknown.length > 0 ? `${where} has the cipher suite ${unknown.join(', ')}, which Go does not know` : undefined });
  }
  return found;
}
