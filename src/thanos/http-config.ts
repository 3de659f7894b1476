import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { BoundListener } from './bound-listeners';
import { configFiles, Owner } from './config-map';
import { TlsDirectory } from './tls-mounts';
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
export function bindHttpConfig(scope: Construct, owner: Owner, http: BoundListener): HttpConfig {
  if (http.tls === undefined) { return { args: [], volumes: [], mounts: [], objects: [] }; }
  const text = httpConfigFile(http.tls, http.minVersion);
  const files = configFiles(scope, 'HttpConfig', owner, 'http', { 'web.yml': text });
  return { args: [`--http.config=${files.directory}/web.yml`], volumes: [files.volume], mounts: [files.mount], objects: [files.object] };
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
