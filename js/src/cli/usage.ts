/** The command line says something that cannot be done. Exit 2; the message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What a command is, for the list of commands and for its own help. */
export interface Command {
  /** One line. */
  readonly summary: string;
  /** The whole help text, with examples. */
  readonly help: string;
  /** Runs it with the arguments after its name, and gives the exit code. */
  run(args: string[]): Promise<number>;
}

/** Exit codes: part of the interface. */
export const OK = 0;
export const FAILED = 1;
export const USAGE = 2;
/** A redacted value is left in the output. */
export const LEAK = 3;
