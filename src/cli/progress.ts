import { CliIo } from './io';

/** After this many milliseconds a person wants to know that something goes on. */
const PATIENCE = 1000;
const INTERVAL = 200;

/** One line on a terminal that tells what goes on, when it takes long; nothing anywhere else. */
export class Progress {
  private readonly started = performance.now();
  private last = 0;
  private shown = false;

  constructor(private readonly io: CliIo) {}

  /** What is being done now. */
  public say(what: string): void {
    if (this.io.terminal?.err !== true) return;
    const now = performance.now();
    if (now - this.started < PATIENCE || now - this.last < INTERVAL) return;
    this.last = now;
    this.shown = true;
    this.io.err(`\r\u001b[K${what}…`);
  }

  /** Takes the line away. */
  public end(): void {
    if (this.shown) this.io.err('\r\u001b[K');
  }
}
