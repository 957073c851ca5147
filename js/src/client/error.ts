/** Where in the input an error lies; `null` where that is not known. */
export interface ErrorFields {
  /** Kind of error, stable across versions. */
  code: string;
  message: string;
  /** Name of the file, as it was given. */
  file: string | null;
  /** JSON path or column inside the record. */
  path: string | null;
  /** Bytes from the start of the file. */
  offset: number | null;
  /** Line and column, both from 1. */
  line: number | null;
  column: number | null;
  /** Position of the record in its file, from 0. */
  record: number | null;
  /** Whether the archive can go on being used. */
  recoverable: boolean;
}

/**
 * The one error of this package. The engine throws errors of the same name and fields; this class restores
 * them on the page's side of the worker.
 */
export class TranscriptError extends Error implements ErrorFields {
  readonly code: string;
  readonly file: string | null;
  readonly path: string | null;
  readonly offset: number | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly record: number | null;
  readonly recoverable: boolean;

  constructor(fields: Partial<ErrorFields> & { code: string; message: string }) {
    super(fields.message);
    this.name = "TranscriptError";
    this.code = fields.code;
    this.file = fields.file ?? null;
    this.path = fields.path ?? null;
    this.offset = fields.offset ?? null;
    this.line = fields.line ?? null;
    this.column = fields.column ?? null;
    this.record = fields.record ?? null;
    this.recoverable = fields.recoverable ?? true;
  }

  /** A plain copy that survives `postMessage`. */
  toFields(): ErrorFields {
    const { code, message, file, path, offset, line, column, record, recoverable } = this;
    return { code, message, file, path, offset, line, column, record, recoverable };
  }

  /**
   * Any thrown value as a `TranscriptError`: one of the engine keeps its fields, a trap of the engine becomes
   * `crashed`, an abort `cancelled`, and anything else is a fault of this package, `internal`.
   */
  static from(thrown: unknown): TranscriptError {
    if (thrown instanceof TranscriptError) return thrown;
    if (!(thrown instanceof Error) && !(typeof DOMException !== "undefined" && thrown instanceof DOMException)) {
      return new TranscriptError({ code: "internal", message: String(thrown), recoverable: false });
    }
    if (thrown.name === "TranscriptError") return new TranscriptError(thrown as unknown as ErrorFields);
    if (isTrap(thrown)) return crashed(thrown.message);
    if (thrown.name === "AbortError") return cancelled();
    return new TranscriptError({ code: "internal", message: `${thrown.name}: ${thrown.message}`, recoverable: false });
  }
}

/** After a trap the engine's memory is in an unknown state: nothing that it would say can be believed. */
function isTrap(error: Error): boolean {
  return (
    error instanceof WebAssembly.RuntimeError ||
    ((error.name === "RangeError" || error.name === "InternalError") && /wasm/.test(error.stack ?? ""))
  );
}

/** The engine stopped for good. */
export function crashed(detail: string): TranscriptError {
  return new TranscriptError({
    code: "crashed",
    message:
      `The engine stopped unexpectedly (${detail}). Nothing was changed or sent. Open the files again; ` +
      "if one file stops it each time, leave that file out and report its kind and size.",
    recoverable: false,
  });
}

/** The caller asked to stop. */
export function cancelled(): TranscriptError {
  return new TranscriptError({ code: "cancelled", message: "Cancelled." });
}

/** The archive was closed before the answer came, or before the question. */
export function closed(): TranscriptError {
  return new TranscriptError({ code: "closed", message: "The archive is closed.", recoverable: false });
}
