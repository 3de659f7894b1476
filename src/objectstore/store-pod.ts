import { rootVolume } from './bucket-job';
import { spreadOf } from './server-spread';
import { PodContext, StoreFamily } from './store-family';
import { TlsObjectStoreProps } from './store-props';
import { RenderedVolume } from './store-volume';
import { compact } from '../kube/merge';
import { environment, restrictedContainer, restrictedPod } from '../kube/pod';
import { canonicalQuantity } from '../kube/quantity';
import { BoundCertificate } from '../pki/binding';
import { BoundCa } from '../pki/bound-ca';
import { PodAgents } from '../pki/certificate-agent';
import { certificateVolume, isVolume } from '../pki/certificate-layout';

/** A volume, and where the server finds it. */
export interface Drive {
  readonly name: string;
  readonly path: string;
  readonly volume: RenderedVolume;
}

/** What the StatefulSet of a store is made from, beside the user's properties. */
export interface PodParts {
  readonly family: StoreFamily;
  readonly context: PodContext;
  readonly certificate: BoundCertificate;
  /** the programs that write the certificate */
  readonly agents: PodAgents;
  /** one for each drive */
  readonly drives: readonly Drive[];
  /** the bundle with which servers verify each other */
  readonly peers?: BoundCa;
  readonly image: string;
  /** the server's requests and limits; the defaults where nothing is said */
  readonly resources?: { readonly [key: string]: any };
  readonly uid: number | undefined;
  readonly headlessName: string;
  readonly labels: { readonly selector: { [key: string]: string }; readonly all: { [key: string]: string } };
}

