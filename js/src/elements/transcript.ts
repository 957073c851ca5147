import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type {
  ArchiveClient,
  ParticipantSummary,
  RecordSummary,
  SessionSummary,
  TranscriptRow,
  TranscriptWindow,
} from "./archive-client.js";
import { dayAndTime, dayOf, localZone, trueTime, type Zone } from "./clock.js";
import { clockDuration, isoDuration, wordDuration } from "./duration.js";
import { continues, entryTemplate, type Thread } from "./entry.js";
import { faultText } from "./fault.js";
import { Pages } from "./pages.js";
import { asWords, count, strings } from "./strings.js";
import { styled } from "./styled.js";
import { controls, theme } from "./theme.js";
import { transcriptStyles } from "./transcript-styles.js";
import { VirtualRows } from "./virtual-rows.js";

/** Rows on either side in which a question and its answer find each other. */
const REPLY_REACH = 40;

/** Silence from which a gap is named. */
const GAP_MS = 15 * 60_000;
/** Sessions shown of a conversation without entries. */
const SESSIONS_SHOWN = 5;
/** A session's first entry may be this much older than its StartTime (the engine's own slack). */
const SLACK_MS = 5_000;

/**
 * `<st-transcript>`: one conversation, every session of it, of which only the entries in sight exist.
 *
 * @fires st-session When another session comes into view: `detail` is `{session, conversation}`.
 * @fires st-marks When more entries were read: `detail` is `{entries, total, marks}` with a count per type.
 * @fires st-zone When the reader chooses a zone: `detail` is the zone.
 */
export class StTranscript extends LitElement {
  static override properties = {
    client: { attribute: false },
    conversation: { type: String },
    label: { type: String },
    zone: { attribute: false },
    sessions: { state: true },
    fault: { state: true },
    inView: { state: true },
  };

  declare client: ArchiveClient | null;
  declare conversation: string | null;
  declare label: string;
  declare zone: Zone;
  declare sessions: SessionSummary[];
  declare fault: string;
  /** Session id of the first entry in sight; undefined until there is one. */
  declare inView: string | null | undefined;

