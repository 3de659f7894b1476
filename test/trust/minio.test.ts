import { NOW, objects, STAGE } from './stage';
import { Inventory } from '../../src/trust/inventory';
import { prove } from '../../src/trust/prove';
import { World } from '../../src/trust/world';

const [BEFORE, AFTER] = STAGE.split(/---\napiVersion: apps\/v1[^]*?---\n/);
const minio = (container: string, volumes = '[{name: certs, secret: {secretName: minio-tls, items: [{key: tls.crt, path: public.crt}, {key: tls.key, path: private.key}]}}]', kind = 'StatefulSet') => `
${BEFORE}
---
apiVersion: apps/v1
kind: ${kind}
metadata: {name: minio, namespace: tracing}
spec:
  serviceName: minio
  replicas: 4
  template:
    metadata: {labels: {app: minio}}
    spec:
      containers:
        - ${container.trim().split('\n').join('\n          ')}
      volumes: ${volumes}
---
${AFTER}`;
const world = (yaml: string) => new World(new Inventory(objects(yaml).map((object) => ({ object }))), { now: NOW });
const CERTS = 'volumeMounts: [{name: certs, mountPath: /certs}]';
const read = (container: string, volumes?: string) => world(minio(container, volumes)).servers.filter((s) => /MinIO/.test(s.product)).map((s) => `${s.port} ${s.tls} ${s.certificates.length}`);

describe('a server of MinIO', () => {
  test.each([
    ['args', `image: minio/minio\nargs: [server, /data, --certs-dir, /certs, --console-address, ':9001']\n${CERTS}`, ['9000 true 1', '9001 true 1']],
    ['a command', `image: x\ncommand: [minio, server, --certs-dir=/certs/, --address=:9443, /data]\n${CERTS}`, ['9443 true 1']],
    ['a script', `image: x\ncommand: [/bin/sh, -c]\nargs: ["mkdir -p /data/tempo && \\\\\\n minio server --certs-dir=/certs /data"]\n${CERTS}`, ['9000 true 1']],
    ['the entrypoint of the chart', `image: quay.io/minio/minio:RELEASE.2024-01-01\ncommand: [/bin/sh, -ce, '/usr/bin/docker-entrypoint.sh minio server /export -S /certs --address :9000 --console-address :9001']\n${CERTS}`, ['9000 true 1', '9001 true 1']],
    ['variables', `image: minio/minio\ncommand: [sh, -c, 'exec minio server $MINIO_OPTS $MINIO_VOLUMES']\nenv: [{name: MINIO_OPTS, value: '-S /certs'}, {name: MINIO_VOLUMES, value: /data}]\n${CERTS}`, ['9000 true 1']],
    ['variables that do not show', `image: minio/minio\ncommand: [sh, -c, 'exec minio server $MINIO_OPTS /data']\nenv: [{name: MINIO_OPTS, valueFrom: {secretKeyRef: {name: nobody, key: x}}}]\n${CERTS}`, ['9000 undefined 0']],
    ['the directory of root', 'image: minio/minio\nargs: [server, /data]\nvolumeMounts: [{name: certs, mountPath: /root/.minio/certs}]', ['9000 true 1']],
    ['the directory of home', 'image: minio/minio\nargs: [server, /data]\nenv: [{name: HOME, value: /h}]\nvolumeMounts: [{name: certs, mountPath: /h/.minio/certs}]', ['9000 true 1']],
    ['another user, whose home is not that of root', 'image: minio/minio\nargs: [server, /data]\nsecurityContext: {runAsUser: 1000}\nvolumeMounts: [{name: certs, mountPath: /root/.minio/certs}]', ['9000 false 0']],
    ['another user, whose home does not show', 'image: minio/minio\nargs: [server, /data]\nsecurityContext: {runAsUser: 99}\nvolumeMounts: [{name: certs, mountPath: /root/.minio/certs}]', ['9000 undefined 0']],
    ['no certificates', 'image: minio/minio\nargs: [server, /data]', ['9000 false 0']],
    ['elsewhere than it looks', `image: minio/minio\nargs: [server, /data]\n${CERTS}`, ['9000 false 0']],
    ['a volume that somebody writes', 'image: minio/minio\nargs: [server, -S, /w, /data]\nvolumeMounts: [{name: w, mountPath: /w}]', ['9000 undefined 0']],
    ['mc beside it', `image: minio/minio\ncommand: [mc, admin, info, server]\n${CERTS}`, []],
    ['nothing readable', 'image: 3\nargs: {server: 1}\nenv: 1\nports: x', []],
  ])('%s', (_what, container, expected) => { expect(read(`name: minio\n${container}`, '[{name: certs, secret: {secretName: minio-tls, items: [{key: tls.crt, path: public.crt}, {key: tls.key, path: private.key}]}}, {name: w, emptyDir: {}}]')).toEqual(expected); });

  test.each([
    ['names that it does not look for', '[{name: certs, secret: {secretName: minio-tls}}]', ['9000 false 0']],
    ['the key is left out', '[{name: certs, secret: {secretName: minio-tls, items: [{key: tls.crt, path: public.crt}]}}]', ['9000 false 0']],
    ['projected', '[{name: certs, projected: {sources: [{secret: {name: minio-tls, items: [{key: tls.crt, path: public.crt}]}}, {secret: {name: minio-tls, items: [{key: tls.key, path: private.key}]}}]}}]', ['9000 true 1']],
    ['a Secret that the manifests do not have', '[{name: certs, secret: {secretName: other}}]', ['9000 true 1']],
    ['more, by name', '[{name: certs, secret: {secretName: minio-tls, items: [{key: tls.crt, path: public.crt}, {key: tls.key, path: private.key}, {key: tls.crt, path: a/public.crt}, {key: tls.key, path: a/private.key}, {key: tls.crt, path: CAs/public.crt}]}}]', ['9000 true 2']],
  ])('%s', (_what, volumes, expected) => { expect(read(`name: minio\nimage: minio/minio\nargs: [server, -S, /certs, /data]\n${CERTS}`, volumes)).toEqual(expected); });
});

