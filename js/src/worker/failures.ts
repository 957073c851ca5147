import type { TranscriptError } from "../client/error.js";
import type { Diagnostic, FileReport, InspectReport } from "../client/types.js";
import type { Policy } from "../core/sealed_transcript.js";
import { maskNames } from "./names.js";

/** A file that could not be read at all, as a diagnostic of that file. */
export function diagnosticOf(file: string, error: TranscriptError): Diagnostic {
  const { code, record, offset, line, path, message } = error;
  return { code, file: error.file ?? file, record, offset, line, path, message };
}

/** Adds the files that could not be read to a report seen through the same lens, unless the engine has them there. */
export function withFailures(
  report: InspectReport,
  unmasked: readonly Diagnostic[],
  lens: Policy | null,
): InspectReport {
  if (unmasked.length === 0) return report;
  const mask = maskNames(lens);
  const failures = unmasked.map((failure) => ({ ...failure, file: mask(failure.file) }));
  const missing = failures.filter(
    (failure) => !report.diagnostics.some(({ file, code }) => file === failure.file && code === failure.code),
  );
  // The engine stopped reading because the file failed; nobody cancelled it.
  const failed = new Set(failures.filter(({ code }) => code === "read").map(({ file }) => file));
  const stopped = (of: FileReport): boolean => of.format === "cancelled" && failed.has(of.file);
  const unlisted = new Set(failures.map(({ file }) => file));
  for (const { file } of report.files) unlisted.delete(file);
  return {
    ...report,
    files: [
      ...report.files.map((of) => (stopped(of) ? { ...of, format: "unknown" } : of)),
      ...[...unlisted].map(unread),
    ],
    diagnostics: [
      ...report.diagnostics.filter(({ code, file }) => code !== "cancelled" || !failed.has(file)),
      ...missing,
    ],
  };
}

function unread(file: string): FileReport {
  return {
    file,
    format: "unknown",
    evidence: "",
    records: {},
    entries: { read: 0, shown: 0, merged: 0, filtered: 0, diagnosed: 0 },
    from: null,
    to: null,
    gaps: [],
    warnings: [],
  };
}
