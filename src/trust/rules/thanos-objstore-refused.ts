import { rule } from './rule';
import { beside } from '../thanos/endpoint-faults';
import { thanosExample } from '../thanos/example';
import { objstoreOf } from '../thanos/objstore';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

const SECRET = (endpoint: string) => `---
apiVersion: v1
kind: Secret
metadata: {name: objstore, namespace: monitoring}
stringData:
  objstore.yaml: |
    {type: S3, config: {bucket: thanos, endpoint: '${endpoint}', http_config: {idle_conn_timeout: 90s}}}
`;

export const thanosObjstoreRefused = rule({
  id: 'OT317',
  severity: 'error',
  title: "the object store's configuration is refused",
  what: 'A configuration of type S3 has keys about TLS where they are not known, a URL or a path as its endpoint, or is no YAML.',
  why: 'The parser of the store is strict ("field … not found"), and its client refuses an endpoint with a scheme ("Endpoint url cannot '
    + 'have fully qualified paths"): the process exits (thanos-io/objstore providers/s3/s3.go; minio-go utils.go).',
  fix: 'write host and port as the endpoint; TLS is set by insecure and http_config.tls_config',
  violating: thanosExample({
    component: 'store',
    args: ['--objstore.config-file=/etc/store/objstore.yaml'],
    secrets: { '/etc/store': 'objstore' },
  }) + SECRET('https://s3.example.com'),
  satisfying: thanosExample({
    component: 'store',
    args: ['--objstore.config-file=/etc/store/objstore.yaml'],
    secrets: { '/etc/store': 'objstore' },
  }) + SECRET('s3.example.com'),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => {
    const store = objstoreOf(command);
    return store && store.problems.map((message) => ({ message, resource: store.told.ref, related: beside(command, store.told.ref) }));
  }),
});
