import { ContainerContext } from '../containers';
import { Cluster, Envoy, envoyOf, Listener, typed } from '../envoy/config';
import { EnvoyTls, readTlsContext } from '../envoy/tls';
import { Client, Material, Reading, Server, Trust } from '../model';
import { bundleAt, certificateAt, trustIn } from '../thanos/files';
import { bool } from '../thanos/yaml';
import { items } from '../values';

/** Envoy with a static configuration, as it stands beside a querier: its listeners, and the clusters that it dials. */
export function readEnvoy(context: ContainerContext): Reading {
  const envoy = envoyOf(context);
  if (!envoy) { return {}; }
  const { listeners, clusters } = envoy;
  return { servers: listeners.map((listener) => server(envoy, listener)), clients: clusters.flatMap((cluster) => clients(envoy, cluster)) };
}

function server(envoy: Envoy, listener: Listener): Server {
  const { context } = envoy;
  const contexts = listener.chains.map((chain) => typed(chain.transport_socket));
  const tls = contexts[0] && readTlsContext(envoy, contexts[0]);
  const { host, port } = listener.address;
  const name: unknown = items(context.container.ports).find((p) => p.containerPort === port)?.name;
  const mixed = contexts.some((c) => c === undefined) && contexts.some((c) => c !== undefined);
  return {
    ref: envoy.ref,
    product: 'Envoy',
    namespace: context.namespace,
    labels: context.labels,
    port,
    ...(typeof name === 'string' ? { portName: name } : {}),
    tls: mixed ? undefined : tls !== undefined,
    certificates: contexts.length === 1 ? [shown(envoy, tls)].flatMap((one) => one ?? []) : [],
    clientAuth: bool(contexts[0]?.require_client_certificate) === true ? 'required' : 'none',
    ...(tls && tls.caFile !== '' ? { clientCa: bundleAt(envoy, tls.caFile) } : {}),
    ...(tls?.inline.ca === undefined || tls.caHidden ? {} : { clientCa: { ref: envoy.source, pem: tls.inline.ca } }),
    ...(tls && contexts.length === 1 ? { alpn: tls.alpn } : {}),
    ...(tls?.minVersion === undefined ? {} : { minVersion: tls.minVersion }),
    ...(tls?.maxVersion === undefined ? {} : { maxVersion: tls.maxVersion }),
    ...(/^(127\.|::1$|localhost$)/.test(host) ? { loopback: true } : {}),
  };
}

/** The certificate that an Envoy shows: in files, or in its configuration itself. */
function shown(envoy: Envoy, tls: EnvoyTls | undefined): Material | undefined {
  if (!tls) { return undefined; }
  if (tls.certFile !== '') { return certificateAt(envoy, tls.certFile, tls.keyFile); }
  const { certificate, key } = tls.inline;
  if (certificate === undefined) { return undefined; }
  return { ref: envoy.source, pem: certificate, ...(key === undefined ? {} : { keyPem: key, keyRef: envoy.source }) };
}

function identity(envoy: Envoy, tls: EnvoyTls): Pick<Client, 'identity'> {
  const material = shown(envoy, tls);
  return material ? { identity: material } : {};
}

function trusted(envoy: Envoy, tls: EnvoyTls): Trust {
  if (tls.caHidden || (tls.caFile === '' && tls.inline.ca === undefined)) { return { system: true, bundles: [] }; }
  return tls.inline.ca === undefined ? trustIn(envoy, tls.caFile) : { system: false, bundles: [{ ref: envoy.source, pem: tls.inline.ca }] };
}

function clients(envoy: Envoy, cluster: Cluster): Client[] {
  const { context } = envoy;
  const tls = cluster.tls && readTlsContext(envoy, cluster.tls);
  return cluster.endpoints.map(({ host, port }): Client => {
    const own = {
      ref: envoy.source,
      product: 'Envoy',
      namespace: context.namespace,
      labels: context.labels,
      address: { text: `${host}:${port}`, host: host.toLowerCase(), port },
    };
    if (!tls) { return { ...own, tls: false, trust: { system: true, bundles: [] } }; }
    const exact = tls.names?.length === 1 ? tls.names[0].exact : undefined;
    const name = exact ?? tls.sni;
    const among = (tls.names ?? []).flatMap((one) => one.among ?? []);
    return {
      ...own,
      tls: true,
      trust: trusted(envoy, tls),
      ...(name === '' ? {} : { serverName: name }),
      sni: tls.sni,
      // Envoy compares no name unless it is told to (see OT341).
      ...(exact === undefined ? { anyName: true } : {}),
      ...(among.length > 0 && among.length === tls.names?.length ? { namesAmong: among } : {}),
      ...((tls.caFile === '' && tls.inline.ca === undefined && !tls.caHidden) || tls.acceptsUntrusted ? { skipVerify: true } : {}),
      ...identity(envoy, tls),
      ...(tls.minVersion === undefined ? {} : { minVersion: tls.minVersion }),
      // As a client Envoy speaks TLS 1.2 at most unless it is told otherwise (source/common/tls/context_config_impl.cc).
      maxVersion: tls.maxVersion ?? '1.2',
    };
  });
}
