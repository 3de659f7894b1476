// A cluster's manifests, team by team: policies, and applications as clusters have most of; where a team has a store, one with certificates, one with
// cert-manager, and Thanos.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pair, store } from './stores.mjs';

const { dump } = createRequire(import.meta.url)('js-yaml');

/** How many objects a team has. */
export const TEAM = 50;

/** Objects by what differs between those of one kind: API version, kind, name, and the rest. */
const object = (namespace, apiVersion, kind, name, rest) => ({ apiVersion, kind, metadata: { name, namespace, labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': namespace } }, ...rest });

function application(namespace, name) {
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': `${namespace}-${name}` };
  const config = Array.from({ length: 24 }, (_, i) => `feature.${i}.enabled=${i % 2 === 0}\nfeature.${i}.endpoint=http://service-${i}.${namespace}.svc:8080/api\n`).join('');
  const container = {
    name,
    image: `registry.example.com/${namespace}/${name}:1.${name.length}.0`,
    args: ['--config=/etc/app/application.properties', '--log-level=info'],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name: `${name}-database`, key: 'password' } } },
    ],
    ports: [{ name: 'http', containerPort: 8080 }, { name: 'metrics', containerPort: 9090 }],
    readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 10 },
    livenessProbe: { httpGet: { path: '/live', port: 'http' }, initialDelaySeconds: 15 },
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'config', mountPath: '/etc/app', readOnly: true }],
  };
  return [
    object(namespace, 'v1', 'ConfigMap', name, { data: { 'application.properties': config } }),
    object(namespace, 'apps/v1', 'Deployment', name, {
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { serviceAccountName: 'applications', containers: [container], volumes: [{ name: 'config', configMap: { name } }] } },
      },
    }),
    object(namespace, 'v1', 'Service', name, { spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }, { name: 'metrics', port: 9090, targetPort: 'metrics' }] } }),
  ];
}

/** A store whose certificate cert-manager is to issue, and a Tempo that trusts its CA by reference. */
function issued(namespace) {
  const certificate = { secretName: 'seaweed-tls', dnsNames: [`seaweed.${namespace}.svc`], issuerRef: { name: 'storage-ca' }, usages: ['server auth'], privateKey: { rotationPolicy: 'Always' } };
  const root = { isCA: true, commonName: `${namespace} CA`, secretName: 'storage-root', issuerRef: { name: 'self-signed' }, duration: '87600h', privateKey: { rotationPolicy: 'Never' } };
  return [
    object(namespace, 'cert-manager.io/v1', 'Issuer', 'self-signed', { spec: { selfSigned: {} } }),
    object(namespace, 'cert-manager.io/v1', 'Certificate', 'storage-root', { spec: root }),
    object(namespace, 'cert-manager.io/v1', 'Issuer', 'storage-ca', { spec: { ca: { secretName: 'storage-root' } } }),
    object(namespace, 'cert-manager.io/v1', 'Certificate', 'seaweed', { spec: certificate }),
  ];
}

/** A querier with a file of endpoints, as it stands in a ConfigMap. */
function thanos(namespace) {
  const labels = { 'app.kubernetes.io/name': 'thanos-query', 'app.kubernetes.io/instance': namespace };
  const endpoints = dump({ endpoints: [{ address: 'thanos.eu1.example.com:443' }, { address: 'thanos.us1.example.com:443' }] });
  return [
    object(namespace, 'v1', 'ConfigMap', 'thanos-endpoints', { data: { 'endpoints.yaml': endpoints } }),
    object(namespace, 'apps/v1', 'Deployment', 'thanos-query', {
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [{
              name: 'query',
              image: 'quay.io/thanos/thanos:v0.41.0',
              args: ['query', '--endpoint.sd-config-file=/etc/thanos/endpoints.yaml', '--endpoint=dnssrv+_grpc._tcp.thanos-store', '--grpc-address=0.0.0.0:10901'],
              ports: [{ name: 'grpc', containerPort: 10901 }, { name: 'http', containerPort: 10902 }],
              volumeMounts: [{ name: 'endpoints', mountPath: '/etc/thanos' }],
            }],
            volumes: [{ name: 'endpoints', configMap: { name: 'thanos-endpoints' } }],
          },
        },
      },
    }),
    object(namespace, 'v1', 'Service', 'thanos-query', { spec: { selector: labels, ports: [{ name: 'grpc', port: 10901 }, { name: 'http', port: 10902 }] } }),
  ];
}

function policies(namespace) {
  const web = { ports: [{ port: 8080, protocol: 'TCP' }], from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }] };
  const dns = { ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] };
  return [
    object(namespace, 'networking.k8s.io/v1', 'NetworkPolicy', 'web', { spec: { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'app-0' } }, policyTypes: ['Ingress'], ingress: [web] } }),
    object(namespace, 'networking.k8s.io/v1', 'NetworkPolicy', 'store', { spec: { podSelector: { matchLabels: { app: 'minio' } }, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 9000 }] }] } }),
    object(namespace, 'networking.k8s.io/v1', 'NetworkPolicy', 'dns', { spec: { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'app-1' } }, policyTypes: ['Egress'], egress: [dns, {}] } }),
  ];
}

/** The objects of one team; without a store where no certificates are given. */
export function team(namespace, certificates) {
  const cluster = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  const account = object(namespace, 'v1', 'ServiceAccount', 'applications', {});
  const rights = { rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }] };
  const stores = certificates === undefined ? [] : [...store(namespace, certificates), ...issued(namespace), ...thanos(namespace)];
  const own = [cluster, account, object(namespace, 'rbac.authorization.k8s.io/v1', 'Role', 'applications', rights), ...stores, ...policies(namespace)];
  // Of three objects each; some have a Secret that is in the tree, too.
  const applications = Array.from({ length: Math.floor((TEAM - own.length) * 0.3) }, (_, i) => application(namespace, `app-${i}`)).flat();
  const secrets = Array.from({ length: TEAM - own.length - applications.length }, (_, i) => object(namespace, 'v1', 'Secret', `app-${i}-database`, { stringData: { password: 'only-in-the-bench' } }));
  return [...own, ...applications, ...secrets];
}

/** Writes a tree of at least so many objects below a folder, one file a team, of which every so many-th has a store; tells how many. */
export function writeTree(folder, objects, storeEvery = 1) {
  mkdirSync(folder, { recursive: true });
  const teams = Math.ceil(objects / TEAM);
  for (let i = 0; i < teams; i++) {
    const namespace = `team-${i}`;
    const written = team(namespace, i % storeEvery === 0 ? pair(`minio-${i}`, `minio.${namespace}.svc`) : undefined);
    writeFileSync(join(folder, `${namespace}.yaml`), written.map((each) => dump(each, { lineWidth: -1, noRefs: true })).join('---\n'));
  }
  return teams * TEAM;
}
