/**
 * What the elements need of the async client: its types, and nothing that would load an engine. So each of
 * them also runs on a fake, or on a client that lives elsewhere.
 */

import type {
  ArchiveClient,
  Diagnostic,
  FileReport,
  InspectReport,
  KpiReport,
  OpenOptions,
  Snippet,
  Source,
  TranscriptRow,
} from "../client/types.js";

export type {
  Allow,
  ArchiveClient,
  Base,
  CheckedPolicy,
  ContextRule,
  ConversationOrder,
  ConversationRow,
  ConversationSort,
  CustomerSummary,
  Decision,
  Decisions,
  Deny,
  DetectorRule,
  DetectorSummary,
  DetectorTally,
  Diagnostic,
  EntryCounts,
  ExportOptions,
  FieldRule,
  FileReport,
  FindingFilter,
  FindingRow,
  Gap,
  InspectReport,
  Kpi,
  KpiDefinition,
  KpiFamily,
  KpiHours,
  KpiListed,
  KpiListing,
  KpiOptions,
  KpiReport,
  KpiScope,
  KpiTable,
  Leak,
  LeakReport,
  NotWrittenRow,
  OpenOptions,
  Operator,
  ParticipantSummary,
  PatternRule,
  PatternTrial,
  PolicyDocument,
  Progress,
  ProofOptions,
  ProofSteps,
  Proven,
  RawRecord,
  ReadOptions,
  RecordSummary,
  ReportFiles,
  RuleScope,
  SearchFound,
  SearchHit,
  Selection,
  SessionSummary,
  Snippet,
  Spot,
  TranscriptRow,
  TranscriptWindow,
  WindowSession,
  TaskOptions,
} from "../client/types.js";

/** A file, or bytes with the name they should go by. */
export type ArchiveFile = Source;
export type Card = NonNullable<TranscriptRow["cards"]>[number];
export type Choice = TranscriptRow["choices"][number];
export type Link = TranscriptRow["links"][number];
/** A redacted span of a text, in UTF-16 units of the text shown. */
export type Mark = TranscriptRow["marks"][number];
/** A found place, in UTF-16 units of the text shown. */
export type Highlight = Snippet["highlights"][number];
/** One KPI over the archive. */
export type KpiTotal = KpiReport["totals"][string];

/** How an archive is opened: the client's own function, or a fake's. */
export type OpenArchive = (files: Iterable<ArchiveFile>, options?: OpenOptions) => Promise<ArchiveClient>;

/** Findings after which nothing of a file is used. */
const UNUSED = new Set([
  "empty_file",
  "unrecognised",
  "no_conversation_data",
  "missing_column",
  "bad_member",
  "cancelled",
  "read",
]);

/** Files that hold other files, each of them in the report on its own. */
const CONTAINERS = new Set(["zip", "gzip", "har"]);

/** Whether a file is there for the files inside it. */
export function isContainer({ format }: FileReport): boolean {
  return CONTAINERS.has(format);
}

/** What became of one file. */
export type FileState = "good" | "partly" | "unused" | "copy";

/** What became of a file, told by its counts and findings. */
export function stateOf(file: FileReport, diagnostics: readonly Diagnostic[]): FileState {
  const own = diagnostics.filter((d) => d.file === file.file);
  if (file.entries.shown + file.entries.merged + file.entries.filtered === 0) {
    // What is wrong with one file of an archive does not make the archive useless.
    const useless = (code: string): boolean => UNUSED.has(code) && !(code === "bad_member" && isContainer(file));
    if (own.some((d) => d.record === null && useless(d.code))) return "unused";
    if (file.entries.diagnosed > 0) return "unused";
  }
  if (own.some((d) => d.code === "duplicate_file")) return "copy";
  return file.entries.diagnosed > 0 || own.some((d) => d.code === "bad_record") ? "partly" : "good";
}

/** Records that could not be read, and files of which nothing was used. */
export function leftOut(report: InspectReport): { records: number; files: number } {
  const named = new Map<string, Diagnostic[]>();
  for (const d of report.diagnostics) named.set(d.file, [...(named.get(d.file) ?? []), d]);
  const files = report.files.filter((file) => stateOf(file, named.get(file.file) ?? []) === "unused");
  const known = new Set(report.files.map((file) => file.file));
  // A file that the browser could not read is known by its finding alone.
  const unread = [...named.keys()].filter((name) => !known.has(name));
  return { records: report.total.entries.diagnosed, files: files.length + unread.length };
}
