import { Inventory, Manifest, namespaceOf } from '../inventory';
import { MadeService, Server } from '../model';
import { isMap } from '../values';
import { bundleOf, pairOf, tlsVersions } from './tls-config';

type Spec = { readonly [field: string]: any };

/** The web server of what prometheus-operator makes, as `spec.web.tlsConfig` has it: plain without. */
export function webServer(inventory: Inventory, object: Manifest, labels: Server['labels'], port: number, portName: string, product: string): Server {
  const config: Spec | undefined = isMap(object.spec?.web?.tlsConfig) ? object.spec.web.tlsConfig : undefined;
  const namespace = namespaceOf(object);
  const key = config?.cert?.secret?.name === config?.keySecret?.name ? config?.keySecret?.key : undefined;
  const ref = inventory.ref(object, config ? 'spec.web.tlsConfig' : 'spec');
  // Objects, or files of the container (prometheus-operator 0.93, pkg/apis/monitoring/v1/types.go, WebTLSConfig).
  const certificate = config && pairOf(inventory, namespace, config, typeof key === 'string' ? key : undefined, ref);
  const clientCa = config && bundleOf(inventory, namespace, config.client_ca, config.clientCAFile, ref);
  const auth = String(config?.clientAuthType ?? '');
  return {
    ref,
    product: `the web server of ${product}`,
    namespace,
    labels,
    port,
    portName,
    tls: config !== undefined,
    certificates: certificate ? [certificate] : [],
    clientAuth: /^Require/.test(auth) ? 'required' : /^(Request|Verify)/.test(auth) ? 'requested' : 'none',
    ...(clientCa ? { clientCa } : {}),
    ...(config ? { minVersion: '1.2', ...tlsVersions(config) } : {}),
  };
}

/** The headless Service that the operator makes for all pods of a kind in a namespace. */
export function governingService(inventory: Inventory, object: Manifest, name: string, application: string, ports: MadeService['ports']): MadeService {
  return { name, namespace: namespaceOf(object), selector: { 'app.kubernetes.io/name': application }, ports, headless: true, of: inventory.ref(object) };
}
