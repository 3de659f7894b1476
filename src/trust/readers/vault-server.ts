import { bundleAt, certificateAt } from '../container-files';
import { ContainerContext, containerRef } from '../containers';
import { several } from '../hcl';
import { Reading, Server } from '../model';
import { UNKNOWN } from '../shell/run';
import { joins } from '../vault/raft';
import { blocksOf, portNameOf, switchOf, VaultConfig, vaultServer, VaultServer } from '../vault/server';

/**
 * Vault, or OpenBao: each `listener "tcp"` of its configuration, with TLS unless that is disabled (hashicorp/vault 1.21.4, internalshared/configutil/listener.go,
 * internalshared/listenerutil/listener.go; openbao df6ce2ce, internal/helper/listenerutil).
 */
export function readVaultServer(context: ContainerContext): Reading {
  const server = vaultServer(context);
  return server ? { servers: serversOf(context, server), clients: server.configs.flatMap((config) => joins(context, server.product, config)) } : {};
}

function serversOf(context: ContainerContext, { product, configs, dev }: VaultServer): Server[] {
  const told = configs.flatMap((config) => blocksOf(config.values.listener).filter(({ type }) => /^tcp$/i.test(type)).flatMap((listener) => listening(context, product, config, listener)));
  const own = dev && at(dev.address);
  return own ? [{ ...own, ...common(context, product, own.port), ref: containerRef(context), tls: dev.tls, certificates: [], clientAuth: 'none' }, ...told] : told;
}

/** The port of an address, and whether others reach it; undefined where it does not show. */
function at(address: string): { readonly port: number; readonly loopback?: boolean } | undefined {
  const port = Number(/:(\d{1,5})$/.exec(address)?.[1] ?? NaN);
  return Number.isInteger(port) ? { port, ...(/^(127\.|localhost:|\[::1\]:)/.test(address) ? { loopback: true } : {}) } : undefined;
}

function common({ namespace, labels, ...context }: ContainerContext, product: string, port: number): Pick<Server, 'product' | 'namespace' | 'labels' | 'portName'> {
  return { product, namespace, labels, portName: portNameOf({ namespace, labels, ...context }, port) };
}

const VERSIONS: { readonly [word: string]: string } = { tls10: '1.0', tls11: '1.1', tls12: '1.2', tls13: '1.3' };

function listening(context: ContainerContext, product: string, { ref }: VaultConfig, listener: { readonly [name: string]: any }): Server[] {
  const place = at(typeof listener.address === 'string' && listener.address !== '' ? listener.address : '127.0.0.1:8200');
  const disabled = switchOf(listener.tls_disable);
  if (!place) { return []; }
  const tls = disabled === undefined ? undefined : !disabled;
  return [{
    ...place,
    ...common(context, product, place.port),
    ref,
    container: containerRef(context),
    tls,
    certificates: tls ? certificatesOf(context, product, { ref, values: listener }) : [],
    ...(tls ? clientsOf(context, listener) : { clientAuth: 'none' }),
    minVersion: VERSIONS[listener.tls_min_version ?? 'tls12'],
    maxVersion: VERSIONS[listener.tls_max_version ?? 'tls13'],
  }];
}

/** Without a certificate Vault does not start; OpenBao may ask an ACME server for one (internal/helper/listenerutil/tls_acme.go). */
function certificatesOf(context: ContainerContext, product: string, { ref, values }: VaultConfig): Server['certificates'] {
  const [file, key] = [values.tls_cert_file, values.tls_key_file].map((path) => (typeof path === 'string' && path !== '' ? path : undefined));
  if (file === undefined || key === undefined) {
    const missing = `a listener "tcp" has no ${file === undefined ? 'tls_cert_file' : 'tls_key_file'}, and tls_disable is not set: ${product} does not start`;
    return product === 'Vault' ? [{ ref, missing }] : [];
  }
  return [file, key].some((path) => path.includes(UNKNOWN)) ? [{ ref }] : [certificateAt(context, file, key)];
}

/** It asks everybody for a certificate and looks at none, unless it is told to verify them: then with the public roots, where no file is named. */
function clientsOf(context: ContainerContext, listener: { readonly [name: string]: any }): Pick<Server, 'clientAuth' | 'clientCa'> {
  if (switchOf(listener.tls_require_and_verify_client_cert) !== true) { return { clientAuth: 'none' }; }
  const [file] = several(listener.tls_client_ca_file);
  return { clientAuth: 'required', ...(typeof file === 'string' && file !== '' && !file.includes(UNKNOWN) ? { clientCa: bundleAt(context, file) } : {}) };
}
