import { open } from "node:fs/promises";
import { basename } from "node:path";

import { TranscriptError } from "../client/error.js";
import type { Diagnostic, FileReport, InspectReport } from "../client/types.js";
import {
  Archive,
  Digest,
  type FileDigest,
  type Policy,
  type ReadOptions,
  type SourceReader,
} from "../core/sealed_transcript.js";
import type { FileOptions } from "./options.js";
import { diagnosticOf, withFailures } from "../worker/failures.js";

const CHUNK_BYTES = 1024 * 1024;

/** What came of the files of a command line. */
export interface Reading {
  readonly archive: Archive;
  /** Counts, kinds and diagnostics, with the files that could not be read among them. */
  readonly report: InspectReport;
  /** SHA-256 of every file, where they were asked for. */
  readonly digests: FileDigest[];
  /** The names that the files have in the archive. */
  readonly names: string[];
  /** Every FILE could be opened, and at least one of them held something. */
  readonly succeeded: boolean;
}

/** Reads files into a new archive, a mebibyte at a time. What is said of them is seen through the lens. */
export async function read(
  files: readonly string[],
  { all, ofFile }: FileOptions,
  lens: Policy | null,
  withDigests = false,
): Promise<Reading> {
  const archive = new Archive(all);
  const names = namesOf(files);
  const failures: Diagnostic[] = [];
  const digests: FileDigest[] = [];
  let opened = true;
  for (const [index, file] of files.entries()) {
    const name = names[index] as string;
    try {
      const digest = withDigests ? new Digest() : null;
      await readOne(archive, file, name, ofFile(file), digest);
      if (digest !== null) digests.push(digest.finish(name));
    } catch (thrown) {
      const error = asTranscriptError(thrown, name);
      if (error.code === "crashed" || error.code === "internal") throw error;
      if (error.code === "unopened") opened = false;
      failures.push(diagnosticOf(name, error));
    }
  }
  const report = withFailures(archive.inspect(lens), failures, lens);
  return {
    archive,
    report,
    digests,
    names,
    succeeded: opened && report.files.some((file) => isLoaded(file, report.diagnostics)),
  };
}

async function readOne(
  archive: Archive,
  file: string,
  name: string,
  options: ReadOptions,
  digest: Digest | null,
): Promise<void> {
  const chunks = file === "-" ? process.stdin : await fileChunks(file);
  const reader = archive.open(name, options);
  try {
    for await (const chunk of chunks) {
      reader.feed(chunk as Uint8Array);
      digest?.feed(chunk as Uint8Array);
    }
  } catch (error) {
    cancel(reader);
    throw error;
  }
  reader.finish();
}

/** Opens before it gives anything, so that a file that cannot be opened is not half in the archive. */
async function fileChunks(file: string): Promise<AsyncIterable<Uint8Array>> {
  const handle = await open(file);
  try {
    if ((await handle.stat()).isDirectory()) throw Object.assign(new Error(), { code: "EISDIR", syscall: "open" });
  } catch (error) {
    await handle.close();
    throw error;
  }
  return (async function* () {
    try {
      // One buffer for all: the engine copies what it is fed.
      const buffer = new Uint8Array(CHUNK_BYTES);
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  })();
}

function cancel(reader: SourceReader): void {
  try {
    reader.cancel();
  } catch {
    // It had given up by itself: its own error is the one to tell.
  }
}

const REASONS: Record<string, string> = {
  ENOENT: "no such file",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder",
  EMFILE: "too many files are open",
};

function asTranscriptError(thrown: unknown, file: string): TranscriptError {
  const { code, syscall } = thrown as NodeJS.ErrnoException;
  if (typeof code !== "string" || typeof syscall !== "string") return TranscriptError.from(thrown);
  return new TranscriptError({
    code: "unopened",
    file,
    message: `The file cannot be opened or read: ${REASONS[code] ?? code}.`,
  });
}

/** Base names, as the page has them: an export must not tell the folders of this machine. Unless two are equal. */
function namesOf(files: readonly string[]): string[] {
  const names = files.map((file) => basename(file));
  return names.map((name, index) =>
    names.every((other, at) => at === index || other !== name || files[at] === files[index])
      ? name
      : (files[index] as string),
  );
}

/** Whether a file gave anything: entries, rows, or the certainty that it is of a known kind and has none. */
function isLoaded({ file, format, records, entries }: FileReport, diagnostics: readonly Diagnostic[]): boolean {
  // What is packed in it is in the report on its own.
  if (format === "zip" || format === "gzip") return false;
  const codes = diagnostics.filter((diagnostic) => diagnostic.file === file).map(({ code }) => code);
  if (codes.every((code) => HARMLESS.includes(code))) return true;
  // Rows of a table without a column it needs are counted, but cannot be used.
  const rows = !codes.includes("missing_column") && Object.values(records).some((count) => count > entries.diagnosed);
  return rows || entries.read > entries.diagnosed;
}

const HARMLESS = ["no_conversation_data", "duplicate_file"];
