import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type {
  ArchiveClient,
  Kpi,
  KpiDefinition,
  KpiFamily,
  KpiListed,
  KpiOptions,
  KpiReport,
  KpiScope,
  KpiTable,
  KpiTotal,
} from "./archive-client.js";
import { dayAndTime } from "./clock.js";
import { binned, distribution, type Bin } from "./distribution.js";
import { clockDuration, isoDuration, wordDuration } from "./duration.js";
import { faultText } from "./fault.js";
import { heatmap } from "./heatmap.js";
import { panelStyles } from "./kpi-styles.js";
import { form, read, stated, Unreadable, type Measuring } from "./measuring.js";
import { saveText } from "./saved.js";
import { asWords, count, strings } from "./strings.js";
import { styled } from "./styled.js";
import { controls, theme } from "./theme.js";

/** What people ask for first, in the order in which they ask. */
const GROUPS: [string, string[]][] = [
  ["response", ["R2", "R5", "R6", "R7", "R1", "R4"]],
  [
    "time",
    ["D1", "Q1", "Q1.each", "Q2", "D3", "C1", "W3", "T2", "W2.open_wait", "D2.span", "D2.in_session", "D2.gaps"],
  ],
  ["hands", ["W2.unanswered", "A1", "A2", "C3", "C4.7d", "T1.transfers", "T1.agents", "B1", "B2.handoff", "H1"]],
  ["messages", ["M1.c", "M1.h", "M1.b", "M3", "M4"]],
];
const WAITS = ["human", "bot", "customer", "before_first"];
/** Beyond this many conversations the whole archive is measured only when asked; what is open always is. */
const UNASKED = 20_000;
/** Values shown at a time. */
const SHOWN = 5;

export type Scope = "session" | "conversation" | "customer" | "archive";
type Only = NonNullable<KpiOptions["only"]>;

/** A measure of any scope, ready to be drawn. */
interface Measure {
  value: Kpi["value"];
  bh: Kpi["bh"];
  share: { yes: number; n: number } | null;
  reason: string | null;
  flags: string[];
  reported: number | null;
  excluded: string;
}

/** The values of one id: bars, and some of the values with the messages behind them. */
interface Evidence {
  bins: Bin[];
  rows: KpiListed[];
  from: number;
  total: number;
}

/**
 * `<st-kpis>`: the measures of the session in view, of its conversation or customer, of a group of sessions, or of the
 * archive. Every empty one says why, and every one leads to its messages: `st-evidence` names the entry. `st-print`
 * asks the page around it to print, `st-settings` that what is measured and how is now the choice.
 */
export class StKpis extends LitElement {
  static override properties = {
    client: { attribute: false },
    conversation: { type: String },
    customer: { type: String },
    session: { type: String },
    conversations: { type: Number },
    zone: { type: String },
    scope: { state: true },
    by: { state: true },
    only: { state: true },
    report: { state: true },
    evidence: { state: true },
    fault: { state: true },
    refusal: { state: true },
    busy: { state: true },
  };

  declare client: ArchiveClient | null;
  declare conversation: string | null;
  /** The customer that is open in place of a conversation. */
  declare customer: string | null;
  declare session: string | null;
  /** How many conversations there are, to know whether measuring them is a matter of a moment. */
  declare conversations: number;
  /** Zone of the times shown. */
  declare zone: string;
  declare scope: Scope;
  /** By what the archive's sessions are grouped. */
  declare by: Only["by"] | null;
  /** The group that is looked at. */
  declare only: Only | null;
  declare report: KpiReport | null;
  /** Of the measures that are open. */
  declare evidence: Map<string, Evidence>;
  declare fault: string;
  declare refusal: string;
  declare busy: boolean;

  #definitions = new Map<string, KpiDefinition>();
  /** Display names of agents, by key. */
  #names = new Map<string, string>();
  #sessions = new Map<string, Record<string, Kpi>>();
  #conversations = new Map<string, Record<string, Kpi>>();
  #measuring: Measuring = {};
  #era = 0;