  #pages: Pages<TranscriptRow> | null = null;
  #places = new Map<string, number>();
  #open = new Set<string>();
  #counted = -1;
  #participants: ParticipantSummary[] = [];
  #related: RecordSummary[] = [];
  /** Place of the session being scrolled to, so that steps made in haste add up. */
  #goal: number | null = null;
  /** The first reading of the conversation: a step asked for before it ends waits for it. */
  #begun: Promise<void> = Promise.resolve();
  #rows = new VirtualRows(this, {
    scroller: () => this.renderRoot.querySelector<HTMLElement>(".scroller"),
    estimate: () => 64,
    measured: true,
  });

  constructor() {
    super();
    this.client = null;
    this.conversation = null;
    this.label = "";
    this.zone = "UTC";
    this.sessions = [];
    this.fault = "";
    this.inView = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("client") || changed.has("conversation")) this.#begin();
    this.#rows.count = this.#pages?.total ?? 0;
  }

  #begin(): void {
    const { client, conversation } = this;
    this.sessions = [];
    this.#places.clear();
    this.#open.clear();
    this.fault = "";
    this.inView = undefined;
    this.#counted = -1;
    this.#goal = null;
    this.#pages = null;
    this.#participants = [];
    this.#related = [];
    this.#rows.count = 0;
    this.#rows.reset();
    this.renderRoot?.querySelector(".scroller")?.scrollTo(0, 0);
    if (!client || conversation === null) return;
    this.#pages = new Pages(
      async (from, n) => {
        const window = await client.transcript(conversation, from, n);
        if (conversation === this.conversation) this.#know(window.sessions);
        if (conversation === this.conversation && from === 0) this.#about(window);
        return window;
      },
      (fault) => {
        this.fault = fault ? faultText(fault) : "";
        this.requestUpdate();
      },
    );
    this.#begun = this.refresh();
  }

  /** Who took part and what records belong here: the first window tells. */
  #about({ participants, related }: Pick<TranscriptWindow, "participants" | "related">): void {
    this.#participants = participants ?? [];
    this.#related = related ?? [];
    this.requestUpdate();
  }

  #know(sessions: SessionSummary[]): void {
    if (sessions.length === this.sessions.length && sessions.every((s, i) => s.session === this.sessions[i].session))
      return;
    this.sessions = sessions;
    this.#places = new Map(sessions.map((s, i) => [s.session, i]));
  }

  /** Reads the entries in sight anew and swaps them in at once: another policy, more files. */
  async refresh(): Promise<void> {
    const pages = this.#pages;
    if (!pages) return;
    const first = Math.max(0, this.#rows.first - 20);
    try {
      await pages.renew(first, first + 60);
      this.fault = "";
    } catch (fault) {
      if (pages === this.#pages) this.fault = faultText(fault);
    }
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".scroller")?.focus();
  }

  /** Goes `by` sessions further than the one in view. */
  async stepSession(by: number): Promise<void> {
    await this.updateComplete;
    await this.#begun;
    const here = this.inView == null ? -1 : (this.#places.get(this.inView) ?? -1);
    const there = Math.max(0, Math.min(this.sessions.length - 1, (this.#goal ?? here) + by));
    this.#goal = there;
    if (this.sessions[there]) await this.showSession(this.sessions[there].session);
  }

  /** Scrolls to the first entry of a session: found by halving, since only windows are at hand. */
  async showSession(session: string): Promise<void> {
    const pages = this.#pages;
    const start = this.sessions.find((s) => s.session === session)?.startMs;
    if (!pages || start == null) return;
    let low = 0;
    let high = pages.total;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = (await pages.row(middle))?.atMs;
      if (at != null && at < start - SLACK_MS) low = middle + 1;
      else high = middle;
    }
    // The slack may reach into the session before.
    for (let i = low; i < Math.min(low + 50, pages.total); i += 1) {
      if ((await pages.row(i))?.session === session) {
        low = i;
        break;
      }
    }
    this.#rows.show(low, "start");
  }

  protected override updated(): void {
    const pages = this.#pages;
    if (!pages) return;
    const row = pages.at(this.#rows.first);
    if (row && row.session !== this.inView) {
      this.inView = row.session;
      this.#goal = null;
      this.#emit("st-session", { session: row.session, conversation: row.conversation });
    }
    if (pages.version === this.#counted) return;
    this.#counted = pages.version;
    let entries = 0;
    const marks: Record<string, number> = {};
    for (const held of pages.held()) {
      entries += 1;
      for (const mark of held.marks) marks[mark.type] = (marks[mark.type] ?? 0) + 1;
    }
    this.#emit("st-marks", { entries, total: pages.total, marks });
  }

  #emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #chooseZone(event: Event): void {
    this.zone = (event.target as HTMLSelectElement).value;
    this.#emit("st-zone", this.zone);
  }

  protected override render() {
    const t = strings.transcript;
    const pages = this.#pages;
    const total = pages?.total ?? 0;
    if (this.conversation === null) return html`<p class="pick quiet">${t.pick}</p>`;
    const items = this.#rows.items;
    if (pages && items.length > 0) pages.want(items[0].index - 1, items[items.length - 1].index);
    const here = this.inView == null ? -1 : (this.#places.get(this.inView) ?? -1);
    return html`
      <header>
        <div class="title"><h2 dir="auto">${this.label}</h2><p class="small quiet number">${pages && pages.version > 0 ? t.entries(total) : `${t.loading}…`}</p></div>
        <div class="tools">
          ${
            this.sessions.length > 1
              ? html`<div class="steps" role="group" aria-label=${t.inView(here < 0 ? "–" : t.session(here + 1, this.sessions.length))}>
            <button class="icon" aria-label=${t.previousSession} ?disabled=${here <= 0} @click=${() => void this.stepSession(-1)}><span aria-hidden="true">↑</span></button>
            <span class="small number" aria-hidden="true">${here < 0 ? "–" : count(here + 1)} / ${count(this.sessions.length)}</span>
            <button class="icon" aria-label=${t.nextSession} ?disabled=${here >= this.sessions.length - 1} @click=${() => void this.stepSession(1)}><span aria-hidden="true">↓</span></button>
          </div>`
              : nothing
          }
          <span class="zones small"><label for="zone" class="zone-label">${t.zone}</label>
            <select id="zone" .value=${this.zone} @change=${this.#chooseZone}>
              <option value="UTC" ?selected=${this.zone === "UTC"}>${t.zoneUtc}</option>
              <option value=${localZone()} ?selected=${this.zone !== "UTC"}>${t.zoneLocal(localZone())}</option>
            </select></span>
          <slot name="tools"></slot>
        </div>
        <slot name="redaction"></slot>
      </header>
      ${this.fault ? html`<p class="error small" role="alert">${t.failed}: ${this.fault} <button class="plain" @click=${() => pages?.retry()}>${t.retry}</button></p>` : nothing}
      ${pages && pages.version > 0 && total === 0 ? html`<p class="none quiet">${t.noEntries}</p>${this.sessions.slice(0, SESSIONS_SHOWN).map((session) => this.#renderSession(session.session))}` : nothing}
      <div class="scroller" tabindex="0" role="region" aria-label=${t.label(this.label)}>
        <div class="spacer" role="list" aria-label=${t.list} ${styled({ height: `${this.#rows.height}px` })}>
          ${repeat(
            items,
            (item) => item.key,
            (item) => html`
            <div class="item" role="listitem" data-index=${item.index} aria-setsize=${total} aria-posinset=${item.index + 1}
              ${styled({ transform: `translateY(${item.start}px)` })}>${this.#renderItem(item.index)}</div>`,
          )}
        </div>
      </div>`;
  }

  #renderItem(index: number): TemplateResult {
    const pages = this.#pages;
    const row = pages?.at(index);
    if (!row) return html`<p class="entry quiet loading">${strings.transcript.loading}…</p>`;
    const before = index > 0 ? pages?.at(index - 1) : undefined;
    const newSession = index === 0 || (before !== undefined && before.session !== row.session);
    const gap = before?.atMs != null && row.atMs !== null ? row.atMs - (before.endMs ?? before.atMs) : 0;
    const newDay =
      !newSession &&
      before?.atMs != null &&
      row.atMs !== null &&
      dayOf(before.atMs, this.zone) !== dayOf(row.atMs, this.zone);
    return html`
      ${gap >= GAP_MS ? html`<p class="gap"><span><time datetime=${isoDuration(gap)} title=${clockDuration(gap)}>${strings.transcript.gap(wordDuration(gap))}</time></span></p>` : nothing}
      ${newSession ? this.#renderSession(row.session) : nothing}
      ${newDay || (newSession && row.session === null) ? html`<h4 class="day"><span>${row.atMs === null ? "" : dayOf(row.atMs, this.zone)}</span></h4>` : nothing}
      ${entryTemplate(row, !newSession && !newDay && gap < GAP_MS && continues(row, before), this.zone, this.#thread(row, index))}`;
  }

  /** What the rows at hand around an entry say of question and answer. */
  #thread(row: TranscriptRow, index: number): Thread {
    const near = (step: number) =>
      Array.from({ length: REPLY_REACH }, (_, n) => this.#pages?.at(index + (n + 1) * step)).filter((one) => !!one);
    const asked = row.inReplyTo == null ? undefined : near(-1).find((one) => one.entry === row.inReplyTo);
    const offers = row.choices.some((choice) => !choice.selected);
    const replies = offers ? near(1).filter((one) => one.inReplyTo === row.entry) : [];
    const chosen = replies.flatMap((one) => one.choices.filter((choice) => choice.selected));
    return { asked, taken: new Set(chosen.flatMap((choice) => choice.id ?? [])) };
  }

  #renderSession(id: string | null): TemplateResult {
    const t = strings.transcript;
    if (id === null) return html`<div class="session lost"><h3>${t.unassigned}</h3></div>`;
    const place = this.#places.get(id);
    const session = place === undefined ? undefined : this.sessions[place];
    if (!session)
      return html`<div class="session lost"><h3>${t.sessionLost}</h3><p class="small quiet number">${id}</p></div>`;
    const { startMs, endMs } = session;
    const facts = [session.status, session.agentType, session.origin].filter((word) => word !== null).map(asWords);
    const channel = session.channelName ?? session.channelType;
    const named = new Map(session.names);
    return html`
      <div class="session">
        <h3>${t.session((place ?? 0) + 1, this.sessions.length)}${session.name ? html` <span class="name">${session.name}</span>` : nothing}${session.assignedBy === "inferred" ? html` <span class="badge" title=${t.inferredHint}>${t.inferred}</span>` : nothing}</h3>
        <p class="when small number">
          ${startMs === null ? nothing : html`<time datetime=${trueTime(startMs)} title=${trueTime(startMs)}>${dayAndTime(startMs, this.zone)}</time> – `}${endMs === null ? t.open : html`<time datetime=${trueTime(endMs)} title=${trueTime(endMs)}>${this.#end(startMs, endMs)}</time>`}${startMs !== null && endMs !== null ? html` · <time datetime=${isoDuration(endMs - startMs)} title=${wordDuration(endMs - startMs)}>${clockDuration(endMs - startMs)}</time>` : nothing}
        </p>
        <p class="facts small quiet">${[...facts, channel, session.owner ? `${t.owner}: ${session.owner}` : null].filter((word) => word).map((word, i, all) => html`<span>${word}${i < all.length - 1 ? " ·" : ""}</span> `)}</p>
        ${
          session.fields.length
            ? html`<details ?open=${this.#open.has(id)} @toggle=${(event: Event) => this.#remember(id, event)}><summary class="small">${t.fields(session.fields.length)}</summary>
          <dl class="small">${session.fields.map(([name, value]) => html`<div><dt>${name}</dt><dd dir="auto">${value}${named.has(name) ? ` (${named.get(name)})` : nothing}</dd></div>`)}${session.metrics.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></details>`
            : nothing
        }
        ${place === 0 ? this.#renderAbout() : nothing}
      </div>`;
  }

  /** The conversation's people and records, folded away at its beginning. */
  #renderAbout(): TemplateResult {
    const t = strings.transcript;
    const when = (ms: number | null) => (ms === null ? "–" : dayAndTime(ms, this.zone));
    const row = (name: string, value: unknown) => html`<div><dt>${name}</dt><dd dir="auto">${value}</dd></div>`;
    const people = this.#participants.map((one) =>
      row(
        one.role,
        `${[one.name, one.id].filter((word) => word).join(", ")} ${t.presence(when(one.joinedMs), when(one.leftMs))}`,
      ),
    );
    const records = this.#related.map(
      (record) =>
        html`<details><summary class="small">${record.object} <span class="number">${record.id}</span></summary><dl class="small">${record.fields.map(([name, value]) => row(name, value))}</dl></details>`,
    );
    return html`
      ${people.length ? html`<details ?open=${this.#open.has("people")} @toggle=${(event: Event) => this.#remember("people", event)}><summary class="small">${t.people(people.length)}</summary><dl class="small">${people}</dl></details>` : nothing}
      ${records.length ? html`<details ?open=${this.#open.has("records")} @toggle=${(event: Event) => this.#remember("records", event)}><summary class="small">${t.records(records.length)}</summary>${records}</details>` : nothing}`;
  }

  /** The end of a session: without its day when that is the start's. */
  #end(startMs: number | null, endMs: number): string {
    const end = dayAndTime(endMs, this.zone);
    if (startMs === null || dayOf(startMs, this.zone) !== dayOf(endMs, this.zone)) return end;
    return end.slice(end.lastIndexOf(", ") + 2);
  }

  #remember(id: string, event: Event): void {
    if ((event.target as HTMLDetailsElement).open) this.#open.add(id);
    else this.#open.delete(id);
  }

  static override styles = [theme, controls, transcriptStyles];
}
