import { css, html, LitElement, nothing } from "lit";
import type { ArchiveClient, ArchiveFile, RawRecord, TranscriptRow } from "./archive-client.js";
import { dayAndTime, trueTime, type Zone } from "./clock.js";
import { flagWords } from "./entry.js";
import { wordDuration } from "./duration.js";
import { faultText, isCancel } from "./fault.js";
import { asWords, count, strings } from "./strings.js";
import { controls, theme } from "./theme.js";

/**
 * `<st-entry>`: everything that is known of one entry, how it came to its place, and the record itself as it
 * stands in its file.
 *
 * @fires st-link When the reader wants a link to the entry: `detail` is its row.
 */
export class StEntry extends LitElement {
  static override properties = {
    client: { attribute: false },
    redacted: { type: Boolean },
    zone: { attribute: false },
    fileOf: { attribute: false },
    row: { state: true },
    raw: { state: true },
    busy: { state: true },
    said: { state: true },
    fault: { state: true },
  };

  declare client: ArchiveClient | null;
  /** Whether a policy lies on the archive. It could not be laid on a record as it stands, so none is shown then. */
  declare redacted: boolean;
  declare zone: Zone;
  /** The open file that a source is, or is inside of. */
  declare fileOf: (name: string) => ArchiveFile | null;
  declare row: TranscriptRow | null;
  declare raw: { file: string; number: number; record: RawRecord } | null;
  declare busy: boolean;
  declare said: string;
  declare fault: string;

  #abort: AbortController | null = null;

  constructor() {
    super();
    this.client = null;
    this.redacted = true;
    this.zone = "UTC";
    this.fileOf = () => null;
    this.row = null;
    this.#clear();
  }

