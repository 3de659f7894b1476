import { readAlertmanagerProgram } from './alertmanager-program';
import { ContainerContext, WORKLOADS } from '../containers';
import { Inventory, Manifest } from '../inventory';
import { Reading } from '../model';
import type { WorldOptions } from '../world';
import { readAlertmanager } from './alertmanager';
import { readBackendTlsPolicy } from './backend-tls-policy';
import { readCommands } from './commands';
import { readEnvoy } from './envoy';
import { readExposedService } from './exposed-service';
import { readGateway } from './gateway';
import { readDatasources, readGrafanaDatasource } from './grafana-datasources';
import { readIngress } from './ingress';
import { readMinioServer } from './minio-server';
import { readMinioTenant } from './minio-tenant';
import { readPodMonitor, readProbe, readScrapeConfig, readServiceMonitor } from './monitors';
import { readCollectorProgram, readCollectorResource } from './otel-collector';
import { readPrometheus, readPrometheusAgent, readThanosRuler } from './prometheus';
import { readPrometheusProgram } from './prometheus-program';
import { readRoute } from './route';
import { readRustFsServer } from './rustfs-server';
import { readSeaweedFsServer } from './seaweedfs-server';
import { readTempoMonolithic } from './tempo-monolithic';
import { readTempoProgram } from './tempo-program';
import { readTempoStack } from './tempo-stack';
import { readThanosClients } from './thanos-clients';
import { readThanosObjstore } from './thanos-objstore';
import { readThanosServers } from './thanos-servers';
import { readVaultAgent } from './vault-agent';
import { readInjectedAgent } from './vault-injected';
import { readVaultIssuer } from './vault-issuer';
import { readVaultSecretStore } from './vault-secret-store';
import { readVaultServer } from './vault-server';

/** Reads one kind of object. */
export type ObjectReader = (inventory: Inventory, object: Manifest, options: WorldOptions) => Reading;

/** Reads one container; gives nothing for a program it does not know. */
export type ContainerReader = (container: ContainerContext, options: WorldOptions) => Reading;

/** Who reads which kind. A new kind is a new file and a new line here. */
export const OBJECT_READERS: { readonly [kind: string]: readonly ObjectReader[] } = {
  ...Object.fromEntries(WORKLOADS.map((kind) => [kind, [readInjectedAgent]])),
  Alertmanager: [readAlertmanager],
  BackendTLSPolicy: [readBackendTlsPolicy],
  ClusterIssuer: [readVaultIssuer],
  ClusterSecretStore: [readVaultSecretStore],
  ConfigMap: [readDatasources],
  Gateway: [readGateway],
  GrafanaDatasource: [readGrafanaDatasource],
  Ingress: [readIngress],
  Issuer: [readVaultIssuer],
  OpenTelemetryCollector: [readCollectorResource],
  PodMonitor: [readPodMonitor],
  Probe: [readProbe],
  Prometheus: [readPrometheus],
  PrometheusAgent: [readPrometheusAgent],
  Route: [readRoute],
  ScrapeConfig: [readScrapeConfig],
  Secret: [readDatasources],
  SecretStore: [readVaultSecretStore],
  Service: [readExposedService],
  ServiceMonitor: [readServiceMonitor],
  TempoMonolithic: [readTempoMonolithic],
  TempoStack: [readTempoStack],
  Tenant: [readMinioTenant],
  ThanosRuler: [readThanosRuler],
};

/** Who reads containers: every one looks at every container. */
export const CONTAINER_READERS: readonly ContainerReader[] = [
  readCommands,
  readCollectorProgram,
  readMinioServer,
  readPrometheusProgram,
  readAlertmanagerProgram,
  readRustFsServer,
  readSeaweedFsServer,
  readTempoProgram,
  readVaultAgent,
  readVaultServer,
  readEnvoy,
  readThanosServers,
  readThanosClients,
  readThanosObjstore,
];
