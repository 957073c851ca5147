import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import type { ArchiveClient, ContextRule, PatternRule, PatternTrial, PolicyDocument } from "./archive-client.js";
import { faultText, isCancel } from "./fault.js";
import { linesField, field, numberField, operatorFields, ruleStyles, scopeFields, textOf } from "./rule-fields.js";
import { strings } from "./strings.js";
import { controls, theme } from "./theme.js";

/** How long somebody must have stopped typing, in milliseconds. */
const SETTLED = 200;
/** Findings shown of a pattern that is being written. */
const SHOWN = 8;

/** Where in a pattern its fault lies. */
interface Fault {
  field: string;
  at: number | null;
  text: string;
}

/**
 * `<st-pattern>`: a pattern of one's own, tried on its examples and on the open conversation while it is written.
 *
 * @fires st-pattern When it is to be used: `detail` is the pattern.
 * @fires st-pattern-cancel When it is to stay as it was.
 */
export class StPattern extends LitElement {
  static override properties = {
    client: { attribute: false },
    policy: { attribute: false },
    rule: { attribute: false },
    pattern: { state: true },
    conversation: { type: String },
    isNew: { type: Boolean },
    trial: { state: true },
    fault: { state: true },
    trying: { state: true },
  };

  declare client: ArchiveClient | null;
  /** The policy that it is for. */
  declare policy: PolicyDocument;
  /** The pattern as it was when the writing began. */
  declare rule: PatternRule;
  /** As it is written. */
  declare pattern: PatternRule;
  declare conversation: string | null;
  declare isNew: boolean;
  declare trial: PatternTrial | null;
  declare fault: Fault | null;
  declare trying: boolean;

  #timer: ReturnType<typeof setTimeout> | undefined;
  #trials = 0;
  /** It is to be used as soon as the trial under way is good. */
  #wanted = false;

