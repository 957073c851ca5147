import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { prove } from "../client/proof.js";
import type { ArchiveClient, ArchiveFile, ExportOptions, Progress, Proven } from "./archive-client.js";
import { byteSize } from "./duration.js";
import { faultText, isCancel } from "./fault.js";
import { saveFile } from "./saved.js";
import { strings } from "./strings.js";
import { DETAILED, EXTENSIONS, FORMATS, OF_REDACTION, ZONED, type Format } from "./takeaway-formats.js";
import { resultTemplate } from "./takeaway-result.js";
import { controls, theme } from "./theme.js";

/** A place on the disk that somebody chose. Not every browser offers it. */
type SavePicker = (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
const savePicker = (): SavePicker | undefined => (globalThis as { showSaveFilePicker?: SavePicker }).showSaveFilePicker;

/** What is chosen once and stays chosen. */
const CHOICES = ["format", "notes", "events", "related", "check", "report"] as const;

/**
 * `<st-takeaway>`: saves transcripts, after saying plainly what will be in the file.
 *
 * @fires st-settings When something is chosen that stays chosen.
 */
export class StTakeaway extends LitElement {
  static override properties = {
    client: { attribute: false },
    lens: { attribute: false },
    conversation: { type: String },
    customer: { type: String },
    label: { type: String },
    total: { type: Number },
    zone: { attribute: false },
    sources: { attribute: false },
    format: { state: true },
    all: { state: true },
    notes: { state: true },
    events: { state: true },
    related: { state: true },
    check: { state: true },
    report: { state: true },
    omit: { state: true },
    result: { state: true },
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
  /** The files that were opened, to be read once more. */
  declare sources: () => readonly ArchiveFile[];
  declare format: Format;
  declare all: boolean;
  declare notes: boolean;
  declare events: boolean;
  /** With participants and records, where the format can hold them. */
  declare related: boolean;
  /** Whether the file is looked at before it is given away. */
  declare check: boolean;
  declare report: boolean;
  /** Of files in their own shape: leave out what cannot be rewritten. */
  declare omit: boolean;
  /** What became of the output. */
  declare result: Proven | null;
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
    this.sources = () => [];
    this.format = "html";
    this.all = false;
    this.notes = true;
    this.events = true;
    this.related = false;
    this.check = true;
    this.report = false;
    this.omit = false;
    this.result = null;
    this.place = false;
    this.written = 0;
    this.sure = false;
    this.busy = false;
    this.fault = "";
    this.said = "";
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (CHOICES.some((choice) => changed.get(choice) !== undefined))
      this.dispatchEvent(new CustomEvent("st-settings", { bubbles: true, composed: true }));
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
    this.result = null;
    if (!this.#formats.includes(this.format)) this.format = "html";
    this.all = this.#one === null;
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  /** What can be made of what is open, as it is shown. */
  get #formats(): Format[] {
    const has = (format: Format) => !this.original && (format !== "source" || this.sources().length > 0);
    return FORMATS.filter((format) => !OF_REDACTION.includes(format) || has(format));
  }

  /** Whether whole files are written back: then there is nothing to choose of what is in them. */
  get #whole(): boolean {
    return this.format === "source";
  }

  /** Whether what is written is looked at before it is given away. */
  get #checked(): boolean {
    return !this.original && (this.check || this.report || OF_REDACTION.includes(this.format));
  }

  /** The conversation or customer that is open. */
  get #one(): string | null {
    return this.customer ?? this.conversation;
  }

  #cancel(): void {
    if (this.busy) this.#abort?.abort();
    else this.renderRoot.querySelector("dialog")?.close();
  }

  get #options(): Omit<ExportOptions, "format"> {
    const all = this.all || this.#whole;
    return {
      conversation: all || this.customer !== null ? null : this.conversation,
      customer: all ? null : this.customer,
      customerCopy: !this.notes && !this.#whole,
      withoutEvents: !this.events && !this.#whole,
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
      const place = this.place ? await savePicker()?.({ suggestedName: this.#name }) : undefined;
      const onProgress = ({ bytes }: Progress) => (this.written = bytes);
      const task = { signal: abort.signal, onProgress };
      const file = this.#checked
        ? await this.#prove(client, task)
        : await client.export({ ...this.#options, format: this.format as ExportOptions["format"] & string }, task);
      if (file === null) await withdraw(place);
      else {
        if (place) await write(file, place, abort.signal);
        else saveFile(file.name, file);
        this.said = strings.takeaway.saved(place?.name ?? file.name, byteSize(file.size));
        if (!this.#tells) this.renderRoot.querySelector("dialog")?.close();
      }
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector(".result")?.scrollIntoView({ block: "nearest" }),
      );
    } catch (fault) {
      if (isCancel(fault)) this.said = strings.takeaway.cancelled;
      else this.fault = `${strings.takeaway.failed}: ${faultText(fault)}`;
    }
    this.busy = false;
    this.#abort = null;
  }

  get #name(): string {
    const [source, another] = this.sources();
    if (this.#whole && source && !another) return `redacted${/\.[^./]+$/.exec(source.name)?.[0] ?? ""}`;
    if (this.#whole) return "redacted-files.zip";
    if (this.format === "patch") return "write-back.json";
    return `transcripts-${this.original ? "original" : "redacted"}.${EXTENSIONS[this.format] ?? this.format}`;
  }

  /** Writes and looks at what was written: no file where something leaked. */
  async #prove(client: ArchiveClient, task: { signal: AbortSignal; onProgress: (progress: Progress) => void }) {
    const { format, report, omit } = this;
    this.result = null;
    this.result = await prove(client, { ...this.#options, format, report, omitUnwritable: omit }, this.sources(), task);
    return this.result.file;
  }

  /** Whether there is more to say of the output than that it was saved. */
  get #tells(): boolean {
    const { result } = this;
    return result !== null && (result.report !== null || result.notWritten.length > 0 || !!result.check?.review.length);
  }

  protected override render() {
    const t = strings.takeaway;
    const { original, result } = this;
    const saved = result?.file != null;
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
        ${
          this.#whole
            ? html`<fieldset><legend>${t.scope}</legend><p>${t.wholeFiles(this.sources().length)}</p></fieldset>`
            : html`<fieldset><legend>${t.scope}</legend>
          <label><input type="radio" name="scope" .checked=${!this.all} ?disabled=${this.#one === null} @change=${() => {
            this.all = false;
          }}><span dir="auto">${t.scopeOne(this.label || "–")}</span></label>
          <label><input type="radio" name="scope" .checked=${this.all} @change=${() => {
            this.all = true;
          }}><span>${t.scopeAll(this.total)}</span></label>
        </fieldset>`
        }
        <fieldset class="formats"><legend>${t.format}</legend>
          ${this.#formats.map(
            (format) => html`
            <label><input type="radio" name="format" .checked=${this.format === format} @change=${() => {
              this.format = format;
              this.result = null;
            }}><span>${t.formats[format]}</span></label>`,
          )}
        </fieldset>
        <fieldset><legend>${t.with}</legend>
          ${this.#whole ? this.#check(t.omit, this.omit, (on) => (this.omit = on)) : this.#check(t.internalKeep, this.notes, (on) => (this.notes = on))}
          ${OF_REDACTION.includes(this.format) ? nothing : this.#check(t.eventsKeep, this.events, (on) => (this.events = on))}
          ${DETAILED.includes(this.format) ? this.#check(t.relatedKeep, this.related, (on) => (this.related = on)) : nothing}
          ${original ? nothing : this.#renderCheck()}
        </fieldset>
        ${savePicker() ? this.#check(t.place, this.place, (on) => (this.place = on), "lone") : nothing}
        <section class=${`holds${original ? " original" : ""}`} aria-labelledby="holds">
          <h3 id="holds">${t.contents}</h3>
          <ul><li class="first">${original ? t.original : t.redacted(strings.redaction.policies[this.lens?.name ?? ""] ?? this.lens?.name ?? "")}</li>
            <li>${original ? t.namesOriginal : t.names}</li><li>${t.ids}</li>${OF_REDACTION.includes(this.format) ? nothing : html`<li>${this.events ? t.eventsIn : t.eventsOut}</li>`}<li>${this.notes || this.#whole ? t.internalIn : t.internalOut}</li>
            <li>${this.format === "patch" ? t.unsent : t.attachments}</li>${DETAILED.includes(this.format) && this.related ? html`<li>${t.relatedIn}</li>` : nothing}</ul>
          ${
            original
              ? html`<label class="lone"><input type="checkbox" .checked=${this.sure} @change=${(event: Event) => {
                  this.sure = (event.target as HTMLInputElement).checked;
                }}><span>${t.acknowledge}</span></label>`
              : html`<p class="tiny quiet">${strings.redaction.hash(this.lens?.hash.slice(0, 12) ?? "")}</p>`
          }
        </section>
        ${this.busy ? html`<div class="writing"><progress aria-label=${t.saving}></progress><p class="small number" role="status">${this.#checked ? `${t.checking} · ` : nothing}${t.progress(byteSize(this.written))}</p></div>` : nothing}
        ${this.fault ? html`<p class="error small" role="alert">${this.fault}</p>` : nothing}
        ${result ? html`<section class="result" aria-label=${t.heading}>${saved ? html`<p role="status"><strong>${this.said}</strong></p>` : nothing}${resultTemplate(result, () => this.renderRoot.querySelector("dialog")?.close())}</section>` : nothing}
        <div class="actions">
          <button @click=${this.#cancel}>${saved && !this.busy ? t.done : t.cancel}</button>
          <button class=${original ? "danger" : "primary"} ?disabled=${this.busy || (original && !this.sure)} @click=${() => void this.#save()}>${this.busy ? `${t.saving}…` : original ? t.saveOriginal : t.save}</button>
        </div>
      </dialog>`;
  }

  #renderCheck() {
    const t = strings.takeaway;
    const always = OF_REDACTION.includes(this.format) || this.report;
    return html`
      <label title=${t.checkHint}><input type="checkbox" .checked=${this.check || always} ?disabled=${always} @change=${(event: Event) => (this.check = (event.target as HTMLInputElement).checked)}><span>${t.check}</span></label>
      ${this.#check(t.report, this.report, (on) => (this.report = on))}`;
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
    .result { display: grid; gap: 0.5rem; margin-block-start: 1rem; }
    .result .warn { color: var(--_warn); }
    .places { list-style: disc; padding-inline-start: 1.1rem; overflow-wrap: anywhere; }
    .places a { color: var(--_accent); }
    .holds.original { border-color: var(--_seal); background: var(--_seal-tint); }
  `,
  ];
}

/** Writes a file to its place as a stream. Until all of it is there, what stood there before stays. */
async function write(file: File, place: FileSystemFileHandle, signal: AbortSignal): Promise<void> {
  await file.stream().pipeTo(await place.createWritable(), { signal });
}

/** A place that was chosen for a file that is not given: what the browser made there goes, what stood there stays. */
async function withdraw(place: FileSystemFileHandle | undefined): Promise<void> {
  if (place && (await place.getFile()).size === 0) await (place as { remove?: () => Promise<void> }).remove?.();
}
