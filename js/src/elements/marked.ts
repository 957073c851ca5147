/** Text with its redacted spans made visible. */

import { html, type TemplateResult } from "lit";
import type { Mark } from "./archive-client.js";
import { asWords, strings } from "./strings.js";

/** Cuts `text` at its marks. Marks are in UTF-16 units; one that overlaps an earlier one or lies outside is passed over. */
export function marked(text: string, marks: readonly Mark[]): string | TemplateResult[] {
  if (marks.length === 0) return text;
  const parts: TemplateResult[] = [];
  let at = 0;
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    if (mark.start < at || mark.end > text.length || mark.end < mark.start) continue;
    const kind = asWords(mark.type);
    parts.push(
      html`${text.slice(at, mark.start)}<mark title=${strings.transcript.redacted(kind)}>${text.slice(mark.start, mark.end) || "[ ]"}</mark>`,
    );
    at = mark.end;
  }
  parts.push(html`${text.slice(at)}`);
  return parts;
}
