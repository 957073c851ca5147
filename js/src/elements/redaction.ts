import { css, html, LitElement, nothing } from "lit";
import type { ArchiveClient, Decision, Decisions, PolicyDocument } from "./archive-client.js";
import { faultText } from "./fault.js";
import type { StPolicy } from "./policy.js";
import type { StReview } from "./review.js";
import { saveText } from "./saved.js";
import { asWords, count, strings } from "./strings.js";
import { styled } from "./styled.js";
import { controls, theme } from "./theme.js";
import type { MarkedWords } from "./transcript.js";

const FILE = "file:";
/** How long an edited policy must have been left alone before it is laid on, in milliseconds. */
const SETTLED = 150;

/**
 * `<st-redaction>`: the lens on the archive. On from the start, so that nothing is seen unredacted by accident.
 *
 * @fires st-policy After the engine took a policy: `detail` is `{name, hash}`, or null for the original text.
 */
export class StRedaction extends LitElement {
  static override properties = {
    client: { attribute: false },
    seen: { attribute: false },
    conversation: { type: String },
    on: { state: true },
    choice: { state: true },
    lens: { state: true },
    fault: { state: true },
    busy: { state: true },
    loaded: { state: true },
    decisions: { state: true },
    draftFault: { state: true },
    offered: { state: true },
    told: { state: true },
  };

  declare client: ArchiveClient | null;
  /** What was found in the entries looked at so far, from `st-marks`. */
  declare seen: { entries: number; total: number; marks: Record<string, number> } | null;
  /** The open conversation. */
  declare conversation: string | null;
  declare on: boolean;
  declare choice: string;
  declare lens: { name: string; hash: string } | null;
  declare fault: string;
  declare busy: boolean;
  /** A policy of the reader's own: from a file, or edited here. */
  declare loaded: { name: string; policy: PolicyDocument; edited: boolean } | null;
  /** What a reviewer decided, the latest last. */
  declare decisions: Decision[];
  /** Why the policy as edited does not lie on the archive. */
  declare draftFault: string;
  /** Words that are marked in the transcript. */
  declare offered: MarkedWords | null;
  /** What became of marked words. */
  declare told: string;

  /** The secret of hashes; part of no policy. */
  #key: Uint8Array | null = null;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #why = "";

  constructor() {
    super();
    this.client = null;
    this.seen = null;
    this.conversation = null;
    this.on = true;
    this.choice = "standard";
    this.lens = null;
    this.fault = "";
    this.busy = false;
    this.loaded = null;
    this.decisions = [];
    this.draftFault = "";
    this.offered = null;
    this.told = "";
  }

  /**
   * Takes over a client that is new here. Either a policy of that name lies on it already, or the one chosen is
   * laid on: await it before reading a transcript.
   */
  async seal(client: ArchiveClient, laid: { name: string; hash: string } | null = null): Promise<void> {
    this.client = client;
    if (laid !== null && this.on && this.choice === laid.name && this.decisions.length === 0) {
      this.lens = laid;
      this.fault = "";
      return;
    }
    this.seen = null;
    await this.#lay(this.on, this.choice);
  }

  /** The policy with which an archive begins: the one chosen, if it is built in and marks anything. */
  get usual(): string {
    return this.choice in strings.redaction.policies && this.choice !== "none" ? this.choice : "standard";
  }

  /** Chooses a policy by its name; it is laid on what is open, unless the original text is shown. */
  async choose(name: string): Promise<void> {
    if (this.client && this.on) await this.#lay(true, name);
    else this.choice = name;
  }

  /** Redacted to original and back. */
  async toggle(): Promise<void> {
    await this.#lay(!this.on, this.choice);
  }

  /** Offers to redact words that were marked in the transcript, wherever they stand; `null` when none are. */
  offer(words: MarkedWords | null): void {
    this.offered = this.client ? words : null;
    void this.updateComplete.then(() => {
      const button = this.renderRoot.querySelector<HTMLElement>(".offer");
      if (button && !button.matches(":popover-open")) button.showPopover();
    });
  }

  /** Redacts the marked words everywhere. */
  async redactMarked(): Promise<void> {
    const { client, offered } = this;
    if (!client || !offered) return;
    const { rect: _, ...selection } = offered;
    this.offered = null;
    document.getSelection()?.empty();
    try {
      const at = await client.selected(selection);
      if (at === null) this.told = strings.redaction.notMarked;
      else {
        await this.#decide([...this.decisions, { verdict: "redact", scope: "alike", at }]);
        if (!this.fault) this.told = this.on ? strings.redaction.marked : strings.redaction.markedOff;
      }
    } catch (fault) {
      this.fault = faultText(fault);
    }
  }

