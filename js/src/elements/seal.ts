import { css, html, LitElement, nothing, svg } from "lit";
import { strings } from "./reading-strings.js";
import type { StSealDialog } from "./seal-dialog.js";
import type { sealWords } from "./seal-strings.js";
import { controls, theme } from "./theme.js";

/** A wax seal with a keyline: the mark of the house. */
export const sealMark = svg`
  <path d="M12 1.6c1.3 0 2 1.1 3.2 1.4 1.2.4 2.5-.2 3.5.6 1 .8.8 2.2 1.4 3.2.7 1 2 1.5 2.3 2.7.4 1.2-.5 2.3-.5 3.5s.9 2.3.5 3.5c-.4 1.2-1.7 1.6-2.4 2.6-.6 1-.4 2.4-1.4 3.2-1 .7-2.3.2-3.5.6-1.2.3-1.9 1.5-3.1 1.5s-1.9-1.2-3.1-1.5c-1.2-.4-2.5.1-3.5-.6-1-.8-.8-2.2-1.4-3.2-.7-1-2-1.4-2.4-2.6-.4-1.2.5-2.3.5-3.5s-.9-2.3-.5-3.5C2 8.3 3.3 7.8 4 6.8c.6-1 .4-2.4 1.4-3.2 1-.8 2.3-.2 3.5-.6C10 2.7 10.7 1.6 12 1.6Z" fill="currentColor"/>
  <path d="M8 9.5h8M8 12.5h8M8 15.5h4.5" fill="none" stroke="var(--_paper)" stroke-width="1.5" stroke-linecap="round"/>`;

/**
 * `<st-seal>`: says what may leave the page (nothing), reads the policy out of the page itself, and counts
 * requests since load as the browser reports them. What the page keeps in the browser is told by what it places in the slot
 * `kept`: while there is nothing, that nothing is stored.
 */
export class StSeal extends LitElement {
  static override properties = {
    load: { attribute: false },
    save: { attribute: false },
    asked: { state: true },
    requests: { state: true },
    refused: { state: true },
  };

  /** Called before the dialog below the seal is needed, which may come later than the seal. */
  declare load: () => unknown;
  /** Saves the page that the seal is on, if it can be saved. */
  declare save: (() => void) | null;

  /** Whether the dialog is open. */
  declare asked: boolean;
  declare requests: number;
  declare refused: number;
  #observer: PerformanceObserver | null = null;
  #refuse = () => {
    this.refused += 1;
  };

  constructor() {
    super();
    this.load = () => {};
    this.save = null;
    this.asked = false;
    this.requests = 0;
    this.refused = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new PerformanceObserver((list) => {
      // The page's own worker and images are blob: and data:, made here and never on the wire.
      this.requests += list.getEntries().filter((entry) => !/^(blob|data):/.test(entry.name)).length;
    });
    this.#observer.observe({ type: "resource", buffered: false });
    document.addEventListener("securitypolicyviolation", this.#refuse);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    document.removeEventListener("securitypolicyviolation", this.#refuse);
  }

  #ask(): void {
    this.load();
    this.asked = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<StSealDialog>("st-seal-dialog")?.ask());
  }

  protected override render() {
    const t = strings.seal as typeof strings.seal & Partial<typeof sealWords>;
    return html`
      <button class="seal" aria-haspopup="dialog" aria-label=${t.title} title=${t.title} @click=${() => this.#ask()}>
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">${sealMark}</svg><span class="long">${t.title}</span><span class="short">${t.short}</span>
      </button>
      ${
        this.asked
          ? html`<st-seal-dialog .requests=${this.requests} .refused=${this.refused} .save=${this.save} @st-done=${() => (this.asked = false)}><slot name="kept" slot="kept"><p class="small quiet">${t.stored}</p></slot></st-seal-dialog>`
          : nothing
      }`;
  }

  static override styles = [
    theme,
    controls,
    css`
    :host { display: inline-block; }
    .seal { border-color: transparent; background: none; padding-inline: 0.375rem; color: var(--_ink); }
    .seal:hover { border-color: var(--_edge); }
    .seal svg { color: var(--_seal); flex: none; }
    .short { display: none; }
    @media (max-width: 60rem) { .long { display: none; } .short { display: inline; } }
    @media (max-width: 30rem) { .short { display: none; } }
  `,
  ];
}
