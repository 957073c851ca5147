import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type {
  ArchiveClient,
  ConversationOrder,
  ConversationRow,
  ConversationSort,
  CustomerSummary,
} from "./archive-client.js";
import { dayRange, trueTime, type Zone } from "./clock.js";
import { faultText } from "./fault.js";
import { Pages } from "./pages.js";
import { asWords, channelName, count, strings } from "./reading-strings.js";
import { styled } from "./styled.js";
import { controls, theme } from "./theme.js";
import { VirtualRows } from "./virtual-rows.js";

const ROW_HEIGHT = 92;
/** Conversations looked at for one with messages. */
const LOOKED_AT = 200;

/** Milliseconds without a further letter before the list is filtered. */
const PAUSE = 200;
/** From so many conversations on there is something to sort. */
const SORTABLE = 2;

/** What the list can be sorted by; those marked descend. */
const SORTS: Record<string, { sort: ConversationSort; descending: boolean }> = {
  first: { sort: "first", descending: false },
  last: { sort: "last", descending: true },
  name: { sort: "name", descending: false },
  messages: { sort: "messages", descending: true },
  sessions: { sort: "sessions", descending: true },
};

/** What the list shows. */
export type ListView = "conversations" | "customers";
/** A row of the list: a conversation, or a customer, whose id then stands in `conversation`. */
export type ListRow = ConversationRow & { customer: string | null };

/**
 * `<st-conversations>`: every conversation or every customer of an archive, as a listbox of which only the rows in sight exist.
 *
 * @fires st-select When a row is chosen: `detail` is its {@link ListRow}.
 * @fires st-settings When another way to sort is chosen, or which conversations are left out.
 * @fires st-label When the title of the chosen conversation is known, seen through the lens: `detail` is the title.
 */
export class StConversations extends LitElement {
  static override properties = {
    client: { attribute: false },
    zone: { attribute: false },
    selected: { type: String },
    view: { type: String },
    active: { state: true },
    joining: { state: true },
    joined: { state: true },
    unknown: { state: true },
    order: { state: true },
    all: { state: true },
    fault: { state: true },
  };

  declare client: ArchiveClient | null;
  declare zone: Zone;
  declare selected: string | null;
  declare view: ListView;
  declare active: number;
  /** The customer that the next one chosen is joined with. */
  declare joining: string | null;
  /** Groups of customers that the reader takes for one person. */
  declare joined: string[][];
  /** Conversations whose customer nothing tells. */
  declare unknown: number;
  /** How conversations are sorted, and which are left out. */
  declare order: ConversationOrder;
  /** Conversations without a filter. */
  declare all: number;
  declare fault: string;