  #clear(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.raw = null;
    this.busy = false;
    this.said = "";
    this.fault = "";
  }

  /** Shows an entry. */
  async ask(row: TranscriptRow): Promise<void> {
    this.#clear();
    this.row = row;
    await this.updateComplete;
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  /** Forgets what was shown. */
  forget(): void {
    this.#clear();
    this.row = null;
    this.renderRoot.querySelector("dialog")?.close();
  }

  async #read(file: string, record: number): Promise<void> {
    const source = this.fileOf(file);
    if (!this.client || !source || this.redacted || this.busy) return;
    this.#clear();
    const abort = new AbortController();
    this.#abort = abort;
    this.busy = true;
    try {
      const raw = await this.client.rawRecord(source, file, record, { signal: abort.signal });
      if (abort.signal.aborted) return;
      if (raw) this.raw = { file, number: record, record: raw };
      else this.fault = strings.entry.rawGone;
    } catch (fault) {
      if (!isCancel(fault)) this.fault = `${strings.entry.rawFailed}: ${faultText(fault)}`;
    }
    this.busy = false;
  }

  protected override render() {
    const t = strings.entry;
    const { row } = this;
    return html`
      <dialog aria-labelledby="entry-heading" @close=${() => this.#clear()}>
        <h2 id="entry-heading">${t.heading}</h2>
        ${row === null ? nothing : this.#renderRow(row)}
        <p class="small" role="status">${this.said}</p>
        <div class="actions">
          <button ?disabled=${row === null} @click=${() => this.#link()}>${t.link}</button>
          <button class="primary" @click=${() => this.renderRoot.querySelector("dialog")?.close()}>${strings.keys.done}</button>
        </div>
      </dialog>`;
  }

  #link(): void {
    this.dispatchEvent(new CustomEvent("st-link", { detail: this.row, bubbles: true, composed: true }));
    this.said = strings.entry.linked;
  }

  #renderRow(row: TranscriptRow) {
    const t = strings.entry;
    const facts: [string, string | null][] = [
      [t.at, row.atMs === null ? strings.transcript.noTime : dayAndTime(row.atMs, this.zone)],
      [t.trueTime, row.atMs === null ? null : trueTime(row.atMs)],
      [t.clientTime, row.clientAtMs === null ? null : trueTime(row.clientAtMs)],
      [t.waited, row.waitedMs === null ? null : wordDuration(row.waitedMs)],
      [t.order, strings.transcript.orderedBy[row.orderedBy] ?? row.orderedBy],
      [t.who, [row.actor, strings.transcript.roles[row.role] ?? row.role].filter((word) => word).join(", ")],
      [t.roleBy, asWords(row.roleBy)],
      [t.kind, row.kind],
      [t.status, row.status],
      [t.session, row.session],
      [t.assignedBy, asWords(row.assignedBy)],
      [t.conversation, row.conversation],
      [t.entry, row.entry],
      [t.place, count(row.index + 1)],
      [t.flags, [...flagWords(row), ...flagWords(row, true)].join(", ") || null],
    ];
    return html`
      <dl class="facts small">${facts.filter(([, value]) => value !== null).map(([name, value]) => html`<div><dt>${name}</dt><dd dir="auto">${value}</dd></div>`)}</dl>
      <h3>${t.sources}</h3>
      <ul class="sources small">${row.sources.map(
        ({ file, record }) => html`<li><span dir="auto">${file}</span>, ${strings.error.record} ${count(record)}
          ${
            this.redacted || !this.fileOf(file)
              ? nothing
              : html`<button class="plain" ?disabled=${this.busy} @click=${() => void this.#read(file, record)}>${t.raw}</button>`
          }</li>`,
      )}</ul>
      ${this.redacted ? html`<p class="small quiet">${t.rawRedacted}</p>` : nothing}
      ${this.busy ? html`<p class="small" role="status">${t.rawReading}… <button class="plain" @click=${() => this.#clear()}>${strings.files.cancel}</button></p>` : nothing}
      ${this.fault ? html`<p class="error small" role="alert">${this.fault}</p>` : nothing}
      ${this.raw ? this.#renderRaw(this.raw) : nothing}`;
  }

  #renderRaw({ file, number, record }: { file: string; number: number; record: RawRecord }) {
    const t = strings.entry;
    const text = record.cells
      ? record.cells.map(([column, cell]) => `${column}: ${cell}`).join("\n")
      : indented(record.json ?? "");
    return html`
      <section aria-labelledby="raw">
        <h3 id="raw">${t.rawHeading(file, number)}</h3>
        <p class="small quiet number">${strings.error.at} ${count(record.offset)}</p>
        <pre tabindex="0" dir="auto">${text}</pre>
        <button class="plain" @click=${() => void navigator.clipboard?.writeText(record.json ?? text).then(() => (this.said = t.copied))}>${strings.files.copy}</button>
      </section>`;
  }

  static override styles = [
    theme,
    controls,
    css`
    dialog { width: min(44rem, calc(100vw - 2rem)); }
    .facts { display: grid; gap: 0.125rem; }
    .facts div { display: grid; grid-template-columns: minmax(7rem, 12rem) minmax(0, 1fr); gap: 0.75rem; overflow-wrap: anywhere; }
    dt { color: var(--_quiet); }
    @media (max-width: 40rem) { .facts { gap: 0.375rem; } .facts div { display: block; } }
    h3 { margin-block: 1rem 0.25rem; }
    .sources { overflow-wrap: anywhere; }
    pre { max-height: 20rem; overflow: auto; margin: 0.5rem 0; padding: 0.75rem; background: var(--_paper); border: 1px solid var(--_rule); border-radius: var(--_radius); font: 0.8125rem/1.45 var(--_mono); white-space: pre-wrap; overflow-wrap: anywhere; }
  `,
  ];
}

/** JSON set out in lines. Only space between its tokens changes: every value stays as it is written. */
export function indented(json: string): string {
  let out = "";
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+/gs)) {
    if (token === "{" || token === "[") {
      depth += 1;
      out += token + line();
    } else if (token === "}" || token === "]") {
      depth = Math.max(0, depth - 1);
      out = /[{[]\s*$/.test(out) ? out.trimEnd() + token : out + line() + token;
    } else out += token === "," ? token + line() : token === ":" ? ": " : token;
  }
  return out;
}
