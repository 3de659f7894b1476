import { NOW, objects, Props } from './stage';
import { prove } from '../../src/trust/prove';

/*
 * The blueprint that this library began with, taken literally: its objects with their names and faults, certificates made here.
 * docs/explanation/what-the-prover-says-of-the-blueprint.md has the table.
 */

const MINIO = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: minio}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: minio}}
  strategy: {type: Recreate}
  template:
    metadata: {labels: {app.kubernetes.io/name: minio}}
    spec:
      containers:
        - name: minio
          image: quay.io/minio/minio:latest
          command:
            - /bin/sh
            - -c
            - |
              mkdir -p /storage/tempo && \\
              minio server --certs-dir=/root/.minio/certs /storage
          env: [{name: MINIO_ACCESS_KEY, value: tempo}, {name: MINIO_SECRET_KEY, value: supersecret}]
          ports: [{containerPort: 9000}]
          volumeMounts: [{name: storage, mountPath: /storage}, {name: cert, mountPath: /root/.minio/certs}]
      volumes: [{name: storage, emptyDir: {}}, {name: cert, secret: {secretName: minio-cert}}]
---
apiVersion: v1
kind: Service
metadata: {name: minio}
spec: {type: ClusterIP, selector: {app.kubernetes.io/name: minio}, ports: [{port: 9000, protocol: TCP, targetPort: 9000}]}
---
apiVersion: v1
kind: Secret
metadata: {name: minio}
type: Opaque
stringData: {endpoint: 'https://minio:9000', bucket: tempo, access_key_id: tempo, access_key_secret: supersecret}
`;
const CERTIFICATES = (leaf = 'leaf minio of one', ca = '(ca one)') => `
---
apiVersion: v1
kind: Secret
metadata: {name: minio-cert}
stringData: {public.crt: "(${leaf})", private.key: (key of minio)}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca}
data: {ca.crt: "${ca}"}
`;
const TEMPO = (s3 = '{secret: minio, tls: {enabled: true, caName: storage-ca}}', rest = '', backend = 'backend: s3, ') => `
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: simplest}
spec: {storage: {traces: {${backend}s3: ${s3}}}${rest}}
`;
// With `kubectl run IMAGE -- sh -c`, as printed, the words would be arguments of the image's own program, which for mc and aws is not a shell.
const pod = (image: string, words: string) => `
---
apiVersion: v1
kind: Pod
metadata: {name: tool}
spec: {restartPolicy: Never, containers: [{name: tool, image: ${image}, command: ${words}}]}
`;

const proof = (yaml: string) => prove(objects(yaml, new Props()).map((object) => ({ object })), { now: NOW });
const found = (yaml: string) => proof(yaml).findings.map((f) => `${f.severity} ${f.rule} ${f.resource.kind}/${f.resource.name}`);

test('its own steps 1 to 3, with certificates that are right, work', () => {
  const { findings, connections } = proof(MINIO + CERTIFICATES() + TEMPO());
  expect(findings.filter((f) => f.severity === 'error')).toEqual([]);
  expect(connections.map((c) => c.verdict)).toEqual(['proved']);
});

test('steps 1 and 2 as they are printed: the certificates are cut short', () => {
  const printed = `${MINIO}
---
apiVersion: v1
kind: Secret
metadata: {name: minio-cert}
data: {private.key: LS0tLS1CRUdJTi..., public.crt: LS0tLS1CRUdJTi...}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca}
data:
  ca.crt: |
    -----BEGIN CERTIFICATE-----
    MIIFBzCCAu+gAwIBAgIUDwTaPC/j59gRvcgVyvWn0Qd8WaUwDQYJKoZIhvcNAQEL
    # ... (full CA certificate content)
    -----END CERTIFICATE-----
