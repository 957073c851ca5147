/** One entry of a transcript, drawn. */

import { html, nothing, type TemplateResult } from "lit";
import type { Highlight, TranscriptRow } from "./archive-client.js";
import { dayAndTime, timeOfDay, trueTime, zoneName, type Zone } from "./clock.js";
import { clockDuration } from "./duration.js";
import { marked } from "./marked.js";
import { asWords, strings } from "./strings.js";

/** Shapes tell the speakers apart where colour does not. */
const GLYPHS: Record<string, string> = {
  EndUser: "●",
  Agent: "■",
  Bot: "◆",
  System: "–",
  Supervisor: "▲",
  DigitalWorker: "◆",
  Router: "–",
  Unknown: "?",
};

/** Whether somebody says something here; all else is an event, drawn quietly on one line. */
export function isSpeech(row: TranscriptRow): boolean {
  return row.kind === "Message" || row.kind === "Note" || row.internal;
}

/** Whether a row goes on under the name of the row before it. */
export function continues(row: TranscriptRow, before: TranscriptRow | undefined): boolean {
  return (
    before !== undefined &&
    isSpeech(row) &&
    isSpeech(before) &&
    before.role === row.role &&
    before.actor === row.actor &&
    before.internal === row.internal &&
    before.session === row.session
  );
}

export function roleName(role: string): string {
  return strings.transcript.roles[role] ?? asWords(role);
}

/** The entry: name, then what was said, then the time, in the order in which it is best heard. */
export function entryTemplate(
  row: TranscriptRow,
  follows: boolean,
  zone: Zone,
  found: readonly Highlight[] = [],
): TemplateResult {
  return isSpeech(row) ? speech(row, follows, zone, found) : event(row, zone, found);
}

function event(row: TranscriptRow, zone: Zone, found: readonly Highlight[]): TemplateResult {
  const kind = strings.transcript.kinds[row.kind] ?? asWords(row.kind);
  return html`
    <div class="entry event">
      <p class="what" title=${kind}><span dir="auto">${row.text ? marked(row.text, row.marks, found) : kind}</span>${!row.text && row.actor ? html` <span dir="auto">${row.actor}</span>` : nothing}${row.status ? html` <span class="status">${asWords(row.status)}</span>` : nothing}</p>
      ${time(row, zone)}
    </div>`;
}

function speech(row: TranscriptRow, follows: boolean, zone: Zone, found: readonly Highlight[]): TemplateResult {
  const t = strings.transcript;
  const role = roleName(row.role);
  const named = row.actor !== null && row.actor !== role;
  return html`
    <div class=${`entry speech ${GLYPHS[row.role] ? row.role : "Unknown"}${follows ? " follows" : ""}${row.internal ? " internal" : ""}`}>
      <p class=${follows ? "hidden" : "who"}><span class="glyph" aria-hidden="true">${GLYPHS[row.role] ?? GLYPHS.Unknown}</span><span class="actor" dir="auto">${named ? row.actor : role}</span>${named ? html` <span class="role">${role}</span>` : nothing}${row.internal ? html` <span class="badge" title=${t.internalHint}>${t.internal}</span>` : nothing}</p>
      <div class="said">
        ${row.text ? html`<p class="text" dir="auto">${marked(row.text, row.marks, found)}</p>` : nothing}
        ${choices(row)}${form(row)}${links(row)}${attachments(row)}
        ${!row.text && !row.choices.length && !row.form.length && !row.links.length && !row.attachments.length ? html`<p class="quiet">${t.noText}</p>` : nothing}
        ${notes(row)}
      </div>
      ${time(row, zone)}
    </div>`;
}

function choices(row: TranscriptRow) {
  if (!row.choices.length) return nothing;
  const t = strings.transcript;
  return html`<ul class="choices" aria-label=${t.choices}>${row.choices.map(
    (choice) => html`
    <li class=${choice.selected ? "chosen" : ""} dir="auto">${choice.selected ? html`<span aria-hidden="true">✓ </span>` : nothing}${choice.title ?? choice.id}${choice.selected ? html`<span class="hidden"> (${t.chosen})</span>` : nothing}</li>`,
  )}</ul>`;
}

function form(row: TranscriptRow) {
  if (!row.form.length) return nothing;
  return html`<dl class="form" aria-label=${strings.transcript.form}>${row.form.map((field) => html`<div><dt dir="auto">${field.label ?? "–"}</dt><dd dir="auto">${field.value ?? "–"}</dd></div>`)}</dl>`;
}

function links(row: TranscriptRow) {
  return row.links.length === 0
    ? nothing
    : html`<ul class="links">${row.links.map(
        (link) => html`
    <li title=${strings.transcript.linkHint}><span aria-hidden="true">↗ </span>${link.title ? html`<span dir="auto">${link.title}</span> ` : nothing}${link.url ? html`<code>${link.url}</code>` : nothing}</li>`,
      )}</ul>`;
}

function attachments(row: TranscriptRow) {
  const t = strings.transcript;
  return row.attachments.length === 0
    ? nothing
    : html`<ul class="attachments">${row.attachments.map(
        (file) => html`
    <li title=${t.attachmentHint}><span class="kind">${t.attachment}</span> <span dir="auto">${file.name ?? file.id ?? file.url ?? "–"}</span>${file.mimeType ? html` <code>${file.mimeType}</code>` : nothing}</li>`,
      )}</ul>`;
}

function notes(row: TranscriptRow) {
  const t = strings.transcript;
  const said = [
    ...(row.statusCode ? [`${t.notDelivered}: ${row.statusCode}`] : []),
    ...row.flags.filter((flag) => flag !== "edited").map((flag) => t.flags[flag] ?? asWords(flag)),
  ];
  return html`
    ${
      row.revisions.length > 0
        ? html`<details class="edits"><summary class="small">${t.edited} · ${t.editedHint(row.revisions.length)}</summary>
      <ol>${row.revisions.map((old) => html`<li dir="auto">${old.text ?? t.noText}</li>`)}</ol></details>`
        : nothing
    }
    ${said.length ? html`<p class="flags tiny">${said.join(" · ")}</p>` : nothing}`;
}

function time(row: TranscriptRow, zone: Zone): TemplateResult {
  const t = strings.transcript;
  if (row.atMs === null) return html`<p class="time"><span title=${t.noTimeHint}>${t.noTime}</span></p>`;
  const hints = [trueTime(row.atMs), dayAndTime(row.atMs, zone), t.orderedBy[row.orderedBy] ?? row.orderedBy];
  if (row.clientAtMs !== null && row.clientAtMs !== row.atMs) hints.push(t.clientTime(trueTime(row.clientAtMs)));
  if (row.durationMs) hints.push(clockDuration(row.durationMs));
  return html`<p class="time"><time datetime=${trueTime(row.atMs)} title=${hints.join("\n")}>${timeOfDay(row.atMs, zone)} <span class="zone">${zoneName(row.atMs, zone)}</span></time></p>`;
}
