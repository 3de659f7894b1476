import { readHostPort, readUrl } from '../addresses';
import { trustOf as systemTrust } from '../commands/trust';
import { bundleAt, certificateAt, textAt } from '../container-files';
import { ContainerContext, containerRef, mayHoldMore } from '../containers';
import { Ref } from '../inventory';
import { Client, Material, Reading, Server, Trust } from '../model';
import { flag } from './words';
import { UNKNOWN } from '../shell/run';
import { isHidden, opensStore, receives, TempoProgram, tempoProgram } from '../tempo/config-file';
import { at, scalar } from '../tempo/custom-resource';
import { readRest } from '../tempo/endpoint';
import { lowestVersion, plainVersion } from '../tempo/tls-words';
import { isMap, items } from '../values';
import { imageRepository } from '../versions';

/** The port of each protocol that a receiver listens on unless it is told another (Tempo 2.10.8, modules/distributor/receiver). */
const RECEIVERS: { readonly [receiver: string]: { readonly [protocol: string]: number } } = {
  otlp: { grpc: 4317, http: 4318 },
  jaeger: { grpc: 14250, thrift_http: 14268 },
};

/**
 * Tempo without the operator: a client of its S3 store and of the receivers of its metrics, a server of its receivers and of its own API
 * (Tempo 2.10.8, cmd/tempo/app). What its configuration tells by a variable that the manifests do not show stays unknown.
 */
export function readTempoProgram(context: ContainerContext): Reading {
  const program = tempoProgram(context);
  if (program === undefined) { return {}; }
  const store = opensStore(program.target) ? storeClient(program) : undefined;
  const generates = /^(all|scalable-single-binary|metrics-generator)$/.test(program.target);
  return {
    clients: [...(store ? [store] : []), ...(generates ? remoteWrites(program) : [])],
    servers: [...(receives(program.target) ? receivers(program) : []), ...ownServers(program)],
  };
}

function storeClient(program: TempoProgram): Client | undefined {
  const { context, words, config, ref } = program;
  const s3 = at(config, 'storage', 'trace', 's3');
  if (at(config, 'storage', 'trace', 'backend') !== 's3' || !isMap(s3)) { return undefined; }
  const flagged = flag(words, '-storage.trace.s3.endpoint', '--storage.trace.s3.endpoint');
  const told = flagged ?? scalar(s3.endpoint);
  const { host, port, unusable } = told === undefined || isHidden(told) ? { host: undefined, port: undefined, unusable: undefined } : readRest(told);
  const tls = s3.insecure !== true;
  const minVersion = lowestVersion(s3.tls_min_version, s3.tls_cipher_suites);
  return {
    ...base(program, ref),
    address: host === undefined || unusable !== undefined ? undefined : { text: String(told), host, port: port ?? (tls ? 443 : 80) },
    unknown: `the endpoint in ${ref.kind} ${ref.name} is not shown by the manifests: declare it`,
    ...(unusable === undefined || flagged !== undefined || !told ? {} : { neverConnects: `the endpoint ${JSON.stringify(told)} cannot be dialled: ${unusable}` }),
    tls,
    trust: trustOf(context, ref, s3.tls_ca_path),
    ...text('serverName', s3.tls_server_name),
    skipVerify: s3.tls_insecure_skip_verify === true,
    identity: file(s3.tls_cert_path) ? certificate(context, ref, s3.tls_cert_path, s3.tls_key_path) : undefined,
    ...(minVersion === undefined ? {} : { minVersion }),
  };
}

function remoteWrites(program: TempoProgram): Client[] {
  const { context, config, ref } = program;
  return items(at(config, 'metrics_generator', 'storage', 'remote_write')).flatMap((one): Client[] => {
    const url = typeof one?.url === 'string' && !isHidden(one.url) ? readUrl(one.url) : undefined;
    if (url === undefined) { return []; }
    const tls = isMap(one.tls_config) ? one.tls_config : {};
    const [minVersion, maxVersion] = [tls.min_version, tls.max_version].map((word) => (/^TLS1[0-3]$/.test(String(word)) ? plainVersion(String(word).replace('TLS', 'VersionTLS')) : undefined));
    return [{
      ...base(program, ref),
      product: "Tempo's metrics generator",
      address: url.address,
      tls: url.tls,
      trust: typeof tls.ca === 'string' ? { system: false, bundles: [{ ref, pem: tls.ca }] } : trustOf(context, ref, tls.ca_file),
      ...text('serverName', tls.server_name),
      skipVerify: tls.insecure_skip_verify === true,
      identity: file(tls.cert_file) ? certificate(context, ref, tls.cert_file, tls.key_file) : undefined,
      ...(minVersion === undefined ? {} : { minVersion }),
      ...(maxVersion === undefined ? {} : { maxVersion }),
    }];
  });
}

function receivers(program: TempoProgram): Server[] {
  const configured = at(program.config, 'distributor', 'receivers');
  return (isMap(configured) ? Object.entries(configured) : []).flatMap(([name, receiver]): Server[] => {
    const kind = name.split('/')[0];
    if (kind === 'zipkin') { return listening(program, 'Zipkin', receiver, 9411); }
    return Object.entries(RECEIVERS[kind] ?? {}).flatMap(([protocol, port]) => {
      const protocols = at(receiver, 'protocols');
      return isMap(protocols) && Object.hasOwn(protocols, protocol) ? listening(program, `${kind === 'otlp' ? 'OTLP' : 'Jaeger'}`, protocols[protocol], port) : [];
    });
  });
}

