import { OtlpEndpoint } from '../tempo';
import { PATHS } from './scripts';

/**
 * The generator of traces. FROM scratch, so without a shell; user 10001. Its flags were read in open-telemetry/opentelemetry-collector-contrib
 * v0.161.0, cmd/telemetrygen. `traces` exits 0 even when no export succeeded: only a search shows that traces arrived.
 */
export const TELEMETRYGEN = {
  reference: 'ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen:v0.161.0',
  tried: '2026-11-22',
} as const;

/** Where traces are written to, and how. */
export interface Target {
  readonly protocol: 'grpc' | 'http';
  readonly endpoint: OtlpEndpoint;
  readonly tenant?: string;
  readonly traces: number;
}

/** Arguments of telemetrygen. `$(SERVICE)` is expanded by the kubelet: each pod writes under its own name, so that a retry finds its own traces. */
export function telemetrygenArgs(target: Target): string[] {
  const { endpoint, protocol } = target;
  return [
    'traces',
    `--otlp-endpoint=${endpoint.address}`,
    ...(protocol === 'http' ? ['--otlp-http'] : []),
    // The flag's own help says the opposite of what it does: it turns TLS off.
    ...(endpoint.tls ? [] : ['--otlp-insecure']),
    ...(endpoint.tls && endpoint.ca ? [`--ca-cert=${protocol === 'http' ? PATHS.httpCa : PATHS.grpcCa}/ca.crt`] : []),
    ...(endpoint.clientCertificateRequired ? ['--mtls', `--client-cert=${PATHS.client}/tls.crt`, `--client-key=${PATHS.client}/tls.key`] : []),
    ...(target.tenant === undefined ? [] : [`--otlp-header=X-Scope-OrgID="${target.tenant}"`]),
    '--service=$(SERVICE)',
    `--traces=${target.traces}`,
    '--rate=0',
  ];
}
