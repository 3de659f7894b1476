import { Construct } from 'constructs';
import { BoundListener } from './bound-listeners';
import { BoundObjstore } from './objstore';
import { ThanosVersion } from './thanos-version';
import { invalid } from '../kube/invalid';
import { compact } from '../kube/merge';
import { TlsVersion } from '../kube/tls-version';
import { PodAgents } from '../pki/certificate-agent';

/** What the operator's fields are made from. */
export interface OperatorParts {
  readonly image: string;
  readonly version: ThanosVersion;
  readonly grpc: BoundListener;
  readonly maxConnectionAge: string;
  readonly objstore?: BoundObjstore;
  readonly resources: { readonly [key: string]: any };
  readonly podAnnotations: { readonly [key: string]: string };
  readonly extraArgs: readonly string[];
  /** the programs that write the certificate */
  readonly agents: PodAgents;
}

/**
 * Fields of the spec of a Prometheus (prometheus-operator 0.93, pkg/apis/monitoring/v1/prometheus_types.go, pkg/prometheus/server/statefulset.go):
 * what of the sidecar the operator can be told is in `thanos`; the credentials reach its container by a patch of it in `containers`, for `thanos`
 * has no environment.
 */
export function operatorSpec(parts: OperatorParts): { [key: string]: any } {
  const { agents, grpc, objstore, version } = parts;
  const volumes = [...(grpc.tls?.volumes ?? []), ...(objstore?.volumes ?? []), ...agents.volumes];
  const mounts = [...(grpc.tls?.mounts ?? []), ...(objstore?.mounts ?? [])];
  const containers = [...(objstore ? [{ name: 'thanos-sidecar', env: objstore.env }] : []), ...agents.containers];
  return compact({
    volumes: volumes.length > 0 ? volumes : undefined,
    podMetadata: Object.keys(parts.podAnnotations).length > 0 ? { annotations: parts.podAnnotations } : undefined,
    initContainers: agents.initContainers.length > 0 ? agents.initContainers : undefined,
    containers: containers.length > 0 ? containers : undefined,
    thanos: {
      image: parts.image,
      version: `${version}`,
      grpcServerTlsConfig: grpc.tls && {
        certFile: grpc.tls.certFile,
        keyFile: grpc.tls.keyFile,
        caFile: grpc.tls.caFile,
        // Left out, Thanos' own holds: TLS 1.3.
        minVersion: grpc.minVersion === TlsVersion.V1_2 ? 'TLS12' : undefined,
      },
      objectStorageConfigFile: objstore?.file,
      volumeMounts: mounts.length > 0 ? mounts : undefined,
      additionalArgs: [{ name: 'grpc-server-max-connection-age', value: parts.maxConnectionAge }, ...parts.extraArgs.map(asArgument)],
      resources: parts.resources,
    },
  });
}

function asArgument(argument: string): { name: string; value?: string } {
  const [, name, value] = /^--([^=]+)(?:=([^]*))?$/.exec(argument)!;
  return value === undefined ? { name } : { name, value };
}

/** The operator keeps HTTP of the sidecar as it is: plaintext. */
export function refuseOperatedHttp(scope: Construct, http: string, given: boolean): void {
  if (given && http !== 'plaintext') {
    throw invalid(scope, {
      what: 'the Prometheus operator cannot be told how HTTP of the sidecar is served',
      saw: `http is ${http}`,
      allowed: 'plaintext, which carries metrics and probes only',
      fix: 'leave http out, or say ThanosListener.plaintext()',
    });
  }
}
