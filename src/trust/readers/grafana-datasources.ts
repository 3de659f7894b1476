import { readUrl } from '../addresses';
import { Inventory, keysOf, Manifest, namespaceOf, Ref } from '../inventory';
import { keyRef } from '../material';
import { Client, Reading } from '../model';
import { readYaml } from '../thanos/yaml';
import { isMap, items } from '../values';

type Settings = { readonly [field: string]: any };

/** A file of data sources has a list of that name; most other texts are not even parsed. */
const DATASOURCES = /(^|[\s"'{,])datasources["']?\s*:/;

/**
 * Data sources that Grafana is provisioned with, in a ConfigMap or Secret (Grafana 12, pkg/services/provisioning/datasources; the pods that read them are
 * found by labels that only Grafana's own configuration tells).
 */
export function readDatasources(inventory: Inventory, object: Manifest): Reading {
  const kind = object.kind === 'Secret' ? 'Secret' : 'ConfigMap';
  const namespace = namespaceOf(object);
  const clients = keysOf(object).filter((key) => /\.(ya?ml|json)$/.test(key)).flatMap((key): Client[] => {
    const text = inventory.value(kind, namespace, object.metadata.name, key);
    if (typeof text !== 'string' || !DATASOURCES.test(text)) { return []; }
    const read = readYaml(text);
    const list = 'value' in read && isMap(read.value) ? items(read.value.datasources).filter(isMap) : [];
    const ref = keyRef(inventory, kind, namespace, object.metadata.name, key);
    return list.flatMap((one) => client(namespace, ref, one));
  });
  return clients.length === 0 ? {} : { clients };
}

/** The data source of a resource of Grafana's operator (grafana-operator v5, api/v1beta1). */
export function readGrafanaDatasource(inventory: Inventory, object: Manifest): Reading {
  const { datasource } = object.spec ?? {};
  return isMap(datasource) ? { clients: client(namespaceOf(object), inventory.ref(object, 'spec.datasource'), datasource) } : {};
}

/** With `access: proxy`, which is what it means untold, Grafana's server dials; otherwise a browser does. */
function client(namespace: string, ref: Ref, settings: Settings): Client[] {
  const url = typeof settings.url === 'string' && !hidden(settings.url) ? readUrl(settings.url) : undefined;
  if (!url || /^(direct|browser)$/.test(String(settings.access)) || /^(localhost|127\.|::1)/.test(url.address.host)) { return []; }
  const [told, secure] = [settings.jsonData, settings.secureJsonData].map((part): Settings => (isMap(part) ? part : {}));
  const pem = (value: unknown) => ({ ref, ...(typeof value === 'string' && !hidden(value) ? { pem: value } : {}) });
  const key = hidden(secure.tlsClientKey) ? {} : { keyPem: secure.tlsClientKey, keyRef: ref };
  return [{
    ref,
    product: 'Grafana',
    namespace,
    address: url.address,
    tls: url.tls,
    trust: told.tlsAuthWithCACert === true ? { system: false, bundles: [pem(secure.tlsCACert)] } : { system: true, bundles: [] },
    ...(typeof told.serverName === 'string' && told.serverName !== '' ? { serverName: told.serverName } : {}),
    ...(told.tlsSkipVerify === true ? { skipVerify: true } : {}),
    ...(told.tlsAuth === true ? { identity: { ...pem(secure.tlsClientCert), ...key } } : {}),
    minVersion: '1.2',
  }];
}

/** What Grafana takes from a variable, a file or a vault; and what is not there. */
function hidden(value: unknown): boolean {
  return typeof value !== 'string' || /\$[{_A-Za-z]|\{\{/.test(value);
}
