import { css, html, LitElement, nothing } from "lit";
import { allZones, localZone, type Zone } from "./clock.js";
import { faultText } from "./fault.js";
import { keepText, keptText } from "./kept.js";
import { stated } from "./measuring.js";
import { saveText } from "./saved.js";
import {
  DEFAULTS,
  FIRST_POLICIES,
  readSettings,
  SCOPES,
  settingsText,
  SORTS,
  THEMES,
  type Settings,
  type SomeSettings,
} from "./settings-file.js";
import { strings } from "./strings.js";
import { controls, theme } from "./theme.js";

/** What the settings are those of: the page around the element. */
export interface Settled {
  /** The settings in use. */
  get(): Settings;
  /** Uses other settings. */
  use(settings: SomeSettings): void;
}

/**
 * `<st-settings>`: the settings in use, as a file, and in this browser while that is asked for.
 *
 * @fires st-kept When settings are kept or forgotten: `detail` is the text kept and why it is not used, or null.
 */
export class StSettings extends LitElement {
  static override properties = {
    of: { attribute: false },
    asked: { state: true },
    kept: { state: true },
    unused: { state: true },
    said: { state: true },
    fault: { state: true },
  };

  declare of: Settled | null;
  /** Whether the dialog is open: closed, there is nothing in it. */
  declare asked: boolean;
  /** What this browser keeps, or null. */
  declare kept: string | null;
  /** Why that is not used; empty if it is. */
  declare unused: string;
  declare said: string;
  declare fault: string;

  constructor() {
    super();
    this.of = null;
    this.asked = false;
    this.kept = null;
    this.unused = "";
    this.said = "";
    this.fault = "";
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  ask(): void {
    this.said = "";
    this.fault = "";
    this.asked = true;
    void this.updateComplete.then(() => this.#dialog?.showModal());
  }

  /** Uses what this browser keeps, if it keeps any. */
  restore(): void {
    const text = keptText();
    if (text === null) return;
    this.unused = "";
    try {
      this.of?.use(readSettings(text));
    } catch (fault) {
      this.unused = strings.settings.keptUnused(faultText(fault));
    }
    this.#tell(text);
  }

  /** Settings were changed: what this browser keeps follows. */
  changed(): void {
    this.requestUpdate();
    if (this.kept === null || this.unused) return;
    const { said } = this;
    const text = this.#text;
    if (text !== this.kept) this.#keep(text);
    this.said = said;
  }

  /** Stores nothing any more. */
  forget(): void {
    this.#keep(null);
  }

  get #text(): string {
    return settingsText(this.of?.get() ?? DEFAULTS);
  }

  /** Keeps a text, or with null none; gives whether there is one then. */
  #keep(text: string | null): boolean {
    this.fault = "";
    this.said = "";
    try {
      keepText(text);
      this.unused = "";
      if (text === null) this.said = strings.settings.forgotten;
      this.#tell(text);
    } catch (fault) {
      this.fault = `${strings.settings.notKept} ${faultText(fault)}`;
    }
    return this.kept !== null;
  }

