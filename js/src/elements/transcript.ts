import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type {
  ArchiveClient,
  ParticipantSummary,
  RecordSummary,
  Selection,
  Snippet,
  TranscriptRow,
  TranscriptWindow,
  WindowSession,
} from "./archive-client.js";
import { allZones, dayAndTime, dayOf, localZone, timeIn, trueTime, type Zone } from "./clock.js";
import type { StDestination } from "./destination.js";
import { clockDuration, isoDuration, wordDuration } from "./duration.js";
import { entryTemplate, flagWords, type Thread } from "./entry.js";
import { faultText } from "./fault.js";
import { Pages } from "./pages.js";
import { groupedFields, type Field } from "./session-fields.js";
import { asWords, count, strings } from "./reading-strings.js";
import { styled } from "./styled.js";
import { controls, theme } from "./theme.js";
import { transcriptStyles } from "./transcript-styles.js";
import { VirtualRows } from "./virtual-rows.js";

/** Sessions looked at for one that has entries. */
const LOOKED_AT = 20;
/** Rows on either side in which a question and its answer find each other. */
const REPLY_REACH = 40;

/** Words of an entry that the reader marked, and where they are drawn. */
export interface MarkedWords extends Selection {
  rect: DOMRect;
}

/**
 * `<st-transcript>`: one conversation, or one customer over all channels, of which only the entries in sight exist.
 *
 * @fires st-session When another session comes into view: `detail` is `{session, conversation}`.
 * @fires st-marks When more entries were read: `detail` is `{entries, total, marks}` with a count per type.
 * @fires st-zone When the reader chooses a zone: `detail` is the zone.
 * @fires st-entry When the reader asks about an entry: `detail` is its row.
 * @fires st-words When words of one entry are marked: `detail` is {@link MarkedWords}, or null when no longer.
 */
export class StTranscript extends LitElement {
  static override properties = {
    client: { attribute: false },
    conversation: { type: String },
    customer: { type: String },
    label: { type: String },
    zone: { attribute: false },
    sessions: { state: true },
    fault: { state: true },
    inView: { state: true },
    hit: { state: true },
    zones: { state: true },
  };

  declare client: ArchiveClient | null;
  declare conversation: string | null;
  /** Id of a customer; if set, everything of theirs is read in one order, and `conversation` says nothing. */
  declare customer: string | null;
  declare label: string;
  declare zone: Zone;
  /** How many sessions there are. */
  declare sessions: number;
  declare fault: string;
  /** Session id of the first entry in sight; undefined until there is one. */
  declare inView: string | null | undefined;
  /** The entry that a search led to, and what was found in it. */
  declare hit: { index: number; found: readonly Snippet[] } | null;
  /** Zones to choose from besides UTC and that of the browser; all of them once somebody looks. */
  declare zones: readonly Zone[];

  #pages: Pages<TranscriptRow> | null = null;
  /** The sessions seen so far, by id. */
  #known = new Map<string, WindowSession>();
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
    this.customer = null;
    this.label = "";
    this.zone = "UTC";
    this.sessions = 0;
    this.fault = "";
    this.inView = undefined;
    this.hit = null;
    this.zones = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("selectionchange", this.#mark);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("selectionchange", this.#mark);
  }

  #marked = false;

  /** Tells which words are marked, if they are those of one entry. */
  #mark = (): void => {
    const words = this.#wordsMarked();
    if (words === null && !this.#marked) return;
    this.#marked = words !== null;
    this.#emit("st-words", words);
  };

