import { ThanosCommand } from './command';
import { webConfig } from './http-config';
import { containerRef } from '../containers';
import { Violation } from '../model';
import { isMap, items } from '../values';

/** Probes over HTTP that the server's TLS or passwords turn away; undefined where the server has neither. */
export function failingProbes(command: ThanosCommand): Violation[] | undefined {
  const web = webConfig(command);
  if (!web || web.tls === undefined || (!web.tls && !web.basicAuth)) { return undefined; }
  const { container } = command.context;
  const port = Number(/:(\d{1,5})$/.exec(command.args.value('http-address') ?? ':10902')?.[1]);
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((name): Violation[] => {
    const get = isMap(container[name]) ? container[name].httpGet : undefined;
    if (!isMap(get)) { return []; }
    const dialled = typeof get.port === 'number' || /^\d+$/.test(String(get.port)) ? Number(get.port) : items(container.ports).find((p) => p.name === get.port)?.containerPort;
    if (dialled !== port) { return []; }
    const say = (message: string) => [{ message: `${name}: ${message}`, resource: containerRef(command.context, name), related: [web.ref] }];
    const https = String(get.scheme ?? 'HTTP').toUpperCase() === 'HTTPS';
    if (web.tls !== https) { return say(web.tls ? `it speaks HTTP to port ${port}, which speaks HTTPS` : `it speaks HTTPS to port ${port}, which speaks HTTP`); }
    if (web.clientAuth === 'required') { return say(`port ${port} demands a client certificate, and the kubelet has none`); }
    const authorized = items(get.httpHeaders).some((header) => String(header.name).toLowerCase() === 'authorization');
    return web.basicAuth && !authorized ? say(`port ${port} demands a password, and the probe has none`) : [];
  });
}
