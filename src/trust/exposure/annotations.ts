import { Inventory, Manifest } from '../inventory';
import { hasPlaceholder } from '../placeholders';
import { isMap } from '../values';

/** The annotations of an object that are texts. */
export function annotationsOf({ metadata: { annotations } }: Manifest): { readonly [name: string]: string } {
  return isMap(annotations) ? Object.fromEntries(Object.entries(annotations).filter((entry): entry is [string, string] => typeof entry[1] === 'string')) : {};
}

/** Whether the name leads to somebody who ends TLS before: Cloudflare's proxy (external-dns 0.19, docs/tutorials/cloudflare.md). */
export function isProxied(object: Manifest): boolean {
  return annotationsOf(object)['external-dns.alpha.kubernetes.io/cloudflare-proxied'] === 'true';
}

/** Controllers whose certificates do not come from `spec.tls`, by their class or the controller of that: load balancers of AWS, Tailscale, ngrok, Cloudflare's tunnels. */
const OWN_CERTIFICATES = /(^|[./-])(alb|aws|eks|tailscale|ngrok|cloudflare)([./-]|$)/i;

/** Annotations that name a certificate that is kept elsewhere: at AWS, Google and Azure. */
const KEPT_ELSEWHERE = /^(alb\.ingress\.kubernetes\.io\/|ingress\.gcp\.kubernetes\.io\/pre-shared-cert$|networking\.gke\.io\/managed-certificates$|appgw\.ingress\.kubernetes\.io\/appgw-ssl-certificate$)/;

/** The class of an Ingress as it is named, and the controller that an IngressClass of that name says it is for. */
export function classOf(inventory: Inventory, object: Manifest): { readonly named: unknown; readonly controller: unknown } {
  const named: unknown = object.spec?.ingressClassName ?? annotationsOf(object)['kubernetes.io/ingress.class'];
  return { named, controller: typeof named === 'string' ? inventory.get('IngressClass', '', named)?.spec?.controller : undefined };
}

/** Whether the certificates that an Ingress names in `spec.tls` are those that are shown for its hosts, as far as its class and annotations tell. */
export function showsItsSecrets(inventory: Inventory, object: Manifest): boolean {
  const { named, controller } = classOf(inventory, object);
  // One whose name is still to be filled in may be the one.
  const open = inventory.all('IngressClass').some(({ metadata: { name } }) => hasPlaceholder(name));
  return !open && !isProxied(object) && ![named, controller].some((text) => typeof text === 'string' && OWN_CERTIFICATES.test(text))
    && !Object.keys(annotationsOf(object)).some((name) => KEPT_ELSEWHERE.test(name));
}

/** Annotations by which TLS is passed on to the pods (ingress-nginx 1.15.1, sslpassthrough; HAProxy's controller 3.1; haproxy-ingress 0.15; OpenShift's router). */
const PASSING: readonly (readonly [string, string])[] = [
  ...['nginx.ingress.kubernetes.io', 'haproxy.org', 'haproxy-ingress.github.io', 'ingress.kubernetes.io'].map((prefix) => [`${prefix}/ssl-passthrough`, 'true'] as const),
  ['route.openshift.io/termination', 'passthrough'],
];

/** Whether an Ingress has TLS passed on. */
export function passesOn(object: Manifest): boolean {
  const annotations = annotationsOf(object);
  return PASSING.some(([name, value]) => annotations[name] === value);
}
