/** A place where an engine runs, reached by messages. */
export interface Host {
  /** The engine's end of the wire. */
  readonly port: Worker | MessagePort;
  /** Called once if the place itself fails: the script does not load, the thread dies. */
  onFailure(handler: (detail: string) => void): void;
  /** Ends it at once, whatever it does. Idempotent. */
  terminate(): void;
}
