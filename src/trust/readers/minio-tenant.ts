import { Inventory, Manifest, namespaceOf } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { autoCertNames, readTenantSpec, tenantPeers } from '../minio/tenant';
import { Client, Material, Reading } from '../model';
import { items } from '../values';
import type { WorldOptions } from '../world';

/** A Tenant of MinIO's operator: the servers and the Services that the operator makes of it. */
export function readMinioTenant(inventory: Inventory, object: Manifest, options: WorldOptions): Reading {
  if (!/^minio\.min\.io\//.test(object.apiVersion)) { return {}; }
  const { autoCert, given, spec } = readTenantSpec(object);
  const name = object.metadata.name;
  const namespace = namespaceOf(object);
  const tls = autoCert || given.length > 0;
  const labels = { 'v1.min.io/tenant': name };
  const own: Material[] = given.map((one) => certificateIn(inventory, namespace, one.name, one.certificate, one.key));
  // Who signs it, only the cluster knows: often its own CA, sometimes one that is published nowhere.
  const more = items(spec.certConfig?.dnsNames).map(String);
  const dnsNames = object.metadata.namespace === undefined ? undefined : autoCertNames(name, namespace, ['cluster.local', ...options.clusterDomains ?? []], more);
  const auto: Material = { ref: inventory.ref(object, 'spec.requestAutoCert'), dnsNames };
  const server = {
    ref: inventory.ref(object), namespace, labels, tls, certificates: [...own, ...(autoCert ? [auto] : [])], clientAuth: 'none' as const, minVersion: '1.2',
  };
  const consolePort = tls ? 9443 : 9090;
  const service = { namespace, selector: labels, of: inventory.ref(object) };
  return {
    servers: [{ ...server, product: 'MinIO', port: 9000 }, { ...server, product: 'the MinIO console', port: consolePort }],
    services: [
      { ...service, name: 'minio', ports: [{ name: tls ? 'https-minio' : 'http-minio', port: tls ? 443 : 80, targetPort: 9000 }] },
      { ...service, name: `${name}-hl`, ports: [{ name: tls ? 'https-minio' : 'http-minio', port: 9000, targetPort: 9000 }], headless: true },
      { ...service, name: `${name}-console`, ports: [{ name: tls ? 'https-console' : 'http-console', port: consolePort, targetPort: consolePort }] },
    ],
    clients: autoCert ? [] : peers(inventory, object, own, options),
  };
}

/**
 * The servers verify each other with what the operator puts beside their certificate, which is in part the certificate itself. In a certificate
 * that it has signed the operator sees to the names.
 */
function peers(inventory: Inventory, object: Manifest, own: readonly Material[], options: WorldOptions): Client[] {
  const { authorities, given } = readTenantSpec(object);
  const namespace = namespaceOf(object);
  // A certificate that is itself among the roots is accepted, whoever signed it.
  const itself = own.map(({ ref, pem, self, authorities: by }) => ({ ref, pem, authorities: self === undefined ? by : [self, ...by ?? []] }));
  const bundles = [...itself, ...authorities.map(({ name, key }) => bundleIn(inventory, 'Secret', namespace, name, key))];
  const placed = given.length > 0 && object.metadata.namespace !== undefined;
  const hosts = placed ? tenantPeers(object, options.clusterDomains?.[0] ?? 'cluster.local') : [];
  return hosts.map((host) => ({
    ref: inventory.ref(object, 'spec.pools'),
    product: 'MinIO',
    namespace,
    labels: { 'v1.min.io/tenant': object.metadata.name },
    address: { text: `https://${host}:9000`, host, port: 9000 },
    tls: true,
    trust: { system: true, onlyPublic: true, bundles },
  }));
}
