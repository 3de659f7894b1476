import { Server } from '../model';

/** Who may have business at a server beside the clients that the manifests show. */
export type Role = 'metrics' | 'traces' | 'queries' | 'series' | 'stores';

/**
 * The roles of the servers that the readers know, by product and port: where metrics are scraped (Tempo 2.10.8 on 3200, MinIO under /minio/v2/metrics on its
 * only port, Thanos on its HTTP port), where traces and series are sent, and who is asked.
 */
export function rolesOf({ product, portName, loopback }: Server): readonly Role[] {
  if (loopback) { return []; }
  if (/^Tempo's OTLP receiver/.test(product)) { return ['traces']; }
  if (product === "Tempo's API") { return ['metrics', 'queries']; }
  if (product === "Tempo's gateway") { return portName === 'public' ? ['queries', 'traces'] : portName === 'grpc-public' ? ['traces'] : ['metrics']; }
  if (product === "Tempo's Jaeger UI") { return portName === 'jaeger-metrics' ? ['metrics'] : ['queries']; }
  if (product === 'MinIO') { return ['metrics']; }
  if (/^the HTTP server of Thanos Query/.test(product)) { return ['metrics', 'queries']; }
  if (/^the HTTP server of Thanos /.test(product)) { return ['metrics']; }
  if (/^the remote write endpoint of Thanos /.test(product)) { return ['series']; }
  return /^the gRPC server of Thanos /.test(product) ? ['stores'] : [];
}