  constructor() {
    super();
    this.client = null;
    this.policy = { version: 1 };
    this.rule = { id: "", type: "", pattern: "" };
    this.pattern = this.rule;
    this.conversation = null;
    this.isNew = true;
    this.trial = null;
    this.fault = null;
    this.trying = false;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>("textarea")?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("rule")) this.pattern = this.rule;
    if (changed.has("pattern") || changed.has("rule") || changed.has("conversation") || changed.has("client"))
      this.#settle();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#trials += 1;
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.trying = this.pattern.pattern !== "";
    this.#timer = setTimeout(() => void this.#try(), SETTLED);
  }

  /** The latest trial counts, whenever the others come back. */
  async #try(): Promise<void> {
    const { client, pattern, policy, conversation } = this;
    const trial = ++this.#trials;
    if (!client || pattern.pattern === "") {
      this.trial = null;
      this.fault = null;
      this.trying = false;
      return;
    }
    try {
      const result = await client.tryPattern(policy, named(pattern), conversation, SHOWN);
      if (trial !== this.#trials) return;
      this.trial = result;
      this.fault = null;
    } catch (thrown) {
      if (trial !== this.#trials || isCancel(thrown)) return;
      this.trial = null;
      this.fault = faultOf(thrown, pattern);
    }
    this.trying = false;
    if (this.#wanted) this.#useNow();
  }

  #set(change: Partial<PatternRule>): void {
    this.pattern = { ...this.pattern, ...change };
  }

  #setContext(change: Partial<ContextRule>): void {
    const context = { words: [], ...this.pattern.context, ...change };
    this.#set({ context: context.words.length > 0 ? context : null });
  }

  #use(event: Event): void {
    event.preventDefault();
    // To leave a field is to change it: what was written last is tried first.
    this.#wanted = this.trying;
    if (!this.trying) this.#useNow();
  }

  #useNow(): void {
    this.#wanted = false;
    if (!this.#usable) return;
    this.dispatchEvent(new CustomEvent("st-pattern", { detail: named(this.pattern), bubbles: true, composed: true }));
  }

  get #usable(): boolean {
    const { trial, trying, fault } = this;
    return !trying && fault === null && trial !== null && trial.missed.length + trial.found.length === 0;
  }

  protected override render() {
    const t = strings.pattern;
    const p = strings.policy;
    const { pattern, fault } = this;
    const context = pattern.context;
    const whole = { min: 0, max: 12, step: 1 };
    const wrong = (name: string) => (fault?.field === name ? "true" : nothing);
    return html`
      <form @submit=${this.#use} aria-labelledby="pattern-heading">
        <h3 id="pattern-heading">${this.isNew ? t.headingNew : t.heading(pattern.id)}</h3>
        <div class="field wide"><label><span>${t.pattern}</span>
          <textarea class="mono" rows="2" spellcheck="false" autocapitalize="off" aria-invalid=${wrong("pattern")} aria-describedby="pattern-fault" .value=${pattern.pattern} @input=${(event: Event) => this.#set({ pattern: textOf(event).replaceAll("\n", "") })}></textarea></label>
          <p class="tiny quiet">${t.patternHint}</p></div>
        <div id="pattern-fault" role="status">${fault ? this.#renderFault(fault) : nothing}</div>
        ${this.#renderTrial()}
        <div class="form">
          ${field(p.type, html`<input type="text" class="mono" required spellcheck="false" aria-invalid=${wrong("type")} placeholder="ORDER_NUMBER" .value=${pattern.type} @input=${(event: Event) => this.#set({ type: textOf(event) })}>`)}
          ${field(t.id, html`<input type="text" class="mono" spellcheck="false" aria-invalid=${wrong("id")} placeholder=${idOf(pattern)} .value=${pattern.id} @input=${(event: Event) => this.#set({ id: textOf(event) })}>`)}
          ${field(t.flags, html`<input type="text" class="mono" spellcheck="false" aria-invalid=${wrong("flags")} .value=${pattern.flags ?? ""} @input=${(event: Event) => this.#set({ flags: textOf(event) })}>`, t.flagsHint)}
          ${field(t.group, html`<input type="number" min="0" max="99" .value=${String(pattern.group ?? 0)} @input=${(event: Event) => this.#set({ group: Number(textOf(event)) || 0 })}>`, t.groupHint)}
          ${operatorFields(pattern.operator ?? { type: "replace" }, null, (operator) => this.#set({ operator: operator ?? { type: "replace" } }))}
        </div>
        <div class="examples">
          ${linesField(t.match, pattern.examples_match, (examples_match) => this.#set({ examples_match }), t.examplesHint, true)}
          ${this.#renderExamples(pattern.examples_match, this.trial?.missed, t.exampleFound, t.exampleMissed)}
          ${linesField(t.noMatch, pattern.examples_no_match, (examples_no_match) => this.#set({ examples_no_match }), nothing, true)}
          ${this.#renderExamples(pattern.examples_no_match, this.trial?.found, t.exampleLeft, t.exampleTaken)}
        </div>
        <details ?open=${context != null}><summary class="small">${t.context}</summary>
          <div class="form">
            <div class="wide">${linesField(t.words, context?.words, (words) => this.#setContext({ words }), t.wordsHint, true)}</div>
            ${numberField(t.before, context?.before ?? 6, (n) => this.#setContext({ before: n ?? 6 }), whole)}
            ${numberField(t.after, context?.after ?? 3, (n) => this.#setContext({ after: n ?? 3 }), whole)}
            ${numberField(t.previous, context?.previous ?? 0, (n) => this.#setContext({ previous: n ?? 0 }), { ...whole, max: 3 })}
            ${numberField(t.boost, context?.boost ?? 0, (n) => this.#setContext({ boost: n ?? 0 }), { min: -1, max: 1, step: 0.05 })}
            <label class="check wide"><input type="checkbox" .checked=${context?.require ?? false} @change=${(event: Event) => this.#setContext({ require: (event.target as HTMLInputElement).checked })}><span>${t.require}</span></label>
            <div class="wide">${linesField(t.denyNear, pattern.deny_near, (deny_near) => this.#set({ deny_near }), t.wordsHint, true)}</div>
          </div>
        </details>
        <details><summary class="small">${t.where}</summary>
          <div class="form">
            ${field(t.validator, html`<select @change=${(event: Event) => this.#set({ validator: textOf(event) })}>${Object.entries(t.validators).map(([name, words]) => html`<option value=${name} .selected=${(pattern.validator ?? "none") === name}>${words}</option>`)}</select>`)}
            ${numberField(t.score, pattern.score ?? 1, (n) => this.#set({ score: n ?? 1 }))}
            ${numberField(p.score, pattern.min_score, (min_score) => this.#set({ min_score }))}
            ${numberField(p.priority, pattern.priority ?? 0, (n) => this.#set({ priority: n ?? 0 }), { min: -99, max: 99, step: 1 })}
            ${scopeFields(pattern, (change) => this.#set(change))}
          </div>
        </details>
        <div class="row end">
          <button type="button" @click=${() => this.dispatchEvent(new CustomEvent("st-pattern-cancel", { bubbles: true, composed: true }))}>${t.cancel}</button>
          <button class="primary" ?disabled=${!this.#usable && !this.trying}>${t.use}</button>
        </div>
      </form>`;
  }

  #renderFault({ field, at, text }: Fault) {
    const t = strings.pattern;
    const name = t.fieldNames[field] ?? field;
    const { pattern } = this.pattern;
    return html`<p class="error small"><strong>${at === null ? t.fault(name) : t.faultAt(name, at)}:</strong> ${text}${
      at === null || field !== "pattern"
        ? nothing
        : html`<code class="place">${pattern.slice(Math.max(0, at - 16), at)}<mark>${pattern.slice(at, at + 1) || " "}</mark>${pattern.slice(at + 1, at + 16)}</code>`
    }</p>`;
  }

  #renderExamples(
    examples: readonly string[] | undefined,
    failed: readonly number[] | undefined,
    good: string,
    bad: string,
  ) {
    if (!examples?.length || !failed) return nothing;
    return html`<ul class="results small">${examples.map((example, at) => {
      const fails = failed.includes(at);
      return html`<li class=${fails ? "fails" : ""}><span aria-hidden="true">${fails ? "✗" : "✓"}</span> <span dir="auto">${example}</span> <span class="quiet">– ${fails ? bad : good}</span></li>`;
    })}</ul>`;
  }

  #renderTrial() {
    const t = strings.pattern;
    const { trial } = this;
    const state = this.trying
      ? t.trying
      : this.conversation === null
        ? t.noConversation
        : trial
          ? t.finds(trial.total)
          : this.fault
            ? ""
            : t.untried;
    return html`<section aria-labelledby="trial-heading">
      <h4 id="trial-heading" class="small">${t.trial}</h4>
      <p class="small quiet" role="status">${state}</p>
      <ul class="results small">${trial?.rows.map((row) => html`<li dir="auto">${row.before}<mark>${row.value}</mark>${row.after}</li>`)}</ul>
      ${trial && trial.total > trial.rows.length ? html`<p class="small quiet">${t.more(trial.total - trial.rows.length)}</p>` : nothing}
    </section>`;
  }

  static override styles = [
    theme,
    controls,
    ruleStyles,
    css`
    form { display: grid; gap: 0.75rem; padding: 0.75rem; border: 1px solid var(--_accent); border-radius: var(--_radius); background: var(--_paper); }
    form > .field textarea { font-size: 0.875rem; }
    [aria-invalid="true"] { border-color: var(--_seal) !important; outline-color: var(--_seal); }
    .examples { display: grid; gap: 0.375rem; }
    .results { display: grid; gap: 0.125rem; }
    .results li { overflow-wrap: anywhere; padding-inline-start: 0.5rem; border-inline-start: 2px solid var(--_rule); }
    .results .fails { border-color: var(--_seal); color: var(--_seal); }
    mark { padding-inline: 0.2rem; border-radius: 2px; background: var(--_ink); color: var(--_paper); }
    .place { display: block; margin-block-start: 0.25rem; font-family: var(--_mono); white-space: pre-wrap; overflow-wrap: anywhere; }
    .place mark { background: var(--_seal); color: var(--_on-accent); }
    .end { justify-content: flex-end; }
    details > .form { margin-block-start: 0.5rem; }
  `,
  ];
}

/** An id for a pattern that was given none. */
function idOf({ type }: PatternRule): string {
  return type.toLowerCase();
}

/** The pattern as it goes into a policy. What is still missing is no fault while somebody is typing. */
function named(pattern: PatternRule): PatternRule {
  const type = pattern.type || "PATTERN";
  return { ...pattern, type, id: pattern.id || idOf({ ...pattern, type }) };
}

function faultOf(thrown: unknown, { pattern }: PatternRule): Fault {
  const { path, offset, message } = thrown as { path?: string | null; offset?: number | null; message?: string };
  const field = path?.slice(path.indexOf(".") + 1) ?? "";
  if (!message || !field) return { field: "", at: null, text: faultText(thrown) };
  // The engine counts bytes.
  const head = offset == null ? null : new TextEncoder().encode(pattern).slice(0, offset);
  const at = head && new TextDecoder().decode(head).length;
  const text = message.slice(message.indexOf(": ", message.indexOf(field)) + 2) || message;
  return { field, at, text };
}
