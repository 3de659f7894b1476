import { createHmac } from 'node:crypto';
import { ROOT } from './store';

/** Where what a PodMonitor describes is found, and where the files are that it names. */
export interface Reach {
  /** HOST:PORT */
  readonly target: string;
  readonly pod: string;
  /** the path of the CA, for a monitor with TLS */
  readonly ca: string;
  /** the path of the token, for a monitor with credentials */
  readonly token: string;
}

/**
 * What prometheus-operator makes of PodMonitors and a PrometheusRule, but for their patience: alerts fire at once.
 *
 * @param rules the path of the rules
 */
export function prometheusConfig(
  objects: readonly any[], rules: string, reach: (monitor: any) => Reach,
): { readonly config: object; readonly rules: object } {
  const { groups } = objects.find(({ kind }) => kind === 'PrometheusRule').spec;
  const impatient = groups.map((group: any) => ({ ...group, rules: group.rules.map(({ for: _, ...rule }: any) => rule) }));
  const scrapes = objects.filter(({ kind }) => kind === 'PodMonitor').map((monitor) => {
    const { metadata: { name, namespace }, spec: { podMetricsEndpoints: [{ path, scheme, tlsConfig, authorization }] } } = monitor;
    const { target, pod, ca, token: file } = reach(monitor);
    return {
      job_name: `${namespace}/${name}`,
      metrics_path: path,
      scheme,
      ...authorization ? { authorization: { credentials_file: file } } : {},
      ...tlsConfig ? { tls_config: { ca_file: ca, server_name: tlsConfig.serverName } } : {},
      static_configs: [{ targets: [target], labels: { namespace, pod } }],
    };
  });
  const config = { global: { scrape_interval: '1s', evaluation_interval: '1s' }, rule_files: [rules], scrape_configs: scrapes };
  return { config, rules: { groups: impatient } };
}

/** The token that `mc admin prometheus generate` makes (mc 77f82e18, cmd/admin-prometheus-generate.go). */
export function token(password: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = `${part({ alg: 'HS512', typ: 'JWT' })}.${part({ iss: 'prometheus', sub: ROOT.rootUser, exp: Math.floor(Date.now() / 1000) + 3600 })}`;
  return `${claims}.${createHmac('sha512', password).update(claims).digest('base64url')}`;
}

/** The names of the alerts that fire, of what `/api/v1/alerts` answers. */
export function firingOf(answer: any): string[] {
  const firing: any[] = (answer?.alerts ?? []).filter(({ state }: any) => state === 'firing');
  return [...new Set<string>(firing.map(({ labels }) => labels.alertname))].sort();
}