  #wordsMarked(): MarkedWords | null {
    const range = markedIn(this.renderRoot as ShadowRoot);
    const words = range?.toString() ?? "";
    if (!range || words.trim() === "") return null;
    const [from, to] = [range.startContainer, range.endContainer].map((node) => node.parentElement?.closest(".item"));
    const row = from === to && this.#pages?.at(Number((from as HTMLElement | null)?.dataset.index));
    if (!row) return null;
    const text = range.startContainer.parentElement?.closest(".text, .what");
    const before = document.createRange();
    if (text) before.setStart(text, 0);
    if (text) before.setEnd(range.startContainer, range.startOffset);
    const { conversation, entry } = row;
    const start = text ? before.toString().length : null;
    return { conversation, entry, words, start, rect: range.getBoundingClientRect() };
  }

  /** What is read. */
  get #of(): string | { customer: string } | null {
    return this.customer === null ? this.conversation : { customer: this.customer };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("client") || changed.has("conversation") || changed.has("customer")) this.#begin();
    this.#rows.count = this.#pages?.total ?? 0;
  }

  #begin(): void {
    const { client } = this;
    const of = this.#of;
    this.sessions = 0;
    this.#known = new Map();
    this.#open.clear();
    this.fault = "";
    this.inView = undefined;
    this.hit = null;
    this.#counted = -1;
    this.#goal = null;
    this.#pages = null;
    this.#participants = [];
    this.#related = [];
    this.#rows.count = 0;
    this.#rows.reset();
    this.renderRoot?.querySelector(".scroller")?.scrollTo(0, 0);
    if (!client || of === null) return;
    const known = this.#known;
    this.#pages = new Pages(
      async (from, n) => {
        const window = await client.transcript(of, from, n);
        if (known === this.#known) {
          this.sessions = window.sessionsTotal;
          for (const session of window.sessions) known.set(session.session, session);
          if (window.from === 0) this.#about(window);
        }
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

  /** Scrolls to an entry that was found, and lights it up until another is chosen. */
  async showHit(index: number, found: readonly Snippet[]): Promise<void> {
    await this.updateComplete;
    await this.#begun;
    this.hit = { index, found };
    await this.updateComplete;
    this.#rows.show(index, "center");
  }

  /** The first entry in sight. */
  get entryInView(): TranscriptRow | undefined {
    return this.#pages?.at(this.hit?.index ?? this.#rows.first);
  }

  /** Asks where to go: a day, or a session by its number. The dialog may be defined later than this element. */
  askWhere(): void {
    this.renderRoot.querySelector<StDestination>("st-destination")?.ask?.();
  }

  async #goTo(there: () => Promise<void>): Promise<void> {
    await there();
    this.focus();
  }

  async #goToPlace(place: number): Promise<void> {
    const here = this.#place;
    this.#goal = null;
    if (here !== place) await this.stepSession(place - here);
  }

  /** Place of the session in view, -1 where none is. */
  get #place(): number {
    return this.inView == null ? -1 : (this.#known.get(this.inView)?.place ?? -1);
  }

  /** Goes `by` sessions further than the one in view, past sessions without entries. */
  async stepSession(by: number): Promise<void> {
    await this.updateComplete;
    await this.#begun;
    const here = this.#place;
    const there = Math.max(0, Math.min(this.sessions - 1, (this.#goal ?? here) + by));
    const [client, of] = [this.client, this.#of];
    if (!client || of === null || this.sessions === 0) return;
    this.#goal = there;
    const from = by < 0 ? Math.max(0, there - LOOKED_AT + 1) : there;
    const { sessions } = await client.sessions(of, from, by < 0 ? there - from + 1 : LOOKED_AT);
    if (by < 0) sessions.reverse();
    const session = sessions.find(({ position }) => position !== null);
    if (!session || session.position === null) return;
    this.#known.set(session.session, session);
    if (this.#goal === there) this.#goal = session.place;
    this.#rows.show(session.position, "start");
  }

  /** Scrolls to the first entry of a session, by its id. */
  async showSession(session: string): Promise<void> {
    await this.#show({ session });
  }

  /** Scrolls to an entry, by its id, and lights it up. */
  async showEntry(entry: string): Promise<void> {
    const index = await this.#show({ entry });
    if (index !== null) this.hit = { index, found: [] };
  }

  /** Scrolls to the first entry at or after an instant, in epoch milliseconds. */
  async showTime(atMs: number): Promise<void> {
    await this.#show({ atMs });
  }

  async #show(start: { session: string } | { entry: string } | { atMs: number }): Promise<number | null> {
    await this.updateComplete;
    const [client, of] = [this.client, this.#of];
    await this.#begun;
    if (!client || of === null) return null;
    const { from, total } = await client.transcript(of, start, 0);
    await this.updateComplete;
    const index = Math.min(from, total - 1);
    this.#rows.show(index, "start");
    return index;
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

  /** Which entry the reader asks about. */
  #ask(event: Event): void {
    const item = (event.target as HTMLElement).closest<HTMLElement>("[data-index]");
    const row = item && this.#pages?.at(Number(item.dataset.index));
    if (row) this.#emit("st-entry", row);
  }

  #emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** All zones that were asked for, but those that stand above them. */
  #otherZones(): readonly Zone[] {
    const above = ["UTC", localZone()];
    const zones = this.zones.filter((zone) => !above.includes(zone));
    return zones.includes(this.zone) || above.includes(this.zone) ? zones : [...zones, this.zone];
  }

  #chooseZone(event: Event): void {
    this.zone = (event.target as HTMLSelectElement).value;
    this.#emit("st-zone", this.zone);
  }

  protected override render() {
    const t = strings.transcript;
    const pages = this.#pages;
    const total = pages?.total ?? 0;
    if (this.#of === null) return html`<p class="pick quiet">${t.pick}</p>`;
    const items = this.#rows.items;
    if (pages && items.length > 0) pages.want(items[0].index - 1, items[items.length - 1].index);
    const here = this.inView == null ? -1 : (this.#known.get(this.inView)?.place ?? -1);
    return html`
      <header>
        <div class="title"><h2 dir="auto">${this.label}</h2><p class="small quiet number">${pages && pages.version > 0 ? t.entries(total) : `${t.loading}…`}</p></div>
        <div class="tools">
          ${
            this.sessions > 1
              ? html`<div class="steps" role="group" aria-label=${t.inView(here < 0 ? "–" : t.session(here + 1, this.sessions))}>
            <button class="icon" aria-label=${t.previousSession} ?disabled=${here <= 0} @click=${() => void this.stepSession(-1)}><span aria-hidden="true">↑</span></button>
            <span class="small number" aria-hidden="true">${here < 0 ? "–" : count(here + 1)} / ${count(this.sessions)}</span>
            <button class="icon" aria-label=${t.nextSession} ?disabled=${here >= this.sessions - 1} @click=${() => void this.stepSession(1)}><span aria-hidden="true">↓</span></button>
          </div>`
              : nothing
          }
          <span class="zones small"><label for="zone" class="zone-label">${t.zone}</label>
            <select id="zone" @change=${this.#chooseZone} @focus=${() => {
              if (this.zones.length === 0) this.zones = allZones();
            }}>
              <option value="UTC" .selected=${this.zone === "UTC"}>${t.zoneUtc}</option>
              <option value=${localZone()} .selected=${this.zone === localZone() && this.zone !== "UTC"}>${t.zoneLocal(localZone())}</option>
              ${this.#otherZones().map((zone) => html`<option value=${zone} .selected=${this.zone === zone}>${zone}</option>`)}
            </select></span>
          ${total > 0 ? html`<button @click=${this.askWhere}>${t.goTo}</button>` : nothing}
          <slot name="tools"></slot>
        </div>
        <slot name="redaction"></slot>
      </header>
      ${this.fault ? html`<p class="error small" role="alert">${t.failed}: ${this.fault} <button class="plain" @click=${() => pages?.retry()}>${t.retry}</button></p>` : nothing}
      ${pages && pages.version > 0 && total === 0 ? html`<p class="none quiet">${t.noEntries}</p>${[...this.#known.keys()].map((session) => this.#renderSession(session))}` : nothing}
      <div class="scroller" tabindex="0" role="region" aria-label=${t.label(this.label)} @st-goto=${(event: CustomEvent<number>) => this.#rows.show(event.detail, "start")}
        @st-about=${(event: Event) => this.#ask(event)}>
        <div class="spacer" role="list" aria-label=${t.list} ${styled({ height: `${this.#rows.height}px` })}>
          ${repeat(
            items,
            (item) => item.key,
            (item) => html`
            <div class=${this.hit?.index === item.index ? "item found" : "item"} role="listitem" aria-current=${this.hit?.index === item.index ? "true" : nothing} data-index=${item.index} aria-setsize=${total} aria-posinset=${item.index + 1}
              ${styled({ transform: `translateY(${item.start}px)` })}>${this.#renderItem(item.index)}</div>`,
          )}
        </div>
      </div>
      <st-destination .zone=${this.zone} .sessions=${this.sessions} @st-day=${(event: CustomEvent<number>) => void this.#goTo(() => this.showTime(event.detail))} @st-place=${(event: CustomEvent<number>) => void this.#goTo(() => this.#goToPlace(event.detail))}></st-destination>`;
  }

  #renderItem(index: number): TemplateResult {
    const pages = this.#pages;
    const row = pages?.at(index);
    if (!row) return html`<p class="entry quiet loading">${strings.transcript.loading}…</p>`;
    const before = index > 0 ? pages?.at(index - 1) : undefined;
    const newSession = index === 0 || (before !== undefined && before.session !== row.session);
    const { gapMs } = row;
    const silence = gapMs === null ? "" : wordDuration(gapMs);
    const newDay =
      !newSession &&
      before?.atMs != null &&
      row.atMs !== null &&
      dayOf(before.atMs, this.zone) !== dayOf(row.atMs, this.zone);
    return html`
      ${gapMs !== null ? html`<p class="gap"><span><time datetime=${isoDuration(gapMs)} title=${clockDuration(gapMs)}>${newSession ? strings.transcript.gapNextSession(silence) : strings.transcript.gap(silence)}</time></span></p>` : nothing}
      ${newSession ? this.#renderSession(row.session) : nothing}
      ${newSession && before?.conversation !== row.conversation ? html`<p class="flags small">${flagWords(row, true).join(" · ")}</p>` : nothing}
      ${newDay || (newSession && row.session === null) ? html`<h4 class="day"><span>${row.atMs === null ? "" : dayOf(row.atMs, this.zone)}</span></h4>` : nothing}
      ${entryTemplate(row, !newDay && row.continues, this.zone, this.#thread(row, index), this.hit?.index === index ? this.hit.found : [])}`;
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
    const session = this.#known.get(id);
    if (!session)
      return html`<div class="session lost"><h3>${t.sessionLost}</h3><p class="small quiet number">${id}</p></div>`;
    const { startMs, endMs } = session;
    const facts = [session.status, session.agentType, session.origin].filter((word) => word !== null).map(asWords);
    if (session.resumed > 0) facts.push(t.resumed(session.resumed));
    if (session.overlaps) facts.push(t.overlaps);
    const channel = session.channelName ?? session.channelType;
    return html`
      <div class="session">
        <h3>${t.session(session.place + 1, this.sessions)}${session.name ? html` <span class="name">${session.name}</span>` : nothing}${session.assignedBy === "inferred" ? html` <span class="badge" title=${t.inferredHint}>${t.inferred}</span>` : nothing}</h3>
        <p class="when small number">
          ${startMs === null ? nothing : html`<time datetime=${trueTime(startMs)} title=${trueTime(startMs)}>${dayAndTime(startMs, this.zone)}</time> – `}${endMs === null ? (session.state === "inactive" ? t.stateInactive : t.open) : html`<time datetime=${trueTime(endMs)} title=${trueTime(endMs)}>${this.#end(startMs, endMs)}</time>`}${startMs !== null && endMs !== null ? html` · <time datetime=${isoDuration(endMs - startMs)} title=${wordDuration(endMs - startMs)}>${clockDuration(endMs - startMs)}</time>` : nothing}
        </p>
        <p class="facts small quiet">${[...facts, channel, session.owner ? `${t.owner}: ${session.owner}` : null].filter((word) => word).map((word, i, all) => html`<span>${word}${i < all.length - 1 ? " ·" : ""}</span> `)}</p>
        ${
          session.fields.length
            ? html`<details ?open=${this.#open.has(id)} @toggle=${(event: Event) => this.#remember(id, event)}><summary class="small">${t.fields(session.fields.length)}</summary>
          ${groupedFields(session).map(([group, fields]) => html`<h4 class="tiny quiet">${t.fieldGroups[group]}</h4><dl class="small">${fields.map((field) => this.#renderField(field, group === "times"))}</dl>`)}</details>`
            : nothing
        }
        ${session.place === 0 ? this.#renderAbout() : nothing}
      </div>`;
  }

  #renderField({ name, value, known }: Field, isTime: boolean): TemplateResult {
    const t = strings.transcript;
    if (value === null)
      return html`<div><dt>${name}</dt><dd class="quiet" title=${t.notCalculatedHint}>${t.notCalculated}</dd></div>`;
    const shown = isTime ? timeIn(value, this.zone) : value;
    return html`<div><dt>${name}</dt><dd dir="auto" title=${shown === value ? nothing : value}>${shown}${known === null ? nothing : ` (${known})`}</dd></div>`;
  }

  /** The conversation's people and records, folded away at its beginning. */
  #renderAbout(): TemplateResult {
    const t = strings.transcript;
    const when = (ms: number | null) => (ms === null ? "–" : dayAndTime(ms, this.zone));
    const row = (name: string, value: unknown) => html`<div><dt>${name}</dt><dd dir="auto">${value}</dd></div>`;
    const people = this.#participants.map((one) =>
      row(
        one.participant ?? one.role,
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

/** What is marked inside a shadow root. Engines differ in who tells. */
function markedIn(root: ShadowRoot): Range | null {
  const own = (root as { getSelection?: () => globalThis.Selection | null }).getSelection;
  const selection = own ? own.call(root) : document.getSelection();
  const [place] = selection?.getComposedRanges?.({ shadowRoots: [root] }) ?? [];
  const at = place ?? (selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null);
  if (!at || at.collapsed || !root.contains(at.startContainer) || !root.contains(at.endContainer)) return null;
  const range = document.createRange();
  range.setStart(at.startContainer, at.startOffset);
  range.setEnd(at.endContainer, at.endOffset);
  return range;
}