function listening(program: TempoProgram, kind: string, settings: any, usual: number): Server[] {
  const { context, ref } = program;
  const endpoint = at(settings, 'endpoint');
  const address = endpoint === undefined || endpoint === null ? undefined : readHostPort(String(endpoint).replace(/^:/, '0.0.0.0:'), usual);
  if (isHidden(endpoint) || (endpoint && !address) || /^(localhost|127\.|::1)/.test(address?.host ?? '')) { return []; }
  const tls = at(settings, 'tls');
  const on = isMap(tls);
  const minVersion = on ? lowestVersion(tls.min_version, tls.cipher_suites) : undefined;
  const maxVersion = on ? plainVersion(tls.max_version) : undefined;
  return [{
    ...server(program, `Tempo's ${kind} receiver`, address?.port ?? usual),
    ref,
    tls: on,
    certificates: on && file(tls.cert_file) ? [certificate(context, ref, tls.cert_file, tls.key_file)] : [],
    clientAuth: on && file(tls.client_ca_file) ? 'required' : 'none',
    ...(on && file(tls.client_ca_file) ? { clientCa: bundle(context, ref, tls.client_ca_file) } : {}),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
  }];
}

/** Its own API, over HTTP and gRPC. */
function ownServers(program: TempoProgram): Server[] {
  const { context, config, ref } = program;
  return ([['http', 3200, "Tempo's API"], ['grpc', 9095, "Tempo's gRPC server"]] as const).flatMap(([protocol, usual, product]): Server[] => {
    const port = at(config, 'server', `${protocol}_listen_port`) ?? usual;
    if (typeof port !== 'number') { return []; }
    const tls = at(config, 'server', `${protocol}_tls_config`);
    // dskit, server/server.go: with a certificate or a key alone it speaks none.
    const on = isMap(tls) && (file(tls.cert_file) || typeof tls.cert === 'string') && (file(tls.key_file) || typeof tls.key === 'string');
    const auth = String(at(tls, 'client_auth_type') ?? '');
    return [{
      ...server(program, product, port),
      ...(on ? { ref } : {}),
      tls: on,
      certificates: on && file(tls.cert_file) ? [certificate(context, ref, tls.cert_file, tls.key_file)] : [],
      clientAuth: !on ? 'none' : /^Require/.test(auth) ? 'required' : /Given$|^Request/.test(auth) ? 'requested' : 'none',
      ...(on && /Verify/.test(auth) && file(tls.client_ca_file) ? { clientCa: bundle(context, ref, tls.client_ca_file) } : {}),
    }];
  });
}

function base({ context }: TempoProgram, ref: Ref): Pick<Client, 'ref' | 'product' | 'namespace' | 'labels'> {
  return { ref, product: 'Tempo', namespace: context.namespace, labels: context.labels };
}

function server({ context }: TempoProgram, product: string, port: number): Pick<Server, 'ref' | 'container' | 'product' | 'namespace' | 'labels' | 'port' | 'portName'> {
  const declared = items(context.container.ports).find((one) => at(one, 'containerPort') === port);
  const container = containerRef(context);
  return { ref: container, container, product, namespace: context.namespace, labels: context.labels, port, ...text('portName', at(declared, 'name')) };
}

/** The public roots where images keep them. */
const SYSTEM_BUNDLE = /^\/etc\/(ssl|pki)\//;

/** Where it is told no file, Tempo trusts what Go finds in the image, whose own roots are the public ones: nothing else runs in it. */
function trustOf(context: ContainerContext, ref: Ref, path: unknown): Trust {
  const ofImage = SYSTEM_BUNDLE.test(String(path)) && textAt(context, String(path)).text === undefined;
  if (file(path) && !ofImage) { return { system: false, bundles: [bundle(context, ref, path)] }; }
  const { container, env } = context;
  const sealed = /(^|\/)grafana\/tempo$/.test(imageRepository(container.image)) && !mayHoldMore(context);
  const trust = systemTrust(context, { go: true, sealed, variable: (name) => (env.has(name) ? env.get(name)?.value ?? UNKNOWN : undefined) });
  // The file that it is told is read alone.
  return file(path) ? { system: true, bundles: [], ...(sealed && trust.bundles.length === 0 ? { onlyPublic: true } : {}) } : trust;
}

function bundle(context: ContainerContext, ref: Ref, path: unknown): Material {
  return isHidden(path) ? { ref } : bundleAt(context, String(path));
}

function certificate(context: ContainerContext, ref: Ref, path: unknown, keyPath: unknown): Material {
  return isHidden(path) ? { ref } : certificateAt(context, String(path), file(keyPath) && !isHidden(keyPath) ? String(keyPath) : undefined);
}

function file(path: unknown): boolean {
  return typeof path === 'string' && path !== '';
}

function text<K extends string>(key: K, value: unknown): { readonly [k in K]?: string } {
  return typeof value === 'string' && value !== '' && !isHidden(value) ? { [key]: value } as { readonly [k in K]?: string } : {};
}
