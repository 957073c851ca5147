import { css, html, LitElement, nothing } from "lit";
import { strings } from "./strings.js";
import { controls, theme } from "./theme.js";

/**
 * `<st-seal-dialog>`: what the seal tells when it is asked: what the browser refuses and allows, the policy word by word,
 * and what was asked for and refused so far. What the page keeps in the browser stands in the slot `kept`.
 */
export class StSealDialog extends LitElement {
  static override properties = {
    requests: { attribute: false },
    refused: { attribute: false },
    save: { attribute: false },
  };

  declare requests: number;
  declare refused: number;
  /** Saves the page that the seal is on, if it can be saved. */
  declare save: (() => void) | null;

  constructor() {
    super();
    this.requests = 0;
    this.refused = 0;
    this.save = null;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  /** Opens the dialog. */
  async ask(): Promise<void> {
    await this.updateComplete;
    this.#dialog?.showModal();
  }

  protected override render() {
    const t = strings.seal;
    const notices = document.querySelector("#notices")?.textContent;
    const policy = document.querySelector<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy"]')?.content;
    return html`
      <dialog aria-labelledby="seal-heading" @close=${() => this.dispatchEvent(new CustomEvent("st-done"))}>
        <h2 id="seal-heading">${t.title}</h2>
        <p>${t.how}</p>
        <p class="counts number"><strong>${t.requests(this.requests)}</strong><br><span class="quiet">${t.violations(this.refused)}</span></p>
        <h3>${t.refused}</h3><ul>${t.refusedList.map((line) => html`<li>${line}</li>`)}</ul>
        <h3>${t.allowed}</h3><ul>${t.allowedList.map((line) => html`<li>${line}</li>`)}</ul>
        <slot name="kept"></slot>
        <details><summary class="small">${t.policy}</summary>${
          policy
            ? html`<ul class="policy">${policy
                .split(";")
                .filter((part) => part.trim())
                .map((part) => html`<li><code>${part.trim()}</code></li>`)}</ul>`
            : html`<p class="small">${t.noPolicy}</p>`
        }</details>
        ${notices ? html`<details class="notices"><summary class="small">${t.notices}</summary><pre tabindex="0">${notices}</pre></details>` : nothing}
        ${this.save ? html`<p class="small quiet">${t.saveHint}</p>` : nothing}
        <div class="actions">${this.save ? html`<button @click=${this.save}>${t.save}</button>` : nothing}<button class="primary" @click=${() => this.#dialog?.close()}>${t.done}</button></div>
      </dialog>`;
  }

  static override styles = [
    theme,
    controls,
    css`
    dialog h3 { margin-block: 1rem 0.25rem; font-size: 0.8125rem; color: var(--_quiet); }
    ul { list-style: disc; padding-inline-start: 1.1rem; }
    .counts { margin-block-start: 0.75rem; padding: 0.5rem 0.75rem; border-inline-start: 3px solid var(--_seal); background: var(--_seal-tint); }
    slot { display: block; }
    p + p, ul + p, slot, details { margin-block-start: 0.75rem; }
    .policy { list-style: none; padding: 0.5rem 0 0; }
    .notices { margin-block-start: 0.25rem; }
    pre { max-height: 16rem; margin-block-start: 0.5rem; overflow: auto; white-space: pre-wrap; }
    code, pre { font: 0.75rem/1.5 var(--_mono); overflow-wrap: anywhere; }
  `,
  ];
}
