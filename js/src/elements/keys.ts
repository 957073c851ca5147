import { css, html, LitElement } from "lit";
import { strings } from "./strings.js";
import { controls, theme } from "./theme.js";

/**
 * `<st-keys>`: the sheet of single keys, and the switch that turns them off.
 *
 * @fires st-keys When they are turned on or off: `detail` is whether they work.
 */
export class StKeys extends LitElement {
  static override properties = { enabled: { attribute: false } };

  /** Whether single keys work. */
  declare enabled: boolean;

  constructor() {
    super();
    this.enabled = true;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  /** Shows the sheet. */
  ask(): void {
    void this.updateComplete.then(() => this.#dialog?.showModal());
  }

  #switch(event: Event): void {
    const detail = (event.target as HTMLInputElement).checked;
    this.dispatchEvent(new CustomEvent("st-keys", { detail, bubbles: true, composed: true }));
  }

  protected override render() {
    const t = strings.keys;
    return html`
      <dialog aria-labelledby="keys-heading">
        <h2 id="keys-heading">${t.heading}</h2>
        <dl>${t.list.map(([key, what]) => html`<div><dt>${named(key)}</dt><dd>${what}</dd></div>`)}</dl>
        <p class="small quiet">${t.lists}</p>
        <label class="row"><input type="checkbox" .checked=${this.enabled} @change=${this.#switch}> <span>${t.enabled}</span></label>
        <p class="small quiet">${t.enabledHint}</p>
        <div class="actions"><button class="primary" @click=${() => this.#dialog?.close()}>${t.done}</button></div>
      </dialog>`;
  }

  static override styles = [
    theme,
    controls,
    css`
    dl { display: grid; gap: 0.375rem; margin-block-end: 1rem; }
    dl div { display: grid; grid-template-columns: 7rem 1fr; gap: 1rem; align-items: baseline; }
    dt { color: var(--_quiet); }
    label { margin-block-start: 1rem; }
    kbd { display: inline-block; min-width: 1.6em; margin-inline-end: 0.2em; padding: 0 0.4em; border: 1px solid var(--_edge); border-block-end-width: 2px; border-radius: 3px; background: var(--_paper); color: var(--_ink); font: 0.8125rem/1.5 var(--_mono); text-align: center; }
  `,
  ];
}

/** `j / k` as two keys with a stroke between them; a stroke alone is a key itself. */
function named(keys: string) {
  return keys.split(" ").map((part, _, all) => (part === "/" && all.length > 1 ? " / " : html`<kbd>${part}</kbd>`));
}
