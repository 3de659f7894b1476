import { seconds } from './cluster';

/** Users who ask one question after the other, each of them once, and what became of it. */
export class Load {
  public answered = 0;
  public readonly failures: string[] = [];
  private running = true;
  private readonly workers: readonly Promise<void>[];

  /** @param ask asks: nothing is the right answer, a text says what was wrong */
  constructor(users: number, private readonly ask: () => Promise<string | undefined>) {
    this.workers = Array.from({ length: users }, () => this.work());
  }

  /** Lets everybody finish. */
  public async end(): Promise<void> {
    this.running = false;
    await Promise.all(this.workers);
  }

  private async work(): Promise<void> {
    while (this.running) {
      const wrong = await this.ask();
      if (wrong === undefined) { this.answered += 1; } else { this.failures.push(`${new Date().toISOString()} ${wrong}`); }
      await seconds(0.02);
    }
  }
}
