import { request as http } from 'node:http';
import { request as https } from 'node:https';

type Any = any;

/** One call of a probe, as the kubelet makes it: to the pod's address, over HTTPS without verification. */
export function probe(declared: Any, address: string, ports: ReadonlyMap<string, number>): Promise<boolean> {
  const get = declared.httpGet;
  if (get === undefined) { throw new Error(`a probe that this kubelet does not know: ${JSON.stringify(declared)}`); }
  const port = typeof get.port === 'number' ? get.port : ports.get(get.port);
  const secure = get.scheme === 'HTTPS';
  return new Promise((done) => {
    const options = { host: address, port, path: get.path, timeout: (declared.timeoutSeconds ?? 1) * 1000, rejectUnauthorized: false };
    const call = (secure ? https : http)(options, (response) => {
      response.resume();
      done(response.statusCode! >= 200 && response.statusCode! < 400);
    });
    call.on('timeout', () => { call.destroy(); });
    call.on('error', () => { done(false); });
    call.end();
  });
}
