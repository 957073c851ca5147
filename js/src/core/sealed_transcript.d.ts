// Stands in for the declarations that wasm-bindgen writes to js/dist/core/ until they exist.
// `rootDirs` in js/tsconfig.json lays js/src and js/dist over each other: deleting this file is the whole swap.

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;
export interface InitOutput {
  readonly memory: WebAssembly.Memory;
}
export default function init(
  input?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>,
): Promise<InitOutput>;
export function initSync(input: { module: BufferSource | WebAssembly.Module }): InitOutput;
export function version(): string;

export class Archive {
  constructor(options?: ArchiveOptions | null);
  open(name: string): SourceReader;
  readBlob(
    name: string,
    blob: Blob,
    onProgress: ((bytes: number, entries: number) => void) | null,
    signal?: AbortSignal | null,
  ): Promise<FileReport>;
  inspect(policy?: Policy | null): InspectReport;
  conversations(from: number, count: number, policy?: Policy | null): ConversationWindow;
  transcript(conversation: string, from: number, count: number, policy?: Policy | null): TranscriptWindow;
  kpis(options?: KpiOptions | null, policy?: Policy | null): KpiReport;
  export(options: ExportOptions, policy?: Policy | null): Exporter;
  free(): void;
}

export class SourceReader {
  feed(chunk: Uint8Array): void;
  finish(): FileReport;
  cancel(): void;
  readonly entries: number;
  free(): void;
}

export class Policy {
  private constructor();
  static named(name: string): Policy;
  static parse(json: string): Policy;
  readonly hash: string;
  readonly name: string;
  toJson(): string;
  scan(line: string): string;
  free(): void;
}

export class Exporter {
  private constructor();
  next(): Uint8Array | undefined;
  readonly fileName: string;
  readonly mediaType: string;
  free(): void;
}

export interface ArchiveOptions {
  zone?: string | null;
}
export interface KpiOptions {
  anchor?: "first" | "last";
}
export interface ExportOptions {
  format: "jsonl" | "json" | "csv" | "text" | "markdown";
  conversation?: string | null;
  customerCopy?: boolean;
  zone?: string | null;
}

export interface EntryCounts {
  read: number;
  shown: number;
  merged: number;
  filtered: number;
  diagnosed: number;
}
export interface FileReport {
  file: string;
  format: string;
  evidence: string;
  records: Record<string, number>;
  entries: EntryCounts;
  from: string | null;
  to: string | null;
  warnings: string[];
}
export interface Diagnostic {
  code: string;
  file: string;
  record: number | null;
  offset: number | null;
  line: number | null;
  path: string | null;
  message: string;
}
export interface TotalReport {
  files: number;
  conversations: number;
  sessions: number;
  records: Record<string, number>;
  entries: EntryCounts;
  from: string | null;
  to: string | null;
  more_diagnostics: number;
}
export interface InspectReport {
  files: FileReport[];
  total: TotalReport;
  diagnostics: Diagnostic[];
}

export interface ConversationWindow {
  total: number;
  from: number;
  rows: ConversationRow[];
}
export interface ConversationRow {
  conversation: string;
  title: string | null;
  channel: string | null;
  participants: string[];
  sessions: number;
  entries: number;
  messages: number;
  fromMs: number | null;
  toMs: number | null;
  preview: string | null;
  flags: string[];
}

export interface TranscriptWindow {
  conversation: string;
  total: number;
  from: number;
  rows: TranscriptRow[];
  sessions: SessionSummary[];
}
export interface SessionSummary {
  session: string;
  name: string | null;
  startMs: number | null;
  acceptMs: number | null;
  endMs: number | null;
  status: string | null;
  origin: string | null;
  agentType: string | null;
  channelType: string | null;
  channelName: string | null;
  owner: string | null;
  assignedBy: string;
  fields: [string, string][];
}
export interface Revision {
  text: string | null;
  atMs: number | null;
  source: number | null;
}
export interface Attachment {
  name: string | null;
  mimeType: string | null;
  url: string | null;
  id: string | null;
}
export interface Link {
  title: string | null;
  url: string | null;
}
export interface Choice {
  title: string | null;
  id: string | null;
  selected: boolean;
}
export interface FormAnswer {
  label: string | null;
  value: string | null;
}
export interface SourceRef {
  file: string;
  record: number;
}
export interface Mark {
  start: number;
  end: number;
  type: string;
  operator: string;
}
export interface TranscriptRow {
  conversation: string;
  session: string | null;
  entry: string;
  index: number;
  at: string | null;
  atMs: number | null;
  orderedBy: "server" | "sequence" | "client" | "id";
  assignedBy: "related_record" | "payload" | "time" | "neighbour" | "unassigned";
  role: string;
  actor: string | null;
  kind: string;
  text: string | null;
  revisions: Revision[];
  attachments: Attachment[];
  links: Link[];
  choices: Choice[];
  form: FormAnswer[];
  internal: boolean;
  endMs: number | null;
  durationMs: number | null;
  clientAtMs: number | null;
  skewMs: number | null;
  status: string | null;
  statusCode: string | null;
  sources: SourceRef[];
  flags: string[];
  marks: Mark[];
}

export interface KpiFamily {
  n: number;
  mean: number | null;
  median: number | null;
  p75: number | null;
  p90: number | null;
  p95: number | null;
  max: number | null;
  sum: number | null;
}
export interface Kpi {
  value: number | boolean | KpiFamily | null;
  bh: number | null;
  unit: "ms" | "count" | "ratio" | "bool";
  reason: string | null;
  n: number;
  flags: string[];
  reported: number | null;
  episodes: unknown[];
}
export interface KpiDefinition {
  id: string;
  name: string;
  unit: "ms" | "count" | "ratio" | "bool";
  scope: "session" | "conversation" | "agent";
  family: boolean;
  formula: string;
  nullWhen: string;
  salesforce: string;
}
export interface SessionKpis {
  session: string;
  conversation: string;
  kpis: Record<string, Kpi>;
}
export interface ConversationKpis {
  conversation: string;
  sessions: number;
  kpis: Record<string, Kpi>;
}
export interface AgentKpis {
  agent: string;
  name: string | null;
  sessions: number;
  kpis: Record<string, Kpi>;
}
export interface Share {
  n: number;
  yes: number;
  share: number;
}
export interface KpiTotal {
  pooled: KpiFamily | Share | null;
  session_means: KpiFamily | null;
  excluded: Record<string, number>;
}
export interface KpiReport {
  options: Record<string, unknown>;
  definitions: KpiDefinition[];
  sessions: SessionKpis[];
  conversations: ConversationKpis[];
  agents: AgentKpis[];
  totals: Record<string, KpiTotal>;
}
