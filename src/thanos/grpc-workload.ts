import { Construct } from 'constructs';
import { ThanosFamily } from './family';
import { IThanosServer, ThanosServerTls } from './server';
import { ThanosVersion } from './thanos-version';
import { GRPC_PORT, ThanosWorkload } from './workload';
import { ThanosGrpcServerProps } from './workload-props';

/** @internal A component that serves gRPC: a querier can be given it. */
export abstract class ThanosGrpcWorkload extends ThanosWorkload implements IThanosServer {
  /** Host and port of gRPC. */
  public readonly grpcAddress: string;
  /** Host and port of gRPC for queriers of other clusters; undefined where there is no way in. */
  public readonly externalAddress?: string;

  constructor(scope: Construct, id: string, props: ThanosGrpcServerProps, family: ThanosFamily) {
    super(scope, id, props, family);
    this.grpcAddress = `${this.serviceName}.${this.namespace}.svc:${GRPC_PORT}`;
    this.externalAddress = props.exposure?.address;
  }

  /** The SRV name of the headless Service: every pod is an endpoint of its own then. */
  public get grpcSrvName(): string | undefined {
    return `_grpc._tcp.${this.headlessServiceName}.${this.namespace}.svc`;
  }

  /** Host and port of each pod. */
  public get grpcPodAddresses(): string[] | undefined {
    return this._podAddresses();
  }

  /** The version that answers. */
  public get serverVersion(): ThanosVersion | undefined {
    return this.version;
  }

  /** How it is verified, and what it demands; undefined for plaintext. */
  public get tls(): ThanosServerTls | undefined {
    return this._grpcTls();
  }
}
