import { randomBytes } from 'node:crypto';
import { eventually, seconds } from './cluster';
import { Proxy } from './proxy';

/** One span, as OTLP/HTTP takes it in JSON: a trace of its own. */
function otlp(traceId: string): object {
  const nanoseconds = (milliseconds: number) => `${milliseconds}000000`;
  const now = Date.now();
  const span = { traceId, spanId: randomBytes(8).toString('hex'), name: 'work', kind: 1, startTimeUnixNano: nanoseconds(now - 1), endTimeUnixNano: nanoseconds(now) };
  return { resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 'e2e' } }] }, scopeSpans: [{ spans: [span] }] }] };
}

/** Who writes traces to the OTLP/HTTP port of a Tempo, and asks for them again. */
export class Traces {
  constructor(
    private readonly proxy: Proxy,
    private readonly namespace: string,
    private readonly service: string,
    private readonly query: string = service,
  ) {}

  /** Sends one trace. @returns whether Tempo took it */
  public async send(traceId: string): Promise<boolean> {
    return (await this.proxy.service(this.namespace, this.service, 4318, '/v1/traces', otlp(traceId))).status === 200;
  }

  public async found(traceId: string): Promise<boolean> {
    const { status, text } = await this.proxy.service(this.namespace, this.query, 3200, `/api/traces/${traceId}`);
    return status === 200 && text.includes('work');
  }

  /**
   * The ids of all traces that a search finds: one question, where asking for each is fifty (query_frontend.trace_by_id.query_shards). With a time, or only what
   * ingesters still have would be searched.
   */
  public async all(): Promise<Set<string>> {
    const now = Math.ceil(Date.now() / 1000);
    const search = `/api/search?limit=100000&spss=1&start=${now - 6 * 3600}&end=${now}&q=${encodeURIComponent('{name="work"}')}`;
    const { text } = await this.proxy.service(this.namespace, this.query, 3200, search);
    return new Set(Array.from(text.matchAll(/"traceID":"([0-9a-f]+)"/g), ([, id]) => id.padStart(32, '0')));
  }

  /** Has what is in memory written to the store. */
  public async flush(): Promise<void> {
    await this.proxy.service(this.namespace, this.service, 3200, '/flush', {});
  }
}

export const traceId = () => randomBytes(16).toString('hex');

/**
 * A sender as the OpenTelemetry Collector's exporters are (exporterhelper: a queue, and retries of what was not taken): a new trace every time, the oldest
 * waiting one first, again and again until it is taken. Nothing is dropped while it runs.
 */
export class Sender {
  public readonly taken: string[] = [];
  /** how many attempts failed, and were made again */
  public retries = 0;
  /** the longest time between two traces that were taken, in milliseconds */
  public longestGap = 0;
  private readonly queue: string[] = [];
  private running = true;
  private readonly work: Promise<unknown>;

  constructor(private readonly traces: Traces, perSecond: number = 10) {
    this.work = Promise.all([this.make(1 / perSecond), this.drain()]);
  }

  /** Makes no more, and waits until all that waits was taken. */
  public async end(): Promise<void> {
    this.running = false;
    await this.work;
  }

  /** Ends at once, whatever waits: when a scene has failed. */
  public stop(): void {
    this.running = false;
    this.queue.length = 0;
  }

  private async make(every: number): Promise<void> {
    while (this.running) {
      this.queue.push(traceId());
      await seconds(every);
    }
  }

  private async drain(): Promise<void> {
    let last = performance.now();
    while (this.running || this.queue.length > 0) {
      const [next] = this.queue;
      if (next === undefined) {
        await seconds(0.01);
      } else if (await this.traces.send(next)) {
        this.queue.shift(); // nothing when it was stopped meanwhile
        this.taken.push(next);
        this.longestGap = Math.max(this.longestGap, performance.now() - last);
        last = performance.now();
      } else {
        this.retries += 1;
        await seconds(0.2);
      }
    }
  }
}

/** Those of the traces that Tempo took and that are not found: neither by a search, nor by their id. */
export async function lostOf({ taken }: Sender, traces: Traces): Promise<string[]> {
  const missing = async () => {
    const found = await traces.all();
    return taken.filter((id) => !found.has(id));
  };
  // What was sent last is found by search when its trace is cut: after ten seconds (Tempo 2.10.8, ingester.trace_idle_period).
  const asked = await eventually(60, missing, (left) => left.length === 0).catch(missing);
  const lost: string[] = [];
  for (const id of asked) { if (!await traces.found(id)) { lost.push(id); } }
  return lost;
}
