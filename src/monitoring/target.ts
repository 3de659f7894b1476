import { PodMetricsEndpointSpec } from '../crds/prometheus-operator';
import { Server } from '../trust/model';
import { PodGroup } from '../trust/policies/graph';

/** What runs in the pods that are scraped. */
export type Product = 'minio' | 'tempo' | 'thanos';

/** Pods that are scraped at one port of theirs. */
export interface Target {
  readonly product: Product;
  /** what of the product it is: "query", "ingester", "tempo" for a Tempo in one */
  readonly component: string;
  /** the name of the PodMonitor */
  readonly name: string;
  readonly namespace: string;
  /** the label `job` of what is scraped: prometheus-operator 0.93.0 makes it of namespace and name (pkg/prometheus/promcfg.go) */
  readonly job: string;
  readonly labels: { readonly [label: string]: string };
  readonly endpoint: PodMetricsEndpointSpec;
  /** undefined for pods of which the prover knows the object alone */
  readonly server?: Server;
  readonly group?: PodGroup;
}
