import { isProxied } from '../exposure/annotations';
import { onward } from '../exposure/behind';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { certificateIn } from '../material';
import { Backend, Client, Exposure, Material, Reading, Server } from '../model';
import { OPENSHIFT_CA } from '../trust-sources/platform';
import { isMap, items } from '../values';

/**
 * A Route of OpenShift: TLS ends in the router, with the certificate that stands in it or that it names, or in the pods (openshift/api 2a3d739, route/v1/types.go;
 * openshift/router 4b401a8, pkg/router/template/router.go). Without a certificate the router shows its own, of which nothing is known.
 */
export function readRoute(inventory: Inventory, object: Manifest): Reading {
  const { host, tls, wildcardPolicy } = isMap(object.spec) ? object.spec : {} as { [field: string]: any };
  if (typeof host !== 'string' || host === '' || !isMap(tls) || !['edge', 'reencrypt', 'passthrough'].includes(tls.termination)) { return {}; }
  const taken = wildcardPolicy === 'Subdomain' ? `*.${host.split('.').slice(1).join('.')}` : host;
  const exposure: Exposure = { ref: inventory.ref(object, 'spec.tls'), host: taken.toLowerCase(), port: 443 };
  const clients = tls.termination === 'passthrough' ? [] : backendsOf(object).flatMap((backend) => goingOn(inventory, object, tls, backend));
  if (isProxied(object)) { return { clients }; }
  if (tls.termination === 'passthrough') { return { exposures: [{ ...exposure, backends: backendsOf(object) }] }; }
  const server: Server = {
    ref: exposure.ref,
    product: 'the router',
    namespace: namespaceOf(object),
    labels: {},
    port: 443,
    tls: true,
    certificates: certificatesOf(inventory, object, tls),
    clientAuth: 'none',
  };
  return { clients, exposures: [{ ...exposure, server }], servers: [server] };
}

/** The router writes the certificate, its key and what is above it into one file, of which HAProxy shows all certificates (pkg/router/template/certmanager.go). */
function certificatesOf(inventory: Inventory, object: Manifest, tls: { readonly [field: string]: any }): Material[] {
  const text = (field: string): string | undefined => (typeof tls[field] === 'string' && tls[field].trim() !== '' ? tls[field] : undefined);
  const [certificate, key, above] = ['certificate', 'key', 'caCertificate'].map(text);
  if (certificate !== undefined) {
    const pair = key === undefined ? {} : { keyPem: key, keyRef: inventory.ref(object, 'spec.tls.key') };
    return [{ ref: inventory.ref(object, 'spec.tls.certificate'), pem: [certificate, above].filter((pem) => pem !== undefined).join('\n'), ...pair }];
  }
  const secret: unknown = tls.externalCertificate?.name;
  return typeof secret === 'string' && secret !== '' ? [certificateIn(inventory, namespaceOf(object), secret, 'tls.crt', 'tls.key')] : [];
}

/**
 * The router dialling the pods: without TLS, or verifying their certificate with the CA that is named and looking at no name, else with OpenShift's service CA and by the
 * name of the Service (images/router/haproxy/conf/haproxy-config.template; cluster-ingress-operator sets DEFAULT_DESTINATION_CA_PATH).
 */
function goingOn(inventory: Inventory, object: Manifest, tls: { readonly [field: string]: any }, backend: Backend): Client[] {
  const how = { ref: inventory.ref(object, 'spec.tls'), product: 'the router', tls: tls.termination === 'reencrypt' };
  const named: unknown = tls.destinationCACertificate;
  const ref = inventory.ref(object, 'spec.tls.destinationCACertificate');
  if (typeof named === 'string' && named.trim() !== '') { return onward(inventory, backend, { ...how, anyName: true, trust: { system: false, bundles: [{ ref, pem: named }] } }); }
  return onward(inventory, backend, {
    ...how, serverName: `${backend.service}.${backend.namespace}.svc`, trust: { system: false, bundles: [{ ref: how.ref, authorities: [OPENSHIFT_CA] }] },
  });
}

/** A number is the port of the pods, a text the name that the Service gives it (pkg/router/template/template_helper.go, processEndpointsForAlias). */
function backendsOf(object: Manifest): Backend[] {
  const { to, alternateBackends, port } = object.spec;
  const target: unknown = port?.targetPort;
  const at = typeof target === 'number' ? { targetPort: target } : /^\d+$/.test(String(target)) ? { targetPort: Number(target) } : typeof target === 'string' ? { port: target } : {};
  return [to, ...items(alternateBackends)].filter((one) => isMap(one) && typeof one.name === 'string' && one.weight !== 0)
    .map(({ name }) => ({ service: name, namespace: namespaceOf(object), ...at }));
}