  #tell(text: string | null): void {
    this.kept = text;
    const detail = text === null ? null : { text, fault: this.unused };
    this.dispatchEvent(new CustomEvent("st-kept", { detail, bubbles: true, composed: true }));
  }

  #use(settings: SomeSettings, said = ""): void {
    this.said = said;
    this.fault = "";
    this.of?.use(settings);
    this.changed();
  }

  async #load(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    this.said = "";
    try {
      this.#use(readSettings(await file.text()), strings.settings.loaded);
    } catch (fault) {
      this.fault = `${strings.settings.notUsed} ${faultText(fault)}`;
    }
  }

  protected override render() {
    return html`
      <dialog aria-labelledby="settings-heading" @close=${() => (this.asked = false)}>${this.asked ? this.#renderAll() : nothing}</dialog>`;
  }

  #renderAll() {
    const t = strings.settings;
    const now = this.of?.get() ?? DEFAULTS;
    return html`
        <h2 id="settings-heading">${t.heading}</h2>
        <p class="quiet small">${t.intro}</p>
        <fieldset><legend>${t.page}</legend>
          ${choice(strings.app.theme, THEMES, strings.app.themes, now.theme, (theme) => this.#use({ theme }))}
          ${this.#zone(now.zone)}
          ${check(strings.keys.enabled, now.singleKeys, (singleKeys) => this.#use({ singleKeys }))}
        </fieldset>
        <fieldset><legend>${t.begin}</legend>
          ${choice(t.policy, FIRST_POLICIES, strings.redaction.policies, now.policy, (policy) => this.#use({ policy }))}
          ${choice(strings.conversations.sort, SORTS, strings.conversations.sorts, now.list.sort, (sort) => this.#use({ list: { sort } }))}
          ${choice(t.scope, SCOPES, strings.kpis.scopes, now.measures.scope, (scope) => this.#use({ measures: { scope } }))}
          ${check(t.withMessages, now.list.withMessages, (withMessages) => this.#use({ list: { withMessages } }))}
        </fieldset>
        <fieldset><legend>${t.elsewhere}</legend>
          <dl class="small"><div><dt>${t.measuring}</dt><dd>${stated(now.measures)}</dd></div><div><dt>${t.saving}</dt><dd>${saving(now)}</dd></div></dl>
        </fieldset>
        <fieldset><legend>${t.file}</legend>
          <div class="row">
            <button @click=${() => saveText("sealed-transcript-settings.json", this.#text)}>${t.save}</button>
            <button @click=${() => this.renderRoot.querySelector<HTMLInputElement>("#load")?.click()}>${t.load}</button>
            <button class="plain" @click=${() => this.#use(DEFAULTS, t.defaulted)}>${t.defaults}</button>
          </div>
          <input id="load" hidden type="file" accept=".json,application/json" aria-label=${t.loadLabel} @change=${(event: Event) => void this.#load(event)}>
        </fieldset>
        <fieldset><legend>${t.browser}</legend>
          ${check(t.keep, this.kept !== null, (on) => this.#keep(on ? this.#text : null))}
          <p class="quiet small">${t.keepHint}${location.protocol === "file:" ? ` ${t.keepShared}` : ""}</p>
          ${this.kept === null ? nothing : html`<st-kept .text=${this.kept} .fault=${this.unused} @st-forget=${() => this.forget()}></st-kept>`}
        </fieldset>
        <p class="small" role="status">${this.said}</p>
        ${this.fault ? html`<p class="error small" role="alert">${this.fault}</p>` : nothing}
        <div class="actions"><button class="primary" @click=${() => this.#dialog?.close()}>${t.done}</button></div>`;
  }

  #zone(zone: Zone) {
    const t = strings.transcript;
    const [utc, local] = ["UTC", localZone()];
    const others = [...new Set([...allZones(), zone])].filter((one) => one !== utc && one !== local);
    const names = { [local]: t.zoneLocal(local), [utc]: t.zoneUtc };
    return choice(t.zone, [...new Set([utc, local]), ...others], names, zone, (chosen) => this.#use({ zone: chosen }));
  }

  static override styles = [
    theme,
    controls,
    css`
    fieldset { display: grid; gap: 0.375rem; margin: 1rem 0 0; padding: 0; border: 0; min-width: 0; }
    legend { padding: 0; font-weight: 600; font-size: 0.8125rem; color: var(--_quiet); margin-block-end: 0.25rem; }
    .choice { display: grid; grid-template-columns: 10rem minmax(0, 1fr); align-items: center; gap: 0.75rem; }
    .check { display: flex; align-items: center; gap: 0.625rem; min-height: 2rem; }
    dl div { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: 0.75rem; }
    dt { color: var(--_quiet); }
    @media (max-width: 30rem) { .choice, dl div { grid-template-columns: minmax(0, 1fr); gap: 0.125rem; } }
  `,
  ];
}

function choice<T extends string>(
  label: string,
  values: readonly T[],
  words: Record<string, string>,
  now: T,
  choose: (value: T) => void,
) {
  return html`<label class="choice"><span>${label}</span><select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as T)}>${values.map((value) => html`<option value=${value} .selected=${value === now}>${words[value] ?? value}</option>`)}</select></label>`;
}

/** `change` may say what holds now, if not all that is asked for is done. */
function check(label: string, on: boolean, change: (on: boolean) => boolean | void) {
  const changed = ({ target }: Event) => {
    const box = target as HTMLInputElement;
    box.checked = change(box.checked) ?? box.checked;
  };
  return html`<label class="check"><input type="checkbox" .checked=${on} @change=${changed}><span>${label}</span></label>`;
}

/** What is saved with a transcript, in words. */
function saving({ saving: { format, ...held } }: Settings): string {
  const t = strings.settings;
  const usual = DEFAULTS.saving;
  const differing = (["notes", "events", "related", "check", "report"] as const).filter(
    (what) => held[what] !== usual[what],
  );
  const words = (on: boolean) => differing.filter((what) => held[what] === on).map((what) => t[what]);
  return t.savingOf(strings.takeaway.formats[format], words(false), words(true));
}
