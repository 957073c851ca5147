import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ArchiveClient, SearchFound, SearchHit } from "./archive-client.js";
import { dayAndTime, trueTime, type Zone } from "./clock.js";
import { roleName } from "./entry.js";
import { faultText, isCancel } from "./fault.js";
import { marked } from "./marked.js";
import { Pages } from "./pages.js";
import { asWords, strings } from "./strings.js";
import { styled } from "./styled.js";
import { controls, theme } from "./theme.js";
import { VirtualRows } from "./virtual-rows.js";

const ROW_HEIGHT = 112;
/** Milliseconds without a key after which a query is run. */
const PAUSE = 200;

/**
 * `<st-search>`: a search through every conversation, or the one chosen, in what the lens lets through.
 *
 * @fires st-hit When an entry is chosen: `detail` is its {@link SearchHit}.
 * @fires st-close When the reader is done searching.
 */
export class StSearch extends LitElement {
  static override properties = {
    client: { attribute: false },
    conversation: { type: String },
    conversations: { type: Number },
    redacted: { type: Boolean },
    zone: { attribute: false },
    query: { state: true },
    only: { state: true },
    found: { state: true },
    active: { state: true },
    fault: { state: true },
    faultAt: { state: true },
    running: { state: true },
  };

  declare client: ArchiveClient | null;
  /** The conversation being read, to which a search may be limited. */
  declare conversation: string | null;
  declare conversations: number;
  declare redacted: boolean;
  declare zone: Zone;
  declare query: string;
  declare only: boolean;
  declare found: SearchFound | null;
  /** Place of the chosen entry among those found; -1 before one is chosen. */
  declare active: number;
  declare fault: string;
  /** Place of a mistake in the query. */
  declare faultAt: number | null;
  declare running: boolean;

