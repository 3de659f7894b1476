import { Construct } from 'constructs';
import { ThanosFamily } from './family';
import { GRPC_PORT } from './ports';
import { IExposedServer, ThanosServerTls } from './server';
import { ThanosVersion } from './thanos-version';
import { ThanosWorkload } from './workload';
import { ThanosGrpcServerProps, ThanosWorkloadProps } from './workload-props';
import { StorageCa } from '../pki';

/** @internal A component that serves gRPC: a querier can be given it. */
export abstract class ThanosGrpcWorkload extends ThanosWorkload implements IExposedServer {
  /** Host and port of gRPC. */
  public readonly grpcAddress: string;
  /** Host and port of gRPC for queriers of other clusters; undefined where there is no way in. */
  public readonly externalAddress?: string;
  private readonly _alike: boolean;

  constructor(scope: Construct, id: string, props: ThanosWorkloadProps & Partial<ThanosGrpcServerProps>, family: ThanosFamily) {
    super(scope, id, props, family);
    this._alike = family.interchangeable;
    this.grpcAddress = `${this.serviceName}.${this.namespace}.svc:${GRPC_PORT}`;
    this.externalAddress = props.exposure?.address;
  }

  /** The SRV name of the headless Service, where pods hold different data: every pod is an endpoint of its own then. */
  public get grpcSrvName(): string | undefined {
    return this._alike ? undefined : `_grpc._tcp.${this.headlessServiceName}.${this.namespace}.svc`;
  }

  /** Host and port of each pod, where pods hold different data. */
  public get grpcPodAddresses(): string[] | undefined {
    return this._alike ? undefined : this._podAddresses();
  }

  /** Host and port of the headless Service, where pods answer alike: queriers share their requests between them. */
  public get grpcReplicasAddress(): string | undefined {
    return this._alike ? `${this.headlessServiceName}.${this.namespace}.svc:${GRPC_PORT}` : undefined;
  }

  /** The bundle that verifies clients; undefined where nobody is asked. */
  public get clientCa(): StorageCa | undefined {
    return this._listeners.grpc.clientCa;
  }

  /** The certificate of gRPC (PEM), where it is known. */
  public get certificatePem(): string | undefined {
    return this._listeners.grpc.certificate?.certificate;
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