  /** Forgets what was decided about files that are closed. The policy stays, and lies on whatever is opened next. */
  forget(): void {
    this.on = true;
    this.decisions = [];
    this.offered = null;
    this.told = "";
    this.fault = "";
    this.client = null;
    this.renderRoot.querySelector<StPolicy>("st-policy")?.close();
  }

  /** Opens the policy that lies on the archive in the editor. */
  async edit(opener: HTMLElement | null = null): Promise<void> {
    const policy = this.choice.startsWith(FILE) ? (this.loaded?.policy ?? "standard") : this.choice;
    await this.renderRoot.querySelector<StPolicy>("st-policy")?.edit(policy, opener);
  }

  #draft(policy: PolicyDocument): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#layDraft(policy), SETTLED);
  }

  async #layDraft(policy: PolicyDocument): Promise<void> {
    const before = this.loaded;
    const name = policy.name || strings.redaction.edited;
    this.loaded = { name, policy, edited: true };
    await this.#lay(true, FILE + name);
    this.draftFault = this.fault ? this.#why : "";
    if (this.fault) this.loaded = before;
    this.fault = "";
  }

  async #decide(decisions: Decision[]): Promise<void> {
    const before = this.decisions;
    this.told = "";
    this.decisions = decisions;
    await this.#lay(this.on, this.choice);
    if (this.fault) {
      this.fault = `${strings.review.notDecisions} ${this.fault}`;
      this.decisions = before;
    }
    await this.renderRoot.querySelector<StReview>("st-review")?.reload();
  }

  async #loadDecisions(text: string): Promise<void> {
    try {
      const { decisions } = JSON.parse(text) as Decisions;
      if (!Array.isArray(decisions)) throw new Error(strings.review.loadLabel);
      await this.#decide(decisions);
    } catch (fault) {
      this.fault = `${strings.review.notDecisions} ${faultText(fault)}`;
    }
  }

  get #file(): Decisions {
    const { decisions } = this;
    const sensitive = decisions.some(({ text }) => text !== undefined);
    return { version: 1, ...(this.lens ? { policy: this.lens.hash } : {}), sensitive, decisions };
  }

  async #lay(on: boolean, choice: string): Promise<void> {
    const { client } = this;
    if (!client) return;
    this.busy = true;
    this.fault = "";
    const policy = !on ? null : choice.startsWith(FILE) ? (this.loaded?.policy ?? null) : choice;
    try {
      this.lens = await client.setPolicy(policy, this.decisions.length > 0 ? this.#file : null, this.#key);
      this.on = on;
      this.choice = choice;
      this.dispatchEvent(new CustomEvent("st-policy", { detail: this.lens, bubbles: true, composed: true }));
    } catch (fault) {
      this.#why = faultText(fault);
      this.fault = `${this.lens ? strings.redaction.failed : strings.redaction.failedOff} ${this.#why}`;
      this.on = this.lens !== null;
    }
    this.busy = false;
    this.requestUpdate();
  }

  async #choose(event: Event): Promise<void> {
    const { value } = event.target as HTMLSelectElement;
    if (value === "load") {
      (event.target as HTMLSelectElement).value = this.choice;
      this.renderRoot.querySelector<HTMLInputElement>("#policy-file")?.click();
    } else await this.#lay(true, value);
  }

  async #load(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    const before = this.loaded;
    try {
      this.loaded = { name: file.name, policy: JSON.parse(await file.text()) as PolicyDocument, edited: false };
      await this.#lay(true, FILE + file.name);
      if (this.fault) this.loaded = before;
    } catch (fault) {
      this.fault = `${strings.redaction.failed} ${faultText(fault)}`;
    }
  }

  protected override render() {
    const t = strings.redaction;
    return html`
      <div class="line">
        <button class=${`switch${this.on ? " on" : ""}`} role="switch" aria-checked=${this.on ? "true" : "false"} aria-label=${t.toggle} ?disabled=${this.busy || !this.client}
          @click=${() => void this.toggle()}><span class="knob" aria-hidden="true"></span><span aria-hidden="true">${this.on ? t.on : t.off}</span></button>
        <span class="policy small"><label for="policy">${t.policy}</label>
          <select id="policy" @change=${(event: Event) => void this.#choose(event)} ?disabled=${this.busy || !this.client}>
            ${Object.entries(t.policies).map(([name, words]) => html`<option value=${name} .selected=${this.choice === name}>${words}</option>`)}
            ${this.loaded ? html`<option value=${FILE + this.loaded.name} .selected=${this.choice.startsWith(FILE)}>${this.loaded.edited ? t.own(this.loaded.name) : t.file(this.loaded.name)}</option>` : nothing}
            <option value="load">${t.load}</option>
          </select>
          <button ?disabled=${this.busy || !this.client} @click=${(event: Event) => void this.edit(event.currentTarget as HTMLElement)} aria-label=${t.edit}>${strings.policy.edit}</button></span>
        ${this.on ? html`<st-review .client=${this.client} .decisions=${this.decisions} .busy=${this.busy} @st-decisions=${(event: CustomEvent<Decision[]>) => void this.#decide(event.detail)} @st-decisions-file=${(event: CustomEvent<string>) => void this.#loadDecisions(event.detail)} @st-decisions-save=${() => saveText("decisions.json", JSON.stringify(this.#file, null, 2))}></st-review>` : nothing}
        <input id="policy-file" hidden type="file" accept=".json,application/json" aria-label=${t.loadLabel} @change=${(event: Event) => void this.#load(event)}>
        ${this.told ? html`<p class="small" role="status">${this.told} ${this.decisions.length > 0 ? html`<button class="plain small" ?disabled=${this.busy} @click=${() => void this.#decide(this.decisions.slice(0, -1))}>${strings.policy.undo}</button>` : nothing}</p>` : nothing}
        <p class=${`small seen${this.on ? "" : " warn"}`} role="status">${this.#status()}</p>
      </div>
      ${this.fault ? html`<p class="error small" role="alert">${this.fault}</p>` : nothing}
      ${this.offered ? html`<button class="offer small" popover="manual" ${styled(besides(this.offered.rect))} @mousedown=${(event: Event) => event.preventDefault()} @click=${() => void this.redactMarked()}>${t.redactMarked} <kbd aria-hidden="true">x</kbd></button>` : nothing}
      <st-policy .client=${this.client} .conversation=${this.conversation} .hash=${this.lens?.hash ?? ""} .fault=${this.draftFault}
        @st-draft=${(event: CustomEvent<PolicyDocument>) => this.#draft(event.detail)} @st-key=${(event: CustomEvent<Uint8Array | null>) => void this.#setKey(event.detail)}></st-policy>`;
  }

  async #setKey(key: Uint8Array | null): Promise<void> {
    this.#key = key;
    const policy = this.renderRoot.querySelector<StPolicy>("st-policy")?.policy;
    if (policy) await this.#layDraft(policy);
  }

  #status() {
    const t = strings.redaction;
    if (!this.on) return t.original;
    if (!this.seen || this.seen.entries === 0) return nothing;
    const kinds = Object.entries(this.seen.marks).sort((a, b) => b[1] - a[1]);
    const all = kinds.reduce((sum, [, n]) => sum + n, 0);
    if (all === 0) return t.seenNone(this.seen.entries, this.seen.total);
    return html`<span title=${kinds.map(([type, n]) => `${asWords(type)}: ${count(n)}`).join("\n")}>${t.seen(all, this.seen.entries, this.seen.total)}</span>`;
  }

  static override styles = [
    theme,
    controls,
    css`
    .line { display: flex; flex-wrap: wrap; align-items: center; gap: 0.375rem 0.625rem; }
    .policy { display: inline-flex; align-items: center; gap: 0.5rem; }
    .policy select { width: 9rem; }
    .switch { gap: 0.5rem; padding-inline: 0.5rem 0.75rem; min-width: 7.25rem; justify-content: flex-start; }
    .knob { position: relative; width: 2rem; height: 1.125rem; border: 1px solid var(--_edge); border-radius: 1rem; background: var(--_desk); }
    .knob::after { content: ''; position: absolute; inset-block-start: 2px; inset-inline-start: 2px; width: 0.75rem; height: 0.75rem; border-radius: 50%; background: var(--_edge); transition: transform 120ms; }
    .on .knob { background: var(--_ink); border-color: var(--_ink); }
    .on .knob::after { background: var(--_paper); transform: translateX(0.875rem); }
    .offer { position: fixed; inset: auto; margin: 0; box-shadow: 0 0.25rem 1rem rgb(0 0 0 / 0.24); }
    kbd { padding: 0 0.3em; border: 1px solid var(--_edge); border-radius: 3px; font: 0.75rem/1.4 var(--_mono); }
    .seen { color: var(--_quiet); }
    .seen.warn { color: var(--_warn); font-weight: 600; }
    .error { margin-block-start: 0.5rem; }
    @media (max-width: 48rem) {
      .line { gap: 0.25rem 0.5rem; }
      .policy { order: 2; flex: 1 0 100%; min-width: 0; }
      .seen { order: 1; flex: 1 1 6rem; line-height: 1.25; }
      label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      .policy select { flex: 1; width: auto; min-width: 0; }
      .switch { min-width: 0; }
    }
    @media (forced-colors: active) { .on .knob { background: Highlight; } .knob::after { background: ButtonText; } }
  `,
  ];
}

/** Above what is marked, or below it where there is no room; inside the window. */
function besides({ left, top, bottom }: DOMRect): Record<string, string> {
  const y = top > 48 ? top - 44 : Math.min(bottom + 8, innerHeight - 44);
  return { left: `${Math.max(8, Math.min(left, innerWidth - 200))}px`, top: `${Math.max(8, y)}px` };
}
