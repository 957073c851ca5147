/**
 * The shapes that cross the boundary. They are generated from the Rust shapes; this module only gives them
 * to the client, the elements and the page from one place. Types only: importing it loads no engine.
 */
export type {
  ArchiveOptions,
  ReadOptions,
  ConversationOrder,
  ConversationRow,
  ConversationSort,
  ConversationWindow,
  Counts as EntryCounts,
  CustomerScope,
  CustomerSummary,
  CustomerWindow,
  DetectorSummary,
  DetectorTally,
  ExportFormat,
  ExportOptions,
  FileReport,
  FindingFilter,
  FindingRow,
  FindingWindow,
  Gap,
  Kpi,
  KpiAttainment,
  KpiComparison,
  KpiDefinition,
  KpiDimension,
  KpiFamily,
  KpiHours,
  KpiListed,
  KpiListing,
  KpiOptions,
  KpiReport,
  KpiScope,
  KpiShare,
  KpiTable,
  KpiTallies,
  KpiTotal,
  Leak,
  LeakReport,
  Mark,
  Millis,
  ParticipantSummary,
  RawRecord,
  RecordSummary,
  SearchHit,
  SearchOptions,
  SearchProgress,
  SearchWindow,
  Selection,
  SessionSummary,
  SessionWindow,
  Snippet,
  Spot,
  TranscriptWindow,
  WindowRow as TranscriptRow,
  WindowSession,
  WindowStart,
} from "../core/sealed_transcript.js";

import type {
  ArchiveOptions,
  ConversationOrder,
  ConversationWindow,
  CustomerScope,
  CustomerWindow,
  DetectorSummary,
  DetectorTally,
  Diagnostic as EngineDiagnostic,
  ExportFormat,
  ExportOptions,
  FileDigest,
  FileReport,
  FindingFilter,
  FindingRow,
  FindingWindow,
  InspectReport as EngineReport,
  KpiListing,
  KpiOptions,
  KpiReport,
  KpiScope,
  KpiTable,
  KpiTallies,
  LeakReport,
  RawRecord,
  ReadOptions,
  RedactionReport,
  RewrittenFile,
  SearchHit,
  SearchOptions,
  SearchProgress,
  SearchWindow,
  Selection,
  SessionWindow,
  Spot,
  TranscriptWindow,
  WindowStart,
  WriteBacks,
} from "../core/sealed_transcript.js";
import type { Host } from "./host.js";
import type { PatternRule, PolicyDocument } from "./policy.js";

export type * from "./policy.js";

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
  /**
   * Aborting rejects the call with a `TranscriptError` of code `cancelled`. Of files being added, those read before stay;
   * when all were, the call is not rejected any more.
   */
  signal?: AbortSignal | undefined;
  /** Called at most about ten times a second, and once at the end. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** What a search takes. */
export interface SearchTask {
  /** Aborting rejects the call with a `TranscriptError` of code `cancelled`. */
  signal?: AbortSignal | undefined;
  /** Called with the first hits as soon as there are any, then at most about ten times a second, and once at the end. */
  onHits?: ((found: SearchFound) => void) | undefined;
}

/** How far a search has come. */
export interface SearchResult extends SearchProgress {
  /** Its number, to read its hits by. */
  search: number;
}

/** How far a search has come, and its first hits so far. */
export interface SearchFound extends SearchResult {
  hits: SearchHit[];
}

/** What a reviewer decided of one finding, of all alike, of a detector, or of words that nothing found. */
export interface Decision {
  /** Rightly redacted; left in the text; or: these words are redacted wherever they stand. */
  verdict: "accept" | "reject" | "redact";
  /** The finding at its place, which is the default; all of its type and value; all of a detector. */
  scope?: "one" | "alike" | "detector";
  /** Where the finding stands. */
  at?: Spot;
  /** The detector, with that scope. */
  detector?: string;
  /** Words to redact that are not pointed at. */
  text?: string;
  /** Entity type of words to redact. */
  type?: string;
  note?: string;
}

