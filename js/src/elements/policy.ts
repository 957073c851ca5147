import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import type {
  ArchiveClient,
  DetectorSummary,
  DetectorTally,
  Operator,
  PatternRule,
  PolicyDocument,
} from "./archive-client.js";
import { faultText } from "./fault.js";
import {
  differences,
  freeId,
  isOn,
  isTuned,
  leastScore,
  PolicyHistory,
  ruleOf,
  withDetector,
  withMore,
  withPattern,
  withPatterns,
  without,
} from "./policy-draft.js";
import { field, numberField, operatorFields, ruleStyles, scopeFields, textOf } from "./rule-fields.js";
import { saveText } from "./saved.js";
import { asWords, strings } from "./strings.js";
import { controls, theme } from "./theme.js";

/**
 * `<st-policy>`: a policy being edited, beside the transcript that it already lies on.
 *
 * @fires st-draft When the policy is changed: `detail` is the policy. Who lays it on says in `fault` if it cannot be.
 * @fires st-editing When it is opened or closed: `detail` is whether it is open.
 * @fires st-key When a key is given: `detail` is its bytes, or null.
 */
export class StPolicy extends LitElement {
  static override properties = {
    client: { attribute: false },
    conversation: { type: String },
    hash: { type: String },
    fault: { type: String },
    shown: { state: true },
    detectors: { state: true },
    tallies: { state: true },
    find: { state: true },
    tuned: { state: true },
    pattern: { state: true },
    said: { state: true },
    trouble: { state: true },
    keyFrom: { state: true },
  };

  declare client: ArchiveClient | null;
  /** The open conversation: patterns are tried on it, and detectors counted. */
  declare conversation: string | null;
  /** Of the policy that lies on the archive. */
  declare hash: string;
  /** Why the policy as edited cannot be laid on; empty if it is. */
  declare fault: string;
  declare shown: boolean;
  declare detectors: readonly DetectorSummary[];
  declare tallies: readonly DetectorTally[];
  declare find: string;
  /** The detector whose rule is open. */
  declare tuned: string | null;
  /** The pattern that is being written: its place, `null` for a new one. */
  declare pattern: { at: number | null; rule: PatternRule } | null;
  declare said: string;
  declare trouble: string;
  declare keyFrom: string;

  #history = new PolicyHistory({ version: 1 });
  #opener: HTMLElement | null = null;

  constructor() {
    super();
    this.client = null;
    this.conversation = null;
    this.hash = "";
    this.fault = "";
    this.shown = false;
    this.detectors = [];
    this.tallies = [];
    this.find = "";
    this.tuned = null;
    this.pattern = null;
    this.said = "";
    this.trouble = "";
    this.keyFrom = "";
  }

  /** The policy as it is edited. */
  get policy(): PolicyDocument {
    return this.#history.now;
  }

  /** Opens the editor on a policy: a name, or the policy itself. What was edited here before stays in reach of undo. */
  async edit(policy: string | PolicyDocument, opener: HTMLElement | null = null): Promise<void> {
    const { client } = this;
    if (!client) return;
    this.trouble = "";
    this.said = "";
    try {
      if (this.detectors.length === 0) this.detectors = await client.detectors();
      if (policy !== this.policy) this.#history = new PolicyHistory((await client.checkPolicy(policy)).policy);
    } catch (fault) {
      this.trouble = faultText(fault);
    }
    this.#opener = opener;
    this.#show(true);
    await this.updateComplete;
    const dialog = this.#dialog;
    if (dialog && !dialog.matches(":popover-open")) dialog.showPopover();
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus();
    void this.#count();
  }

  close(): void {
    this.#show(false);
    const dialog = this.#dialog;
    if (dialog?.matches(":popover-open")) dialog.hidePopover();
    this.#opener?.focus();
  }

