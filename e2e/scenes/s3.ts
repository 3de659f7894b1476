import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:https';

/** Who asks an S3 server, and how it is verified. */
export interface S3Client {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly ca: string;
  /** the address of a host */
  readonly lookup: (host: string) => string | undefined;
}

/** What came of a request: a status, or why there is none. */
export interface S3Answer {
  readonly status: number;
  readonly text: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** One request with path-style address, signed as AWS Signature Version 4 says; the body's integrity is left to TLS. */
export function s3(client: S3Client, method: 'GET' | 'PUT' | 'HEAD', host: string, path: string, body?: string): Promise<S3Answer> {
  const address = client.lookup(host);
  if (address === undefined) { return Promise.resolve({ status: 0, text: `no such host: ${host}` }); }
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const headers: { readonly [name: string]: string } = { 'host': `${host}:9000`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'x-amz-date': time };
  const names = Object.keys(headers).join(';');
  const [resource, query = ''] = path.split('?');
  const canonical = [method, resource, query, ...Object.entries(headers).map(([name, value]) => `${name}:${value}`), '', names, 'UNSIGNED-PAYLOAD'].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${client.secretAccessKey}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${client.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return new Promise((done) => {
    const to = { host: address, port: 9000, servername: host, ca: client.ca, agent: false as const };
    const asked = request({ ...to, method, path, headers: { ...headers, authorization } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('end', () => { done({ status: answer.statusCode ?? 0, text }); });
    });
    asked.setTimeout(15_000, () => { asked.destroy(new Error('timeout')); });
    asked.on('error', (error) => { done({ status: 0, text: error.message }); });
    asked.end(body);
  });
}

/** Writes one small object after the other until it is told to end; after one that was not taken it goes on at the next server. */
export class S3Writer {
  public readonly written: string[] = [];
  public readonly refused: string[] = [];
  /** the longest time between two objects that were taken, in milliseconds */
  public longestGap = 0;
  private running = true;
  private readonly work: Promise<void>;

  constructor(private readonly client: S3Client, private readonly bucket: string, private readonly hosts: readonly string[]) {
    this.work = this.write();
  }

  /** Waits until so many more were taken. @throws with what was answered where that takes a minute */
  public async more(count: number): Promise<void> {
    const then = this.written.length;
    for (const end = performance.now() + 60_000; this.written.length < then + count;) {
      if (performance.now() > end) { throw new Error(`${this.written.length - then} of ${count} taken; ${this.refused.slice(-3).join('; ')}`); }
      await new Promise((done) => { setTimeout(done, 50); });
    }
  }

  /** Makes no more, at once. */
  public stop(): void {
    this.running = false;
  }

  /** Makes no more. @returns when the last was taken */
  public async end(): Promise<void> {
    this.running = false;
    await this.work;
  }

  private async write(): Promise<void> {
    let last = performance.now();
    for (let attempt = 0; this.running; attempt += 1) {
      // A name of its own: the lock on what a killed server was just writing lasts up to two minutes (MinIO, cmd/lock-rest-server.go: lockValidityDuration).
      const name = `object-${attempt}`;
      const { status, text } = await s3(this.client, 'PUT', this.hosts[attempt % this.hosts.length], `/${this.bucket}/${name}`, `content of ${name}`);
      if (status === 200) {
        this.written.push(name);
        this.longestGap = Math.max(this.longestGap, performance.now() - last);
        last = performance.now();
      } else {
        this.refused.push(`${status} ${text}`);
      }
      await new Promise((done) => { setTimeout(done, status === 200 ? 20 : 100); });
    }
  }
}
