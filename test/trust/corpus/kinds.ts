/** Objects of Kubernetes with what trees need of them. */
type Map = { [key: string]: any };

const meta = (name: string, namespace: string | undefined, more: Map = {}): Map =>
  ({ name, ...(namespace === undefined ? {} : { namespace }), ...more });

export const secret = (name: string, stringData: Map, namespace: string | undefined = 'tracing', more: Map = {}): any =>
  ({ apiVersion: 'v1', kind: 'Secret', metadata: meta(name, namespace), type: 'Opaque', stringData, ...more });

export const configMap = (name: string, data: Map, namespace: string | undefined = 'tracing', more: Map = {}): any =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: meta(name, namespace), data, ...more });

export const service = (name: string, selector: Map | undefined, ports: any[], namespace: string | undefined = 'tracing', more: Map = {}): any =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: meta(name, namespace), spec: { ...(selector ? { selector } : {}), ports, ...more } });

/** A workload with one pod template: labels {app: NAME} unless told otherwise. */
export const workload = (kind: string, name: string, containers: any[], pod: Map = {}, namespace: string | undefined = 'tracing', labels: Map = { app: name }): any => ({
  apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
  kind,
  metadata: meta(name, namespace, { labels }),
  spec: {
    ...(kind === 'Job' ? {} : { selector: { matchLabels: labels }, ...(kind === 'StatefulSet' ? { serviceName: name } : {}) }),
    template: { metadata: { labels }, spec: { ...(kind === 'Job' ? { restartPolicy: 'Never' } : {}), containers, ...pod } },
  },
});

export const custom = (apiVersion: string, kind: string, name: string, spec: any, namespace: string | undefined = 'tracing', more: Map = {}): any =>
  ({ apiVersion, kind, metadata: meta(name, namespace, more), spec });

export const secretVolume = (name: string, secretName: string, items?: Map): any => ({
  name, secret: { secretName, ...(items ? { items: Object.entries(items).map(([key, path]) => ({ key, path })) } : {}) },
});

export const mapVolume = (name: string, configMapName: string, items?: Map): any => ({
  name, configMap: { name: configMapName, ...(items ? { items: Object.entries(items).map(([key, path]) => ({ key, path })) } : {}) },
});
