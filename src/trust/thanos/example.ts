/** What an example of a rule runs. */
export interface Example {
  /** for example "v0.42.4" */
  readonly version?: string;
  readonly component?: string;
  readonly args?: readonly string[];
  /** the text of a ConfigMap's key "endpoints.yaml", which is mounted at /etc/thanos and named by --endpoint.sd-config-file */
  readonly endpoints?: string;
  /** Secrets by the path they are mounted at */
  readonly secrets?: { readonly [path: string]: string };
  /** more of the container, in YAML's flow style: "livenessProbe: {…}" */
  readonly more?: string;
}

/** The manifests of a `thanos` process, for the examples of rules. */
export function thanosExample(example: Example): string {
  const { version = 'v0.42.4', component = 'query', args = [], endpoints, secrets = {}, more } = example;
  const mounts = Object.entries(secrets).map(([path, secret]) => `{name: ${secret}, mountPath: ${path}}`);
  const volumes = Object.values(secrets).map((secret) => `{name: ${secret}, secret: {secretName: ${secret}}}`);
  if (endpoints !== undefined) {
    mounts.push('{name: endpoints, mountPath: /etc/thanos}');
    volumes.push('{name: endpoints, configMap: {name: thanos-endpoints}}');
  }
  const all = [component, ...(endpoints === undefined ? [] : ['--endpoint.sd-config-file=/etc/thanos/endpoints.yaml']), ...args];
  return `
apiVersion: apps/v1
kind: Deployment
metadata: {name: thanos-${component}, namespace: monitoring}
spec:
  selector: {matchLabels: {app: thanos-${component}}}
  template:
    metadata: {labels: {app: thanos-${component}}}
    spec:
      containers:
        - name: thanos
          image: quay.io/thanos/thanos:${version}
          args:
${all.map((arg) => `            - ${JSON.stringify(arg)}`).join('\n')}
          volumeMounts: [${mounts.join(', ')}]
${more === undefined ? '' : `          ${more}\n`}      volumes: [${volumes.join(', ')}]
${endpoints === undefined ? '' : `---
apiVersion: v1
kind: ConfigMap
metadata: {name: thanos-endpoints, namespace: monitoring}
data:
  endpoints.yaml: |
${endpoints.trim().split('\n').map((line) => `    ${line}`).join('\n')}
`}`;
}
