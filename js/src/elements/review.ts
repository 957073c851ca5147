import { css, html, LitElement, nothing } from "lit";
import type { ArchiveClient, Decision, FindingFilter, FindingRow } from "./archive-client.js";
import { faultText } from "./fault.js";
import { asWords, strings } from "./strings.js";
import { controls, theme } from "./theme.js";

/** Findings asked for at once. */
const PAGE = 50;
/** Findings with a score up to this are called doubtful. */
const DOUBTFUL = 0.7;

type Shown = "all" | "doubtful" | "undecided";
const FILTERS: Record<Shown, FindingFilter> = {
  all: {},
  doubtful: { maxScore: DOUBTFUL },
  undecided: { undecided: true },
};

/**
 * `<st-review>`: what is redacted, one finding after the other, to be kept redacted or left in the text.
 *
 * @fires st-decisions `detail` is the new list of decisions; who holds the policy lays them on it, then calls `reload`.
 * @fires st-decisions-file `detail` is the text of a file of decisions to open.
 */
export class StReview extends LitElement {
  static override properties = {
    client: { attribute: false },
    decisions: { attribute: false },
    busy: { type: Boolean },
    shown: { state: true },
    rows: { state: true },
    total: { state: true },
    unmatched: { state: true },
    words: { state: true },
    loading: { state: true },
    fault: { state: true },
  };

  declare client: ArchiveClient | null;
  declare decisions: Decision[];
  /** The policy is being laid on. */
  declare busy: boolean;
  declare shown: Shown;
  declare rows: FindingRow[];
  declare total: number;
  declare unmatched: readonly number[];
  declare words: string;
  declare loading: boolean;
  declare fault: string;

  constructor() {
    super();
    this.client = null;
    this.decisions = [];
    this.busy = false;
    this.shown = "all";
    this.rows = [];
    this.total = 0;
    this.unmatched = [];
    this.words = "";
    this.loading = false;
    this.fault = "";
  }

  /** Opens the dialog. */
  open(): void {
    if (!this.client) return;
    this.renderRoot.querySelector("dialog")?.showModal();
    void this.reload();
  }

  /** Asks for the findings anew, as many as were shown; nothing while the dialog is closed. */
  async reload(): Promise<void> {
    if (this.renderRoot.querySelector("dialog")?.open) await this.#ask(0, Math.max(PAGE, this.rows.length));
  }