describe('a distributed store', () => {
  const headless = '\n---\napiVersion: v1\nkind: Service\nmetadata: {name: minio, namespace: tracing}\nspec: {clusterIP: None, selector: {app: minio}, ports: [{port: 9000}]}\n';
  const verdicts = (scheme: string, host: string, tls: string) => world(minio(`name: minio\nimage: minio/minio\nargs: [server, --certs-dir, /certs, '${scheme}://minio-{0...3}.${host}/data']\n${CERTS}`)
    .replace(/apiVersion: v1\nkind: Service[^]*?---/, `${headless}---`).replace('(leaf minio.tracing.svc of one)', tls)).connections.filter((c) => c.client.product === 'MinIO').map((c) => c.analysis.state);

  test('servers verify each other by their own names', () => {
    expect(verdicts('https', 'minio.tracing.svc.cluster.local', '(leaf minio.tracing.svc,*.minio.tracing.svc.cluster.local of one)')).toEqual(['proved', 'proved', 'proved', 'proved']);
    expect(verdicts('https', 'minio.tracing.svc.cluster.local', '(leaf minio.tracing.svc of one)')).toEqual(['failed', 'failed', 'failed', 'failed']);
    expect(verdicts('http', 'minio', '(leaf minio.tracing.svc of one)')).toEqual(['failed', 'failed', 'failed', 'failed']);
  });

  test.each([
    ['the chart of MinIO', 'image: quay.io/minio/minio:RELEASE.2024-12-18T13-15-44Z\ncommand: [/bin/sh, -ce, "/usr/bin/docker-entrypoint.sh minio server https://minio-{0...3}.minio-svc.tracing.svc/export -S /certs/ --address :9000 --console-address :9001"]'],
    ['with several drives', 'image: quay.io/minio/minio:RELEASE.2024-12-18T13-15-44Z\ncommand: [/bin/sh, -ce, "/usr/bin/docker-entrypoint.sh minio server https://minio-{0...1}.minio-svc.tracing.svc/export-{0...3} https://minio-{2...3}.minio-svc.tracing.svc/export-{0...3} -S /certs/"]'],
    ['Bitnami\'s', "image: docker.io/bitnamilegacy/minio:2025.7.23\nenv: [{name: MINIO_DISTRIBUTED_MODE_ENABLED, value: 'yes'}, {name: MINIO_DISTRIBUTED_NODES, value: 'minio-{0...3}.minio-svc.tracing.svc.cluster.local:9000/bitnami/minio/data'}, {name: MINIO_SCHEME, value: https}]"],
    ['Bitnami\'s, one by one', "image: docker.io/bitnamilegacy/minio:2025.7.23\nenv: [{name: MINIO_DISTRIBUTED_MODE_ENABLED, value: 'yes'}, {name: MINIO_DISTRIBUTED_NODES, value: 'minio-0.minio-svc,minio-1.minio-svc,minio-2.minio-svc,minio-3.minio-svc'}, {name: MINIO_SCHEME, value: https}]"],
    ['variables', "image: minio/minio\nargs: [server, --certs-dir, /certs]\nenv: [{name: MINIO_VOLUMES, value: 'https://minio-{0...3}.minio-svc.tracing.svc.cluster.local:9000/data'}]"],
  ])('%s: every server is dialled by its own name, and the names are missed', (_what, container) => {
    const yaml = minio(`name: minio\n${container}\n${CERTS}`).replace('serviceName: minio', 'serviceName: minio-svc')
      + '\n---\napiVersion: v1\nkind: Service\nmetadata: {name: minio-svc, namespace: tracing}\nspec: {clusterIP: None, selector: {app: minio}, ports: [{port: 9000}]}\n';
    const { connections } = world(yaml);
    const peers = connections.filter(({ client }) => client.product === 'MinIO').map(({ client, analysis }) => `${client.address?.host} ${'code' in analysis ? analysis.code : analysis.state}`);
    expect(peers.map((peer) => peer.replace(/\.tracing\.svc(\.cluster\.local)?/, ''))).toEqual([0, 1, 2, 3].map((n) => `minio-${n}.minio-svc host-mismatch`));
  });
});

