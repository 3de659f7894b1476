import { bundleAt } from '../commands/trust';
import { certificateAt, textAt } from '../container-files';
import { ContainerContext, containerRef } from '../containers';
import { Server } from '../model';
import { flag } from '../readers/words';
import { webSettings } from '../thanos/http-config';
import { readYaml } from '../thanos/yaml';
import { items } from '../values';

/**
 * The web server of Prometheus, or of Alertmanager, without its operator: plain HTTP, or what --web.config.file says (exporter-toolkit, web/tls_config.go).
 */
export function programServer(context: ContainerContext, product: string, usual: number): Server[] {
  const { words, container } = context;
  const listen = flag(words, '--web.listen-address') ?? `0.0.0.0:${usual}`;
  const port = Number(/:(\d{1,5})$/.exec(listen)?.[1] ?? NaN);
  const path = flag(words, '--web.config.file');
  const { text, ref } = path === undefined ? { text: '', ref: containerRef(context) } : textAt(context, path);
  const read = text === undefined ? undefined : readYaml(text);
  if (!Number.isInteger(port) || /^(127\.|localhost:|\[::1\])/.test(listen)) { return []; }
  const web = webSettings(read && 'value' in read ? read.value : undefined, path ?? '/');
  return [{
    ref,
    container: containerRef(context),
    product: `the web server of ${product}`,
    namespace: context.namespace,
    labels: context.labels,
    port,
    portName: items(container.ports).find((one) => one.containerPort === port)?.name,
    tls: text === undefined ? undefined : web.tls,
    certificates: web.tls ? [certificateAt(context, web.certFile, web.keyFile)] : [],
    clientAuth: web.tls ? web.clientAuth : 'none',
    ...(web.tls && web.clientCaFile !== '' ? { clientCa: bundleAt(context, web.clientCaFile) } : {}),
    ...(web.tls ? { minVersion: web.minVersion } : {}),
  }];
}
