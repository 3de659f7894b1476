import { Construct } from 'constructs';
import { ThanosExposure } from './exposure';
import { ThanosListener } from './listener';
import { ObserverIdentity } from './observer-identity';
import { PrometheusPods } from './prometheus-pods';
import { IExposedServer, IThanosServer } from './server';
import { ThanosSidecar } from './sidecar';
import { ThanosStoreGateway } from './store-gateway';
import { ThanosVersion } from './thanos-version';
import { invalid } from '../kube/invalid';
import { requireMade } from '../kube/kinds';
import { requireLabel } from '../kube/text';
import { TlsVersion } from '../kube/tls-version';
import { IBucket, StoreVolume } from '../objectstore';
import { ICertificateIssuer, ServerCertificate, StorageCa } from '../pki';

/** A server of a cluster as its observer sees it. */
export interface ObservedServer {
  /** Host and port from outside. */
  readonly address: string;
  /**
   * Its certificate (PEM), where it is known.
   * @default - not known: the observer's connection to it stays unverified until it is declared
   */
  readonly certificatePem?: string;
  /**
   * The oldest TLS version that it speaks.
   * @default TlsVersion.V1_3
   */
  readonly minTlsVersion?: TlsVersion;
}

/** Properties of `RemoteCluster`. */
export interface RemoteClusterProps {
  /** Who observes the cluster: the one client CA that its servers let in. */
  readonly identity: ObserverIdentity;
  /**
   * Who signs the certificates of the servers.
   * @default - none: each server is given its certificate
   */
  readonly issuer?: ICertificateIssuer;
  /**
   * The bundle with which the observer, in its own cluster, verifies this cluster's servers.
   * @default - that of the servers' certificates, where its certificates are known at synth; a bundle that only its name is known of is not there
   */
  readonly serverCa?: StorageCa;
  /**
   * The version of Thanos.
   * @default - the newest that this library knows
   */
  readonly version?: ThanosVersion;
}

/** Properties of `RemoteCluster.addStoreGateway`. */
export interface RemoteStoreGatewayProps {
  /** The bucket with the blocks. */
  readonly storage: IBucket;
  /** The way in. */
  readonly exposure: ThanosExposure;
  /**
   * The server's certificate.
   * @default - one of the cluster's issuer
   */
  readonly certificate?: ServerCertificate;
  /**
   * How many pods there are.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Where files are kept.
   * @default - a claim of 10Gi of the default storage class
   */
  readonly data?: StoreVolume;
}

/** Properties of `RemoteCluster.addSidecar`. */
export interface RemoteSidecarProps {
  /** The pods of the Prometheus beside which it runs: one, because behind one way in is one answer. */
  readonly prometheus: PrometheusPods;
  /** The way in. */
  readonly exposure: ThanosExposure;
  /**
   * The server's certificate.
   * @default - one of the cluster's issuer
   */
  readonly certificate?: ServerCertificate;
  /**
   * The bucket to which Prometheus' blocks are uploaded.
   * @default - none
   */
  readonly storage?: IBucket;
  /**
   * The volume with Prometheus' data, for pods that are not the operator's.
   * @default - none
   */
  readonly dataVolume?: string;
}

/**
 * A cluster that is observed: servers whose gRPC lets in its observer and nobody else, and their ways in. The construct id is the name by which
 * the observer knows it.
 *
 * @example
 *
 * const eu1 = new RemoteCluster(chart, 'eu1', { identity, issuer, serverCa: StorageCa.fromPem(eu1CaPem, { name: 'eu1' }) });
 * eu1.addStoreGateway('store', { storage: minio.bucket('thanos'), exposure: ThanosExposure.loadBalancer('thanos.eu1.example.com') });
 */
export class RemoteCluster extends Construct {
  /** The name of the cluster. */
  public readonly clusterName: string;
  /** Who observes it. */
  public readonly identity: ObserverIdentity;
  private readonly given: RemoteClusterProps;
  private readonly observed: ObservedServer[] = [];
  private ca?: StorageCa;

  /**
   * @param scope the chart, or a construct in it
   * @param id the name of the cluster: a DNS label of at most 40 characters
   * @throws for input that can never work: the message names the value and the way out
   */
  constructor(scope: Construct, id: string, props: RemoteClusterProps) {
    super(scope, id);
    this.clusterName = requireLabel(this, 'the construct id, which names the cluster,', id, 40);
    this.identity = requireMade(this, 'identity', props?.identity, ObserverIdentity, 'ObserverIdentity.of({ certificate, ca })');
    if (props.serverCa !== undefined) { requireMade(this, 'serverCa', props.serverCa, StorageCa, 'StorageCa.fromPem(…)'); }
    this.given = props;
    this.ca = props.serverCa;
  }

  /** gRPC of a server in this cluster: mutual TLS that lets in the observer only. */
  public listener(certificate: ServerCertificate): ThanosListener {
    return ThanosListener.mutualTls({ certificate, clientCa: this.identity.ca });
  }

