import { App, Chart, Testing } from 'cdk8s';
import { pem } from './certificates';
import { issued } from './issued';
import { secret } from './manifests';
import { SILO } from './presets';
import { ROOT } from './store';
import {
  CertificateIssuer, ClientCertificate, ImagePullPolicy, ObserverCluster, ObserverIdentity, ObserverMetricsStore, RemoteMetricsStore, RootCredentials,
  S3Credentials, ServerCertificate, StorageCa, StoreVolume, ThanosExposure, ThanosListener, ThanosReceive, TlsMinio,
} from '../../src';
import { Issued, LeafOptions } from '../../src/x509/issue';

/** A cluster that is observed, as a namespace. */
export interface Remote {
  readonly name: string;
  readonly namespace: string;
  /** who signs its servers' certificates */
  readonly ca: Issued;
  /** what the observer trusts for it: one CA, or two while one takes the place of the other */
  readonly trusted: readonly Issued[];
  /** how the leaf of its store differs */
  readonly leaf?: Partial<LeafOptions>;
}

/** An observer, and whom it observes. */
export interface ObserverScene {
  readonly namespace: string;
  readonly remotes: readonly Remote[];
  /** who signs the observer's own certificates: those of HTTPS */
  readonly ca: Issued;
  /** who signs what the observer shows to the others */
  readonly readers: Issued;
  /** whether a query fails rather than go without a remote; so it does not unless told otherwise */
  readonly strict?: boolean;
}

const PULL = { imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT };
const RECEIVER = { ...PULL, grpc: ThanosListener.plaintext(), remoteWrite: ThanosListener.plaintext(), data: StoreVolume.ephemeral() };
const CREDENTIALS = { access_key_id: 'thanos', access_key_secret: 'a-password-of-thanos' };

/** What is written for an observer and its clusters: each by the preset for it, in a namespace of its own. */
export interface Written {
  readonly observer: any[];
  readonly remotes: { readonly [name: string]: any[] };
  /** what makes a first block for each cluster's bucket, and is no part of it */
  readonly seeds: { readonly [name: string]: any[] };
}

/** The manifests of a scene, and the Secrets that they ask for but for the observer's client certificate. */
export function write({ namespace, remotes, ca, readers, strict }: ObserverScene): Written {
  const app = new App();
  const identity = ObserverIdentity.of({
    certificate: ClientCertificate.fromSecret('observer-tls'), ca: StorageCa.fromPem(readers.certificatePem, { name: 'observer-clients' }),
  });
  const observer = new ObserverCluster();
  const local = new Chart(app, 'local', { namespace, disableResourceNameHashes: true });
  observer.addLocal(new ThanosReceive(local, 'local', { ...RECEIVER, externalLabels: { cluster: 'local' } }));
  const of = remotes.map((remote) => {
    const at = new Chart(app, `${remote.name}-store`, { namespace: remote.namespace, disableResourceNameHashes: true });
    const issuer = CertificateIssuer.fromIssuerName(at, 'issuer', remote.name, { ca: StorageCa.fromPem(remote.ca.certificatePem, { name: `${remote.name}-own` }) });
    const minio = new TlsMinio(at, 'minio', {
      ...PULL,
      certificate: ServerCertificate.issuedBy(issuer),
      image: SILO,
      storage: StoreVolume.ephemeral(),
      rootCredentials: RootCredentials.fromSecret('minio-root'),
    });
    const storage = minio.bucket('thanos', { credentials: S3Credentials.fromSecret('minio-thanos') });
    const chart = new RemoteMetricsStore(app, remote.name, {
      ...PULL,
      namespace: remote.namespace,
      createNamespace: false,
      identity,
      issuer,
      storage,
      serverCa: StorageCa.fromPem(pem(remote.trusted[0]), { name: remote.name, next: remote.trusted[1] && pem(remote.trusted[1]) }),
      exposure: ThanosExposure.loadBalancer(`store-external.${remote.namespace}.svc`),
    });
    observer.observe(chart.cluster, { strict });
    const seed = new Chart(app, `${remote.name}-seed`, { namespace: remote.namespace, disableResourceNameHashes: true });
    new ThanosReceive(seed, 'seed', {
      ...RECEIVER, storage, externalLabels: { cluster: remote.name },
    });
    return { remote, at, chart, seed };
  });
  const pki = new Chart(app, 'pki', { namespace, disableResourceNameHashes: true });
  const issuer = CertificateIssuer.fromIssuerName(pki, 'issuer', 'observer', { ca: StorageCa.fromPem(ca.certificatePem, { name: 'observer' }) });
  const asks = new ObserverMetricsStore(app, 'observer', { ...PULL, namespace, createNamespace: false, observer, issuer });
  const cas = { observer: ca, ...Object.fromEntries(remotes.map((remote) => [remote.name, remote.ca])) };
  const made = (charts: readonly Chart[], leaf?: Partial<LeafOptions>) =>
    issued(charts.flatMap((chart) => Testing.synth(chart)), cas, leaf && { 'store-tls': leaf }).map(forSmallCluster);
  return {
    observer: made([pki, local, asks]),
    remotes: Object.fromEntries(of.map(({ remote, at, chart }) => [remote.name, [...made([at, chart], remote.leaf), ...storeSecrets(remote)]])),
    seeds: Object.fromEntries(of.map(({ remote, seed }) => [remote.name, made([seed])])),
  };
}

function storeSecrets({ namespace }: Remote): object[] {
  return [secret('minio-root', ROOT), secret('minio-thanos', CREDENTIALS)].map((object: any) => ({ ...object, metadata: { ...object.metadata, namespace } }));
}

/**
 * For a node of a few CPUs without a storage class: small requests, and volumes that end with their pods; and connections of gRPC that live for the least that
 * can be asked for. Without any request pods get CPU last, and miss health checks where others work beside them.
 */
function forSmallCluster(object: any): any {
  const { volumeClaimTemplates = [], template, ...spec } = object.spec ?? {};
  if (template?.spec === undefined) { return object; }
  const volumes = volumeClaimTemplates.map(({ metadata }: any) => ({ name: metadata.name, emptyDir: {} }));
  const containers = template.spec.containers.map(({ resources, ...container }: any) => ({
    ...container,
    resources: { requests: { cpu: '10m', memory: '32Mi' } },
    args: container.args?.map((arg: string) => arg.replace(/^(--grpc-server-max-connection-age)=.*/, '$1=1m')),
  }));
  const pod = { ...template.spec, containers, volumes: [...template.spec.volumes ?? [], ...volumes] };
  return { ...object, spec: { ...spec, template: { ...template, spec: pod } } };
}
