/** Where a command writes and what it asks of the world; tests hand in their own. */
export interface CliIo {
  /** Results. */
  readonly out: (text: string) => void;
  /** Warnings and errors. */
  readonly err: (text: string) => void;
  /** The clock, asked only when no `--now` is given. */
  readonly now: () => Date;
  /** All of standard input; nothing where it is absent. */
  readonly stdin?: () => Promise<Uint8Array>;
  /** Which of both are a terminal with a person in front; none where it is absent. */
  readonly terminal?: { readonly out: boolean; readonly err: boolean };
  /** Environment variables; none where it is absent. */
  readonly env?: { readonly [name: string]: string | undefined };
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** The real terminal. */
export const TERMINAL: CliIo = {
  out: (text) => { process.stdout.write(text); },
  err: (text) => { process.stderr.write(text); },
  now: () => new Date(),
  stdin: readStdin,
  terminal: { out: process.stdout.isTTY === true, err: process.stderr.isTTY === true },
  env: process.env,
};