  constructor() {
    super();
    this.client = null;
    this.conversation = null;
    this.customer = null;
    this.session = null;
    this.conversations = 0;
    this.zone = "UTC";
    this.scope = "session";
    this.by = null;
    this.only = null;
    this.report = null;
    this.evidence = new Map();
    this.fault = "";
    this.refusal = "";
    this.busy = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.customer !== null && this.scope === "conversation") this.scope = "customer";
    if (this.customer === null && this.scope === "customer") this.scope = "conversation";
    const whole = this.scope === "archive";
    const other = changed.has("conversation") || changed.has("customer");
    const asked = changed.has("scope") && whole !== (changed.get("scope") === "archive");
    if (changed.has("scope") || changed.has("session")) this.evidence = new Map();
    if (changed.has("client") || changed.has("conversations") || asked || (other && !whole)) this.refresh();
  }

  protected override updated(changed: PropertyValues<this>): void {
    // A measure that stays open shows the evidence of what is measured now.
    if (changed.has("report") || changed.has("scope") || changed.has("session"))
      for (const open of this.renderRoot.querySelectorAll<HTMLElement>("details[data-kpi][open]"))
        void this.#look(open.dataset.kpi!);
  }

  /** How is measured, beside what the scope asks for. */
  get measuring(): Measuring {
    return this.#measuring;
  }

  set measuring(measuring: Measuring) {
    this.#measuring = measuring;
    this.refusal = "";
    if (this.report || this.busy) void this.measure();
    else this.requestUpdate();
  }

  /** Measures anew after more files were read, or another policy was laid on. */
  refresh(): void {
    this.#era += 1;
    this.report = null;
    this.evidence = new Map();
    // Another lens may have taken names away.
    this.#names.clear();
    this.fault = "";
    this.busy = false;
    const open = this.scope !== "archive";
    if (open ? this.#open !== null : this.conversations > 0 && this.conversations <= UNASKED) void this.measure();
  }

  /** The conversation or customer that is open. */
  get #open(): KpiScope | null {
    if (this.customer !== null) return { customer: this.customer };
    return this.conversation === null ? null : { conversation: this.conversation };
  }

  get #scope(): KpiScope {
    return this.scope === "archive" ? {} : (this.#open ?? {});
  }

  /** Rows of sessions are asked for where one of them is shown. */
  get #options(): KpiOptions {
    const totals = this.scope === "archive" || this.scope === "customer";
    return {
      ...this.#measuring,
      omit_episodes: totals,
      omit_sessions: totals,
      zone: this.zone,
      group_by: this.scope === "archive" && this.by !== null && this.only === null ? [this.by] : [],
      only: this.scope === "archive" ? this.only : null,
    };
  }

  async measure(): Promise<void> {
    const era = (this.#era += 1);
    if (!this.client) return;
    this.busy = true;
    this.evidence = new Map();
    try {
      const report = await this.client.kpis(this.#options, this.#scope);
      if (era !== this.#era) return;
      this.#definitions = new Map(report.definitions.map((d) => [d.id, d]));
      this.#sessions = new Map(report.sessions.map((s) => [s.session ?? s.conversation, s.kpis]));
      this.#conversations = new Map(report.conversations.map((c) => [c.conversation, c.kpis]));
      for (const { agent, name } of report.agents) if (name !== null) this.#names.set(agent, name);
      this.report = report;
      this.fault = "";
    } catch (fault) {
      if (era === this.#era) this.fault = faultText(fault);
    }
    if (era === this.#era) this.busy = false;
  }

  /** Finds the values behind a measure, from a place of the longest on. */
  async #look(id: string, from = 0): Promise<void> {
    const era = this.#era;
    const found = this.scope === "session" ? this.#ofSession(id, from) : await this.#listed(id, from);
    if (era === this.#era && found !== null) this.evidence = new Map(this.evidence).set(id, found);
  }

  async #listed(id: string, from: number): Promise<Evidence | null> {
    if (!this.client) return null;
    const { values, bh, rows, unit, total } = await this.client.kpiListing(id, from, SHOWN, this.#options, this.#scope);
    return { bins: unit === "bool" ? [] : binned(values, bh, unit), rows, from, total };
  }

  /** Of one session the report itself holds the evidence. */
  #ofSession(id: string, from: number): Evidence | null {
    const kpi = this.#sessions.get(this.session ?? this.conversation ?? "")?.[id];
    if (!kpi) return null;
    const sorted = [...kpi.episodes].sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
    const values = sorted.map((one) => one.value ?? 0);
    const open = sorted.map((one) => one.bh);
    const hours = open.every((one) => one !== null) ? (open as number[]) : null;
    const rows = sorted.slice(from, from + SHOWN).map((one) => ({
      ...one,
      session: this.session,
      conversation: this.conversation ?? "",
      conversation_position: null,
      value: one.value ?? 0,
      index: null,
    }));
    return {
      bins: isFamily(kpi.value) && values.length > 1 ? binned(values, hours, "ms") : [],
      rows,
      from,
      total: sorted.length,
    };
  }

  /** Leads to the message behind a value. */
  async #jump(row: KpiListed): Promise<void> {
    const entry = row.to_entry ?? row.from_entry;
    let { index } = row;
    if (index === null && entry !== null && this.client)
      index = (await this.client.transcript(row.conversation, { entry }, 1)).from;
    const detail = {
      conversation: row.conversation,
      conversationPosition: row.conversation_position,
      session: row.session,
      entry,
      index,
      snippets: [],
    };
    this.dispatchEvent(new CustomEvent("st-evidence", { detail, bubbles: true, composed: true }));
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    try {
      this.#measuring = read(event.target as HTMLFormElement);
      this.refusal = "";
      void this.measure();
      this.#settled();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.refusal = error.message;
    }
  }

  #settled(): void {
    this.dispatchEvent(new CustomEvent("st-settings", { bubbles: true, composed: true }));
  }

  async #save(by: KpiTable | "json"): Promise<void> {
    if (!this.client) return;
    try {
      const options = { ...this.#options, omit_episodes: false, omit_sessions: false };
      const text =
        by === "json"
          ? JSON.stringify(await this.client.kpis(options, this.#scope))
          : await this.client.kpiTable(by, options, this.#scope);
      const kind = by === "json" ? "json" : by === "summary" ? "txt" : "csv";
      saveText(`measures-${by === "json" ? "all" : by}.${kind}`, text);
    } catch (fault) {
      this.fault = faultText(fault);
    }
  }

  protected override render() {
    const t = strings.kpis;
    return html`
      <header><h2>${t.heading}</h2><span class="printed small">${this.#printed()}</span>
        <label for="scope" class="hidden">${t.scope}</label>
          <select id="scope" class="small" @change=${(event: Event) => {
            this.scope = (event.target as HTMLSelectElement).value as Scope;
            this.#settled();
          }}>
            ${(["session", this.customer === null ? "conversation" : "customer", "archive"] as const).map((scope) => html`<option value=${scope} .selected=${this.scope === scope}>${t.scopes[scope]}</option>`)}
          </select></header>
      <div class="body" aria-busy=${this.busy ? "true" : "false"}>${this.scope === "archive" ? this.#grouping() : nothing}${this.#body()}
        ${this.report || this.refusal ? html`<details class="tool" data-part="options"><summary>${t.options.heading}</summary>${form((event) => this.#submit(event), this.refusal, this.#measuring)}</details>${this.#takeaway()}` : nothing}</div>`;
  }

  /** Of what these are the measures, where no list of scopes says so. */
  #printed(): string {
    const group = this.scope === "archive" && this.only !== null ? this.#shown(this.only.key) : null;
    const id = this.scope === "session" ? this.session : this.scope === "archive" ? null : this.conversation;
    return [strings.kpis.scopes[this.scope], group, id].filter((part) => part !== null).join(" · ");
  }

  #grouping() {
    const t = strings.kpis;
    const only = this.only;
    return html`
      <div class="grouping small">
        <label for="by">${t.of}</label>
        <select id="by" @change=${(event: Event) => {
          this.by = ((event.target as HTMLSelectElement).value || null) as typeof this.by;
          this.only = null;
          void this.measure();
        }}><option value="" .selected=${this.by === null}>${t.everything}</option>${t.dimensions.map(([by, words]) => html`<option value=${by} .selected=${this.by === by}>${words}</option>`)}</select>
        ${only === null ? nothing : html`<button class="plain" @click=${() => this.#choose(null)} aria-label=${`${this.#shown(only.key)}: ${t.everything}`}>${this.#shown(only.key)} <span aria-hidden="true">×</span></button>`}
      </div>`;
  }

  /** A key as people know it. */
  #shown(key: string | null): string {
    return key === null ? strings.kpis.unknownKey : (this.#names.get(key) ?? key);
  }

  #choose(only: Only | null): void {
    this.only = only;
    void this.measure();
  }

  #body() {
    const t = strings.kpis;
    if (this.fault) return html`<p class="error small" role="alert">${t.failed}: ${this.fault}</p>`;
    if (!this.report) {
      if (this.busy) return html`<p class="quiet small" role="status">${t.measuring}…</p>`;
      return this.client && this.scope === "archive" && this.conversations > 0
        ? html`<p><button @click=${() => void this.measure()}>${t.measure(this.conversations)}</button></p>`
        : nothing;
    }
    const measures = this.#measures();
    if (!measures) return html`<p class="quiet small">${this.session === null ? t.noSession : t.none}</p>`;
    return html`
      ${this.#groups(this.report)}
      ${this.#sla(this.report)}
      ${this.#waits(measures)}
      ${GROUPS.map(([group, ids]) => {
        const rows = ids.filter((id) => measures.has(id) && (id !== "Q1.each" || reassigned(measures)));
        return rows.length
          ? html`<section><h3>${t.group[group]}</h3>${rows.map((id) => this.#measure(id, measures.get(id)!))}</section>`
          : nothing;
      })}
      ${this.scope === "archive" || this.scope === "customer" ? heatmap(this.report.heatmap) : nothing}
      ${this.#salesforce(this.report)}
      <p class="quiet tiny stated">${stated(this.#measuring)}</p>`;
  }

  #measures(): Map<string, Measure> | null {
    if (this.scope === "archive" || this.scope === "customer") {
      return new Map(Object.entries(this.report?.totals ?? {}).map(([id, total]) => [id, pooled(total)]));
    }
    const kpis =
      this.scope === "session"
        ? this.#sessions.get(this.session ?? this.conversation ?? "")
        : this.#conversations.get(this.conversation ?? "");
    if (!kpis) return null;
    // Of a conversation, what its sessions say together.
    const together = this.scope === "conversation" ? Object.entries(this.report?.totals ?? {}) : [];
    return new Map([
      ...together.map(([id, total]): [string, Measure] => [id, pooled(total)]),
      ...Object.entries(kpis).map(([id, kpi]): [string, Measure] => [
        id,
        {
          value: kpi.value,
          bh: kpi.bh,
          share: null,
          reason: kpi.reason,
          flags: kpi.flags,
          reported: kpi.reported ?? null,
          excluded: "",
        },
      ]),
    ]);
  }

  #groups({ groups }: KpiReport) {
    const t = strings.kpis;
    if (groups.length === 0) return nothing;
    const median = (total: KpiTotal | undefined): string => {
      const found = total?.pooled as KpiFamily | null | undefined;
      return found && "median" in found ? shown(found.median, "ms") : "–";
    };
    const share = (total: KpiTotal | undefined): string => {
      const found = total?.pooled as { share?: number } | null | undefined;
      return found?.share === undefined ? "–" : percent(found.share);
    };
    return html`
      <section><div class="scroll" tabindex="0" role="region" aria-label=${t.groups.key}><table class="groups small number">
        <thead><tr><th scope="col">${t.groups.key}</th><th scope="col">${t.groups.sessions}</th><th scope="col">${t.groups.first}</th><th scope="col">${t.groups.answer}</th><th scope="col">${t.groups.unanswered}</th></tr></thead>
        <tbody>${groups.map(
          (group) => html`
          <tr><th scope="row"><button class="plain" @click=${() => this.#choose({ by: group.dimension, key: group.key })}>${this.#shown(group.key)}</button></th>
          <td>${count(group.sessions)}</td><td>${median(group.totals.R2)}</td><td>${median(group.totals.R5)}</td><td>${share(group.totals["W2.unanswered"])}</td></tr>`,
        )}</tbody></table></div>
        <p class="quiet tiny">${t.groupsHint}</p></section>`;
  }

  #sla({ sla }: KpiReport) {
    const t = strings.kpis;
    if (sla.length === 0) return nothing;
    return html`
      <section><h3>${t.group.targets}</h3>${sla.map(
        (one) => html`
        <div class="sla" data-kpi=${one.id}><span class="name">${t.slaOf[one.id]} <span class="quiet tiny">${wordDuration(one.target)}</span></span>
          <span class="value number">${one.attainment === null ? "–" : percent(one.attainment)}</span>
          <span class="spread quiet tiny number">${t.sla(one.met, one.met + one.breached, one.undetermined)}${one.answered_only === null ? "" : ` · ${t.answeredOnly(percent(one.answered_only))}`}</span></div>`,
      )}</section>`;
  }

  #waits(measures: Map<string, Measure>) {
    const t = strings.kpis;
    const parts = WAITS.map((side) => ({ side, ms: amount(measures.get(`W1.${side}`)?.value ?? null) })).filter(
      (part) => part.ms,
    ) as { side: string; ms: number }[];
    const all = parts.reduce((sum, part) => sum + part.ms, 0);
    if (all === 0) return nothing;
    return html`
      <section class="waits"><h3>${t.waits} <span class="quiet small number">${t.waitsTotal(wordDuration(all))}</span></h3>
        <div class="bar" aria-hidden="true">${parts.map((part) => html`<span class=${part.side} ${styled({ "flex-grow": String(part.ms) })}></span>`)}</div>
        <ul class="small">${parts.map(
          (part) => html`
          <li><span class=${`key ${part.side}`} aria-hidden="true"></span><span>${t.wait[part.side]}</span><time class="number" datetime=${isoDuration(part.ms)} title=${wordDuration(part.ms)}>${clockDuration(part.ms)}</time><span class="share quiet number">${percent(part.ms / all)}</span></li>`,
        )}</ul>
      </section>`;
  }

  #measure(id: string, measure: Measure): TemplateResult {
    const t = strings.kpis;
    const definition = this.#definitions.get(id);
    const unit = measure.share ? "ratio" : (definition?.unit ?? "count");
    const { value, bh } = measure;
    // The definitions name reasons by their ids; people get their words.
    const nullWhen = (definition?.nullWhen ?? "").replace(
      /\b[a-z]+(_[a-z]+)+\b/g,
      (id) => t.reasons[id] ?? asWords(id),
    );
    const open = (event: Event) => {
      if ((event.target as HTMLDetailsElement).open && !this.evidence.has(id)) void this.#look(id);
    };
    const parts = (["mean", "median", "p90", "max"] as const).map(
      (which) =>
        html`<tr><th scope="row">${t[which]}</th><td>${isFamily(value) ? part(value[which], unit) : ""}</td>${isFamily(bh) ? html`<td>${part(bh[which], unit)}</td>` : nothing}</tr>`,
    );
    return html`
      <details class=${value === null ? "empty" : ""} data-kpi=${id} @toggle=${open}>
        <summary><span class="name">${t.names[id] ?? asWords(definition?.name ?? id)}</span>${this.#value(measure, unit)}${isFamily(value) && value.n > 0 ? html`<span class="spread quiet tiny number">${this.#spread(value, unit)}</span>` : nothing}${measure.share ? html`<span class="spread quiet tiny number">${t.share(measure.share.yes, measure.share.n)}</span>` : nothing}${bh === null || unit !== "ms" ? nothing : html`<span class="spread hours tiny number">${shown(isFamily(bh) ? bh.mean : bh, unit)} ${t.inHours}</span>`}</summary>
        <div class="more small">
          ${isFamily(value) && value.n > 1 ? html`<table class="family number">${isFamily(bh) ? html`<thead><tr><td></td><th scope="col">${t.wall}</th><th scope="col">${t.inHours}</th></tr></thead>` : nothing}<tbody>${parts}</tbody></table>` : nothing}
          ${this.#behind(id, definition?.unit ?? unit)}
          ${measure.reported === null ? nothing : html`<p>${t.reported(shown(measure.reported, unit))}</p>`}
          ${measure.excluded ? html`<p>${measure.excluded}</p>` : nothing}
          ${measure.flags.length ? html`<p class="flags">${measure.flags.map((flag) => t.flags[flag] ?? asWords(flag)).join(" · ")}</p>` : nothing}
          ${definition ? html`<p><span class="quiet">${t.definition}:</span> ${definition.formula} <code>${id}</code></p>` : nothing}
          ${nullWhen ? html`<p><span class="quiet">${t.nullWhen}:</span> ${nullWhen}</p>` : nothing}
        </div>
      </details>`;
  }

  /** Bars, and the messages behind the values. */
  #behind(id: string, unit: string) {
    const t = strings.kpis;
    const found = this.evidence.get(id);
    if (!found || found.total === 0) return nothing;
    const kept = found.rows.filter((row) => (row.to_entry ?? row.from_entry) !== null || row.session !== null);
    return html`
      ${distribution(found.bins, unit, (one) => void this.#look(id, one.rank))}
      ${
        kept.length === 0
          ? nothing
          : html`
        <p class="quiet">${t.evidenceOf(found.total, unit)}</p>
        <ol class="evidence" start=${found.from + 1}>${kept.map((row) => this.#row(row, unit))}</ol>
        ${found.from + SHOWN < found.total ? html`<p class="further"><button class="plain" @click=${() => void this.#look(id, found.from + SHOWN)}>${t.more}</button></p>` : nothing}`
      }`;
  }

  #row(row: KpiListed, unit: string) {
    const t = strings.kpis;
    const value = shown(unit === "bool" ? row.value === 1 : row.value, unit);
    const when = row.to_ms === null ? (row.session ?? row.conversation) : dayAndTime(row.to_ms, this.zone);
    const can = (row.to_entry ?? row.from_entry) !== null;
    return html`<li><button class="plain" ?disabled=${!can && row.conversation_position === null} aria-label=${t.openAt(`${value}, ${when}`)} @click=${() => void this.#jump(row)}><span class="number">${value}</span><span class="quiet tiny">${when}${row.actor ? ` · ${this.#shown(row.actor)}` : ""}</span></button></li>`;
  }

  #salesforce({ reported, calibration }: KpiReport) {
    const t = strings.kpis.salesforce;
    const s = this.scope === "session";
    const own = s ? reported.filter(({ session }) => session === this.session) : reported;
    if (own.length === 0) return html`<p class="quiet tiny">${t.none}</p>`;
    const unit = (id: string): string => this.#definitions.get(id)?.unit ?? "count";
    const name = (id: string): string => strings.kpis.names[id] ?? id;
    const value = (n: number | null, id: string): string =>
      n === null ? "–" : unit(id) === "bool" ? shown(n === 1, "bool") : shown(n, unit(id));
    const why = (likely: string | null): string => (likely === null ? "" : (t.likely[likely] ?? asWords(likely)));
    const fields = [...new Set(own.map(({ salesforce }) => salesforce))];
    const named = (id: string, field: string) =>
      html`<tr><th scope="rowgroup" colspan="3">${name(id)} <span class="quiet tiny field">${field}</span></th></tr>`;
    const rows = s
      ? own.map(
          (one) =>
            html`<tbody>${named(one.id, one.salesforce)}<tr><td>${value(one.computed, one.id)}</td><td>${value(one.reported, one.id)}</td><td>${one.likely === null ? t.same : html`${one.difference === null ? "–" : signed(one.difference, unit(one.id))} <span class="quiet tiny field">${why(one.likely)}</span>`}</td></tr></tbody>`,
        )
      : fields.map((field) => {
          const all = own.filter((one) => one.salesforce === field);
          const agree = all.filter((one) => one.likely === null).length;
          const reasons = new Map<string, number>();
          for (const { likely } of all) if (likely) reasons.set(likely, (reasons.get(likely) ?? 0) + 1);
          const [most] = [...reasons].sort((a, b) => b[1] - a[1]);
          return html`<tbody>${named(all[0].id, field)}<tr><td>${t.agreeing(agree, all.length)}</td><td colspan="2">${most ? why(most[0]) : ""}</td></tr></tbody>`;
        });
    const heads = s ? [t.ours, t.theirs, t.difference] : [t.agree, t.why];
    return html`
      <section class="salesforce"><h3>${t.heading}</h3>
        <table class="small number"><thead><tr>${heads.map((head, i) => html`<th scope="col" colspan=${!s && i === 1 ? 2 : 1}>${head}</th>`)}</tr></thead>${rows}</table>
        ${s ? nothing : calibration.map(({ salesforce, variants: [best] }) => html`<p class="quiet tiny">${t.closest(salesforce, best.anchor, best.with_first, best.equal, best.sessions)}</p>`)}
      </section>`;
  }

  #takeaway() {
    const t = strings.kpis.save;
    return html`
      <details class="tool" data-part="save"><summary>${t.heading}</summary>
        <div class="row">${t.tables.map(([by, words]) => html`<button @click=${() => void this.#save(by as KpiTable)}>${words}</button>`)}
        <button @click=${() => void this.#save("json")}>${t.json}</button>
        <button @click=${() => this.dispatchEvent(new CustomEvent("st-print", { bubbles: true, composed: true }))}>${t.print}</button></div>
      </details>`;
  }

  /** Counts of many sessions add up; of durations the middle and the worst say more. */
  #spread(family: KpiFamily, unit: string): string {
    const t = strings.kpis;
    if (family.n === 1) return t.familyOne;
    if (unit === "count") return t.sum(family.n, part(family.mean, unit), part(family.max, unit));
    return t.family(family.n, part(family.median, unit), part(family.max, unit));
  }

  #value({ value, reason }: Measure, unit: string) {
    const t = strings.kpis;
    if (value === null)
      return html`<span class="reason quiet small">${reason ? (t.reasons[reason] ?? asWords(reason)) : "–"}</span>`;
    if (!isFamily(value))
      return html`<span class="value number" title=${typeof value === "number" && unit === "ms" ? wordDuration(value) : nothing}>${shown(value, unit)}</span>`;
    if (value.n === 0 || value.mean === null)
      return html`<span class="reason quiet small">${reason ? (t.reasons[reason] ?? asWords(reason)) : "–"}</span>`;
    return html`<span class="value number" title=${unit === "ms" ? wordDuration(value.mean) : nothing}>${shown(unit === "count" && value.sum !== null ? value.sum : value.mean, unit)}</span>`;
  }

  static override styles = [theme, controls, panelStyles];
}

/** Whether the assignments are more than those that Q1 measures. */
function reassigned(measures: Map<string, Measure>): boolean {
  const n = (id: string): number => {
    const value = measures.get(id)?.value ?? null;
    return isFamily(value) ? value.n : value === null ? 0 : 1;
  };
  return n("Q1.each") > n("Q1");
}

function isFamily(value: Kpi["value"]): value is KpiFamily {
  return value !== null && typeof value === "object";
}

/** A measure's amount, of a family its sum. */
function amount(value: Kpi["value"]): number | null {
  if (isFamily(value)) return value.sum;
  return typeof value === "number" ? value : null;
}

function shown(value: number | boolean, unit: string): string {
  if (typeof value === "boolean") return value ? strings.kpis.yes : strings.kpis.no;
  if (unit === "ms") return clockDuration(value);
  if (unit === "ratio") return percent(value);
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 }).format(value);
}

function signed(value: number, unit: string): string {
  return `${value > 0 ? "+" : ""}${shown(value, unit)}`;
}

/** A part of a family, which may be missing. */
function part(value: number | null, unit: string): string {
  return value === null ? "–" : shown(value, unit);
}

function percent(share: number): string {
  return new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** One KPI over the archive: a family of every value, or of yes-or-no values their share. */
function pooled(total: KpiTotal): Measure {
  const found = total.pooled as KpiFamily | { n: number; yes: number; share: number } | null;
  const share = found !== null && "share" in found ? found : null;
  const value = share ? share.share : (found as KpiFamily | null);
  const excluded = Object.entries((total.excluded ?? {}) as Record<string, number>);
  return {
    value,
    bh: total.bh,
    share,
    reason: excluded.length === 1 ? excluded[0][0] : null,
    flags: [],
    reported: null,
    excluded: excluded
      .map(([reason, n]) => `${strings.kpis.excluded(n)}: ${strings.kpis.reasons[reason] ?? asWords(reason)}`)
      .join("; "),
  };
}