  #pages: Pages<SearchHit> | null = null;
  /** The query that was run last. */
  #asked = "";
  #abort: AbortController | null = null;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #rows = new VirtualRows(this, {
    scroller: () => this.renderRoot.querySelector<HTMLElement>(".scroller"),
    estimate: () => ROW_HEIGHT,
    measured: false,
  });

  constructor() {
    super();
    this.client = null;
    this.conversation = null;
    this.conversations = 0;
    this.redacted = false;
    this.zone = "UTC";
    this.query = "";
    this.only = false;
    this.found = null;
    this.active = -1;
    this.fault = "";
    this.faultAt = null;
    this.running = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("client")) {
      this.stop();
      this.#forget();
      this.query = "";
    } else if (changed.has("zone") && changed.get("zone") !== undefined) void this.refresh();
    this.#rows.count = this.#pages?.total ?? 0;
  }

  override focus(): void {
    const input = this.renderRoot.querySelector<HTMLInputElement>("input[type=search]");
    input?.focus();
    input?.select();
  }

  /** Stops what is under way. What was found stays. */
  stop(): void {
    clearTimeout(this.#pause);
    this.#abort?.abort();
    this.#abort = null;
    this.running = false;
  }

  /** Searches anew: another policy, more files. */
  async refresh(): Promise<void> {
    if (this.query.trim() !== "") await this.#run();
  }

  /** Goes `by` places from the entry chosen last, and around at the ends. */
  async step(by: number): Promise<void> {
    const total = this.#pages?.total ?? 0;
    if (total === 0) return;
    const from = this.active < 0 && by < 0 ? 0 : this.active;
    await this.#choose((from + by + total) % total);
  }

  #forget(): void {
    this.#pages = null;
    this.found = null;
    this.active = -1;
    this.fault = "";
    this.faultAt = null;
  }

  async #run(): Promise<void> {
    this.stop();
    const { client, query } = this;
    this.#asked = query;
    if (!client || query.trim() === "") return this.#forget();
    const abort = new AbortController();
    this.#abort = abort;
    this.running = true;
    let pages = null as Pages<SearchHit> | null;
    const show = async (found: SearchFound): Promise<void> => {
      if (abort.signal.aborted) return;
      if (pages === null) {
        this.#forget();
        pages = new Pages(
          async (from, count) => {
            const { total, hits } = await client.hits(found.search, from, count);
            return { total, rows: hits };
          },
          (fault) => {
            if (fault && !isCancel(fault)) this.fault = faultText(fault);
            this.requestUpdate();
          },
          found.found,
        );
        this.#pages = pages;
        this.#rows.reset();
        this.renderRoot.querySelector(".scroller")?.scrollTo(0, 0);
      }
      this.found = found;
      // A page read in the middle of a search may be short of what came after.
      if (found.hits.length > 0) await pages.renew(this.#rows.first, this.#rows.first + this.#rows.fits);
    };
    try {
      await client.search(
        query,
        { conversation: this.only ? this.conversation : null, zone: this.zone },
        { signal: abort.signal, onHits: (found) => void show(found).catch(() => {}) },
      );
    } catch (thrown) {
      if (abort.signal.aborted || isCancel(thrown)) return;
      const { code, offset, message } = thrown as { code?: string; offset?: number | null; message: string };
      this.#forget();
      this.faultAt = code === "query" ? (offset ?? null) : null;
      this.fault = code === "query" ? message : faultText(thrown);
    } finally {
      if (this.#abort === abort) this.running = false;
    }
  }

  async #choose(position: number): Promise<void> {
    const pages = this.#pages;
    if (!pages || position < 0 || position >= pages.total) return;
    this.active = position;
    this.#rows.show(position);
    const hit = await pages.row(position);
    if (hit) this.dispatchEvent(new CustomEvent("st-hit", { detail: hit, bubbles: true, composed: true }));
  }

  #typed(event: Event): void {
    this.query = (event.target as HTMLInputElement).value;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#run(), PAUSE);
  }

  async #submit(event: Event, by: number): Promise<void> {
    event.preventDefault();
    clearTimeout(this.#pause);
    // What was typed last is searched before a step in it is taken.
    if (this.running || this.#asked !== this.query) await this.#run();
    await this.step(by);
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape") this.dispatchEvent(new CustomEvent("st-close", { bubbles: true, composed: true }));
    else if (event.key === "Enter" && (event.target as HTMLElement).id === "query")
      void this.#submit(event, event.shiftKey ? -1 : 1);
    else if (event.key === "ArrowDown" && (event.target as HTMLElement).id === "query")
      this.renderRoot.querySelector<HTMLElement>(".scroller")?.focus();
    else return;
    event.preventDefault();
  }

  #listKey(event: KeyboardEvent): void {
    const last = (this.#pages?.total ?? 0) - 1;
    const here = Math.max(0, this.active);
    const moves: Record<string, number> = {
      ArrowDown: this.active + 1,
      ArrowUp: here - 1,
      Home: 0,
      End: last,
      PageDown: here + this.#rows.fits,
      PageUp: here - this.#rows.fits,
    };
    if (event.key === "Enter" || event.key === " ") void this.#choose(here);
    else if (event.key in moves && !event.altKey && !event.ctrlKey && !event.metaKey) {
      this.active = Math.max(0, Math.min(last, moves[event.key]));
      this.#rows.show(this.active);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #status(): string {
    const t = strings.search;
    if (this.running) return this.found?.found ? t.sofar(this.found.found) : `${t.searching}…`;
    if (this.fault || this.found === null) return "";
    if (this.found.found === 0) return this.redacted ? t.noneRedacted : t.none;
    return t.found(this.found.found, this.found.conversations);
  }

  protected override render() {
    const t = strings.search;
    const pages = this.#pages;
    const total = pages?.total ?? 0;
    const items = this.#rows.items;
    if (pages && items.length > 0) pages.want(items[0].index, items[items.length - 1].index);
    const drawn = items.some((item) => item.index === this.active);
    return html`
      <search @keydown=${this.#key}>
        <div class="box">
          <label class="hidden" for="query">${t.label}</label>
          <input id="query" type="search" autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search" placeholder=${t.hint}
            .value=${this.query} aria-invalid=${this.faultAt !== null} aria-describedby="status" @input=${this.#typed}>
          <button class="icon" aria-label=${t.close} @click=${() => this.dispatchEvent(new CustomEvent("st-close", { bubbles: true, composed: true }))}><span aria-hidden="true">✕</span></button>
        </div>
        ${this.conversations > 1 ? html`<label class="row small"><input type="checkbox" .checked=${this.only} ?disabled=${this.conversation === null} @change=${this.#limit}> ${t.only}</label>` : nothing}
        ${this.fault ? this.#renderFault() : nothing}
        <div class="state small">
          <p id="status" role="status" class="number">${this.#status()}</p>
          ${
            total > 0
              ? html`<span class="number quiet">${this.active < 0 ? "" : t.position(this.active + 1, total)}</span>
            <button class="icon" aria-label=${t.previous} @click=${() => void this.step(-1)}><span aria-hidden="true">↑</span></button>
            <button class="icon" aria-label=${t.next} @click=${() => void this.step(1)}><span aria-hidden="true">↓</span></button>`
              : nothing
          }
        </div>
        <details class="small" ?open=${this.query === ""}><summary>${t.help}</summary>
          <dl>${t.grammar.map(([term, what]) => html`<div><dt><code>${term}</code></dt><dd>${what}</dd></div>`)}</dl></details>
      </search>
      <div class="scroller" ?hidden=${total === 0} role="listbox" tabindex="0" aria-label=${t.results}
        aria-activedescendant=${drawn ? `hit-${this.active}` : nothing} @keydown=${this.#listKey}>
        <div class="spacer" role="presentation" ${styled({ height: `${this.#rows.height}px` })}>
          ${repeat(
            items,
            (item) => item.key,
            (item) => this.#renderHit(item.index, item.start, total),
          )}
        </div>
      </div>`;
  }

  #limit(event: Event): void {
    this.only = (event.target as HTMLInputElement).checked;
    void this.#run();
  }

  #renderFault() {
    const at = this.faultAt;
    return html`<p class="error small" role="alert">${
      at === null
        ? nothing
        : html`<code class="query">${this.query.slice(0, at)}<mark class="hit">${this.query.slice(at) || " "}</mark></code> <span class="quiet">${strings.search.at(at + 1)}</span><br>`
    }${this.fault}</p>`;
  }

  #renderHit(index: number, start: number, total: number) {
    const hit = this.#pages?.at(index);
    const chosen = index === this.active;
    return html`
      <div id=${`hit-${index}`} class=${chosen ? "option chosen" : "option"} role="option" aria-selected=${chosen ? "true" : "false"}
        aria-setsize=${total} aria-posinset=${index + 1} ${styled({ transform: `translateY(${start}px)`, height: `${ROW_HEIGHT}px` })}
        @click=${() => void this.#choose(index)}>
        ${hit ? this.#renderWords(hit) : html`<span class="quiet small">${strings.transcript.loading}…</span>`}
      </div>`;
  }

  #renderWords(hit: SearchHit) {
    const [snippet] = hit.snippets;
    const role = roleName(hit.role);
    const kind = strings.transcript.kinds[hit.kind] ?? asWords(hit.kind);
    const title = hit.title ?? strings.conversations.untitled;
    return html`
      <span class="line"><span class="title" dir="auto">${title}</span><time class="quiet tiny number" title=${hit.atMs === null ? "" : trueTime(hit.atMs)}>${hit.atMs === null ? strings.transcript.noTime : dayAndTime(hit.atMs, this.zone)}</time></span>
      <span class="who tiny quiet" dir="auto">${hit.actor === null || hit.actor === role ? role : `${role} · ${hit.actor}`}${hit.internal ? ` · ${strings.transcript.internal}` : ""}${snippet && snippet.field !== "text" ? ` · ${strings.search.field[snippet.field]}` : ""}</span>
      <span class="words small" dir="auto">${snippet ? html`${snippet.cutBefore ? "…" : ""}${marked(snippet.text, snippet.marks, snippet.highlights)}${snippet.cutAfter ? "…" : ""}` : kind}</span>`;
  }

  static override styles = [
    theme,
    controls,
    css`
    :host { display: flex; flex-direction: column; min-height: 0; background: var(--_paper); }
    search { display: grid; gap: 0.5rem; padding: 0.625rem 1rem; border-block-end: 1px solid var(--_rule); max-height: 70%; overflow: auto; flex: none; }
    .box { display: flex; gap: 0.375rem; }
    input[type='search'] { flex: 1; min-width: 0; min-height: 2.125rem; padding: 0.25rem 0.5rem; border: 1px solid var(--_edge); border-radius: var(--_radius); background: var(--_raised); }
    input[aria-invalid='true'] { border-color: var(--_seal); }
    input::placeholder { color: var(--_quiet); opacity: 1; }
    .state { display: flex; align-items: center; gap: 0.375rem; }
    .state p { flex: 1; }
    .state .quiet { white-space: nowrap; }
    details dl { display: grid; gap: 0.25rem; margin-block-start: 0.375rem; }
    details dl div { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: 0.5rem; }
    details dd { color: var(--_quiet); }
    code { font: 0.8125rem var(--_mono); overflow-wrap: anywhere; }
    .scroller { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; contain: strict; }
    .scroller[hidden] { display: none; }
    .scroller:focus-visible { outline-offset: -2px; }
    .spacer { position: relative; }
    .option {
      position: absolute; inset-block-start: 0; inset-inline: 0; display: grid; align-content: center; gap: 0.125rem; padding: 0.375rem 1rem 0.375rem calc(1rem - 3px);
      border-block-end: 1px solid var(--_rule); border-inline-start: 3px solid transparent; cursor: pointer; overflow: hidden;
    }
    .option:hover { background: color-mix(in oklab, var(--_accent-tint), transparent 45%); }
    .option.chosen { background: var(--_accent-tint); border-inline-start-color: var(--_accent); }
    .line { display: flex; justify-content: space-between; align-items: baseline; gap: 0.75rem; min-width: 0; white-space: nowrap; }
    .title { font-weight: 600; overflow: hidden; text-overflow: ellipsis; }
    .who { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .words { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; line-clamp: 3; overflow: hidden; overflow-wrap: anywhere; line-height: 1.4; }
    mark { padding: 0.05em 0.35em; border-radius: 2px; background: var(--_ink); color: var(--_paper); font: 0.86em var(--_mono); }
    mark.hit { padding: 0; background: var(--_warn-tint); color: var(--_ink); font: inherit; font-weight: 600; box-shadow: inset 0 -2px var(--_warn); }
    mark mark.hit { background: none; color: inherit; box-shadow: inset 0 -2px currentColor; }
    @media (forced-colors: active) {
      .option.chosen { outline: 2px solid Highlight; outline-offset: -3px; }
      mark { background: Mark; color: MarkText; forced-color-adjust: none; }
    }
  `,
  ];
}