describe('a Tenant of the operator', () => {
  const tenant = (spec: string) => `
apiVersion: minio.min.io/v2
kind: Tenant
metadata: {name: store, namespace: tracing}
spec:
  pools: [{name: pool-0, servers: 4, volumesPerServer: 1}]
${spec.split('\n').map((line) => `  ${line}`).join('\n')}
---
${BEFORE.replace(/apiVersion: v1\nkind: Service\n[^]*$/, '')}
---
${AFTER}`;
  const judged = (spec: string, endpoint: string) => {
    const { connections } = world(tenant(spec).replace('https://minio.tracing.svc:9000', endpoint));
    return connections.filter((c) => c.client.product === 'Tempo').map((c) => `${c.destination.kind} ${c.analysis.state}${c.analysis.state === 'failed' ? ` ${c.analysis.code}` : ''}`);
  };

  test.each([
    ['', 'https://minio.tracing.svc', 'server unknown'],
    ['', 'https://minio.tracing.svc:443', 'server unknown'],
    ['', 'https://store-hl.tracing.svc.cluster.local:9000', 'server unknown'],
    ['', 'https://store-hl.tracing.svc:9000', 'server failed host-mismatch'],
    ['', 'https://minio', 'server failed host-mismatch'],
    ['', 'https://minio.tracing.svc:9000', 'no-port unknown'],
    ['', 'http://minio.tracing.svc', 'no-port unknown'],
    ['requestAutoCert: false', 'https://minio.tracing.svc', 'no-port unknown'],
    ['requestAutoCert: false', 'http://minio.tracing.svc', 'server plain'],
    ['requestAutoCert: false\nexternalCertSecret: [{name: minio-tls, type: kubernetes.io/tls}]', 'https://minio.tracing.svc', 'server proved'],
    ['requestAutoCert: false\nexternalCertSecret: [{name: minio-tls, type: cert-manager.io/v1}]', 'https://minio.tracing.svc', 'server proved'],
    ['requestAutoCert: false\nexternalCertSecret: [{name: minio-tls}]', 'https://minio.tracing.svc', 'server failed missing-material'],
    ['requestAutoCert: 3\nexternalCertSecret: x', 'https://minio.tracing.svc', 'server unknown'],
  ])('%j dialled as %s', (spec, endpoint, expected) => { expect(judged(spec, endpoint)).toEqual([expected]); });
});

const TOLD = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: minio-operator, namespace: minio-operator}\n'
  + 'spec: {template: {spec: {containers: [{name: operator, image: registry.example.com/operator:7.1.1, env: [{name: TENANT_MINIO_IMAGE, value: registry.example.com/minio:1}]}]}}}\n---\n';

test.each([
  ["{image: 'quay.io/minio/minio:latest', pools: []}", '', 1],
  ["{image: 'docker.io/pgsty/silo:1', pools: []}", '', 0],
  ['{pools: [{name: p, servers: 4, volumesPerServer: 1}]}', '', 1], // the operator's own choice
  ['{pools: [{name: p, servers: 4, volumesPerServer: 1}]}', TOLD, 0],
  ['{env: []}', '', 0], // a piece that is put over another
])('a Tenant with %s%s has %i warnings for its image', (spec, operator, count) => {
  const tenant = `${operator}apiVersion: minio.min.io/v2\nkind: Tenant\nmetadata: {name: store, namespace: tracing}\nspec: ${spec}`;
  expect(prove(objects(tenant).map((object) => ({ object })), { now: NOW }).findings.filter(({ rule }) => rule === 'OT211')).toHaveLength(count);
});

describe('RustFS', () => {
  const rust = (more: string) => world(minio(`name: minio\nimage: rustfs/rustfs:1.0.0\n${more}`, '[{name: certs, secret: {secretName: minio-tls, items: [{key: tls.crt, path: rustfs_cert.pem}, {key: tls.key, path: rustfs_key.pem}]}}]'))
    .connections.map((c) => `${c.server?.product} ${c.analysis.state}`);
  test.each([
    [`env: [{name: RUSTFS_TLS_PATH, value: /certs}]\n${CERTS}`, 'RustFS proved'],
    ['args: [/data]', 'RustFS failed'],
    ['env: [{name: RUSTFS_TLS_PATH, value: /elsewhere}]', 'RustFS unknown'],
    ['env: [{name: RUSTFS_TLS_PATH, valueFrom: {secretKeyRef: {name: a, key: b}}}]', 'RustFS unknown'],
  ])('%s', (more, expected) => { expect(rust(more)).toEqual([expected]); });
});
