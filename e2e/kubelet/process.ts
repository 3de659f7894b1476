import { ChildProcess, spawn } from 'node:child_process';
import { Sandbox, sandboxed } from './sandbox';

/** A container that runs. */
export class Process {
  private readonly child: ChildProcess;
  private text = '';
  private code: number | undefined;
  private readonly ended: Promise<number>;

  constructor(public readonly name: string, sandbox: Sandbox, command: readonly string[], env: { readonly [name: string]: string }) {
    const { program, args } = sandboxed(sandbox, command);
    // The sandbox's own shell needs a path to its tools; the container gets exactly its environment, by env -i.
    this.child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH ?? '/usr/bin:/bin:/usr/sbin:/sbin', ...env } });
    for (const stream of [this.child.stdout!, this.child.stderr!]) { stream.setEncoding('utf8').on('data', (text: string) => { this.text += text; }); }
    this.ended = new Promise((done) => {
      this.child.on('error', (error) => { this.text += String(error); this.code = 127; done(127); });
      this.child.on('close', (code, signal) => { this.code = code ?? (signal === null ? 1 : 128); done(this.code); });
    });
  }

  /** What it wrote, to either stream. */
  public get log(): string { return this.text; }

  /** Undefined while it runs. */
  public get exitCode(): number | undefined { return this.code; }

  /** Waits for its end. */
  public exit(): Promise<number> { return this.ended; }

  /** Ends it as the kubelet does: SIGTERM, and SIGKILL when that is not heard. */
  public async stop(graceMilliseconds: number = 10_000): Promise<void> {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => { this.child.kill('SIGKILL'); }, graceMilliseconds);
    await this.ended;
    clearTimeout(timer);
  }
}
