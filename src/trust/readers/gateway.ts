import { annotationsOf, isProxied } from '../exposure/annotations';
import { backendsOf, hostsOf, isGranted, Listener } from '../exposure/gateway-routes';
import { oneVersion } from '../exposure/versions';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { Exposure, Material, Reading, Server } from '../model';
import { isMap, items } from '../values';

/**
 * A Gateway of the Gateway API: each listener of protocol HTTPS or TLS, which ends TLS with the certificates that it names, or passes it on to the Services of
 * TLSRoutes (kubernetes-sigs/gateway-api 1.6, apis/v1/gateway_types.go).
 */
export function readGateway(inventory: Inventory, object: Manifest): Reading {
  if (isProxied(object)) { return {}; }
  const found = items(object.spec?.listeners).flatMap((listener, i): Exposure[] => {
    const { protocol, port, tls } = isMap(listener) ? listener as Listener : {} as Listener;
    if ((protocol !== 'HTTPS' && protocol !== 'TLS') || typeof port !== 'number') { return []; }
    const hosts = hostsOf(inventory, object, listener);
    const at = { ref: inventory.ref(object, `spec.listeners[${i}]`), deep: true, port };
    if (tls?.mode === 'Passthrough') {
      return hosts.flatMap(({ host, route }) => (route?.kind === 'TLSRoute' ? [{ ...at, host, backends: backendsOf(inventory, route) }] : []));
    }
    const server = ending(inventory, object, listener, i);
    return [...new Set(hosts.map(({ host }) => host))].map((host) => ({ ...at, host, server }));
  });
  return { exposures: found, servers: [...new Set(found.flatMap(({ server }) => server ?? []))] };
}

/** A listener that ends TLS. A Gateway of Google's may have its certificates in a map that is kept there. */
function ending(inventory: Inventory, object: Manifest, listener: Listener, i: number): Server {
  const options: unknown = listener.tls?.options;
  const elsewhere = annotationsOf(object)['networking.gke.io/certmap'] !== undefined || (isMap(options) && Object.keys(options).some((name) => /cert/i.test(name)));
  const field = `spec.listeners[${i}].tls`;
  return {
    ref: inventory.ref(object, field),
    product: 'the Gateway',
    namespace: namespaceOf(object),
    labels: {},
    port: listener.port as number,
    tls: true,
    certificates: elsewhere ? [] : certificatesOf(inventory, object, items(listener.tls?.certificateRefs)),
    ...clientsOf(inventory, object, listener),
  };
}

/** The certificates that a listener names; none of another namespace that does not allow it for certain. */
function certificatesOf(inventory: Inventory, object: Manifest, refs: readonly any[]): Material[] {
  const secrets = refs.filter((ref) => isMap(ref) && typeof ref.name === 'string' && (ref.kind ?? 'Secret') === 'Secret' && !ref.group)
    .map(({ name, namespace }) => ({ kind: 'Secret', name, namespace: typeof namespace === 'string' ? namespace : namespaceOf(object) }));
  const only = ({ namespace, name }: typeof secrets[number]) => oneVersion(inventory, namespace, name);
  // One that does not show may be the one that is asked for.
  const known = secrets.length === refs.length && secrets.every((secret) => isGranted(inventory, object, secret) && only(secret));
  return known ? secrets.map(({ name, namespace }) => certificateIn(inventory, namespace, name, 'tls.crt', 'tls.key')) : [];
}

/** Whom a listener of protocol HTTPS lets in: the validation of its port, else that of the Gateway (FrontendTLSConfig; before 1.5, in the listener). */
function clientsOf(inventory: Inventory, object: Manifest, { tls, port, protocol }: Listener): Pick<Server, 'clientAuth' | 'clientCa'> {
  const frontend = protocol === 'HTTPS' ? object.spec?.tls?.frontend : undefined;
  const ofPort = items(frontend?.perPort).find((one) => isMap(one) && one.port === port)?.tls;
  const validation = (ofPort ?? frontend?.default)?.validation ?? tls?.frontendValidation;
  const [ref, ...others] = items(validation?.caCertificateRefs);
  if (!isMap(validation)) { return { clientAuth: 'none' }; }
  const clientAuth = validation.mode === 'AllowInsecureFallback' ? 'requested' as const : 'required' as const;
  const namespace = typeof ref?.namespace === 'string' ? ref.namespace : namespaceOf(object);
  const kind = ref?.kind ?? 'ConfigMap';
  const known = clientAuth === 'required' && others.length === 0 && typeof ref?.name === 'string' && (kind === 'ConfigMap' || kind === 'Secret')
    && isGranted(inventory, object, { kind, name: ref.name, namespace });
  return { clientAuth, ...(known ? { clientCa: bundleIn(inventory, kind, namespace, ref.name, 'ca.crt') } : {}) };
}
