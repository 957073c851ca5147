/** Text with its redacted spans, and what was found in it, made visible. */

import { html, type TemplateResult } from "lit";
import type { Highlight, Mark } from "./archive-client.js";
import { asWords, strings } from "./reading-strings.js";

/**
 * Cuts `text` at its redacted spans and at what was found in it, both in UTF-16 units. A span that overlaps an
 * earlier one of its sort or lies outside is passed over.
 */
export function marked(
  text: string,
  marks: readonly Mark[],
  found: readonly Highlight[] = [],
): string | (string | TemplateResult)[] {
  if (marks.length === 0 && found.length === 0) return text;
  const parts: (string | TemplateResult)[] = [];
  let at = 0;
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    if (mark.start < at || mark.end > text.length || mark.end < mark.start) continue;
    const kind = asWords(mark.type);
    const inside = mark.start === mark.end ? "[ ]" : lit(text, mark.start, mark.end, found);
    parts.push(
      ...lit(text, at, mark.start, found),
      html`<mark title=${strings.transcript.redacted(kind)}>${inside}</mark>`,
    );
    at = mark.end;
  }
  parts.push(...lit(text, at, text.length, found));
  return parts;
}

/** A stretch of a text, with what was found in it lit up. */
function lit(text: string, from: number, to: number, found: readonly Highlight[]): (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let at = from;
  for (const { start, end } of found) {
    const [a, b] = [Math.max(start, at), Math.min(end, to)];
    if (a >= b) continue;
    parts.push(text.slice(at, a), html`<mark class="hit">${text.slice(a, b)}</mark>`);
    at = b;
  }
  parts.push(text.slice(at, to));
  return parts;
}
