import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { BoundListener } from './bound-listeners';
import { THANOS_PATHS, TlsDirectory } from './tls-mounts';
import { emit } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { TlsVersion } from '../kube/tls-version';

type Part = { readonly [key: string]: any };

/** What makes HTTP of a component be served as its listener says; nothing for plaintext. */
export interface HttpConfig {
  readonly args: readonly string[];
  readonly volumes: readonly Part[];
  readonly mounts: readonly Part[];
  readonly objects: readonly ApiObject[];
}

/** The file of the HTTP server, in a ConfigMap that is named after its content. */
export function bindHttpConfig(
  scope: Construct, owner: { name: string; namespace: string; labels: { [key: string]: string } }, http: BoundListener,
): HttpConfig {
  if (http.tls === undefined) { return { args: [], volumes: [], mounts: [], objects: [] }; }
  const text = httpConfigFile(http.tls, http.minVersion);
  const { name, namespace, labels } = owner;
  const object = emit(scope, 'HttpConfig', {
    apiVersion: 'v1', kind: 'ConfigMap', name: `${name}-http-${contentHash(text)}`, namespace, labels, immutable: true, data: { 'web.yml': text },
  });
  const directory = `${THANOS_PATHS.config}/http`;
  return {
    args: [`--http.config=${directory}/web.yml`],
    volumes: [{ name: 'http-config', configMap: { name: object.name } }],
    mounts: [{ name: 'http-config', mountPath: directory, readOnly: true }],
    objects: [object],
  };
}

/**
 * The file for `--http.config` (Prometheus' exporter-toolkit 0.15, docs/web-configuration.md), which Thanos reads again for every handshake, its
 * certificates and the client CA included.
 */
export function httpConfigFile(tls: TlsDirectory, minVersion: TlsVersion): string {
  return [
    'tls_server_config:',
    `  cert_file: ${tls.certFile}`,
    `  key_file: ${tls.keyFile}`,
    ...(tls.caFile === undefined ? [] : ['  client_auth_type: RequireAndVerifyClientCert', `  client_ca_file: ${tls.caFile}`]),
    `  min_version: TLS${minVersion.replace('.', '')}`,
    '',
  ].join('\n');
}

/** How the kubelet looks after a port of HTTP: a port that demands a client certificate can only be knocked on. */
export function httpProbe(path: string, port: string, served: 'plaintext' | 'tls' | 'mutualTls'): { [key: string]: any } {
  return served === 'mutualTls' ? { tcpSocket: { port } } : { httpGet: { path, port, scheme: served === 'tls' ? 'HTTPS' : 'HTTP' } };
}
