import { Contents } from './cert-manager';
import type { Certificate } from '../../x509/certificate';
import { Inventory, keysOf, Manifest, namespaceOf, Ref } from '../inventory';
import { Material } from '../model';
import { hasPlaceholder } from '../placeholders';
import { isMap } from '../values';

/** The CA of OpenShift that signs certificates of Services. */
export const OPENSHIFT_CA = 'OpenShift service CA';
/** The CA of the cluster's own API server. */
export const CLUSTER_CA = 'Kubernetes root CA';

/** What the operator of that CA calls it, in each cluster with another time (service-ca-operator, pkg/operator/sync_common.go). */
const OPENSHIFT_SIGNER = /^openshift-service-serving-signer@\d+$/;

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
  return servedFor(ref, service.metadata.namespace === undefined ? undefined : namespaceOf(service), service.metadata.name, service.spec?.clusterIP === 'None');
}

/** The certificate that OpenShift makes for a Service; where the manifests leave the namespace open, so are the names. */
export function servedFor(ref: Ref, namespace: string | undefined, name: string, headless = false): Material {
  const host = `${name}.${namespace}.svc`;
  const names = [host, `${host}.cluster.local`].flatMap((one) => (headless ? [one, `*.${one}`] : [one]));
  return { ref, ...(namespace === undefined ? {} : { dnsNames: names }), usages: ['server auth'], authorities: [OPENSHIFT_CA] };
}

/** The Secret that OpenShift writes for a Service, where it is asked to. */
export function servingSecret(service: Manifest): string | undefined {
  return servingSecrets(service).find((name): name is string => typeof name === 'string' && name !== '');
}

/** The Services for which OpenShift writes a Secret. */
export function servedServices(inventory: Inventory): readonly Manifest[] {
  return inventory.all('Service').filter((service) => servingSecret(service) !== undefined);
}

/** The object without what says which Secret OpenShift writes for it. */
export function withoutServing({ annotations, ...rest }: Manifest['metadata']): { readonly [field: string]: unknown } {
  const others = Object.entries(isMap(annotations) ? annotations : {}).filter(([key]) => !SERVING_CERT.includes(key));
  return { ...rest, annotations: Object.fromEntries(others) };
}

/** Whether a certificate that shows may stem from the CA of OpenShift's Services, by the names of who issued it and its chain. */
export function maySignForServices(chain: readonly Certificate[]): boolean {
  return chain.some(({ issuer }) => OPENSHIFT_SIGNER.test(issuer.commonName ?? ''));
}

/**
 * What a platform writes into a ConfigMap: OpenShift into annotated ones and `openshift-service-ca.crt` (service-ca-operator,
 * pkg/controller/cabundleinjector: the one key service-ca.crt, everything else is taken away), Kubernetes into `kube-root-ca.crt`.
 */
export function platformBundle(name: string, object: Manifest | undefined, key: string): Contents | undefined {
  const has = (annotation: string) => isOn(object?.metadata.annotations?.[annotation]);
  if (INJECT_CA.some(has) || (name === 'openshift-service-ca.crt' && !object)) {
    return key === 'service-ca.crt' ? { authorities: [OPENSHIFT_CA] } : { missing: `OpenShift writes the key service-ca.crt into ConfigMap ${name}, and not ${key}` };
  }
  if (String(object?.metadata.labels?.[INJECT_TRUSTED]) === 'true') { return key === 'ca-bundle.crt' ? { open: true } : undefined; }
  if (name === 'kube-root-ca.crt' && !object) {
    return key === 'ca.crt' ? { authorities: [CLUSTER_CA] } : { missing: `Kubernetes writes the key ca.crt into ConfigMap ${name}, and not ${key}` };
  }
  const mistaken = object && keysOf(object).length === 0 ? mistakenInjection(object) : undefined;
  return mistaken === undefined ? undefined : { missing: `nothing is written into ConfigMap ${name}: ${mistaken}` };
}

/** Why nobody fills a ConfigMap that asks OpenShift for it: the annotation is misspelt or off, or is one where a label is asked for. */
function mistakenInjection({ metadata }: Manifest): string | undefined {
  const annotations = Object.entries(isMap(metadata.annotations) ? metadata.annotations : {}).filter(([, value]) => !hasPlaceholder(String(value)));
  const [off] = annotations.find(([key, value]) => INJECT_CA.includes(key) && !isOn(value)) ?? [];
  if (off !== undefined) { return `${off} is not "true"`; }
  if (annotations.some(([key]) => key === INJECT_TRUSTED)) { return `${INJECT_TRUSTED} is read as a label, and not as an annotation`; }
  const [misspelt] = annotations.find(([key]) => ALMOST_INJECT.test(key)) ?? [];
  return misspelt === undefined ? undefined : `OpenShift knows no annotation ${misspelt}, but ${INJECT_CA[0]}`;
}

/** Annotations that are taken for those of the CA's injection. */
const ALMOST_INJECT = /openshift\.io\/(?!.*legacy).*inject-?(service-?)?ca-?bundle/;

/** As the operator compares it: "True" too (service-ca-operator, pkg/controller/api/api.go). */
function isOn(value: unknown): boolean {
  return String(value).toLowerCase() === 'true';
}

const servingSecrets = (service: Manifest): unknown[] => SERVING_CERT.flatMap((annotation) => service.metadata.annotations?.[annotation] ?? []);
