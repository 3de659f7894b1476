import { MonitoredKey, ScrapeTlsSpec } from '../crds/prometheus-operator';
import { Manifest, namespaceOf } from '../trust/inventory';
import { bundleIn } from '../trust/material';
import { Client, Material, Server } from '../trust/model';
import { closedLabels, selects } from '../trust/policies/selector';
import { compare } from '../trust/refs';
import { verifyClient, verifyServer } from '../trust/verify';
import { ANY_TIME, World } from '../trust/world';
import { Certificate } from '../x509/certificate';

/** A bundle that a monitor in the namespace of a server can name. */
interface Bundle {
  readonly key: MonitoredKey;
  readonly material: Material;
}

/** How sure it is that a bundle and a name verify a server. */
const SURE = { proved: 3, consistent: 2, unknown: 1 } as const;

/**
 * The CA and the name with which a server is verified, found by trying: with the bundles that its clients have, that lies beside its certificate, and that others in its
 * namespace have; with the names that its clients dial, and those in its certificate. What the prover verifies is taken before what it does not know, and nothing that fails.
 * Undefined where nothing is left.
 */
export function scrapeTls(world: World, server: Server, more: readonly MonitoredKey[], identity: string | undefined): ScrapeTlsSpec | undefined {
  const clients = world.connections.filter((one) => one.server === server && one.analysis.state in SURE).map(({ client }) => client);
  const names = namesOf(world, server, clients);
  const shown = identity === undefined ? undefined : material(world, server.namespace, { secret: { name: identity, key: 'tls.crt' } });
  let best: { readonly sure: number; readonly ca: MonitoredKey; readonly serverName: string } | undefined;
  for (const { key, material: bundle } of bundlesFor(world, server, clients, more)) {
    for (const serverName of names) {
      const client: Client = {
        ref: server.ref, product: 'Prometheus', namespace: server.namespace, tls: true, dialsAddresses: true, trust: { system: false, bundles: [bundle] }, serverName, identity: shown,
      };
      const { state } = verifyServer(client, server, ANY_TIME);
      const sure = state in SURE && verifyClient(client, server, ANY_TIME)?.state !== 'failed' ? SURE[state as keyof typeof SURE] : 0;
      if (sure > (best?.sure ?? 0)) { best = { sure, ca: key, serverName }; }
    }
  }
  return best && {
    ca: best.ca,
    serverName: best.serverName,
    ...(identity === undefined || server.clientAuth === 'none' ? {} : { cert: { secret: { name: identity, key: 'tls.crt' } }, keySecret: { name: identity, key: 'tls.key' } }),
  };
}

function namesOf({ inventory }: World, server: Server, clients: readonly Client[]): string[] {
  const dialled = clients.map((client) => client.serverName ?? client.address?.host ?? '').filter((name) => name !== '');
  const shown = (pem: string) => Certificate.poolFromPem(pem)[0]?.dnsNames ?? [];
  const covered = server.certificates.flatMap(({ pem, dnsNames = [] }) => (pem === undefined ? dnsNames : shown(pem)));
  // The longer a name the less it says of somebody else: "minio" may be in many certificates.
  const inside = (name: string) => Number(name.endsWith('.svc'));
  const own = covered.filter((name) => !name.includes('*')).sort((a, b) => inside(b) - inside(a) || b.length - a.length || compare(a, b));
  const leads = (service: Manifest) => inventory.sameNamespace(namespaceOf(service), server.namespace) && service.spec?.clusterIP !== 'None'
    && selects({ matchLabels: service.spec?.selector }, closedLabels(server.labels)) === true;
  const services = inventory.all('Service').filter(leads).map((service) => `${service.metadata.name}.${namespaceOf(service)}.svc`);
  return [...new Set([...dialled.sort(compare), ...own, ...services.sort(compare)])];
}

function bundlesFor(world: World, server: Server, clients: readonly Client[], more: readonly MonitoredKey[]): Bundle[] {
  const { inventory } = world;
  const { namespace } = server;
  const of = (all: readonly Client[]) => all.flatMap(({ trust }) => trust.bundles.flatMap((bundle) => keysOf(bundle, namespace)));
  const beside = server.certificates.flatMap(({ ref }) => {
    const secret = ref.kind === 'Certificate' ? String(inventory.get('Certificate', ref.namespace, ref.name)?.spec?.secretName) : ref.name;
    const key = { secret: { name: secret, key: 'ca.crt' } };
    // Whether an existing Secret has a ca.crt does not show.
    const { pem, authorities } = material(world, namespace, key);
    return !['Certificate', 'Secret'].includes(ref.kind) || (pem ?? authorities) === undefined ? [] : [key];
  });
  const clientCas = world.servers.flatMap(({ clientCa }) => (clientCa ? keysOf(clientCa, namespace) : []));
  const seen = new Map([...of(clients), ...beside, ...more, ...of(world.clients), ...clientCas].map((key) => [JSON.stringify(key), key]));
  return [...seen.values()].map((key) => ({ key, material: material(world, namespace, key) })).filter((each) => each.material.missing === undefined);
}

function material({ inventory }: World, namespace: string, { configMap, secret }: MonitoredKey): Material {
  const { name, key } = configMap ?? secret ?? { name: '', key: '' };
  return bundleIn(inventory, configMap ? 'ConfigMap' : 'Secret', namespace, name, key);
}

/** Where a bundle lies, as a monitor of a namespace can name it. */
function keysOf({ at }: Material, namespace: string): MonitoredKey[] {
  if (at?.namespace !== namespace) { return []; }
  const { kind, name, key } = at;
  return [kind === 'ConfigMap' ? { configMap: { name, key } } : { secret: { name, key } }];
}
