import { Contents } from './cert-manager';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { Material } from '../model';

/** The CA of OpenShift that signs certificates of Services. */
export const OPENSHIFT_CA = 'OpenShift service CA';
/** The CA of the cluster's own API server. */
export const CLUSTER_CA = 'Kubernetes root CA';

const SERVING_CERT = ['service.beta.openshift.io/serving-cert-secret-name', 'service.alpha.openshift.io/serving-cert-secret-name'];
const INJECT_CA = ['service.beta.openshift.io/inject-cabundle', 'service.alpha.openshift.io/inject-cabundle'];
const INJECT_TRUSTED = 'config.openshift.io/inject-trusted-cabundle';

/**
 * The certificate that OpenShift writes into a Secret for an annotated Service (service-ca-operator, pkg/controller/servingcert): for its name in
 * its namespace, with and without the cluster's domain; a headless one's with a wildcard for its pods.
 */
export function servingCertificate(inventory: Inventory, namespace: string, secret: string, key: string): Material | undefined {
  const [service] = inventory.having('Service', namespace, secret, servingSecrets);
  if (!service) { return undefined; }
  const ref = inventory.ref(service, 'metadata.annotations');
  if (key !== 'tls.crt' && key !== 'tls.key') { return { ref, missing: `OpenShift writes tls.crt and tls.key into Secret ${secret}, and not ${key}` }; }
  // Where the manifests leave the namespace open, so are the names.
  const host = `${service.metadata.name}.${namespaceOf(service)}.svc`;
  const names = [host, `${host}.cluster.local`].flatMap((name) => (service.spec?.clusterIP === 'None' ? [name, `*.${name}`] : [name]));
  return { ref, ...(service.metadata.namespace === undefined ? {} : { dnsNames: names }), usages: ['server auth'], authorities: [OPENSHIFT_CA] };
}

/**
 * What a platform writes into a ConfigMap: OpenShift into annotated ones and `openshift-service-ca.crt` (service-ca-operator,
 * pkg/controller/cabundleinjector: the one key service-ca.crt, everything else is taken away), Kubernetes into `kube-root-ca.crt`.
 */
export function platformBundle(name: string, object: Manifest | undefined, key: string): Contents | undefined {
  const has = (annotation: string) => String(object?.metadata.annotations?.[annotation]) === 'true';
  if (INJECT_CA.some(has) || (name === 'openshift-service-ca.crt' && !object)) {
    return key === 'service-ca.crt' ? { authorities: [OPENSHIFT_CA] } : { missing: `OpenShift writes the key service-ca.crt into ConfigMap ${name}, and not ${key}` };
  }
  if (String(object?.metadata.labels?.[INJECT_TRUSTED]) === 'true') { return key === 'ca-bundle.crt' ? { open: true } : undefined; }
  if (name === 'kube-root-ca.crt' && !object) {
    return key === 'ca.crt' ? { authorities: [CLUSTER_CA] } : { missing: `Kubernetes writes the key ca.crt into ConfigMap ${name}, and not ${key}` };
  }
  return undefined;
}

const servingSecrets = (service: Manifest): unknown[] => SERVING_CERT.flatMap((annotation) => service.metadata.annotations?.[annotation] ?? []);
