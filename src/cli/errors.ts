/** An error for the person at the terminal: printed without a stack trace. */
export class CliError extends Error {
  /** 1 for what went wrong, 2 for how the command was called. */
  public readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}

/** An error in the way the command was called: what was given, what is allowed, how to fix it. */
export function usageError(what: string, got: string, allowed: string, fix?: string): CliError {
  const lines = [what, `  got      ${got}`, `  allowed  ${allowed}`, ...fix === undefined ? [] : [`  fix      ${fix}`]];
  return new CliError(lines.join('\n'), 2);
}

/** Ends a command that has said all there is to say with an exit code of its own. */
export class Exit extends Error {
  constructor(public readonly exitCode: number) {
    super(`exit ${exitCode}`);
    this.name = 'Exit';
  }
}

/** Runs a command for which 1 means findings: whatever else goes wrong is a 2. */
export async function elseTwo(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (error instanceof Exit) throw error;
    throw new CliError(error instanceof Error ? error.message : String(error), 2);
  }
}
