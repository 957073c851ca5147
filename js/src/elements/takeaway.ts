import { css, html, LitElement, nothing } from "lit";
import type { ArchiveClient, ExportOptions, Progress } from "./archive-client.js";
import { byteSize } from "./duration.js";
import { faultText, isCancel } from "./fault.js";
import { strings } from "./strings.js";
import { controls, theme } from "./theme.js";

type Format = NonNullable<ExportOptions["format"]>;
/** Those to read come first. */
const FORMATS: Format[] = ["html", "text", "markdown", "csv", "jsonl", "json"];
/** Formats that print times in words, in a zone. */
const ZONED: Format[] = ["html", "text", "markdown"];
/** Formats that can hold more than entries. */
const DETAILED: Format[] = ["json", "jsonl"];
const EXTENSIONS: Partial<Record<Format, string>> = { text: "txt", markdown: "md" };

/** A place on the disk that somebody chose. Not every browser offers it. */
type SavePicker = (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
const savePicker = (): SavePicker | undefined => (globalThis as { showSaveFilePicker?: SavePicker }).showSaveFilePicker;

/** `<st-takeaway>`: saves transcripts, after saying plainly what will be in the file. */
export class StTakeaway extends LitElement {
  static override properties = {
    client: { attribute: false },
    lens: { attribute: false },
    conversation: { type: String },
    customer: { type: String },
    label: { type: String },
    total: { type: Number },
    zone: { attribute: false },
    format: { state: true },
    all: { state: true },
    notes: { state: true },
    events: { state: true },
    related: { state: true },
    place: { state: true },
    written: { state: true },
    sure: { state: true },
    busy: { state: true },
    fault: { state: true },
    said: { state: true },
  };

  declare client: ArchiveClient | null;
  /** The policy that lies on the archive; null: the original text. */
  declare lens: { name: string; hash: string } | null;
  declare conversation: string | null;
  declare customer: string | null;
  declare label: string;
  declare total: number;
  declare zone: string;
  declare format: Format;
  declare all: boolean;
  declare notes: boolean;
  declare events: boolean;
  /** With participants and records, where the format can hold them. */
  declare related: boolean;
  /** Whether the place is chosen, and the file written there. */
  declare place: boolean;
  /** Bytes written so far. */
  declare written: number;
  declare sure: boolean;
  declare busy: boolean;
  declare fault: string;
  declare said: string;

  #abort: AbortController | null = null;

  constructor() {
    super();
    this.client = null;
    this.lens = null;
    this.conversation = null;
    this.customer = null;
    this.label = "";
    this.total = 0;
    this.zone = "UTC";
    this.format = "html";
    this.all = false;
    this.notes = true;
    this.events = true;
    this.related = false;
    this.place = false;
    this.written = 0;
    this.sure = false;
    this.busy = false;
    this.fault = "";
    this.said = "";
  }

  /** Whether the file would hold original text. The policy “none” marks nothing, so it counts as original. */
  get original(): boolean {
    return this.lens === null || this.lens.name === "none";
  }

  ask(): void {
    if (!this.client) return;
    this.sure = false;
    this.fault = "";
    this.said = "";
    this.all = this.#one === null;
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  /** The conversation or customer that is open. */
  get #one(): string | null {
    return this.customer ?? this.conversation;
  }

  #cancel(): void {
    if (this.busy) this.#abort?.abort();
    else this.renderRoot.querySelector("dialog")?.close();
  }

  get #options(): ExportOptions {
    return {
      format: this.format,
      conversation: this.all || this.customer !== null ? null : this.conversation,
      customer: this.all ? null : this.customer,
      customerCopy: !this.notes,
      withoutEvents: !this.events,
      related: DETAILED.includes(this.format) ? this.related : null,
      zone: ZONED.includes(this.format) ? this.zone : null,
    };
  }

  async #save(): Promise<void> {
    const { client } = this;
    if (!client || this.busy) return;
    this.busy = true;
    this.fault = "";
    this.written = 0;
    const abort = new AbortController();
    this.#abort = abort;
    try {
      // Asked first: the browser wants the click still fresh.
      const kind = this.original ? "original" : "redacted";
      const suggestedName = `transcripts-${kind}.${EXTENSIONS[this.format] ?? this.format}`;
      const place = this.place ? await savePicker()?.({ suggestedName }) : undefined;
      const onProgress = ({ bytes }: Progress) => (this.written = bytes);
      const file = await client.export(this.#options, { signal: abort.signal, onProgress });
      if (place) await write(file, place, abort.signal);
      else hand(file);
      this.said = strings.takeaway.saved(place?.name ?? file.name, byteSize(file.size));
      this.renderRoot.querySelector("dialog")?.close();
    } catch (fault) {
      if (isCancel(fault)) this.said = strings.takeaway.cancelled;
      else this.fault = `${strings.takeaway.failed}: ${faultText(fault)}`;
    }
    this.busy = false;
    this.#abort = null;
  }

  protected override render() {
    const t = strings.takeaway;
    const { original } = this;
    return html`
      <button ?disabled=${!this.client} aria-label=${t.open} @click=${this.ask}><span class="long">${t.open}</span><span class="short">${t.openShort}</span></button>
      <span class="hidden" role="status">${this.said}</span>
      <dialog aria-labelledby="takeaway-heading" @cancel=${(event: Event) => {
        if (this.busy) {
          event.preventDefault();
          this.#cancel();
        }
      }}>
        <h2 id="takeaway-heading">${t.heading}</h2>
        <p class="quiet small">${t.intro}</p>
        <fieldset><legend>${t.scope}</legend>
          <label><input type="radio" name="scope" .checked=${!this.all} ?disabled=${this.#one === null} @change=${() => {
            this.all = false;
          }}><span dir="auto">${t.scopeOne(this.label || "–")}</span></label>
          <label><input type="radio" name="scope" .checked=${this.all} @change=${() => {
            this.all = true;
          }}><span>${t.scopeAll(this.total)}</span></label>
        </fieldset>
        <fieldset class="formats"><legend>${t.format}</legend>
          ${FORMATS.map(
            (format) => html`
            <label><input type="radio" name="format" .checked=${this.format === format} @change=${() => {
              this.format = format;
            }}><span>${t.formats[format]}</span></label>`,
          )}
        </fieldset>
        <fieldset><legend>${t.with}</legend>
          ${this.#check(t.internalKeep, this.notes, (on) => (this.notes = on))}
          ${this.#check(t.eventsKeep, this.events, (on) => (this.events = on))}
          ${DETAILED.includes(this.format) ? this.#check(t.relatedKeep, this.related, (on) => (this.related = on)) : nothing}
        </fieldset>
        ${savePicker() ? this.#check(t.place, this.place, (on) => (this.place = on), "lone") : nothing}
        <section class=${`holds${original ? " original" : ""}`} aria-labelledby="holds">
          <h3 id="holds">${t.contents}</h3>
          <ul><li class="first">${original ? t.original : t.redacted(strings.redaction.policies[this.lens?.name ?? ""] ?? this.lens?.name ?? "")}</li>
            <li>${original ? t.namesOriginal : t.names}</li><li>${t.ids}</li><li>${this.events ? t.eventsIn : t.eventsOut}</li><li>${this.notes ? t.internalIn : t.internalOut}</li>
            <li>${t.attachments}</li>${DETAILED.includes(this.format) && this.related ? html`<li>${t.relatedIn}</li>` : nothing}</ul>
          ${
            original
              ? html`<label class="lone"><input type="checkbox" .checked=${this.sure} @change=${(event: Event) => {
                  this.sure = (event.target as HTMLInputElement).checked;
                }}><span>${t.acknowledge}</span></label>`
              : html`<p class="tiny quiet">${strings.redaction.hash(this.lens?.hash.slice(0, 12) ?? "")}</p>`
          }
        </section>
        ${this.busy ? html`<div class="writing"><progress aria-label=${t.saving}></progress><p class="small number" role="status">${t.progress(byteSize(this.written))}</p></div>` : nothing}
        ${this.fault ? html`<p class="error small" role="alert">${this.fault}</p>` : nothing}
        <div class="actions">
          <button @click=${this.#cancel}>${t.cancel}</button>
          <button class=${original ? "danger" : "primary"} ?disabled=${this.busy || (original && !this.sure)} @click=${() => void this.#save()}>${this.busy ? `${t.saving}…` : original ? t.saveOriginal : t.save}</button>
        </div>
      </dialog>`;
  }

  #check(words: string, on: boolean, set: (on: boolean) => void, name = "") {
    return html`<label class=${name}><input type="checkbox" .checked=${on} @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}><span>${words}</span></label>`;
  }

  static override styles = [
    theme,
    controls,
    css`
    :host { display: inline-block; }
    .short { display: none; }
    @media (max-width: 48rem) { .long { display: none; } .short { display: inline; } }
    fieldset { margin: 1rem 0 0; padding: 0; border: 0; min-width: 0; }
    .formats { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); column-gap: 1rem; }
    legend { padding: 0; font-weight: 600; font-size: 0.8125rem; color: var(--_quiet); }
    label { display: flex; align-items: center; gap: 0.625rem; min-height: 2rem; overflow-wrap: anywhere; }
    .writing { margin-block-start: 0.75rem; }
    .lone { margin-block-start: 0.75rem; }
    .holds { margin-block-start: 1rem; padding: 0.75rem 1rem; border-inline-start: 3px solid var(--_accent); background: var(--_accent-tint); }
    .holds ul { list-style: disc; padding-inline-start: 1.1rem; }
    .holds .first { font-weight: 600; }
    .holds.original { border-color: var(--_seal); background: var(--_seal-tint); }
  `,
  ];
}

/** Hands a file over to the browser's downloads. */
function hand(file: File): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Writes a file to its place as a stream. Until all of it is there, what stood there before stays. */
async function write(file: File, place: FileSystemFileHandle, signal: AbortSignal): Promise<void> {
  await file.stream().pipeTo(await place.createWritable(), { signal });
}
