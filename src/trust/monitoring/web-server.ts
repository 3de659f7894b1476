import { Inventory, isMap, Manifest, namespaceOf } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { MadeService, Material, Server } from '../model';
import { bundleFile, pairFile, tlsVersions } from './tls-config';

type Spec = { readonly [field: string]: any };

/** The web server of what prometheus-operator makes, as `spec.web.tlsConfig` has it: plain without. */
export function webServer(inventory: Inventory, object: Manifest, labels: Server['labels'], port: number, portName: string, product: string): Server {
  const config: Spec | undefined = isMap(object.spec?.web?.tlsConfig) ? object.spec.web.tlsConfig : undefined;
  const namespace = namespaceOf(object);
  const key = config?.cert?.secret?.name === config?.keySecret?.name ? config?.keySecret?.key : undefined;
  const ref = inventory.ref(object, config ? 'spec.web.tlsConfig' : 'spec');
  // Objects, or files of the container (prometheus-operator 0.93, pkg/apis/monitoring/v1/types.go, WebTLSConfig).
  const certificate = config && (referred(config.cert, (kind, name, at) => (kind === 'Secret'
    ? certificateIn(inventory, namespace, name, at, typeof key === 'string' ? key : undefined) : bundleIn(inventory, kind, namespace, name, at)))
    ?? pairFile(inventory, config.certFile, config.keyFile, ref));
  const clientCa = config && (referred(config.client_ca, (kind, name, at) => bundleIn(inventory, kind, namespace, name, at))
    ?? bundleFile(inventory, config.clientCAFile, ref));
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

function referred(value: any, read: (kind: 'Secret' | 'ConfigMap', name: string, key: string) => Material): Material | undefined {
  for (const [kind, reference] of [['Secret', value?.secret], ['ConfigMap', value?.configMap]] as const) {
    if (typeof reference?.name === 'string' && typeof reference.key === 'string') { return read(kind, reference.name, reference.key); }
  }
  return undefined;
}

/** The headless Service that the operator makes for all pods of a kind in a namespace. */
export function governingService(inventory: Inventory, object: Manifest, name: string, application: string, ports: MadeService['ports']): MadeService {
  return { name, namespace: namespaceOf(object), selector: { 'app.kubernetes.io/name': application }, ports, headless: true, of: inventory.ref(object) };
}
