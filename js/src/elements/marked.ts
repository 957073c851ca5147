/** Text with its redacted spans, and what was found in it, made visible. */

import { html, type TemplateResult } from "lit";
import type { Highlight, Mark, Snippet } from "./archive-client.js";
import { asWords, strings } from "./strings.js";

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

/** Where in a text of an entry something was found: `fields` are those that may hold it. */
export function placesIn(text: string, found: readonly Snippet[], fields: readonly Snippet["field"][]): Highlight[] {
  return found
    .filter((part) => fields.includes(part.field) && text.startsWith(part.text, part.start))
    .flatMap(({ start, highlights }) => highlights.map((one) => ({ start: one.start + start, end: one.end + start })))
    .sort((a, b) => a.start - b.start);
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
