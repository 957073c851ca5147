/** One entry of a transcript, drawn. */

import { html, nothing, type TemplateResult } from "lit";
import type { Card, Choice, Link, Snippet, TranscriptRow } from "./archive-client.js";
import { dayAndTime, timeOfDay, trueTime, zoneName, type Zone } from "./clock.js";
import { byteSize, clockDuration, wordDuration } from "./duration.js";
import { marked, placesIn } from "./marked.js";
import { asWords, strings } from "./reading-strings.js";

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

export function roleName(role: string): string {
  return strings.transcript.roles[role] ?? asWords(role);
}

/** What an entry's neighbours tell of it. */
export interface Thread {
  /** The entry that it answers. */
  asked: TranscriptRow | undefined;
  /** Ids of its options that later entries chose. */
  taken: ReadonlySet<string>;
}

/** The entry: name, then what was said, then the time, in the order in which it is best heard. */
export function entryTemplate(
  row: TranscriptRow,
  follows: boolean,
  zone: Zone,
  thread: Thread,
  found: readonly Snippet[] = [],
): TemplateResult {
  return isSpeech(row) ? speech(row, follows, zone, thread, found) : event(row, zone, found);
}

/** A text of an entry, with what was found in it lit up. */
function lit(text: string, found: readonly Snippet[], ...fields: Snippet["field"][]) {
  return marked(text, [], placesIn(text, found, fields));
}

function event(row: TranscriptRow, zone: Zone, found: readonly Snippet[]): TemplateResult {
  const kind = strings.transcript.kinds[row.kind] ?? asWords(row.kind);
  return html`
    <div class="entry event">
      <p class="what" title=${kind}><span dir="auto">${row.text ? marked(row.text, row.marks, placesIn(row.text, found, ["text"])) : kind}</span>${!row.text && row.actor ? html` <span dir="auto">${row.actor}</span>` : nothing}${row.status ? html` <span class="status">${asWords(row.status)}</span>` : nothing}</p>
      ${details(row, found)}
      ${time(row, zone)}
    </div>`;
}

function speech(
  row: TranscriptRow,
  follows: boolean,
  zone: Zone,
  { asked, taken }: Thread,
  found: readonly Snippet[],
): TemplateResult {
  const t = strings.transcript;
  const role = roleName(row.role);
  const named = row.actor !== null && row.actor !== role;
  return html`
    <div class=${`entry speech ${GLYPHS[row.role] ? row.role : "Unknown"}${follows ? " follows" : ""}${row.internal ? " internal" : ""}`}>
      <p class=${follows ? "hidden" : "who"}><span class="glyph" aria-hidden="true">${GLYPHS[row.role] ?? GLYPHS.Unknown}</span><span class="actor" dir="auto">${named ? row.actor : role}</span>${named ? html` <span class="role">${role}</span>` : nothing}${row.internal ? html` <span class="badge" title=${t.internalHint}>${t.internal}</span>` : nothing}${waited(row)}</p>
      <div class="said">
        ${reply(row)}${asked?.text ? html`<p class="asked tiny" dir="auto"><span class="hidden">${t.answers}: </span><span aria-hidden="true">↩ </span>${asked.text.split("\n")[0]}</p>` : nothing}
        ${words(row, found)}${cards(row, taken, found)}${form(row, found)}${attachments(row, found)}${details(row, found)}
        ${!row.text && !row.choices.length && !row.form.length && !row.links.length && !row.attachments.length && !row.details ? html`<p class="quiet">${t.noText}</p>` : nothing}
        ${notes(row, found)}
      </div>
      ${time(row, zone)}
    </div>`;
}

/** The wait that the entry ended. */
function waited({ waitedMs }: TranscriptRow) {
  if (waitedMs == null) return nothing;
  const t = strings.transcript;
  return html` <span class="wait number" title=${t.waitedHint}>${t.waited(wordDuration(waitedMs))}</span>`;
}

