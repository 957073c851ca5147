/** What can be taken away, and what each format can hold. */

import type { ProofOptions } from "./archive-client.js";

export type Format = NonNullable<ProofOptions["format"]>;
/** Those to read come first; what only a redaction makes stands last. */
export const FORMATS: Format[] = ["html", "text", "markdown", "csv", "jsonl", "json", "source", "patch"];
/** What a redaction makes of the files that were opened. */
export const OF_REDACTION: Format[] = ["source", "patch"];
/** Formats that print times in words, in a zone. */
export const ZONED: Format[] = ["html", "text", "markdown"];
/** Formats that can hold more than entries. */
export const DETAILED: Format[] = ["json", "jsonl"];
export const EXTENSIONS: Partial<Record<Format, string>> = { text: "txt", markdown: "md", patch: "json" };
