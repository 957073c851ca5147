import { css, html, LitElement, nothing } from "lit";
import type { ArchiveClient, ExportOptions } from "./archive-client.js";
import { byteSize } from "./duration.js";
import { faultText, isCancel } from "./fault.js";
import { strings } from "./strings.js";
import { controls, theme } from "./theme.js";

type Format = "jsonl" | "text";

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
    this.format = "jsonl";
    this.all = false;
    this.notes = true;
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

  async #save(): Promise<void> {
    if (!this.client || this.busy) return;
    this.busy = true;
    this.fault = "";
    this.#abort = new AbortController();
    const options: ExportOptions = {
      format: this.format,
      conversation: this.all || this.customer !== null ? null : this.conversation,
      customer: this.all ? null : this.customer,
      customerCopy: !this.notes,
      zone: this.format === "text" ? this.zone : null,
    };
    try {
      const file = await this.client.export(options, { signal: this.#abort.signal });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = file.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      this.said = strings.takeaway.saved(link.download, byteSize(file.size));
      this.renderRoot.querySelector("dialog")?.close();
    } catch (fault) {
      if (!isCancel(fault)) this.fault = `${strings.takeaway.failed}: ${faultText(fault)}`;
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
        <fieldset><legend>${t.format}</legend>
          ${(["jsonl", "text"] as const).map(
            (format) => html`
            <label><input type="radio" name="format" .checked=${this.format === format} @change=${() => {
              this.format = format;
            }}><span>${t.formats[format]}</span></label>`,
          )}
        </fieldset>
        <label class="lone"><input type="checkbox" .checked=${this.notes} @change=${(event: Event) => {
          this.notes = (event.target as HTMLInputElement).checked;
        }}><span>${t.internalKeep}</span></label>
        <section class=${`holds${original ? " original" : ""}`} aria-labelledby="holds">
          <h3 id="holds">${t.contents}</h3>
          <ul><li class="first">${original ? t.original : t.redacted(strings.redaction.policies[this.lens?.name ?? ""] ?? this.lens?.name ?? "")}</li>
            <li>${original ? t.namesOriginal : t.names}</li><li>${this.notes ? t.internalIn : t.internalOut}</li></ul>
          ${
            original
              ? html`<label class="lone"><input type="checkbox" .checked=${this.sure} @change=${(event: Event) => {
                  this.sure = (event.target as HTMLInputElement).checked;
                }}><span>${t.acknowledge}</span></label>`
              : html`<p class="tiny quiet">${strings.redaction.hash(this.lens?.hash.slice(0, 12) ?? "")}</p>`
          }
        </section>
        ${this.fault ? html`<p class="error small" role="alert">${this.fault}</p>` : nothing}
        <div class="actions">
          <button @click=${this.#cancel}>${t.cancel}</button>
          <button class=${original ? "danger" : "primary"} ?disabled=${this.busy || (original && !this.sure)} @click=${() => void this.#save()}>${this.busy ? `${t.saving}…` : original ? t.saveOriginal : t.save}</button>
        </div>
      </dialog>`;
  }

  static override styles = [
    theme,
    controls,
    css`
    :host { display: inline-block; }
    .short { display: none; }
    @media (max-width: 48rem) { .long { display: none; } .short { display: inline; } }
    fieldset { margin: 1rem 0 0; padding: 0; border: 0; min-width: 0; }
    legend { padding: 0; font-weight: 600; font-size: 0.8125rem; color: var(--_quiet); }
    label { display: flex; align-items: center; gap: 0.625rem; min-height: 2rem; overflow-wrap: anywhere; }
    .lone { margin-block-start: 0.75rem; }
    .holds { margin-block-start: 1rem; padding: 0.75rem 1rem; border-inline-start: 3px solid var(--_accent); background: var(--_accent-tint); }
    .holds ul { list-style: disc; padding-inline-start: 1.1rem; }
    .holds .first { font-weight: 600; }
    .holds.original { border-color: var(--_seal); background: var(--_seal-tint); }
  `,
  ];
}
