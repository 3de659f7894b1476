import { readCollector } from '../collector/config';
import { collectorLabels, collectorPod, isOperatedCollector } from '../collector/operated';
import { collectorConfig, configOf, withSet } from '../collector/sources';
import { ContainerContext, containerRef, containersIn } from '../containers';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { Reading } from '../model';
import { isMap } from '../values';
import { imageRepository } from '../versions';

/** A collector in a workload: its configuration is a file of a ConfigMap. */
export function readCollectorProgram(context: ContainerContext): Reading {
  const image = imageRepository(context.container.image);
  if (!/opentelemetry-collector|otel-?col/.test(image) || /telemetrygen$/.test(image)) { return {}; }
  const config = configOf(context);
  return config ? readCollector({ context, config, ref: containerRef(context) }) : {};
}

/** A collector of the OpenTelemetry operator: its configuration is in the resource, a map since v1beta1 and a text before. */
export function readCollectorResource(inventory: Inventory, object: Manifest): Reading {
  const spec = isMap(object.spec) ? object.spec : {};
  const written = collectorConfig(spec.config);
  if (!written || !/^opentelemetry\.io\//.test(object.apiVersion)) { return {}; }
  // The operator makes flags of them.
  const { set } = isMap(spec.args) ? spec.args : {} as { set?: unknown };
  const config = typeof set === 'string' ? withSet(written, [set]) : written;
  const namespace = namespaceOf(object);
  const labels = collectorLabels(object);
  const [context] = containersIn(inventory, { ...object, kind: 'Deployment', spec: { template: { metadata: { labels }, spec: collectorPod(spec) } } });
  const reading = readCollector({ context: { ...context, workload: object, field: 'spec' }, config, ref: inventory.ref(object, 'spec.config') });
  if (!isOperatedCollector(object)) { return { clients: reading.clients?.map((client) => ({ ...client, labels: undefined })) }; }
  // The operator makes ports of all receivers, of which only some are read here: what is not known of them must not count as absent.
  const ports = (reading.servers ?? []).map(({ port }) => ({ port, targetPort: port }));
  const service = { namespace, selector: labels, ports, headless: true, of: inventory.ref(object) };
  const { name } = object.metadata;
  return { ...reading, services: [{ ...service, name: `${name}-collector` }, { ...service, name: `${name}-collector-headless` }] };
}