/** A file of decisions: places, no values, unless it says that it is sensitive. docs/decisions.schema.json. */
export interface Decisions {
  version: 1;
  /** Hash of the policy whose findings were reviewed. */
  policy?: string;
  /** True where a decision holds a text. */
  sensitive?: boolean;
  decisions: Decision[];
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

/** A policy that can be used: what it says, and its hash. */
export interface CheckedPolicy extends Lens {
  policy: PolicyDocument;
}

/** What a pattern that is being written does. */
export interface PatternTrial {
  /** Places in `examples_match` of those in which it finds nothing. */
  missed: number[];
  /** Places in `examples_no_match` of those in which it finds something. */
  found: number[];
  /** How much it finds in the conversation. */
  total: number;
  /** The first of it, in the words of the original. */
  rows: FindingRow[];
}

/** What to write under the policy, and to look at before it is given away. */
export interface ProofOptions extends Omit<ExportOptions, "format"> {
  /** A format of `export`; `patch`: bodies that write redacted texts back; `source`: the files themselves. */
  format?: ExportFormat | "patch" | "source";
  /** `source`: leave out what cannot be rewritten, instead of writing nothing. */
  omitUnwritable?: boolean;
  /** Also say what was removed, by which rules, and what was not examined. */
  report?: boolean;
}

/** What is not in the output, and why. */
export interface NotWrittenRow {
  /** A file, or a file inside one, that cannot be rewritten. */
  file: string | null;
  record: number | null;
  /** An entry that no call can change. */
  conversation: string | null;
  entry: string | null;
  reason: string;
}

/** One report, for a program and for a person. No value is in it. */
export interface ReportFiles {
  json: string;
  text: string;
}

/** The steps of a proof, as the engine takes them. */
export interface ProofSteps {
  /** Finds all there is to redact under the policy that lies on the archive. */
  start(options: ExportOptions, reopened: boolean): void;
  /** An output begins. */
  begin(name: string): void;
  /** Its next bytes; they count for the SHA-256, too. */
  feed(bytes: Uint8Array): void;
  /** Bytes that only count for the SHA-256. */
  digest(bytes: Uint8Array): void;
  /** The SHA-256 of all bytes since the last one, with the name they are told by. */
  digested(name: string): FileDigest;
  /** Whether a redacted value is left in what was written. */
  check(): LeakReport;
  /** A file in its own shape, redacted. */
  rewrite(name: string, bytes: Uint8Array, readAs: ReadOptions | null, omits: boolean): RewrittenFile;
  /** Bodies that write redacted texts back. */
  writeBack(): WriteBacks;
  /** A file's name as the policy lets it be seen. */
  fileName(name: string): string;
  /** What was removed, and what was not examined; no values. */
  report(inputs: FileDigest[], outputs: FileDigest[]): RedactionReport;
  /** The same for a person. */
  reportText(inputs: FileDigest[], outputs: FileDigest[]): string;
  /** Forgets what was found. */
  free(): void;
}

/** A redacted output that was looked at. */
export interface Proven {
  /** `null` if something leaked, or something cannot be written: nothing is given away then. */
  file: File | null;
  /** What the check came to; `null` if nothing was written. */
  check: LeakReport | null;
  notWritten: NotWrittenRow[];
  report: ReportFiles | null;
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
  /**
   * `count` conversations from position `from`, seen through the lens: by first time, then id, or as `order` says.
   * `from` may name a conversation; it is at what position `from` of the answer says then.
   */
  conversations(
    from: number | { conversation: string },
    count: number,
    order?: ConversationOrder | null,
  ): Promise<ConversationWindow>;
  /**
   * `count` entries of a conversation (by its id) or of a customer, seen through the lens, with the sessions
   * they belong to. `from` is a position, or says at which entry, instant or session to begin.
   */
  transcript(of: string | CustomerScope, from: number | WindowStart, count: number): Promise<TranscriptWindow>;
  /** `count` sessions of a conversation or a customer from place `from`, each with the position of its first entry. */
  sessions(of: string | CustomerScope, from: number, count: number): Promise<SessionWindow>;
  /** `count` customers from position `from`, by first time, then id, seen through the lens. */
  customers(from: number, count: number): Promise<CustomerWindow>;
  /** Takes each group of ids for one person, in place of what was decided before. */
  joinCustomers(groups: string[][]): Promise<void>;
  /**
   * Lays a policy (a name, or a policy as an object) on all later answers and exports; `null` shows the original.
   * `key` is the secret of its hashes.
   */
  setPolicy(
    policy: string | object | null,
    decisions?: Decisions | null,
    key?: Uint8Array | null,
  ): Promise<Lens | null>;
  /** The built-in detectors, for whoever writes a policy. */
  detectors(): Promise<DetectorSummary[]>;
  /** A policy as data, checked and not laid on: a ready-made one by its name, or one as an object. */
  checkPolicy(policy: string | object): Promise<CheckedPolicy>;
  /** A policy made of Salesforce's `LiveChatSensitiveDataRule` metadata (XML), checked and not laid on. */
  importRules(xml: string): Promise<CheckedPolicy>;
  /** What a pattern of `policy` that is being written does to its examples, and to a conversation. */
  tryPattern(
    policy: PolicyDocument,
    pattern: PatternRule,
    conversation: string | null,
    count: number,
  ): Promise<PatternTrial>;
  /** How much each detector finds in a conversation, or in the whole archive, under the policy that lies on it. */
  tallies(conversation: string | null): Promise<DetectorTally[]>;
  /** Where words that were marked in what is shown stand in the original, for a decision. */
  selected(selection: Selection): Promise<Spot | null>;
  /**
   * What the policy finds in the whole archive, in the words of the original, from a place on, and which of the
   * decisions laid on it concern nothing here. The first call after a change examines everything.
   */
  findings(
    filter: FindingFilter | null,
    from: number,
    count: number,
  ): Promise<FindingWindow & { readonly unmatched: readonly number[] }>;
  /** Measures the archive, or one conversation or customer. A lens changes the names that are shown, and no number. */
  kpis(options?: KpiOptions, scope?: KpiScope): Promise<KpiReport>;
  /** The same measures to read, or as CSV: see `KpiTable`. */
  kpiTable(by: KpiTable, options?: KpiOptions | null, scope?: KpiScope | null): Promise<string>;
  /** Every value of one id, the largest first, and where `count` of them from place `from` were measured. */
  kpiListing(
    id: string,
    from: number,
    count: number,
    options?: KpiOptions | null,
    scope?: KpiScope | null,
  ): Promise<KpiListing>;
  /**
   * The values behind the totals. Those of several archives, cut between conversations and measured with one
   * `data_until`, give the totals of the whole by `kpiTotals`.
   */
  kpiTallies(options?: KpiOptions | null, scope?: KpiScope | null): Promise<KpiTallies>;
  /** The totals of parts that were measured apart, as if they had been measured together. */
  kpiTotals(parts: KpiTallies[], percentile?: KpiOptions["percentile"] | null): Promise<KpiReport["totals"]>;
  /**
   * Looks for words, "phrases", /regular expressions/ and filters (see docs/search.md) in what the lens lets
   * through. Rejects with code `query` if the query cannot be read: `offset` is the place in it. A later search,
   * or another lens, ends an earlier one with code `cancelled`.
   */
  search(query: string, options?: SearchOptions | null, task?: SearchTask): Promise<SearchResult>;
  /** `count` hits of the latest search from position `from`, in transcript order; also while it still runs. */
  hits(search: number, from: number, count: number): Promise<SearchWindow>;
  /**
   * A record as it stands in its file, unseen by any lens: the file is read once more up to it. `file` and
   * `record` are those of a row's source. `null` if it is not there (any more).
   */
  rawRecord(source: Source, file: string, record: number, task?: TaskOptions): Promise<RawRecord | null>;
  /** Writes the archive, seen through the lens, as one file. Its `name` is a proposal for saving it. */
  export(options: ExportOptions, task?: TaskOptions): Promise<File>;
  /** One step of a proof; `prove` takes them one after the other. A step that has begun ends before its cancel. */
  proof<K extends keyof ProofSteps>(
    step: K,
    args: Parameters<ProofSteps[K]>,
    task?: TaskOptions,
  ): Promise<ReturnType<ProofSteps[K]>>;
  /** Frees the engine's memory and ends its worker. Idempotent; calls under way are rejected with code `closed`. */
  close(): Promise<void>;
}
