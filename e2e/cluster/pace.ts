import { seconds } from './cluster';

/** Somebody who does one thing again and again, and how it went: how often it did not work, and how long it took at worst until it worked again. */
export class Pace {
  private done = 0;
  private failures = 0;
  private longest = 0;
  private last = performance.now();
  private running = true;
  private readonly work: Promise<void>;

  /** @param act whether it worked */
  constructor(private readonly act: () => Promise<boolean>) {
    this.work = this.repeat();
  }

  /** How it went since the last `forget`: the longest time without success counts to this moment. */
  public get told(): string {
    const longest = Math.max(this.longest, performance.now() - this.last) / 1000;
    return `${this.done} done, ${this.failures} not, at worst ${longest.toFixed(1)} s between two`;
  }

  public forget(): void {
    [this.done, this.failures, this.longest, this.last] = [0, 0, 0, performance.now()];
  }

  /** Lets the last act come to its end. */
  public async end(): Promise<void> {
    this.running = false;
    await this.work;
  }

  private async repeat(): Promise<void> {
    while (this.running) {
      if (await this.act()) {
        this.longest = Math.max(this.longest, performance.now() - this.last);
        this.last = performance.now();
        this.done += 1;
      } else {
        this.failures += 1;
      }
      await seconds(0.5);
    }
  }
}