/** Leads to what the entry answers; the transcript follows it. */
function reply(row: TranscriptRow) {
  const { replyToPosition: position } = row;
  if (position === null) return nothing;
  return html`<p class="small"><button class="plain" @click=${(event: Event) => event.target?.dispatchEvent(new CustomEvent("st-goto", { detail: position, bubbles: true }))}><span aria-hidden="true">↩ </span>${strings.transcript.reply}</button></p>`;
}

/** The text, but for lines that are drawn below as what they are. */
function words(row: TranscriptRow, found: readonly Snippet[]) {
  if (!row.text) return nothing;
  const drawn = (row.cards ?? []).flatMap((card) => [card.title, card.subtitle]).filter((line) => line !== null);
  const answers = row.form.map(({ label, value }) => `${label}: ${value}`);
  const chosen = row.choices.filter((choice) => choice.selected).map((choice) => choice.title);
  const tail = drawn.join("\n");
  const shown = drawn.length && row.text.endsWith(tail) ? row.text.slice(0, -tail.length).trimEnd() : row.text;
  const values = row.form.map((field) => field.value);
  const told = (line: string) => answers.includes(line) || chosen.includes(line) || values.includes(line);
  if (!shown || shown.split("\n").every(told)) return nothing;
  const marks = row.marks.filter((mark) => mark.end <= shown.length);
  return html`<p class="text" dir="auto">${marked(shown, marks, placesIn(row.text, found, ["text"]))}</p>`;
}

/** Cards with the options and links that are theirs, then all others. */
function cards(row: TranscriptRow, taken: ReadonlySet<string>, found: readonly Snippet[]) {
  let choice = 0;
  let link = 0;
  const own = (row.cards ?? []).map((card: Card) => {
    const part = {
      choices: row.choices.slice(choice, choice + card.choices),
      links: row.links.slice(link, link + card.links),
    };
    choice += card.choices;
    link += card.links;
    return html`<li><p class="title" dir="auto">${lit(card.title ?? "–", found, "card")}</p>${card.subtitle ? html`<p class="small quiet" dir="auto">${lit(card.subtitle, found, "card")}</p>` : nothing}${choices(part.choices, taken, found)}${links(part.links, found)}</li>`;
  });
  // Options of a form stand with the form, where the answers tell which.
  const others = row.form.some((field) => field.value !== null) ? [] : row.choices.slice(choice);
  return html`${own.length ? html`<ul class="cards" aria-label=${strings.transcript.cards}>${own}</ul>` : nothing}${choices(others, taken, found)}${links(row.links.slice(link), found)}`;
}

function choices(list: readonly Choice[], taken: ReadonlySet<string>, found: readonly Snippet[]) {
  if (!list.length) return nothing;
  const t = strings.transcript;
  return html`<ul class="choices" aria-label=${t.choices}>${list.map((choice) => {
    const chosen = choice.selected || (choice.id !== null && taken.has(choice.id));
    return html`
    <li class=${chosen ? "chosen" : ""} dir="auto">${chosen ? html`<span aria-hidden="true">✓ </span>` : nothing}${lit(choice.title ?? choice.id ?? "–", found, "choice")}${chosen ? html`<span class="hidden"> (${t.chosen})</span>` : nothing}</li>`;
  })}</ul>`;
}

function form(row: TranscriptRow, found: readonly Snippet[]) {
  if (!row.form.length) return nothing;
  return html`<dl class="form" aria-label=${strings.transcript.form}>${row.form.map((field) => html`<div><dt dir="auto">${lit(field.label ?? "–", found, "form")}</dt><dd dir="auto">${lit(field.value ?? "–", found, "form", "choice")}</dd></div>`)}</dl>`;
}

/** More than this are folded away. */
const DETAILS_OPEN = 6;

function details(row: TranscriptRow, found: readonly Snippet[]) {
  const list = row.details;
  if (!list) return nothing;
  const t = strings.transcript;
  const lines = html`<dl class="form details" aria-label=${t.details(list.length)}>${list.map(({ label, value }) => html`<div><dt dir="auto">${lit(label || "–", found, "detail")}</dt><dd dir="auto">${lit(value, found, "detail")}</dd></div>`)}</dl>`;
  return list.length > DETAILS_OPEN
    ? html`<details class="more" ?open=${found.some((part) => part.field === "detail")}><summary class="small">${t.details(list.length)}</summary>${lines}</details>`
    : lines;
}

