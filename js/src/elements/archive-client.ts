/**
 * What the elements need of the async client: the boundary's shapes, nothing else.
 * The elements never import an engine, so each of them also runs on a fake.
 */

export interface EntryCounts { read: number; shown: number; merged: number; filtered: number; diagnosed: number }

export interface FileReport {
  file: string; format: string; evidence: string; records: Record<string, number>;
  entries: EntryCounts; from: string | null; to: string | null; warnings: string[];
}

export interface Diagnostic {
  code: string; file: string; record: number | null; offset: number | null; line: number | null;
  path: string | null; message: string;
}

/** The counts of all files together; `entries` nested or flat, both are read by {@link totalCounts}. */
export type Total = EntryCounts | { entries: EntryCounts };

export interface InspectReport { files: FileReport[]; total: Total; diagnostics: Diagnostic[] }

export interface ConversationRow {
  conversation: string; title: string | null; channel: string | null; participants: string[];
  sessions: number; entries: number; messages: number;
  fromMs: number | null; toMs: number | null; preview: string | null; flags: string[];
}

export interface ConversationWindow { total: number; from: number; rows: ConversationRow[] }

export interface SessionSummary {
  session: string; name: string | null; startMs: number | null; acceptMs: number | null; endMs: number | null;
  status: string | null; origin: string | null; agentType: string | null; channelType: string | null;
  channelName: string | null; owner: string | null; assignedBy: string; fields: [string, string][];
}

export interface Mark { start: number; end: number; type: string; operator: string }

export interface TranscriptRow {
  conversation: string; session: string | null; entry: string; index: number; at: string | null; atMs: number | null;
  orderedBy: string; assignedBy: string; role: string; actor: string | null; kind: string; text: string | null;
  revisions: { text: string | null; atMs: number | null; source: unknown }[];
  attachments: { name: string | null; mimeType: string | null; url: string | null; id: string | null }[];
  links: { title: string | null; url: string | null }[];
  choices: { title: string | null; id: string | null; selected: boolean | null }[];
  form: { label: string | null; value: string | null }[];
  internal: boolean; endMs: number | null; durationMs: number | null; clientAtMs: number | null; skewMs: number | null;
  status: string | null; statusCode: string | null; sources: { file: string; record: number }[]; flags: string[];
  /** Redacted spans of `text`, in UTF-16 units of the text shown. */
  marks: Mark[];
}

export interface TranscriptWindow {
  conversation: string; total: number; from: number; rows: TranscriptRow[]; sessions: SessionSummary[];
}

export interface KpiFamily {
  n: number; mean: number | null; median: number | null; p75: number | null; p90: number | null;
  p95: number | null; max: number | null; sum: number | null;
}

export interface Kpi {
  value: number | boolean | KpiFamily | null; bh?: number | null; unit: string; reason: string | null;
  n: number; flags: string[]; reported?: number | null;
}

export interface KpiDefinition { id: string; name: string; unit: string; formula: string; nullWhen: string | string[] | null }

export interface KpiReport {
  definitions: KpiDefinition[];
  sessions: { session: string | null; conversation: string; kpis: Record<string, Kpi> }[];
  conversations: { conversation: string; kpis: Record<string, Kpi> }[];
  totals: Record<string, KpiTotal>;
}

/** One KPI over the archive: every value pooled, and how many sessions had none, by reason where the engine says it. */
export interface KpiTotal { pooled: unknown; session_means?: unknown; excluded?: number | Record<string, number> | null; unit?: string }

export interface ExportOptions {
  format: 'jsonl' | 'json' | 'csv' | 'text' | 'markdown'; conversation?: string | null; customerCopy?: boolean; zone?: string | null;
}

export interface Progress {
  file: string; fileIndex: number; files: number; bytes: number; totalBytes: number; entries: number;
}

export interface OpenOptions { signal?: AbortSignal; onProgress?(progress: Progress): void; zone?: string | null }

export type ArchiveFile = File | { name: string; blob: Blob };

export interface ArchiveClient {
  add(files: Iterable<ArchiveFile>, options?: OpenOptions): Promise<FileReport[]>;
  inspect(): Promise<InspectReport>;
  conversations(from: number, count: number): Promise<ConversationWindow>;
  transcript(conversation: string, from: number, count: number): Promise<TranscriptWindow>;
  setPolicy(policy: string | object | null): Promise<{ name: string; hash: string } | null>;
  kpis(options?: { anchor?: 'first' | 'last' }): Promise<KpiReport>;
  export(options: ExportOptions, control?: { signal?: AbortSignal; onProgress?(bytes: number): void }): Promise<Blob>;
  close(): Promise<void>;
}

export type OpenArchive = (files: Iterable<ArchiveFile>, options?: OpenOptions) => Promise<ArchiveClient>;

/** The archive's counts, whichever way the report nests them. */
export function totalCounts(total: Total): EntryCounts {
  return 'entries' in total ? total.entries : total;
}
