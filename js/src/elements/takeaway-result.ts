/** What became of an output that was looked at: leaks, what is not in it, and the report. */

import { html, nothing, type TemplateResult } from "lit";
import type { Leak, LeakReport, NotWrittenRow, Proven } from "./archive-client.js";
import { linkTo } from "./entry-link.js";
import { saveText } from "./saved.js";
import { strings } from "./strings.js";

/** Lines shown of a long list. */
const SHOWN = 20;

/** Why nothing was saved, or what there is to know of what was. `closed` is called before a link is followed. */
export function resultTemplate(proven: Proven, closed: () => void): TemplateResult {
  const t = strings.takeaway;
  const { file, check, notWritten, report } = proven;
  return html`
    ${check !== null && !check.passed ? leaks(check, closed) : nothing}
    ${check === null ? html`<p class="error" role="alert">${t.unwritable}</p>` : nothing}
    ${check?.passed ? html`<p class="small">${t.passed(check.values, check.places)}</p>` : nothing}
    ${check?.passed && check.review.length > 0 ? html`<div class="small warn"><p>${t.forReview(check.review.length)}</p>${places(check.review, closed)}</div>` : nothing}
    ${notWritten.length > 0 ? missing(notWritten) : nothing}
    ${
      file && report
        ? html`<section aria-labelledby="report-heading"><h3 id="report-heading">${t.reportHeading}</h3><div class="row">
        <button @click=${() => saveText("redaction-report.json", report.json)}>${t.reportJson}</button>
        <button @click=${() => saveText("redaction-report.txt", report.text)}>${t.reportText}</button></div></section>`
        : nothing
    }`;
}

function leaks({ leaks }: LeakReport, closed: () => void) {
  const t = strings.takeaway;
  return html`<div class="error" role="alert"><p><strong>${t.leaked(leaks.length)}</strong></p>${places(leaks, closed)}<p class="small">${t.leakedWhat}</p></div>`;
}

/** Places of values, never the values. */
function places(list: readonly Leak[], closed: () => void) {
  const t = strings.takeaway;
  return html`<ul class="places small">${list.slice(0, SHOWN).map(
    ({ by, type, detector, times, conversation, spot }) => html`
    <li>${by === "place" ? t.leak.place(type) : t.leak.value(type, times)} <span class="quiet">(${t.leakRule(detector)})</span>
      ${spot ? html`<a href=${linkTo({ conversation, entry: spot.entry })} @click=${closed}>${t.leakAt}</a>` : nothing}</li>`,
  )}</ul>${list.length > SHOWN ? html`<p class="small">${t.leaksMore(list.length - SHOWN)}</p>` : nothing}`;
}

function missing(list: readonly NotWrittenRow[]) {
  const t = strings.takeaway;
  const where = ({ file, record, entry }: NotWrittenRow) =>
    file === null ? t.entry(entry ?? "–") : t.inFile(file, record);
  return html`<details class="small" open><summary>${t.notWritten(list.length)}</summary>
    <ul class="places">${list.slice(0, SHOWN).map((row) => html`<li><span class="number" dir="auto">${where(row)}</span>: ${row.reason}</li>`)}</ul>
    ${list.length > SHOWN ? html`<p>${t.notWrittenMore(list.length - SHOWN)}</p>` : nothing}</details>`;
}
