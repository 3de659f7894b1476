import { readHostPort } from '../addresses';
import { ContainerContext } from '../containers';
import { Client } from '../model';
import { ContainerCall } from './calls';
import { dialling } from './dial';
import { last, on, readOptions } from './options';
import { identityAt, trustOf } from './trust';

const VALUES = [
  '--otlp-endpoint', '--ca-cert', '--client-cert', '--client-key', '--otlp-header', '--otlp-attributes', '--telemetry-attributes', '--otlp-http-url-path', '--service', '--traces',
  '--metrics', '--logs', '--workers', '--rate', '--duration', '--interval', '--child-spans', '--span-duration', '--status-code', '--body', '--severity-text', '--severity-number', '--size',
  '--metric-type', '--metric-name', '--marshal', '--batch-size', '--span-links', '--aggregation-temporality', '--load-size', '--trace-id', '--span-id',
];

/**
 * telemetrygen (opentelemetry-collector-contrib v0.161.0, cmd/telemetrygen/internal/common/config.go): TLS unless --otlp-insecure; --ca-cert takes the
 * place of the system's roots; the client certificate is shown with --mtls only. When an export fails it exits 0 all the same.
 */
export function readTelemetrygen(context: ContainerContext, call: ContainerCall): Client[] {
  const line = readOptions(call.words.slice(1), { values: VALUES });
  if (!line || !/^(traces|metrics|logs|profiles)$/.test(line.words[0] ?? '')) { return []; }
  const endpoint = last(line, '--otlp-endpoint');
  const address = endpoint === undefined ? undefined : readHostPort(endpoint);
  if (!address) { return []; }
  const certificate = on(line, '--mtls') ? last(line, '--client-cert') : undefined;
  return dialling(context, call, call.must, {
    product: 'telemetrygen',
    address,
    tls: !on(line, '--otlp-insecure'),
    trust: trustOf(context, { file: last(line, '--ca-cert') || undefined, go: true, variable: call.variable }),
    ...(on(line, '--otlp-insecure-skip-verify') ? { skipVerify: true } : {}),
    ...(certificate === undefined ? {} : { identity: identityAt(context, certificate, last(line, '--client-key')) }),
  });
}
