/** Where a command writes and what it asks of the world; tests hand in their own. */
export interface CliIo {
  /** Results. */
  readonly out: (text: string) => void;
  /** Warnings and errors. */
  readonly err: (text: string) => void;
  /** The clock, asked only when no `--now` is given. */
  readonly now: () => Date;
}

/** The real terminal. */
export const TERMINAL: CliIo = {
  out: (text) => { process.stdout.write(text); },
  err: (text) => { process.stderr.write(text); },
  now: () => new Date(),
};