function links(list: readonly Link[], found: readonly Snippet[]) {
  return list.length === 0
    ? nothing
    : html`<ul class="links">${list.map(
        (link) => html`
    <li title=${strings.transcript.linkHint}><span aria-hidden="true">↗ </span>${link.title ? html`<span dir="auto">${lit(link.title, found, "link")}</span> ` : nothing}${link.url ? html`<code>${lit(link.url, found, "link")}</code>` : nothing}</li>`,
      )}</ul>`;
}

function attachments(row: TranscriptRow, found: readonly Snippet[]) {
  const t = strings.transcript;
  return row.attachments.length === 0
    ? nothing
    : html`<ul class="attachments">${row.attachments.map(
        (file) => html`
    <li title=${t.attachmentHint}><span class="kind">${t.attachment}</span> <span dir="auto">${lit(file.name ?? file.id ?? file.url ?? "–", found, "attachment")}</span>${file.mimeType ? html` <code>${lit(file.mimeType, found, "attachment")}</code>` : nothing}${file.size == null ? nothing : html` <span class="small quiet">${byteSize(file.size)}</span>`}</li>`,
      )}</ul>`;
}

/** Flags that all entries of a conversation have, if one has them. */
const OF_CONVERSATION = ["conversation_inferred", "conversation_conflict"];

/** What a reader should know of an entry, or with the other flags of its whole conversation, in words. */
export function flagWords({ flags, marks }: TranscriptRow, ofConversation = false): string[] {
  return (
    flags
      .filter((flag) => OF_CONVERSATION.includes(flag) === ofConversation)
      // What was redacted here is marked in the words themselves.
      .filter((flag) => flag !== "redacted" || marks.length === 0)
      .map((flag) => strings.transcript.flags[flag] ?? asWords(flag))
  );
}

function notes(row: TranscriptRow, found: readonly Snippet[]) {
  const t = strings.transcript;
  const said = [
    ...(row.statusCode ? [`${t.notDelivered}: ${row.statusCode}`] : []),
    ...flagWords({ ...row, flags: row.flags.filter((flag) => flag !== "edited") }),
  ];
  return html`
    ${
      row.revisions.length > 0
        ? html`<details class="edits" ?open=${found.some((part) => part.field === "revision")}><summary class="small">${t.edited} · ${t.editedHint(row.revisions.length)}</summary>
      <ol>${row.revisions.map((old) => html`<li dir="auto">${lit(old.text ?? t.noText, found, "revision")}</li>`)}</ol></details>`
        : nothing
    }
    ${said.length ? html`<p class="flags tiny">${said.join(" · ")}</p>` : nothing}`;
}

/** When it was; it leads to what else is known of the entry. */
function time(row: TranscriptRow, zone: Zone): TemplateResult {
  const t = strings.transcript;
  const ask = (event: Event) => event.target?.dispatchEvent(new CustomEvent("st-about", { bubbles: true }));
  if (row.atMs === null) return html`<button class="time" title=${t.noTimeHint} @click=${ask}>${t.noTime}</button>`;
  const hints = [trueTime(row.atMs), dayAndTime(row.atMs, zone), t.orderedBy[row.orderedBy] ?? row.orderedBy];
  if (row.clientAtMs !== null && row.clientAtMs !== row.atMs) hints.push(t.clientTime(trueTime(row.clientAtMs)));
  if (row.skewMs !== null) hints.push(t.skew(clockDuration(Math.abs(row.skewMs)), row.skewMs < 0));
  if (row.durationMs) hints.push(clockDuration(row.durationMs));
  return html`<button class="time" title=${hints.join("\n")} @click=${ask}><time datetime=${trueTime(row.atMs)}>${timeOfDay(row.atMs, zone)} <span class="zone">${zoneName(row.atMs, zone)}</span></time><span class="hidden">, ${t.aboutEntry}</span></button>`;
}