/** The spec of the StatefulSet: one server, its certificate, its data, nothing it could write but these. */
export function storeSpec(parts: PodParts, props: TlsObjectStoreProps): { [key: string]: any } {
  const { agents, family, context, drives } = parts;
  const { cluster } = family;
  const volumes = drives.map(({ volume }) => volume);
  const peers = ownPeers(parts);
  const claims = volumes.flatMap((volume) => volume.claims);
  const spread = cluster ? spreadOf(cluster.spread, parts.labels.selector) : {};
  const security = restrictedContainer(parts.uid);
  const resources = parts.resources ?? defaultResources(volumes.reduce((sum, { ephemeralBytes }) => sum + ephemeralBytes, 0));
  const pull = props.imagePullPolicy ?? 'Always';
  const own = (container: { [key: string]: any }) => ({ imagePullPolicy: pull, securityContext: security, ...container });
  const certificate = certificateVolume('certificate', parts.certificate, family.server.certificate, cluster && parts.peers && { ca: parts.peers, path: cluster.trust });
  const before = [
    ...agents.initContainers,
    ...(family.initContainers?.(context) ?? []).map((container) => own({ image: parts.image, resources: SMALL, ...container })),
  ];
  return compact({
    // Written although it is the default: one server has no use for a disruption budget, and this says so.
    replicas: cluster?.servers ?? 1,
    serviceName: parts.headlessName,
    // None of them is ready before most of them are there: one after the other, the first would wait for ever.
    podManagementPolicy: cluster && 'Parallel',
    selector: { matchLabels: parts.labels.selector },
    volumeClaimTemplates: claims.length > 0 ? claims : undefined,
    template: {
      metadata: { labels: { ...parts.labels.all, ...props.podLabels, ...parts.labels.selector }, annotations: podAnnotations(parts, props) },
      spec: {
        automountServiceAccountToken: false,
        // Kubernetes would put MINIO_PORT=tcp://… into the environment of a pod beside a Service called minio.
        enableServiceLinks: false,
        serviceAccountName: props.serviceAccount?.name,
        imagePullSecrets: props.imagePullSecrets?.map((name) => ({ name })),
        nodeSelector: props.nodeSelector,
        tolerations: props.tolerations,
        affinity: spread.affinity === undefined ? props.affinity : { ...spread.affinity, ...props.affinity },
        topologySpreadConstraints: props.topologySpreadConstraints ?? spread.topologySpreadConstraints,
        priorityClassName: props.priorityClassName,
        terminationGracePeriodSeconds: 60,
        securityContext: restrictedPod(parts.uid),
        initContainers: before.length > 0 ? before : undefined,
        containers: [own(serverContainer(parts, props, resources, certificate.name)), ...agents.containers],
        volumes: [
          certificate,
          ...agents.volumes,
          ...(peers ? [{ name: 'peers', configMap: { name: peers.configMapName, items: [{ key: peers.key, path: 'ca.crt' }] } }] : []),
          rootVolume('root', context.root),
          { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
          ...volumes.flatMap((volume) => volume.volumes),
          ...(family.volumes?.(context) ?? []),
        ],
      },
    },
  });
}

/** Where the bundle of the servers lies that cannot lie among the files of their certificate, and Go's folder of public roots, which would else be left out. */
const PEERS = '/etc/peers';
const SYSTEM_ROOTS = '/etc/ssl/certs';

/**
 * The bundle with which servers verify each other, where their certificate comes in a volume: a folder below a mount that is read-only cannot be mounted over.
 * MinIO joins the roots of Go (minio/pkg v3.1.3, certs/cert_pool_nix.go), which are told of a folder by SSL_CERT_DIR (Go, crypto/x509/root_unix.go).
 */
function ownPeers({ certificate, family, peers }: PodParts): BoundCa | undefined {
  return family.cluster && isVolume(certificate) ? peers : undefined;
}

function serverContainer(
  parts: PodParts, props: TlsObjectStoreProps, resources: { [key: string]: any }, certificate: string,
): { [key: string]: any } {
  const { family, context, image } = parts;
  const { server } = family;
  const peers = ownPeers(parts);
  const env = { ...server.env, ...family.env?.(context), ...family.cluster?.env, ...(peers ? { SSL_CERT_DIR: `${SYSTEM_ROOTS}:${PEERS}` } : {}), ...props.extraEnv };
  const { ready = server.ready, readySuccesses } = family.cluster ?? {};
  const probe = (path: string) => ({ httpGet: { path, port: 'https', scheme: 'HTTPS' }, timeoutSeconds: 5 });
  return {
    name: server.product,
    image,
    // Arguments only: every image of a family has its own entrypoint, and the forks call their binary differently.
    args: family.args(context),
    env: environment(env),
    ports: [
      { name: 'https', containerPort: context.port, protocol: 'TCP' },
      ...Object.entries(family.extraPorts ?? {}).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })),
    ],
    startupProbe: { ...probe(server.live), periodSeconds: 2, failureThreshold: 150 },
    livenessProbe: { ...probe(server.live), periodSeconds: 20, failureThreshold: 6 },
    readinessProbe: { ...probe(ready), periodSeconds: 5, failureThreshold: 3, successThreshold: readySuccesses },
    resources,
    volumeMounts: [
      ...parts.drives.map(({ name, path }) => ({ name, mountPath: path })),
      { name: certificate, mountPath: server.certificate.directory, readOnly: true },
      ...(peers ? [{ name: 'peers', mountPath: PEERS, readOnly: true }] : []),
      ...(family.mountsRoot === false ? [] : [{ name: 'root', mountPath: server.rootDirectory, readOnly: true }]),
      { name: 'tmp', mountPath: '/tmp' },
      ...(family.mounts?.(context) ?? []),
    ],
  };
}

/** The user's annotations, and the states of the Secrets that the server reads when it starts, where they are told: another state is another pod. */
function podAnnotations({ family, context }: PodParts, props: TlsObjectStoreProps): { [key: string]: string } | undefined {
  const states = [
    ['root', context.root.revision],
    ...(family.readsApplications ? context.buckets.map(({ name, credentials }) => [name, credentials.revision]) : []),
  ].filter(([, revision]) => revision !== undefined);
  return states.length === 0
    ? props.podAnnotations
    : { 'cdk8s-observability-tls/credentials-revision': states.map((state) => state.join('=')).join(', '), ...props.podAnnotations };
}

/** Enough for a tracing store of a few tens of gigabytes; what lies in an emptyDir counts as ephemeral storage too. */
function defaultResources(ephemeralBytes: number): { [key: string]: any } {
  const mebibytes = 1024 + Math.ceil(ephemeralBytes / 1024 ** 2);
  return {
    requests: { 'cpu': '250m', 'memory': '512Mi', 'ephemeral-storage': '128Mi' },
    limits: { 'cpu': '1', 'memory': '2Gi', 'ephemeral-storage': canonicalQuantity(`${mebibytes}Mi`) },
  };
}

const SMALL = {
  requests: { 'cpu': '10m', 'memory': '16Mi', 'ephemeral-storage': '16Mi' },
  limits: { 'cpu': '200m', 'memory': '64Mi', 'ephemeral-storage': '64Mi' },
};
