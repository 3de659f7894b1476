import { annotationsOf, classOf, passesOn } from './annotations';
import { onward } from './behind';
import { Inventory, keysOf, Manifest, namespaceOf } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { Client } from '../model';
import { isMap, items } from '../values';

const PREFIX = 'nginx.ingress.kubernetes.io/';
const OTHERS = /traefik|haproxy|kong|contour|istio|cilium|openshift|alb|gce|azure|tailscale|ngrok|cloudflare/i;

/** How ingress-nginx speaks to pods, by its annotation `backend-protocol`. */
const TLS: { readonly [protocol: string]: boolean } = { HTTP: false, GRPC: false, HTTPS: true, GRPCS: true };

/**
 * ingress-nginx dialling the Services behind an Ingress (1.15.1, rootfs/etc/nginx/template/nginx.tmpl): untold without TLS; with HTTPS it verifies them only where
 * `proxy-ssl-verify` is on, and then by the name `upstream_balancer` unless it is told another; with GRPCS never, and it shows no certificate, since what is said of
 * `proxy_ssl` does not hold for `grpc_pass`.
 */
export function nginxClients(inventory: Inventory, object: Manifest): Client[] {
  const annotations = annotationsOf(object);
  const protocol = (annotations[`${PREFIX}backend-protocol`] ?? 'HTTP').toUpperCase();
  // What is written for nginx itself may say anything.
  const written = Object.keys(annotations).some((name) => name.startsWith(PREFIX) && name.endsWith('-snippet'));
  if (!isNginx(inventory, object) || passesOn(object) || written || !Object.hasOwn(TLS, protocol)) { return []; }
  const namespace = namespaceOf(object);
  const told = TLS[protocol] ? toldOfTls(inventory, namespace, annotations, protocol) : {};
  return items(object.spec?.rules).flatMap((rule, i) => items(rule?.http?.paths).flatMap((path, j) => {
    const { name, port } = isMap(path?.backend?.service) ? path.backend.service : {} as { [field: string]: any };
    const at: unknown = port?.number ?? port?.name;
    if (typeof name !== 'string' || (typeof at !== 'number' && typeof at !== 'string')) { return []; }
    const ref = inventory.ref(object, `spec.rules[${i}].http.paths[${j}].backend`);
    return onward(inventory, { service: name, namespace, port: at }, { ref, product: 'the ingress controller', tls: TLS[protocol], ...told });
  }));
}

/** Whether an Ingress is for ingress-nginx, as far as its class and annotations tell; F5's controller has the same class and other annotations. */
function isNginx(inventory: Inventory, object: Manifest): boolean {
  const names = Object.keys(annotationsOf(object));
  const { named, controller } = classOf(inventory, object);
  if (controller !== undefined) { return controller === 'k8s.io/ingress-nginx'; }
  if (names.some((name) => name.startsWith('nginx.org/')) || (typeof named === 'string' && OTHERS.test(named))) { return false; }
  return named === 'nginx' || names.some((name) => name.startsWith(PREFIX));
}

function toldOfTls(inventory: Inventory, own: string, annotations: { readonly [name: string]: string }, protocol: string): Pick<Client, 'skipVerify'> & Partial<Client> {
  const [namespace, name] = (annotations[`${PREFIX}proxy-ssl-secret`] ?? '').split('/');
  if (protocol === 'GRPCS' || name === undefined || namespace !== own) { return { skipVerify: true }; }
  const secret = inventory.get('Secret', namespace, name);
  const identity = secret && !keysOf(secret).includes('tls.crt') ? {} : { identity: certificateIn(inventory, namespace, name, 'tls.crt', 'tls.key') };
  if (annotations[`${PREFIX}proxy-ssl-verify`] !== 'on') { return { skipVerify: true, ...identity }; }
  const trust = { system: false, bundles: [bundleIn(inventory, 'Secret', namespace, name, 'ca.crt')] };
  return { trust, serverName: annotations[`${PREFIX}proxy-ssl-name`] ?? 'upstream_balancer', ...identity };
}
