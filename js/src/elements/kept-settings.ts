import { css, html, LitElement } from "lit";
import { byteSize } from "./duration.js";
import { strings } from "./strings.js";
import { controls, theme } from "./theme.js";

/**
 * `<st-kept>`: says that settings are kept in this browser, and lets go of them.
 *
 * @fires st-forget When they are to be forgotten.
 */
export class StKept extends LitElement {
  static override properties = { text: { attribute: false }, fault: { type: String } };

  /** What is kept. */
  declare text: string;
  /** Why it is not used; empty if it is. */
  declare fault: string;

  constructor() {
    super();
    this.text = "";
    this.fault = "";
  }

  protected override render() {
    const t = strings.settings;
    const size = byteSize(new Blob([this.text]).size);
    return html`
      <p class="small"><strong>${this.fault || t.kept(size)}</strong></p>
      <details><summary class="small">${t.text}</summary><pre tabindex="0">${this.text}</pre></details>
      <button @click=${() => this.dispatchEvent(new CustomEvent("st-forget", { bubbles: true, composed: true }))}>${t.forget}</button>`;
  }

  static override styles = [
    theme,
    controls,
    css`
    :host { display: grid; justify-items: start; gap: 0.375rem; }
    details { width: 100%; }
    pre { max-height: 12rem; overflow: auto; margin: 0.25rem 0; padding: 0.5rem 0.75rem; background: var(--_paper); border: 1px solid var(--_rule); border-radius: var(--_radius); font: 0.75rem/1.45 var(--_mono); white-space: pre-wrap; overflow-wrap: anywhere; }
  `,
  ];
}
