import { readHostPort, readUrl } from '../addresses';
import { bundleAt, identityAt, trustOf } from '../commands/trust';
import { ContainerContext, containerRef } from '../containers';
import { Ref } from '../inventory';
import { Client, Material, Reading, Server } from '../model';
import { plainVersion } from '../tempo/tls-words';
import { isMap, items } from '../values';
import { Config, expanded, isOpen } from './sources';

/** A configuration of the OpenTelemetry Collector, with the container that reads it. */
export interface Collector {
  readonly context: ContainerContext;
  readonly config: Config;
  readonly ref: Ref;
}

/** Exporters as clients, and receivers of OTLP as servers. */
export function readCollector(collector: Collector): Reading {
  const clients = parts(collector, 'exporters').flatMap(([name, settings]) => exporter(collector, name, settings));
  const servers = parts(collector, 'receivers').filter(([name]) => /^otlp(\/|$)/.test(name)).flatMap(([, settings]) => receiver(collector, settings));
  return { clients, servers };
}

/** The receivers or exporters that a pipeline uses; others are not started. */
function parts({ config, context }: Collector, kind: 'receivers' | 'exporters'): [string, any][] {
  const pipelines: any[] = Object.values(isMap(config.service?.pipelines) ? config.service.pipelines : {});
  const used = new Set(pipelines.flatMap((pipeline) => items(pipeline?.[kind])).map(String));
  const all = Object.entries(isMap(config[kind]) ? config[kind] : {});
  return all.filter(([name]) => used.has(name)).map(([name, settings]) => [name, expanded(settings, context)]);
}

/** Exporters that this prover reads, and whether they speak gRPC: OTLP, and those over HTTP with the same settings (config/confighttp). */
const EXPORTERS: { readonly [kind: string]: 'grpc' | 'http' } = {
  otlp: 'grpc', otlp_grpc: 'grpc', otlphttp: 'http', otlp_http: 'http', prometheusremotewrite: 'http', zipkin: 'http',
};

/**
 * An exporter. For gRPC `tls.insecure` switches TLS off, unless a CA is given or the endpoint says https (opentelemetry-collector 0027d37b,
 * config/configtls/configtls.go: LoadTLSConfig; config/configgrpc); for HTTP the scheme decides.
 */
function exporter({ context, ref }: Collector, name: string, settings: any): Client[] {
  const [kind] = name.split('/');
  if (!Object.hasOwn(EXPORTERS, kind) || !isMap(settings)) { return []; }
  const grpc = EXPORTERS[kind] === 'grpc';
  const text = String((grpc ? undefined : settings.traces_endpoint) ?? settings.endpoint ?? '');
  const tls = isMap(settings.tls) ? settings.tls : {};
  const url = readUrl(text.replace(/\/+$/, ''));
  const address = grpc ? readHostPort(text.replace(/^(dns:\/\/\/|https?:\/\/)/, '').replace(/\/+$/, '')) : url?.address;
  // Whether it speaks TLS, and verifies, is not known.
  if ([settings.tls, tls.insecure, tls.insecure_skip_verify, tls.ca_pem].some(isOpen)) { return []; }
  if (!address || text.includes('${') || /^(localhost|127\..*|::1)$/.test(address.host)) { return []; }
  const authority = [tls.ca_file, tls.ca_pem].some((one) => one !== undefined && one !== '');
  const identity = typeof tls.cert_file === 'string' ? certificate(context, tls)
    : typeof tls.cert_pem === 'string' ? { ref, pem: tls.cert_pem } : undefined;
  return [{
    ref,
    product: 'the collector',
    namespace: context.namespace,
    labels: context.labels,
    address,
    tls: grpc ? tls.insecure !== true || authority || /^https:/i.test(text) : url?.tls === true,
    trust: trust(context, tls),
    ...(typeof tls.server_name_override === 'string' && tls.server_name_override !== '' ? { serverName: tls.server_name_override } : {}),
    ...(tls.insecure_skip_verify === true ? { skipVerify: true } : {}),
    ...(identity === undefined ? {} : { identity }),
    ...versions(tls),
  }];
}

/** The versions that settings allow: from 1.2, if they say nothing (opentelemetry-collector 0027d37b, config/configtls/configtls.go). */
function versions(tls: any): Pick<Client, 'minVersion' | 'maxVersion'> {
  const maxVersion = plainVersion(tls.max_version);
  return { minVersion: plainVersion(tls.min_version) ?? '1.2', ...(maxVersion === undefined ? {} : { maxVersion }) };
}

function trust(context: ContainerContext, tls: any): Client['trust'] {
  if (typeof tls.ca_pem === 'string') { return { system: false, bundles: [{ ref: containerRef(context), pem: tls.ca_pem }] }; }
  const file = typeof tls.ca_file === 'string' && tls.ca_file !== '' ? tls.ca_file : undefined;
  const own = trustOf(context, { file, go: true, variable: (name) => context.env.get(name)?.value });
  return tls.include_system_ca_certs_pool === true && file !== undefined ? { ...own, system: true, onlyPublic: true } : own;
}

function receiver({ context, ref }: Collector, settings: any): Server[] {
  const protocols = isMap(settings?.protocols) ? settings.protocols : {};
  return ([['grpc', 4317], ['http', 4318]] as const).flatMap(([protocol, usual]): Server[] => {
    if (!(protocol in protocols)) { return []; }
    const own = isMap(protocols[protocol]) ? protocols[protocol] : {};
    const endpoint = own.endpoint === undefined ? undefined : /^(.*):(\d{1,5})$/.exec(String(own.endpoint));
    if (own.endpoint !== undefined && !endpoint) { return []; }
    const tls = isMap(own.tls) ? own.tls : undefined;
    const port = Number(endpoint?.[2] ?? usual);
    const client = tls?.client_ca_file;
    return [{
      ref,
      product: 'the collector',
      namespace: context.namespace,
      labels: context.labels,
      port,
      portName: items(context.container.ports).find((one: any) => one.containerPort === port)?.name,
      tls: isOpen(own.tls) ? undefined : tls !== undefined,
      certificates: typeof tls?.cert_file === 'string' ? [certificate(context, tls)] : [],
      clientAuth: client === undefined ? 'none' : 'required',
      ...(typeof client === 'string' ? { clientCa: bundleAt(context, client) } : {}),
      ...(tls === undefined ? {} : versions(tls)),
    }];
  });
}

function certificate(context: ContainerContext, tls: any): Material {
  return identityAt(context, tls.cert_file, typeof tls.key_file === 'string' ? tls.key_file : undefined);
}
