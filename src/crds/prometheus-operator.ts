import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emit } from '../kube/emit';
import { compact } from '../kube/merge';

/** A key of a ConfigMap or of a Secret: exactly one of the two (monitoring.coreos.com/v1, SecretOrConfigMap). */
export interface MonitoredKey {
  readonly configMap?: { readonly name: string; readonly key: string };
  readonly secret?: { readonly name: string; readonly key: string };
}

/** `tlsConfig` of an endpoint (SafeTLSConfig). There is no insecureSkipVerify in it, so none can be written. */
export interface ScrapeTlsSpec {
  readonly ca: MonitoredKey;
  readonly serverName: string;
  readonly cert?: MonitoredKey;
  readonly keySecret?: { readonly name: string; readonly key: string };
}

/** One of `spec.podMetricsEndpoints`. */
export interface PodMetricsEndpointSpec {
  /** the name of the container's port */
  readonly port: string;
  readonly path: string;
  readonly scheme: 'http' | 'https';
  readonly interval?: string;
  readonly tlsConfig?: ScrapeTlsSpec;
  readonly authorization?: { readonly credentials: { readonly name: string; readonly key: string } };
}

/** The fields of a PodMonitor that this library writes (prometheus-operator 0.93.0, pkg/apis/monitoring/v1). */
export interface PodMonitorSpec {
  readonly selector: { readonly matchLabels: { readonly [label: string]: string } };
  readonly podMetricsEndpoints: readonly PodMetricsEndpointSpec[];
}

/** One alert of a PrometheusRule. */
export interface AlertRuleSpec {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly [label: string]: string };
  readonly annotations: { readonly [annotation: string]: string };
}

/** One of `spec.groups` of a PrometheusRule. */
export interface RuleGroupSpec {
  readonly name: string;
  readonly rules: readonly AlertRuleSpec[];
}

/** What the objects of prometheus-operator are called. */
interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly labels: { readonly [label: string]: string };
}

/** Emits a PodMonitor. */
export function emitPodMonitor(scope: Construct, id: string, named: Named, spec: PodMonitorSpec): ApiObject {
  return emit(scope, id, { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor', ...named, spec: compact({ ...spec }) });
}

/** Emits a PrometheusRule. */
export function emitPrometheusRule(scope: Construct, id: string, named: Named, groups: readonly RuleGroupSpec[]): ApiObject {
  return emit(scope, id, { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', ...named, spec: { groups } });
}
