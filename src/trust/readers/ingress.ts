import { annotationsOf, passesOn, showsItsSecrets } from '../exposure/annotations';
import { nginxClients } from '../exposure/ingress-nginx';
import { oneVersion } from '../exposure/versions';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { Backend, Exposure, Material, Reading, Server } from '../model';
import { isMap, items } from '../values';
import { covers } from '../verify';

/**
 * An Ingress: each host of its rules that `spec.tls` speaks of, with the certificate of the Secret that is named there (ingress-nginx 1.15.1,
 * internal/ingress/controller/controller.go, createServers; the others do the same). Of a host that it does not speak of, and where no Secret is named, the controller
 * shows a certificate of its own, of which nothing is known.
 */
export function readIngress(inventory: Inventory, object: Manifest): Reading {
  const spec = isMap(object.spec) ? object.spec : {};
  const rules = items(spec.rules).filter((rule) => isMap(rule) && typeof rule.host === 'string' && rule.host !== '');
  const clients = nginxClients(inventory, object);
  // One that tries a new version beside another changes nothing about hosts.
  if (annotationsOf(object)['nginx.ingress.kubernetes.io/canary'] === 'true') { return { clients }; }
  const hosts = new Map<string, any[]>();
  for (const { host, http } of rules) { hosts.set(host.toLowerCase(), [...hosts.get(host.toLowerCase()) ?? [], ...items(http?.paths)]); }
  const ends = items(spec.tls).some(isMap);
  const exposures = [...hosts].flatMap(([host, paths]): Exposure[] => {
    const at = { ref: inventory.ref(object, 'spec.tls'), host, port: 443 };
    const backend = passesOn(object) ? rootOf(object, paths) : undefined;
    return backend ? [{ ...at, backends: [backend] }] : ends ? [{ ...at, server: ending(inventory, object, host) }] : [];
  });
  return { clients, exposures, servers: exposures.flatMap(({ server }) => server ?? []) };
}

/** What is behind a whole host: TLS is passed on only there, since nobody sees a path in it. */
function rootOf(object: Manifest, paths: readonly any[]): Backend | undefined {
  const backend = paths.find((path) => isMap(path) && (path.path ?? '/') === '/')?.backend;
  const service: unknown = backend?.service?.name ?? backend?.serviceName;
  const port: unknown = backend?.service?.port?.number ?? backend?.service?.port?.name ?? backend?.servicePort;
  const known = typeof service === 'string' && (typeof port === 'number' || typeof port === 'string');
  return known ? { service, namespace: namespaceOf(object), port } : undefined;
}

/** That which ends TLS for a host. */
function ending(inventory: Inventory, object: Manifest, host: string): Server {
  return {
    ref: inventory.ref(object, 'spec.tls'),
    product: 'the ingress controller',
    namespace: namespaceOf(object),
    labels: {},
    port: 443,
    tls: true,
    certificates: showsItsSecrets(inventory, object) ? certificatesFor(inventory, object, host) : [],
    ...clientsOf(inventory, object),
  };
}

/** The certificate of the entry that names the host; where none does, of those whose certificate is known to cover it. */
function certificatesFor(inventory: Inventory, object: Manifest, host: string): Material[] {
  const entries = items(object.spec?.tls).filter(isMap);
  const named = entries.find((entry) => items(entry.hosts).some((each) => String(each).toLowerCase() === host));
  const certificates = (named ? [named] : entries).filter(({ secretName }) => typeof secretName === 'string' && secretName !== '' && oneVersion(inventory, namespaceOf(object), secretName))
    .map(({ secretName }) => certificateIn(inventory, namespaceOf(object), secretName, 'tls.crt', 'tls.key'));
  return named ? certificates : certificates.filter((certificate) => covers(certificate, host));
}

const CLIENTS = ['nginx.ingress.kubernetes.io', 'haproxy-ingress.github.io', 'ingress.kubernetes.io'];

/** Whom the controller lets in (ingress-nginx 1.15.1, internal/ingress/annotations/authtls): everybody shows a certificate, unless it is said that they may. */
function clientsOf(inventory: Inventory, object: Manifest): Pick<Server, 'clientAuth' | 'clientCa'> {
  const annotations = annotationsOf(object);
  const prefix = CLIENTS.find((each) => annotations[`${each}/auth-tls-secret`] !== undefined);
  const verify = annotations[`${prefix}/auth-tls-verify-client`];
  if (prefix === undefined || verify === 'off') { return { clientAuth: 'none' }; }
  if (verify === 'optional_no_ca') { return { clientAuth: 'requested' }; }
  const [namespace, name] = `/${annotations[`${prefix}/auth-tls-secret`]}`.split('/').slice(-2);
  const clientCa = bundleIn(inventory, 'Secret', namespace === '' ? namespaceOf(object) : namespace, name, 'ca.crt');
  return { clientAuth: verify === 'optional' ? 'requested' : 'required', clientCa };
}