  #pages: Pages<ListRow> | null = null;
  #chosen: ListRow | null = null;
  /** How the list of each archive begins. */
  #usual: ConversationOrder = {};
  #label = "";
  #typing: ReturnType<typeof setTimeout> | undefined;
  /** The choice under way: what follows it in haste is meant for the conversation that it brings. */
  settled: Promise<void> = Promise.resolve();
  #rows = new VirtualRows(this, {
    scroller: () => this.renderRoot.querySelector<HTMLElement>(".scroller"),
    estimate: () => ROW_HEIGHT,
    measured: false,
  });

  constructor() {
    super();
    this.client = null;
    this.zone = "UTC";
    this.selected = null;
    this.view = "conversations";
    this.active = 0;
    this.joining = null;
    this.joined = [];
    this.unknown = 0;
    this.order = {};
    this.all = 0;
    this.fault = "";
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("client")) {
      this.view = "conversations";
      this.joined = [];
      this.order = this.#usual;
      this.all = 0;
    }
    if (changed.has("client") || changed.has("view")) {
      this.#pages = null;
      this.#chosen = null;
      this.joining = null;
      this.active = 0;
      void this.refresh();
    }
    this.#rows.count = this.#pages?.total ?? 0;
  }

  /** Reads the list anew: more files, another policy. */
  async refresh(): Promise<void> {
    const { client } = this;
    if (!client) return;
    const { view } = this;
    this.#pages ??= new Pages(
      (from, n) => (view === "customers" ? this.#customers(client, from, n) : this.#conversations(client, from, n)),
      (fault) => {
        this.fault = fault ? faultText(fault) : "";
        this.requestUpdate();
      },
    );
    const first = this.#rows.first;
    try {
      await this.#pages.renew(first, first + 30);
    } catch (fault) {
      this.fault = faultText(fault);
    }
  }

  async #conversations(client: ArchiveClient, from: number, n: number): Promise<{ total: number; rows: ListRow[] }> {
    const { order } = this;
    const { total, rows } = await client.conversations(from, n, order);
    if (order === this.order && !isFiltered(order)) this.all = total;
    return { total, rows: rows.map((row) => ({ ...row, customer: null })) };
  }

  /** How lists are sorted, and whether conversations without messages are left out. */
  get usual(): { sort: ConversationSort; withMessages: boolean } {
    const { sort, withMessages } = this.#usual;
    return { sort: sort ?? "first", withMessages: withMessages ?? false };
  }

  set usual({ sort, withMessages }: { sort: ConversationSort; withMessages: boolean }) {
    this.#usual = { ...SORTS[sort], withMessages };
    void this.#reorder({ ...this.order, ...this.#usual });
  }

  #prefer(change: Partial<{ sort: ConversationSort; withMessages: boolean }>): void {
    const { sort, withMessages } = this.order;
    this.usual = { sort: sort ?? "first", withMessages: withMessages ?? false, ...change };
    this.dispatchEvent(new CustomEvent("st-settings", { bubbles: true, composed: true }));
  }

  /** Another order or filter: the list begins anew, and the choice stays. */
  async #reorder(order: ConversationOrder): Promise<void> {
    this.order = order;
    this.#rows.show(0);
    await this.updateComplete;
    await this.refresh();
    this.active = Math.max(0, (await this.#placeOf(this.selected)) ?? 0);
  }

  /** Where a conversation stands in the list; `null` if it is not there. */
  async #placeOf(conversation: string | null): Promise<number | null> {
    if (!this.client || conversation === null) return null;
    try {
      return (await this.client.conversations({ conversation }, 1, this.order)).from;
    } catch {
      return null;
    }
  }

  /** Chooses a conversation by its id, without the filter if that hides it. Gives whether there is one. */
  async chooseById(conversation: string): Promise<boolean> {
    if (this.view !== "conversations") {
      this.view = "conversations";
      await this.updateComplete;
      await this.refresh();
    }
    let place = await this.#placeOf(conversation);
    if (place === null && isFiltered(this.order)) {
      await this.#reorder({ ...this.order, find: null, withMessages: false });
      place = await this.#placeOf(conversation);
    }
    if (place === null) return false;
    await this.choose(place);
    return true;
  }

  #find(event: Event): void {
    const find = (event.target as HTMLInputElement).value.trim() || null;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#reorder({ ...this.order, find }), PAUSE);
  }

  async #customers(client: ArchiveClient, from: number, n: number): Promise<{ total: number; rows: ListRow[] }> {
    const { total, rows, unknown } = await client.customers(from, n);
    this.unknown = unknown;
    return { total, rows: rows.map(customerRow) };
  }

  /** Takes the customer for the same person as the one that was chosen before. */
  async #join(other: string): Promise<void> {
    const one = this.joining;
    this.joining = null;
    if (one !== null && one !== other) await this.#decide([...this.joined, [one, other]]);
  }

  async #decide(groups: string[][]): Promise<void> {
    try {
      await this.client?.joinCustomers(groups);
      this.joined = groups;
      await this.refresh();
      await this.choose(0);
    } catch (fault) {
      this.fault = faultText(fault);
    }
  }

  /** Chooses the conversation at a position, or `by` places from the one chosen now. */
  choose(position: number): Promise<void> {
    this.settled = this.#choose(position);
    return this.settled;
  }

  async #choose(position: number): Promise<void> {
    const pages = this.#pages;
    if (!pages || pages.total === 0) return;
    this.active = Math.max(0, Math.min(pages.total - 1, position));
    this.#rows.show(this.active);
    const row = await pages.row(this.active);
    if (!row) return;
    if (this.joining !== null && row.customer !== null) return this.#join(row.customer);
    this.selected = row.conversation;
    this.#chosen = row;
    this.dispatchEvent(new CustomEvent("st-select", { detail: row, bubbles: true, composed: true }));
  }

  /** Chooses the first conversation that can be read: a session table tells of ones whose messages are not here. */
  async chooseFirst(): Promise<void> {
    const { settled } = this;
    const rows = (await this.#pages?.first(LOOKED_AT)) ?? [];
    // Somebody chose meanwhile.
    if (this.settled !== settled) return this.settled;
    await this.choose(
      Math.max(
        0,
        rows.findIndex((row) => row.messages > 0),
      ),
    );
  }

  /**
   * After more files were read: finds the chosen conversation again. It may stand elsewhere now, and a table may
   * have given it the id that its messages lacked; its first words tell it then.
   */
  async chooseAgain(): Promise<void> {
    if (!this.client || this.#chosen === null) return this.chooseFirst();
    const { conversation, preview } = this.#chosen;
    if (this.#pages?.at(this.active)?.conversation === conversation) return;
    const rows = (await this.#pages?.first(LOOKED_AT)) ?? [];
    const place = [
      rows.findIndex((row) => row.conversation === conversation),
      rows.findIndex((row) => preview !== null && row.preview === preview),
    ].find((found) => found >= 0);
    if (place !== undefined) return this.choose(place);
    try {
      const { customer } = this.#chosen;
      await this.client.transcript(customer === null ? conversation : { customer }, 0, 1);
    } catch {
      await this.chooseFirst();
    }
  }

  /** Chooses the conversation `by` places further. */
  async step(by: number): Promise<void> {
    await this.choose(this.active + by);
  }

  protected override updated(): void {
    const row = this.#pages?.at(this.active);
    if (!row || row.conversation !== this.selected) return;
    const label = row.title ?? strings.conversations.untitled;
    if (label === this.#label) return;
    this.#label = label;
    this.dispatchEvent(new CustomEvent("st-label", { detail: label, bubbles: true, composed: true }));
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".scroller")?.focus();
  }

  #key(event: KeyboardEvent): void {
    const last = (this.#pages?.total ?? 0) - 1;
    const moves: Record<string, number> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      Home: 0,
      End: last,
      PageDown: this.active + this.#rows.fits,
      PageUp: this.active - this.#rows.fits,
    };
    if (event.key === "Enter" || event.key === " ") void this.choose(this.active);
    else if (event.key in moves && !event.altKey && !event.ctrlKey && !event.metaKey) {
      this.active = Math.max(0, Math.min(last, moves[event.key]));
      this.#rows.show(this.active);
    } else return;
    event.preventDefault();
  }

  protected override render() {
    const t = strings.conversations;
    const pages = this.#pages;
    const total = pages?.total ?? 0;
    const items = this.#rows.items;
    if (pages && items.length > 0) pages.want(items[0].index, items[items.length - 1].index);
    const customers = this.view === "customers";
    const drawn = items.some((item) => item.index === this.active);
    return html`
      <header><h2 id="heading" class="hidden">${customers ? t.customers : t.heading}</h2>
        <div class="views" role="group" aria-label=${t.view}>${(["conversations", "customers"] as const).map(
          (view) =>
            html`<button class="plain" aria-pressed=${this.view === view} @click=${() => {
              this.view = view;
            }}>${view === "customers" ? t.customers : t.heading}</button>`,
        )}</div></header>
      <p class="count quiet tiny number" role="status" title=${t.days(this.zone)}>${total ? `${!customers && isFiltered(this.order) ? t.ofAll(total, this.all) : count(total)} · ${this.zone}` : nothing}</p>
      ${customers || this.all < SORTABLE ? nothing : this.#renderOrder()}
      ${
        customers && (total > 1 || this.joined.length > 0)
          ? html`<p class="joins small"><button class="plain" ?disabled=${this.selected === null} aria-pressed=${this.joining !== null} @click=${() => {
              this.joining = this.joining === null ? this.selected : null;
            }}>${this.joining === null ? t.join : t.joinHint}</button>
        ${this.joined.length > 0 ? html`<button class="plain" @click=${() => void this.#decide([])}>${t.joinUndo}</button>` : nothing}</p>`
          : nothing
      }
      ${customers && this.unknown > 0 ? html`<p class="empty quiet tiny">${t.unknown(this.unknown)}</p>` : nothing}
      ${this.fault ? html`<p class="error small" role="alert">${this.fault} <button class="plain" @click=${() => pages?.retry()}>${strings.transcript.retry}</button></p>` : nothing}
      ${pages && total === 0 && !this.fault ? html`<p class="empty quiet small">${customers ? t.customersEmpty : isFiltered(this.order) ? t.noneFound : `${t.empty} ${t.emptyHint}`}</p>` : nothing}
      <div class="scroller" role="listbox" tabindex="0" aria-label=${customers ? t.customersLabel : t.label(t.sorts[this.#sorted])}
        aria-activedescendant=${total > 0 && drawn ? `row-${this.active}` : nothing} @keydown=${this.#key}>
        <div class="spacer" role="presentation" ${styled({ height: `${this.#rows.height}px` })}>
          ${repeat(
            items,
            (item) => item.key,
            (item) => this.#renderRow(item.index, item.start, total),
          )}
        </div>
      </div>`;
  }

  get #sorted(): string {
    return this.order.sort ?? "first";
  }

  #renderOrder() {
    const t = strings.conversations;
    return html`
      <div class="order small">
        <input id="find" type="search" autocomplete="off" spellcheck="false" aria-label=${t.find} placeholder=${t.findHint} .value=${this.order.find ?? ""} @input=${this.#find}>
        <select aria-label=${t.sort} @change=${(event: Event) => this.#prefer({ sort: (event.target as HTMLSelectElement).value as ConversationSort })}>
          ${Object.keys(SORTS).map((sort) => html`<option value=${sort} .selected=${this.#sorted === sort}>${t.sorts[sort]}</option>`)}
        </select>
        <label class="row"><input type="checkbox" .checked=${this.order.withMessages ?? false} @change=${(event: Event) => this.#prefer({ withMessages: (event.target as HTMLInputElement).checked })}> ${t.withMessages}</label>
      </div>`;
  }

  #renderRow(index: number, start: number, total: number) {
    const t = strings.conversations;
    const row = this.#pages?.at(index);
    const chosen = row !== undefined && row.conversation === this.selected;
    return html`
      <div id=${`row-${index}`} class=${`option${index === this.active ? " active" : ""}${chosen ? " chosen" : ""}`} role="option"
        aria-selected=${chosen ? "true" : "false"} aria-setsize=${total} aria-posinset=${index + 1}
        ${styled({ transform: `translateY(${start}px)`, height: `${ROW_HEIGHT}px` })} @click=${() => void this.choose(index)}>
        ${
          row
            ? html`
          <span class="line"><span class="title" dir="auto">${row.title ?? t.untitled}</span><time class="quiet tiny number" title=${row.fromMs == null ? "" : `${trueTime(row.fromMs)} – ${row.toMs == null ? "" : trueTime(row.toMs)}`}>${this.#span(row)}</time></span>
          <span class="preview quiet small" dir="auto">${row.preview ?? t.noPreview}</span>
          <span class="line tiny quiet"><span class="channel">${row.channel ? row.channel.split(", ").map(channelName).join(", ") : ""}</span><span class="number">${t.sessions(row.sessions)} · ${t.messages(row.messages)}</span></span>`
            : html`<span class="quiet small">${t.loading}…</span>`
        }
      </div>`;
  }

  #span(row: ConversationRow): string {
    if (row.fromMs == null) return strings.conversations.noTime;
    return dayRange(row.fromMs, row.toMs ?? row.fromMs, this.zone);
  }

  static override styles = [
    theme,
    controls,
    css`
    :host { display: flex; flex-direction: column; min-height: 0; background: var(--_paper); }
    header { padding: 0.5rem 0.5rem 0; }
    .order { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-items: center; gap: 0.375rem 0.5rem; padding: 0.25rem 1rem 0.5rem; border-block-end: 1px solid var(--_rule); }
    .order input[type='search'] { grid-column: 1 / -1; min-width: 0; min-height: 2.125rem; padding: 0.25rem 0.5rem; border: 1px solid var(--_edge); border-radius: var(--_radius); background: var(--_raised); }
    .order ::placeholder { color: var(--_quiet); opacity: 1; }
    .order select { min-width: 0; }
    .order label { flex-wrap: nowrap; line-height: 1.2; }
    .views { display: flex; gap: 0.75rem; }
    .views [aria-pressed='true'] { font-weight: 650; text-decoration: none; color: inherit; }
    .joins { margin: 0.5rem 1rem 0; display: flex; gap: 1rem; }
    .count { padding: 0 1rem 0.375rem; border-block-end: 1px solid var(--_rule); }
    .count:has(+ .order) { border: 0; }
    .count:empty { display: none; }
    .error, .empty { margin: 0.75rem 1rem; }
    .scroller { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; contain: strict; }
    .scroller:focus-visible { outline-offset: -2px; }
    .scroller:focus-visible:has(.active) { outline: none; }
    .spacer { position: relative; }
    .option {
      position: absolute; inset-block-start: 0; inset-inline: 0; display: grid; align-content: center; gap: 0.125rem; padding: 0.5rem 1rem 0.5rem calc(1rem - 3px);
      border-block-end: 1px solid var(--_rule); border-inline-start: 3px solid transparent; cursor: pointer; overflow: hidden;
    }
    .option:hover { background: color-mix(in oklab, var(--_accent-tint), transparent 45%); }
    .option.chosen { background: var(--_accent-tint); border-inline-start-color: var(--_accent); }
    .scroller:focus-visible .option.active { outline: 2px solid var(--_accent); outline-offset: -3px; }
    .line { display: flex; justify-content: space-between; align-items: baseline; gap: 0.75rem; min-width: 0; white-space: nowrap; }
    .title { font-weight: 600; overflow: hidden; text-overflow: ellipsis; }
    .channel { overflow: hidden; text-overflow: ellipsis; }
    .preview { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    @media (forced-colors: active) { .option.chosen { background: Highlight; color: HighlightText; forced-color-adjust: none; } .option.chosen .quiet { color: HighlightText; } }
  `,
  ];
}

/** Whether an order leaves conversations out. */
function isFiltered({ find, withMessages }: ConversationOrder): boolean {
  return (find ?? null) !== null || withMessages === true;
}

/** A customer as a row of the list: their channel records stand where a conversation shows its first words. */
function customerRow(customer: CustomerSummary): ListRow {
  const { channels, sessions, entries, messages, fromMs, toMs } = customer;
  const named = channels.map(({ channel }) => channel).filter((channel) => channel !== null);
  const record = ({ platformKey, endUser, consent }: CustomerSummary["channels"][number]): string =>
    [platformKey ?? endUser, consent === null ? null : strings.conversations.consent(asWords(consent))]
      .filter((part) => part !== null)
      .join(", ");
  return {
    conversation: customer.customer,
    customer: customer.customer,
    title: customer.name,
    channel: [...new Set(named)].join(", ") || null,
    participants: [],
    sessions,
    entries,
    messages,
    fromMs,
    toMs,
    preview: channels.map(record).join(" · ") || null,
    flags: [],
  };
}
