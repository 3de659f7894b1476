import { isIP } from '../../x509/ip';
import { annotationsOf } from '../exposure/annotations';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { grouped, once } from '../once';
import { isMap, items } from '../values';

/**
 * The Certificates that cert-manager makes of the annotations of an Ingress or a Gateway, each named as its Secret (cert-manager 1.21,
 * pkg/controller/certificate-shim/sync.go).
 */
export function shimmedCertificates(inventory: Inventory): readonly Manifest[] {
  return [...once(inventory, byObject).values()].flat();
}

/** Those of one object. */
export function shimmedCertificatesOf(inventory: Inventory, object: Manifest): readonly Manifest[] {
  return once(inventory, byObject).get(object) ?? [];
}

/** That which writes a Secret. */
export function shimmedCertificate(inventory: Inventory, namespace: string, secret: string): Manifest | undefined {
  return once(inventory, bySecret).get(`${inventory.area(namespace)}/${secret}`)?.find((one) => inventory.sameNamespace(namespaceOf(one), namespace));
}

const bySecret = (inventory: Inventory): Map<string, Manifest[]> =>
  grouped([...shimmedCertificates(inventory)], (one) => `${inventory.area(namespaceOf(one))}/${one.metadata.name}`);

function byObject(inventory: Inventory): ReadonlyMap<Manifest, readonly Manifest[]> {
  return new Map(['Ingress', 'Gateway'].flatMap((kind) => inventory.all(kind)).map((object) => {
    const issuer = issuerIn(object);
    const hosts = issuer ? [...hostsBySecret(object)] : [];
    const made = hosts.map(([secret, names]) => certificateFor(object, secret, names, issuer));
    for (const certificate of made) { inventory.standsFor(certificate, object, 'metadata.annotations', {}); }
    return [object, made];
  }));
}

const told = (object: Manifest, name: string): string | undefined => annotationsOf(object)[`cert-manager.io/${name}`];

const list = (object: Manifest, name: string): string[] => (told(object, name) ?? '').split(',').map((each) => each.trim()).filter((each) => each !== '');

/** The issuer that is named (issuerForIngressLike); none where the annotations contradict each other. With kubernetes.io/tls-acme it is the controller's own. */
function issuerIn(object: Manifest): { readonly [field: string]: string } | undefined {
  const [own, cluster, kind, group] = ['issuer', 'cluster-issuer', 'issuer-kind', 'issuer-group'].map((name) => told(object, name));
  const name = cluster ?? own;
  if (name === undefined || name === '' || (cluster !== undefined && [own, kind, group].some((other) => other !== undefined))) { return undefined; }
  return { name, kind: kind ?? (cluster === undefined ? 'Issuer' : 'ClusterIssuer'), ...(group === undefined ? {} : { group }) };
}

/** The hosts that are asked for in one Certificate: those of an entry of `spec.tls`, or of all listeners that end TLS with a Secret of their namespace. */
function hostsBySecret(object: Manifest): ReadonlyMap<string, readonly string[]> {
  const spec = isMap(object.spec) ? object.spec : {};
  const asked = object.kind === 'Ingress' ? items(spec.tls).filter(isMap).map(({ hosts, secretName }) => ({ secret: secretName, hosts: items(hosts).map(String) })) : ofListeners(object, spec.listeners);
  const named = asked.filter(({ secret, hosts }) => typeof secret === 'string' && secret !== '' && hosts.length > 0);
  const found = grouped(named, ({ secret }) => String(secret));
  // Of an Ingress of which two entries share a Secret it makes nothing (validateIngressLike).
  if (object.kind === 'Ingress' && asked.some(({ secret }, i) => asked.findIndex((other) => other.secret === secret) !== i)) { return new Map(); }
  return new Map([...found].map(([secret, entries]) => [secret, [...new Set(entries.flatMap(({ hosts }) => hosts))]]));
}

function ofListeners(object: Manifest, listeners: unknown): { readonly secret: unknown; readonly hosts: string[] }[] {
  const ignored = list(object, 'ignore-tls-listeners');
  return items(listeners).filter((one) => isMap(one) && isMap(one.tls) && ['HTTPS', 'TLS'].includes(one.protocol) && one.tls.mode !== 'Passthrough' && !ignored.includes(one.name)).flatMap((one) => {
    const refs = items(one.tls.certificateRefs);
    const fit = typeof one.hostname === 'string' && one.hostname !== '' && refs.every((ref) => isMap(ref) && (ref.kind ?? 'Secret') === 'Secret' && (ref.namespace ?? namespaceOf(object)) === namespaceOf(object));
    return fit ? refs.map((ref) => ({ secret: ref.name, hosts: [one.hostname] })) : [];
  });
}

/** What is asked for: the hosts, and what further annotations say (pkg/controller/certificate-shim/helper.go, translateAnnotations). */
function certificateFor(object: Manifest, secret: string, hosts: readonly string[], issuerRef: unknown): Manifest {
  const usages = list(object, 'usages');
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: secret, namespace: object.metadata.namespace },
    spec: {
      secretName: secret,
      issuerRef,
      commonName: told(object, 'common-name'),
      dnsNames: [...hosts.filter((host) => isIP(host) === 0), ...list(object, 'alt-names')],
      ipAddresses: [...hosts.filter((host) => isIP(host) !== 0), ...list(object, 'ip-sans')],
      duration: told(object, 'duration'),
      renewBefore: told(object, 'renew-before'),
      ...(usages.length > 0 ? { usages } : {}),
    },
  };
}