  /**
   * A store gateway for the observer.
   *
   * @param id names its objects
   */
  public addStoreGateway(id: string, props: RemoteStoreGatewayProps): ThanosStoreGateway {
    const store = new ThanosStoreGateway(this, id, {
      storage: props?.storage,
      grpc: this.listener(this.certificateOf(id, props?.certificate)),
      exposure: this.required(id, props?.exposure),
      replicas: props?.replicas,
      data: props?.data,
      version: this.given.version,
    });
    this.add(store);
    return store;
  }

  /**
   * A sidecar for the observer, of a Prometheus that somebody else makes: the fields for it are `prometheusOperatorSpec()` or `addToPodSpec(…)`.
   *
   * @param id names its objects
   */
  public addSidecar(id: string, props: RemoteSidecarProps): ThanosSidecar {
    const sidecar = new ThanosSidecar(this, id, {
      prometheus: props?.prometheus,
      grpc: this.listener(this.certificateOf(id, props?.certificate)),
      exposure: this.required(id, props?.exposure),
      storage: props?.storage,
      dataVolume: props?.dataVolume,
      version: this.given.version,
    });
    this.add(sidecar);
    return sidecar;
  }

  /**
   * A server that was made otherwise, with `listener` as its gRPC and a way in.
   *
   * @throws for a server that the observer cannot reach, that would let others in, or that it could not verify
   */
  public add(server: IExposedServer): void {
    if (typeof server?.externalAddress !== 'string') {
      throw invalid(this, { what: 'the server has no way in, so its observer cannot reach it', got: server?.grpcAddress, allowed: 'a server with an exposure', fix: "exposure: ThanosExposure.loadBalancer('thanos.eu1.example.com')" });
    }
    if (server.clientCa !== this.identity.ca) {
      throw invalid(this, {
        what: 'the server does not let in the observer of this cluster alone',
        saw: `${server.externalAddress} with ${server.clientCa === undefined ? 'no client CA' : `the client CA ${server.clientCa.configMapName}`}`,
        allowed: 'the client CA of the cluster\'s identity',
        fix: `grpc: ${this.clusterName}.listener(certificate)`,
      });
    }
    this.verifiable(server);
    this.observed.push({ address: server.externalAddress, certificatePem: server.certificatePem, minTlsVersion: server.tls?.minVersion });
  }

  /** The servers, as the observer sees them. */
  public get servers(): ObservedServer[] {
    return [...this.observed];
  }

  /** The bundle with which the observer verifies the servers; undefined as long as there are none. */
  public get serverCa(): StorageCa | undefined {
    return this.ca;
  }

  private certificateOf(id: string, certificate: ServerCertificate | undefined): ServerCertificate {
    if (certificate !== undefined) { return certificate; }
    if (this.given.issuer === undefined) {
      throw invalid(this, {
        what: `${id} has no certificate, and the cluster has no issuer`,
        saw: 'neither certificate nor issuer',
        allowed: 'a certificate for the server, or an issuer for the cluster',
        fix: "certificate: ServerCertificate.fromSecret('thanos-tls'), or new RemoteCluster(…, { issuer })",
      });
    }
    return ServerCertificate.issuedBy(this.given.issuer);
  }

  private required(id: string, exposure: ThanosExposure | undefined): ThanosExposure {
    if (exposure === undefined) {
      throw invalid(this, { what: `${id} has no way in, so its observer cannot reach it`, saw: 'no exposure', allowed: 'a ThanosExposure', fix: "exposure: ThanosExposure.loadBalancer('thanos.eu1.example.com')" });
    }
    return exposure;
  }

  /** The observer is in another cluster: a bundle that is only a name there is not the one that is meant. */
  private verifiable(server: IThanosServer): void {
    if (this.given.serverCa !== undefined) { return; }
    const ca = server.tls?.ca;
    if (ca?.certificates === undefined) {
      throw invalid(this, {
        what: 'it is not known how the observer, in its own cluster, verifies this cluster\'s servers',
        saw: ca === undefined ? 'no CA' : `the bundle ${ca.configMapName}, of which only the name is known`,
        allowed: 'serverCa',
        fix: "serverCa: StorageCa.fromPem(…), or StorageCa.fromConfigMap('eu1-ca') for a ConfigMap in the observer's cluster",
      });
    }
    if (this.ca !== undefined && this.ca.certificates !== ca.certificates) {
      throw invalid(this, {
        what: 'the servers of one cluster are verified by different CAs, and the observer has one for each cluster',
        saw: `${this.ca.configMapName} and ${ca.configMapName}`,
        allowed: 'one CA, or a serverCa that holds them all',
        fix: 'serverCa: StorageCa.fromPem(both)',
      });
    }
    this.ca ??= ca;
  }
}
