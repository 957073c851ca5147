import type { Diagnostic } from "../client/types.js";

/** Writes diagnostics to standard error, one JSON object a line. They name places, never values. */
export function report(diagnostics: readonly Diagnostic[]): void {
  for (const { code, file, record, offset, line, path, message } of diagnostics) {
    process.stderr.write(`${JSON.stringify({ code, file, record, offset, line, path, message })}\n`);
  }
}

/** Says something that is about no place in a file, in the same form. */
export function notice(code: string, message: string): void {
  process.stderr.write(
    `${JSON.stringify({ code, file: null, record: null, offset: null, line: null, path: null, message })}\n`,
  );
}
