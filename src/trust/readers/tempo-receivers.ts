import { Inventory, Manifest, namespaceOf } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { Server } from '../model';
import { at, extraConfig, receiversOf, scalar } from '../tempo/custom-resource';
import { lowestVersion } from '../tempo/tls-words';

/** The port and its name of each protocol, the same on Service and pod (tempo-operator 0.22.0, internal/manifests/manifestutils/constants.go). */
export const OTLP_PORTS = { grpc: { port: 4317, name: 'otlp-grpc' }, http: { port: 4318, name: 'otlp-http' } } as const;

/**
 * The OTLP receivers of a Tempo that no gateway hides. A client CA is read from the key service-ca.crt alone, and makes client
 * certificates a duty (tempo-operator 0.22.0, internal/manifests/monolithic/configmap.go; OpenTelemetry Collector, configtls).
 */
export function receivers(inventory: Inventory, object: Manifest, labels: { readonly [key: string]: string }): Server[] {
  const namespace = namespaceOf(object);
  return receiversOf(object).filter((r) => r.on).map(({ protocol, tls: { tls, enabled, field } }): Server => {
    const [certName, caName] = [scalar(tls.certName), scalar(tls.caName)];
    const minVersion = enabled ? lowestVersion(tls.minVersion, tls.cipherSuites) : undefined;
    // Settings in Tempo's own words win; what they name are files that nobody knows here.
    const overridden = at(extraConfig(object), 'distributor', 'receivers', 'otlp', 'protocols', protocol);
    return {
      ref: inventory.ref(object, enabled ? field : undefined),
      product: `Tempo's OTLP receiver (${protocol === 'grpc' ? 'gRPC' : 'HTTP'})`,
      namespace,
      labels,
      port: OTLP_PORTS[protocol].port,
      portName: OTLP_PORTS[protocol].name,
      tls: overridden === undefined ? enabled : undefined,
      certificates: enabled && certName ? [certificateIn(inventory, namespace, certName, 'tls.crt', 'tls.key')] : [],
      clientAuth: enabled && caName ? 'required' : 'none',
      ...(enabled && caName ? { clientCa: bundleIn(inventory, 'ConfigMap', namespace, caName, 'service-ca.crt') } : {}),
      ...(minVersion === undefined ? {} : { minVersion }),
    };
  });
}
