/**
 * What the elements need of the async client: its types, and nothing that would load an engine. So each of
 * them also runs on a fake, or on a client that lives elsewhere.
 */

import type {
  ArchiveClient,
  EntryCounts,
  InspectReport,
  KpiReport,
  OpenOptions,
  Source,
  TranscriptRow,
} from "../client/types.js";

export type {
  ArchiveClient,
  ConversationRow,
  Diagnostic,
  EntryCounts,
  ExportOptions,
  FileReport,
  InspectReport,
  Kpi,
  KpiDefinition,
  KpiFamily,
  KpiReport,
  OpenOptions,
  Progress,
  SessionSummary,
  TranscriptRow,
} from "../client/types.js";

/** A file, or bytes with the name they should go by. */
export type ArchiveFile = Source;
/** A redacted span of a text, in UTF-16 units of the text shown. */
export type Mark = TranscriptRow["marks"][number];
/** One KPI over the archive. */
export type KpiTotal = KpiReport["totals"][string];

/** How an archive is opened: the client's own function, or a fake's. */
export type OpenArchive = (files: Iterable<ArchiveFile>, options?: OpenOptions) => Promise<ArchiveClient>;

/** The archive's counts: the report's `total` holds them itself or under `entries`. */
export function totalCounts(total: InspectReport["total"] | { entries: EntryCounts }): EntryCounts {
  return "entries" in total ? total.entries : total;
}