  #show(detail: boolean): void {
    this.shown = detail;
    this.dispatchEvent(new CustomEvent("st-editing", { detail, bubbles: true, composed: true }));
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("hash") || changed.has("conversation")) void this.#count();
  }

  /** How much each detector finds where somebody is reading. */
  async #count(): Promise<void> {
    const { client, conversation, shown, hash } = this;
    if (!client || !shown || conversation === null) return;
    try {
      const tallies = await client.tallies(conversation);
      if (hash === this.hash && conversation === this.conversation) this.tallies = tallies;
    } catch (fault) {
      this.trouble = faultText(fault);
    }
  }

  /** What is no longer as it came does not go by the name that it came under. */
  #change(policy: PolicyDocument, key: string | null = null): void {
    const { name = "" } = policy;
    const own = name in strings.redaction.policies ? { ...policy, name: strings.policy.changed(name) } : policy;
    this.#replace(own, key);
  }

  #replace(policy: PolicyDocument, key: string | null = null): void {
    this.#history.change(policy, key);
    this.#lay();
  }

  #lay(): void {
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("st-draft", { detail: this.policy, bubbles: true, composed: true }));
  }

  #step(step: "undo" | "redo"): void {
    this.#history[step]();
    this.#lay();
  }

  async #start(event: Event): Promise<void> {
    const select = event.target as HTMLSelectElement;
    const { value } = select;
    select.value = "";
    if (this.client && value) this.#replace((await this.client.checkPolicy(value)).policy);
  }

  async #load(event: Event): Promise<void> {
    const file = picked(event);
    const { client } = this;
    if (!file || !client) return;
    this.trouble = "";
    try {
      const { policy } = await client.checkPolicy(JSON.parse(await file.text()) as object);
      this.#replace({ ...policy, name: policy.name || file.name });
    } catch (fault) {
      this.trouble = `${strings.policy.notLoaded} ${faultText(fault)}`;
    }
  }

  async #import(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = "";
    const texts = await Promise.all(files.map((file) => file.text()));
    const { client } = this;
    if (!client || files.length === 0) return;
    this.trouble = "";
    try {
      const { policy } = await client.importRules(texts.join("\n"));
      const rules = policy.patterns ?? [];
      this.#change(withPatterns(this.policy, rules));
      this.said = strings.policy.imported(rules.length);
    } catch (fault) {
      this.trouble = `${strings.policy.notImported} ${faultText(fault)}`;
    }
  }

  async #key(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    let key: Uint8Array = new TextEncoder().encode(input.value);
    if (input.type === "file") {
      const file = picked(event);
      if (!file) return;
      key = new Uint8Array(await file.arrayBuffer());
      this.keyFrom = file.name;
    } else this.keyFrom = "";
    const detail = key.length > 0 ? key : null;
    this.dispatchEvent(new CustomEvent("st-key", { detail, bubbles: true, composed: true }));
  }

  #keys(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.stopPropagation();
      // Not while a pattern is being written: a slip would put it out of sight.
      if (this.pattern === null) this.close();
    } else if ((event.ctrlKey || event.metaKey) && !typing(event)) {
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey && this.#history.canUndo) this.#step("undo");
      else if ((key === "y" || (key === "z" && event.shiftKey)) && this.#history.canRedo) this.#step("redo");
      else return;
      event.preventDefault();
    }
  }

  protected override render() {
    const t = strings.policy;
    // Closed, it keeps what was being written in it.
    if (!this.shown && this.detectors.length === 0) return html`<dialog popover="manual"></dialog>`;
    const { policy, detectors } = this;
    const names = Object.entries(strings.redaction.policies);
    return html`
      <dialog popover="manual" aria-labelledby="policy-heading" @keydown=${this.#keys}>
        <div class="head">
          <div class="row spread"><h2 id="policy-heading" tabindex="-1">${t.heading}</h2>
            <button class="icon" aria-label=${t.close} title=${t.close} @click=${this.close}><span aria-hidden="true">✕</span></button></div>
          <p class="small">${this.#summary()}</p>
          <p class="tiny quiet number">${t.goesAs(this.hash.slice(0, 16))}</p>
          ${this.fault ? html`<p class="error small" role="alert">${t.notApplied} ${this.fault}</p>` : nothing}
          ${this.trouble ? html`<p class="error small" role="alert">${this.trouble}</p>` : nothing}
          <p class="small said" role="status">${this.said}</p>
          <div class="row">
            <button ?disabled=${!this.#history.canUndo} @click=${() => this.#step("undo")}>${t.undo}</button>
            <button ?disabled=${!this.#history.canRedo} @click=${() => this.#step("redo")}>${t.redo}</button>
            <button @click=${() => this.#click("#import")}>${t.import}</button>
          </div>
        </div>
        <div class="body">
          <div class="form">
            ${field(t.name, html`<input type="text" .value=${policy.name ?? ""} @input=${(event: Event) => this.#change({ ...policy, name: textOf(event) }, "name")}>`)}
            ${field(
              t.start,
              html`<select title=${t.startHint} @change=${(event: Event) => void this.#start(event)}><option value="">${t.choose}</option>${names.map(([name, words]) => html`<option value=${name}>${words}</option>`)}</select>`,
            )}
          </div>
          <details open><summary>${t.detectors(detectors.filter((one) => isOn(policy, one)).length, detectors.length)}</summary>${this.#renderDetectors()}</details>
          <details .open=${this.pattern !== null || (policy.patterns?.length ?? 0) > 0}><summary>${t.patterns(policy.patterns?.length ?? 0)}</summary>${this.#renderPatterns()}</details>
          <details><summary>${t.values((policy.deny?.length ?? 0) + (policy.allow?.length ?? 0) + (policy.fields?.length ?? 0))}</summary>${this.#renderValues()}</details>
          <details><summary>${t.general}</summary>${this.#renderGeneral()}</details>
        </div>
        <div class="actions">
          <button @click=${() => this.#click("#load")}>${t.load}</button>
          <button @click=${() => saveText(`${policy.name || "policy"}.json`, `${JSON.stringify(policy, null, 2)}\n`)}>${t.save}</button>
          <button class="primary" @click=${this.close}>${strings.review.close}</button>
        </div>
        <input id="load" hidden type="file" accept=".json,application/json" aria-label=${strings.redaction.loadLabel} @change=${(event: Event) => void this.#load(event)}>
        <input id="import" hidden type="file" multiple accept=".xml,text/xml,application/xml" aria-label=${t.importLabel} @change=${(event: Event) => void this.#import(event)}>
      </dialog>`;
  }

  #click(input: string): void {
    this.renderRoot.querySelector<HTMLInputElement>(input)?.click();
  }

  #summary(): string {
    const t = strings.policy;
    const { least, ...counts } = differences(this.policy, this.detectors);
    const parts = Object.entries(counts)
      .filter(([, n]) => n > 0)
      .map(([what, n]) => t.differences[what as keyof typeof counts](n));
    if (least !== null) parts.push(t.differences.least(least));
    return parts.length === 0 ? t.same : t.differs(parts.join(", "));
  }

  #renderDetectors() {
    const t = strings.policy;
    const words = this.find.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ id, type }: DetectorSummary) => {
      const text = `${id} ${type} ${asWords(id)} ${asWords(type)}`.toLowerCase();
      return words.every((word) => text.includes(word));
    };
    const shown = this.detectors.filter(fits);
    return html`
      <input type="search" class="find" aria-label=${t.find} placeholder=${t.find} .value=${this.find} @input=${(event: Event) => (this.find = textOf(event))}>
      <ul class="detectors" aria-label=${t.list}>${shown.map((one) => this.#renderDetector(one))}</ul>
      ${shown.length === 0 ? html`<p class="small quiet">${t.none}</p>` : nothing}`;
  }

  #renderDetector(detector: DetectorSummary) {
    const t = strings.policy;
    const { policy } = this;
    const { id, type } = detector;
    const on = isOn(policy, detector);
    const rule = ruleOf(policy, detector);
    const tally = this.tallies.find((one) => one.detector === id);
    const found = tally ? tally.removed + tally.kept : 0;
    const name = t.detector(id);
    const open = this.tuned === id;
    return html`<li class=${on ? "on" : ""}>
      <div class="line">
        <label class="check"><input type="checkbox" .checked=${on} @change=${(event: Event) => this.#change(withDetector(policy, detector, { enabled: (event.target as HTMLInputElement).checked }))}>
          <span>${name}${type.toLowerCase() === id ? nothing : html` <span class="tiny quiet mono">${type}</span>`}</span></label>
        ${on && this.conversation !== null ? html`<span class="tally number small" title=${found > 0 ? t.foundHere(found) : t.foundNone}><span aria-hidden="true">${found || "–"}</span><span class="hidden">${found > 0 ? t.foundHere(found) : t.foundNone}</span></span>` : nothing}
        <button class=${`plain small${isTuned(rule) ? " tuned" : ""}`} aria-expanded=${open} aria-label=${t.tuneOf(name)} @click=${() => (this.tuned = open ? null : id)}>${t.tune}</button>
      </div>
      ${open ? this.#renderRule(detector) : nothing}
    </li>`;
  }

  #renderRule(detector: DetectorSummary) {
    const t = strings.policy;
    const { policy } = this;
    const rule = ruleOf(policy, detector);
    const set = (change: object) => this.#change(withDetector(policy, detector, change));
    return html`<div class="form rule">
      ${operatorFields(rule?.operator, detector.operator as Operator, (operator) => set({ operator }))}
      ${numberField(t.score, rule?.min_score, (min_score) => set({ min_score }), { placeholder: String(leastScore(policy)) })}
      ${numberField(t.priority, rule?.priority ?? 0, (n) => set({ priority: n ?? 0 }), { min: -99, max: 99, step: 1 })}
      ${scopeFields(rule ?? {}, set)}
    </div>`;
  }

  #renderPatterns() {
    const t = strings.policy;
    const { policy, pattern } = this;
    const patterns = policy.patterns ?? [];
    const form =
      () => html`<st-pattern .client=${this.client} .policy=${policy} .conversation=${this.conversation} .rule=${pattern!.rule} .isNew=${pattern!.at === null}
      @st-pattern=${(event: CustomEvent<PatternRule>) => this.#usePattern(event.detail)} @st-pattern-cancel=${() => (this.pattern = null)}></st-pattern>`;
    return html`
      <ul class="detectors">${patterns.map((one, at) =>
        pattern?.at === at
          ? html`<li>${form()}</li>`
          : html`<li class=${one.enabled === false ? "" : "on"}><div class="line">
            <label class="check"><input type="checkbox" .checked=${one.enabled !== false} @change=${(event: Event) => this.#change(withPattern(policy, at, { ...one, enabled: (event.target as HTMLInputElement).checked }))}>
              <span>${one.id} <span class="tiny quiet mono">${one.pattern}</span></span></label>
            <span class="tally number small">${this.tallies.find((tally) => tally.detector === one.id)?.removed ?? nothing}</span>
            <button class="plain small" aria-label=${t.changePattern(one.id)} @click=${() => (this.pattern = { at, rule: one })}>${t.tune}</button>
            <button class="plain small" aria-label=${t.removePattern(one.id)} @click=${() => this.#change(without(policy, "patterns", at))}>✕</button>
          </div></li>`,
      )}</ul>
      ${pattern?.at === null ? form() : html`<button @click=${() => (this.pattern = { at: null, rule: { id: "", type: "", pattern: "" } })}>${t.addPattern}</button>`}`;
  }

  #usePattern(rule: PatternRule): void {
    const at = this.pattern?.at ?? null;
    const others = (this.policy.patterns ?? []).filter((_, place) => place !== at);
    this.pattern = null;
    this.#change(withPattern(this.policy, at, { ...rule, id: freeId(rule.id, others) }));
  }

  #renderValues() {
    const t = strings.policy;
    const { policy } = this;
    const list = (name: "deny" | "allow" | "fields", words: (at: number) => string) => html`
      <ul class="values small">${(policy[name] ?? []).map(
        (_, at) =>
          html`<li><span dir="auto">${words(at)}</span> <button class="plain small" aria-label=${t.remove(words(at))} @click=${() => this.#change(without(policy, name, at))}>✕</button></li>`,
      )}</ul>`;
    const submitted = (put: (form: Map<string, string>) => PolicyDocument | null) => (event: SubmitEvent) => {
      event.preventDefault();
      const form = event.target as HTMLFormElement;
      const given = [...new FormData(form)].map(([name, text]) => [name, String(text).trim()] as const);
      const next = put(new Map(given));
      if (next === null) return;
      form.reset();
      this.#change(next);
    };
    const input = (name: string, words: string, more: unknown = nothing) =>
      field(words, html`<input type="text" name=${name} autocomplete="off">`, more as string);
    const add = html`<button>${t.add}</button>`;
    return html`
      <h3 class="small">${t.deny}</h3>
      ${list("deny", (at) => `${policy.deny?.[at]?.exact} · ${policy.deny?.[at]?.type ?? "DENIED"}`)}
      <form class="form" @submit=${submitted((form) => {
        const [exact, type] = [form.get("exact"), form.get("type")];
        return exact ? withMore(policy, "deny", { exact, ...(type ? { type } : {}) }) : null;
      })}>${input("exact", t.denyValue)}${input("type", t.type, t.typeHint)}${add}</form>
      <h3 class="small">${t.allow}</h3>
      ${list("allow", (at) => policy.allow?.[at]?.exact ?? `/${policy.allow?.[at]?.regex ?? ""}/`)}
      <form class="form" @submit=${submitted((form) => {
        const [exact, regex] = [form.get("exact"), form.get("regex")];
        if (!exact && !regex) return null;
        return withMore(policy, "allow", exact ? { exact } : { regex: regex! });
      })}>${input("exact", t.allowExact)}${input("regex", t.allowRegex)}${add}</form>
      <h3 class="small">${t.whole}</h3>
      ${list("fields", (at) => {
        const rule = policy.fields?.[at];
        return [t.fieldNames[rule?.field ?? ""] ?? rule?.field, rule?.label, rule?.type].filter(Boolean).join(" · ");
      })}
      <form class="form" @submit=${submitted((form) => {
        const [of, label, type] = [form.get("field"), form.get("label"), form.get("type")];
        return of && type ? withMore(policy, "fields", { field: of, type, ...(label ? { label } : {}) }) : null;
      })}>${field(t.wholeField, html`<select name="field">${Object.entries(t.fieldNames).map(([name, words]) => html`<option value=${name} ?selected=${name === "form"}>${words}</option>`)}</select>`)}
        ${input("label", t.wholeLabel)}${input("type", t.type, t.typeHint)}${add}</form>`;
  }

  #renderGeneral() {
    const t = strings.policy;
    const { policy } = this;
    const languages = policy.languages ?? [];
    return html`<div class="form">
      <fieldset><legend>${t.languages}</legend><p class="tiny quiet">${t.languagesHint}</p><div class="boxes">${Object.entries(
        t.languageNames,
      ).map(
        ([tag, words]) =>
          html`<label><input type="checkbox" .checked=${languages.includes(tag)} @change=${(event: Event) => this.#change({ ...policy, languages: (event.target as HTMLInputElement).checked ? [...languages, tag] : languages.filter((one) => one !== tag) })}><span>${words}</span></label>`,
      )}</div></fieldset>
      ${field(
        t.region,
        html`<input type="text" maxlength="2" .value=${policy.region ?? ""} @change=${(event: Event) => this.#change({ ...policy, region: textOf(event).toUpperCase() || null })}>`,
        t.regionHint,
      )}
      ${numberField(t.score, policy.min_score, (min_score) => this.#change({ ...policy, min_score }), { placeholder: String(leastScore(policy)) })}
      <div class="wide">${field(t.key, html`<input type="password" autocomplete="off" @change=${(event: Event) => void this.#key(event)}>`, this.keyFrom ? t.keyFrom(this.keyFrom) : t.keyHint)}
        <button class="plain small" @click=${() => this.#click("#key")}>${t.keyFile}</button>
        <input id="key" hidden type="file" aria-label=${t.keyFile} @change=${(event: Event) => void this.#key(event)}></div>
    </div>`;
  }

  static override styles = [
    theme,
    controls,
    ruleStyles,
    css`
    :host { display: contents; }
    dialog {
      position: fixed; inset: 0 0 0 auto; margin: 0; width: min(30rem, 100vw); height: 100dvh; max-height: none; max-width: none; padding: 0;
      border-width: 0 0 0 1px; border-radius: 0; box-shadow: -0.75rem 0 2rem rgb(0 0 0 / 0.16);
    }
    dialog::backdrop { display: none; }
    dialog:popover-open { display: flex; flex-direction: column; overflow: hidden; }
    .head { display: grid; gap: 0.25rem; padding: 0.75rem 1rem; border-block-end: 1px solid var(--_rule); }
    .head h2 { margin: 0; outline-offset: 4px; }
    .spread { justify-content: space-between; flex-wrap: nowrap; }
    .said:empty { display: none; }
    .body { flex: 1; min-height: 0; overflow: auto; display: grid; align-content: start; gap: 0.75rem; padding: 0.75rem 1rem 1rem; }
    .body > details > :not(summary) { margin-block-start: 0.5rem; }
    dialog .actions { position: static; margin: 0; padding: 0.625rem 1rem; }
    .find { width: 100%; }
    .detectors { border-block: 1px solid var(--_rule); }
    .detectors:empty { display: none; }
    .detectors li + li { border-block-start: 1px solid var(--_rule); }
    .detectors .line { display: flex; align-items: center; gap: 0.5rem; min-height: 2.25rem; }
    .check { flex: 1; min-width: 0; font-size: 0.875rem; color: var(--_quiet); overflow-wrap: anywhere; }
    .on .check { color: var(--_ink); }
    .tally { min-width: 1.5rem; text-align: end; font-weight: 600; }
    .tuned { font-weight: 700; text-decoration: underline; }
    .rule { padding: 0.25rem 0 0.875rem 1.6rem; }
    .values li { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; overflow-wrap: anywhere; }
    h3.small:not(:first-of-type) { margin-block-start: 0.75rem; }
    .form > button { align-self: end; }
    @media (max-width: 48rem) { .rule { padding-inline-start: 0; } dialog { border: 0; } }
  `,
  ];
}

function picked(event: Event): File | null {
  const input = event.target as HTMLInputElement;
  const file = input.files?.[0] ?? null;
  input.value = "";
  return file;
}

/** Whether a control has an undo of its own. */
function typing(event: Event): boolean {
  const target = event.composedPath()[0] as HTMLElement;
  return (
    target.tagName === "TEXTAREA" || (target.tagName === "INPUT" && (target as HTMLInputElement).type !== "checkbox")
  );
}
