import { css, html, LitElement, nothing } from "lit";
import { dayStart, type Zone } from "./clock.js";
import { strings } from "./strings.js";
import { controls, theme } from "./theme.js";

/**
 * `<st-destination>`: asks where in a transcript to go: a day, or a session by its number.
 *
 * @fires st-day When a day was named: `detail` is its beginning, in milliseconds since 1970.
 * @fires st-place When a session was named: `detail` is its place, from 0.
 */
export class StDestination extends LitElement {
  static override properties = { zone: { attribute: false }, sessions: { attribute: false } };

  /** The zone that days are in. */
  declare zone: Zone;
  /** How many sessions there are. */
  declare sessions: number;

  constructor() {
    super();
    this.zone = "UTC";
    this.sessions = 0;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  /** Shows the dialog. */
  ask(): void {
    void this.updateComplete.then(() => this.#dialog?.showModal());
  }

  #go(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    const said = new FormData(form);
    const day = String(said.get("day") ?? "");
    const number = Number(said.get("session") ?? 0);
    form.reset();
    const [type, detail] = day ? ["st-day", dayStart(day, this.zone)] : ["st-place", number - 1];
    if (day || (number >= 1 && number <= this.sessions)) this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  protected override render() {
    const t = strings.destination;
    return html`
      <dialog aria-labelledby="destination-heading">
        <h2 id="destination-heading">${t.heading}</h2>
        <form method="dialog" @submit=${(event: SubmitEvent) => this.#go(event)}>
          <label class="field">${t.day(this.zone)} <input type="date" name="day"></label>
          ${this.sessions > 1 ? html`<label class="field">${t.session(this.sessions)} <input type="number" name="session" min="1" max=${this.sessions}></label>` : nothing}
          <div class="actions"><button type="button" @click=${() => this.#dialog?.close()}>${strings.files.cancel}</button><button class="primary">${t.go}</button></div>
        </form>
      </dialog>`;
  }

  static override styles = [
    theme,
    controls,
    css`
    .field { display: grid; gap: 0.25rem; margin-block-start: 0.75rem; }
    .field input { min-height: 2.125rem; padding: 0.25rem 0.5rem; border: 1px solid var(--_edge); border-radius: var(--_radius); background: var(--_paper); }
  `,
  ];
}