${TEMPO()}`;
  const all = found(printed);
  expect(all).toEqual(expect.arrayContaining(['error OT136 Secret/minio-cert']));
  expect(all.some((f) => /^error OT0\d\d /.test(f))).toBe(true);
  // With a certificate for MinIO, the bundle alone is at fault.
  expect(found(printed.replace(/data: \{private.key: .*\}/, 'stringData: {public.crt: (leaf minio of one), private.key: (key of minio)}')))
    .toEqual(expect.arrayContaining(['error OT003 ConfigMap/storage-ca']));
});

test('the certificate of its openssl recipe has no names', () => {
  expect(found(MINIO + CERTIFICATES('leaf minio of one, no names') + TEMPO())).toEqual(expect.arrayContaining(['error OT007 Secret/minio-cert']));
});

test.each<[string, string, string]>([
  ['s3.tls.serverName', TEMPO('{secret: minio, tls: {enabled: true, caName: storage-ca, serverName: minio.local}}'), 'error OT118 TempoMonolithic/simplest'],
  ['s3.tls.insecureSkipVerify', TEMPO('{secret: minio, tls: {enabled: true, insecureSkipVerify: true}}'), 'error OT118 TempoMonolithic/simplest'],
  ['insecureSkipVerify is lost, and MinIO\'s CA is not trusted', TEMPO('{secret: minio, tls: {enabled: true, insecureSkipVerify: true}}'), 'error OT006 TempoMonolithic/simplest'],
  ['s3.tls without s3.secret', TEMPO('{tls: {enabled: true, caName: production-ca, certName: tempo-client-cert}}'), 'error OT101 TempoMonolithic/simplest'],
  ['s3 without backend', TEMPO(undefined, undefined, ''), 'error OT100 TempoMonolithic/simplest'],
  ['http_config', TEMPO(undefined, ', extraConfig: {tempo: {storage: {trace: {s3: {http_config: {max_idle_conns: 100}}}}}}'), 'error OT119 TempoMonolithic/simplest'],
  ['sse_config', TEMPO(undefined, ', extraConfig: {tempo: {storage: {trace: {s3: {part_size: 67108864, sse_config: {type: SSE-S3}}}}}}'), 'error OT119 TempoMonolithic/simplest'],
])('%s', (_what, tempo, finding) => {
  expect(found(MINIO + CERTIFICATES() + tempo)).toContain(finding);
});

test('of what is allowed beside them, nothing is said', () => {
  const all = found(MINIO + CERTIFICATES() + TEMPO(undefined, ', extraConfig: {tempo: {storage: {trace: {s3: {part_size: 67108864}}}}}'));
  expect(all.filter((f) => f.startsWith('error'))).toEqual([]);
});

test.each<[string, string, string]>([
  ['curl -k', pod('curlimages/curl', '[curl, -k, \'https://minio:9000/minio/health/live\']'), 'warning OT002 Pod/tool'],
  ['a CA file that the pod does not have', pod('alpine/curl', '[curl, -v, --cacert, /tmp/ca.crt, \'https://minio:9000/minio/health/live\']'), 'error OT003 Pod/tool'],
  ['mc --insecure', pod('minio/mc', '[sh, -c, \'mc config host add local https://minio:9000 tempo supersecret --insecure && mc ls local/tempo/\']'), 'warning OT002 Pod/tool'],
  ['aws --no-verify-ssl', pod('amazon/aws-cli', '[sh, -c, \'AWS_ENDPOINT_URL=https://minio:9000 aws s3 ls s3://tempo/ --no-verify-ssl\']'), 'warning OT002 Pod/tool'],
])('%s', (_what, tool, finding) => {
  expect(found(MINIO + CERTIFICATES() + TEMPO() + tool)).toContain(finding);
});

const JOBS = `
---
apiVersion: batch/v1
kind: Job
metadata: {name: generate-traces}
spec:
  backoffLimit: 4
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: telemetrygen
          image: ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen:v0.92.0
          args: [traces, --otlp-endpoint=tempo-simplest:4317, --otlp-insecure, --traces=10]
---
apiVersion: batch/v1
kind: Job
metadata: {name: verify-traces}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: verify-traces
          image: ghcr.io/grafana/tempo-operator/test-utils:main
          command: [/bin/bash, -eux, -c]
          args:
            - |
              curl -v -G \\
                http://tempo-simplest:3200/api/search \\
                --data-urlencode "q={}" | tee /tmp/tempo.out

              num_traces=$(jq ".traces | length" /tmp/tempo.out)
              if [[ "$num_traces" -ne 10 ]]; then
                exit 1
              fi
`;

test('its Jobs of step 5 connect, in plaintext', () => {
  const { findings, connections } = proof(MINIO + CERTIFICATES() + TEMPO() + JOBS);
  expect(findings.filter((f) => f.severity === 'error')).toEqual([]);
  expect(connections.map((c) => `${c.client.product} ${c.verdict}`).sort()).toEqual(['Tempo proved', 'curl consistent', 'telemetrygen consistent']);
});

test('its NetworkPolicy lets Tempo find nobody: DNS is not allowed', () => {
  const policy = `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: tempo-storage-access}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic}}
  policyTypes: [Egress]
  egress: [{to: [{podSelector: {matchLabels: {app.kubernetes.io/name: minio}}}], ports: [{protocol: TCP, port: 9000}]}]
`;
  expect(found(MINIO + CERTIFICATES() + TEMPO() + policy).filter((f) => f.startsWith('error'))).toEqual(['error OT502 NetworkPolicy/tempo-storage-access']);
});
