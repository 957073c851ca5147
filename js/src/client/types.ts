/**
 * The shapes that cross the boundary. They are generated from the Rust shapes; this module only gives them
 * to the client, the elements and the page from one place. Types only: importing it loads no engine.
 */
export type {
  ArchiveOptions,
  ReadOptions,
  ConversationRow,
  ConversationWindow,
  Counts as EntryCounts,
  ExportFormat,
  ExportOptions,
  FileReport,
  Gap,
  Kpi,
  KpiDefinition,
  KpiFamily,
  KpiOptions,
  KpiReport,
  KpiShare,
  KpiTotal,
  Mark,
  Millis,
  ParticipantSummary,
  RecordSummary,
  SessionSummary,
  TranscriptWindow,
  WindowRow as TranscriptRow,
} from "../core/sealed_transcript.js";

import type {
  ArchiveOptions,
  ConversationWindow,
  Diagnostic as EngineDiagnostic,
  InspectReport as EngineReport,
  ExportOptions,
  FileReport,
  KpiOptions,
  KpiReport,
  ReadOptions,
  TranscriptWindow,
} from "../core/sealed_transcript.js";
import type { Host } from "./host.js";

/** What could not be read, where, and why. Its code is the engine's, or one of the client's for a whole file. */
export type Diagnostic = Omit<EngineDiagnostic, "code"> & { code: string };

/** What was found in each file, and what was left out. */
export type InspectReport = Omit<EngineReport, "diagnostics"> & { diagnostics: Diagnostic[] };

/** How far the reading of a set of files has come. Bytes are of the original files. */
export interface Progress {
  /** Name of the file being read; of an export, the name of the file being written. */
  file: string;
  /** Its place in the set, from 0. */
  fileIndex: number;
  /** Files in the set. */
  files: number;
  /** Bytes done, over all files of the set. */
  bytes: number;
  /** Bytes to do, over all files of the set; 0 where it is not known beforehand (an export). */
  totalBytes: number;
  /** Entries found so far, over all files of the set. */
  entries: number;
}

/** A file, or bytes with the name they should go by and, where their content misleads, how to read them. */
export type Source = File | { name: string; blob: Blob; readAs?: ReadOptions };

/** What every long call takes. */
export interface TaskOptions {
  /** Aborting rejects the call with a `TranscriptError` of code `cancelled`. */
  signal?: AbortSignal | undefined;
  /** Called at most about ten times a second, and once at the end. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** What `openArchive` takes. */
export interface OpenOptions extends TaskOptions {
  /** IANA name of the zone of times that carry no offset; UTC if left out. */
  zone?: string | null;
  /** Order of day and month in dates such as 1/5/2024; if left out, only those are read that cannot be meant otherwise. */
  dateOrder?: NonNullable<ArchiveOptions["dateOrder"]>;
  /** Times labelled Z are times of `zone` all the same. */
  zIsLocal?: boolean;
  /** Where the engine runs; a worker of its own if left out. */
  host?: Host;
}

/** The policy that lies on windows and exports, as it was compiled. */
export interface Lens {
  name: string;
  hash: string;
}

/**
 * An archive of exported conversations, held by an engine in another thread.
 *
 * Every method rejects with a `TranscriptError`. Calls are answered in the order they were made; while
 * files are being read, other calls are answered between two files.
 */
export interface ArchiveClient {
  /** Reads more files into the archive. Files that were complete before a cancel stay. */
  add(files: Iterable<Source>, options?: TaskOptions): Promise<FileReport[]>;
  /** What was found in each file, what was left out, and why. Names of files are seen through the lens. */
  inspect(): Promise<InspectReport>;
  /** `count` conversations from position `from`, by first time, then id, seen through the lens. */
  conversations(from: number, count: number): Promise<ConversationWindow>;
  /** `count` entries of one conversation from position `from`, seen through the lens. */
  transcript(conversation: string, from: number, count: number): Promise<TranscriptWindow>;
  /** Lays a policy (a name, or a policy as an object) on all later answers and exports; `null` shows the original. */
  setPolicy(policy: string | object | null): Promise<Lens | null>;
  /** Measures the archive. A lens changes the names that are shown, and no number. */
  kpis(options?: KpiOptions): Promise<KpiReport>;
  /** Writes the archive, seen through the lens, as one file. Its `name` is a proposal for saving it. */
  export(options: ExportOptions, task?: TaskOptions): Promise<File>;
  /** Frees the engine's memory and ends its worker. Idempotent; calls under way are rejected with code `closed`. */
  close(): Promise<void>;
}
