import { eventually, Namespace, PATIENCE, seconds } from './cluster';
import { Proxy } from './proxy';
import { Traces } from './traces';

/** How the writing of blocks goes, by the metrics that see it fail: `tempodb_backend_request_duration_seconds` counts answers only. */
export class Flushes {
  constructor(
    private readonly namespace: Namespace,
    private readonly proxy: Proxy,
    private readonly service: string,
    private readonly traces: Traces,
  ) {}

  /** @returns -1 when nobody answers */
  public async count(name: 'failed_flushes' | 'blocks_flushed'): Promise<number> {
    return await this.proxy.metric(this.namespace.name, this.service, `tempo_ingester_${name}_total`) ?? -1;
  }

  /** Has blocks written until one arrives in the store. @returns after how many seconds */
  public works(): Promise<number> {
    return this.rises('blocks_flushed');
  }

  /**
   * Has blocks written until one does not arrive. In between nobody asks for any for longer than the client keeps a connection that nobody uses (a minute; minio-go
   * 7.1.0, transport.go): on one that is open there is no handshake, so the store could change its certificate for ever. @returns after how many seconds
   */
  public fails(): Promise<number> {
    let asked = 0;
    return this.rises('failed_flushes', () => { asked += 1; return seconds(asked % 3 === 0 ? 65 : 0); });
  }

  /** Asks for a block, and looks for three seconds whether one arrives. */
  public async another(): Promise<boolean> {
    const before = await this.count('blocks_flushed');
    await this.traces.flush();
    await seconds(3);
    return await this.count('blocks_flushed') > before;
  }

  private async rises(name: 'failed_flushes' | 'blocks_flushed', pause: () => Promise<void> = () => seconds(0)): Promise<number> {
    const start = performance.now();
    const before = Math.max(await this.count(name), 0);
    const look = async () => {
      await pause();
      await this.traces.flush();
      await seconds(3);
      return this.count(name);
    };
    await eventually(PATIENCE, look, (now) => now > before);
    return Math.round((performance.now() - start) / 1000);
  }
}