  async #ask(from: number, wanted: number): Promise<void> {
    const { client } = this;
    if (!client) return;
    this.loading = true;
    this.fault = "";
    try {
      const { total, rows, unmatched } = await client.findings(FILTERS[this.shown], from, wanted);
      this.rows = from === 0 ? rows : [...this.rows, ...rows];
      this.total = total;
      this.unmatched = unmatched;
    } catch (fault) {
      this.fault = `${strings.review.failed} ${faultText(fault)}`;
    }
    this.loading = false;
  }

  #show(shown: Shown): void {
    this.shown = shown;
    this.rows = [];
    void this.#ask(0, PAGE);
  }

  #decide(decision: Decision): void {
    this.#change([...this.decisions, decision]);
  }

  #change(decisions: Decision[]): void {
    this.dispatchEvent(new CustomEvent("st-decisions", { detail: decisions, bubbles: true, composed: true }));
  }

  #redact(event: Event): void {
    event.preventDefault();
    const text = this.words.trim();
    if (text === "") return;
    this.words = "";
    this.#decide({ verdict: "redact", scope: "alike", text });
  }

  async #load(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    const detail = await file.text();
    this.dispatchEvent(new CustomEvent("st-decisions-file", { detail, bubbles: true, composed: true }));
  }

  protected override render() {
    const t = strings.review;
    const idle = !this.loading && !this.busy;
    return html`
      <button ?disabled=${!this.client} @click=${this.open}>${t.open}</button>
      <dialog aria-labelledby="review-heading" aria-busy=${idle ? "false" : "true"}>
        <h2 id="review-heading">${t.heading}</h2>
        <p class="quiet small">${t.intro}</p>
        <div class="line">
          <label class="small" for="shown">${t.show}</label>
          <select id="shown" @change=${(event: Event) => this.#show((event.target as HTMLSelectElement).value as Shown)}>
            ${(Object.keys(FILTERS) as Shown[]).map((shown) => html`<option value=${shown} .selected=${this.shown === shown}>${t.filters[shown]}</option>`)}
          </select>
          <span class="small quiet" role="status">${idle ? t.found(this.total, this.decisions.length) : t.reading}</span>
        </div>
        ${this.fault ? html`<p class="error small" role="alert">${this.fault}</p>` : nothing}
        ${this.unmatched.length > 0 ? html`<p class="warn small">${t.unmatched(this.unmatched.length)}</p>` : nothing}
        <ul class="findings" aria-label=${t.list}>${this.rows.map((row) => this.#row(row, idle))}</ul>
        ${this.rows.length < this.total ? html`<button ?disabled=${!idle} @click=${() => void this.#ask(this.rows.length, PAGE)}>${t.more(this.total - this.rows.length)}</button>` : nothing}
        <form class="line" @submit=${this.#redact}>
          <label class="small" for="words">${t.words}</label>
          <input id="words" type="text" autocomplete="off" .value=${this.words} @input=${(event: Event) => (this.words = (event.target as HTMLInputElement).value)}>
          <button ?disabled=${!idle || this.words.trim() === ""}>${t.redact}</button>
        </form>
        <div class="actions">
          <button ?disabled=${!idle || this.decisions.length === 0} @click=${() => this.#change(this.decisions.slice(0, -1))}>${t.undo}</button>
          <button ?disabled=${!idle} @click=${() => this.renderRoot.querySelector<HTMLInputElement>("#decisions-file")?.click()}>${t.load}</button>
          <button ?disabled=${this.decisions.length === 0} @click=${() => this.dispatchEvent(new CustomEvent("st-decisions-save", { bubbles: true, composed: true }))}>${t.save}</button>
          <button class="primary" @click=${() => this.renderRoot.querySelector("dialog")?.close()}>${t.close}</button>
        </div>
        <input id="decisions-file" hidden type="file" accept=".json,application/json" aria-label=${t.loadLabel} @change=${(event: Event) => void this.#load(event)}>
      </dialog>`;
  }

  #row(row: FindingRow, idle: boolean) {
    const t = strings.review;
    const { spot, detector } = row;
    // Words that a reviewer named are findings of no detector: undoing takes them back.
    const named = detector === "decision";
    const decided = row.decided ?? (named ? "redact" : null);
    const button = (words: string, decision: Decision) =>
      html`<button class="small" ?disabled=${!idle} aria-label=${t.of(words, row.value)} @click=${() => this.#decide(decision)}>${words}</button>`;
    return html`<li class=${decided ?? ""}>
      <p class="small quiet">${asWords(row.type)} · ${asWords(detector)} · ${t.score(row.score)}${row.validator ? ` · ${t.proven(row.validator)}` : nothing}${row.context ? ` · ${t.context(row.context)}` : nothing}${decided ? html` · <strong>${t.decided[decided]}</strong>` : nothing}</p>
      <p class="text" dir="auto">${row.before}<mark>${row.value}</mark>${row.after}</p>
      <div class="line">
        ${spot ? button(t.keep, { verdict: "accept", at: spot }) : nothing}
        ${spot ? button(t.leave, { verdict: "reject", at: spot }) : nothing}
        ${spot ? button(t.leaveAlike, { verdict: "reject", scope: "alike", at: spot }) : nothing}
        ${named ? nothing : button(t.leaveAll(asWords(detector)), { verdict: "reject", scope: "detector", detector })}
      </div>
    </li>`;
  }

  static override styles = [
    theme,
    controls,
    css`
    :host { display: inline-block; }
    dialog { inline-size: min(48rem, calc(100vw - 2rem)); }
    .line { display: flex; flex-wrap: wrap; align-items: center; gap: 0.375rem 0.625rem; margin-block-start: 0.5rem; }
    .findings { list-style: none; margin: 0.75rem 0; padding: 0; max-block-size: 50vh; overflow: auto; }
    .findings li { padding: 0.625rem 0.25rem; border-block-start: 1px solid var(--_rule); }
    .findings li.reject mark { background: none; color: inherit; text-decoration: underline dashed; }
    .text { overflow-wrap: anywhere; }
    mark { padding-inline: 0.25rem; background: var(--_ink); color: var(--_paper); }
    #words { flex: 1; min-inline-size: 10rem; }
    .warn { color: var(--_warn); }
    .actions { flex-wrap: wrap; }
    /* Room for the words below the list, above the buttons. */
    @media (max-width: 40rem) { .findings { max-block-size: 36vh; } }
    @media (forced-colors: active) { mark { outline: 1px solid CanvasText; } }
  `,
  ];
}
