import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ArchiveClient, Kpi, KpiDefinition, KpiFamily, KpiReport, KpiTotal } from "./archive-client.js";
import { clockDuration, isoDuration, wordDuration } from "./duration.js";
import { faultText } from "./fault.js";
import { asWords, strings } from "./strings.js";
import { styled } from "./styled.js";
import { controls, theme } from "./theme.js";

/** What people ask for first, in the order in which they ask. */
const GROUPS: [keyof typeof strings.kpis.group, string[]][] = [
  ["response", ["R2", "R5", "R6", "R7", "R1", "R4"]],
  ["time", ["D1", "Q1", "Q2", "D3", "C1", "W2.open_wait", "D2.span", "D2.in_session", "D2.gaps"]],
  ["messages", ["M1.c", "M1.h", "M1.b", "M3", "M4"]],
  ["hands", ["T1.agents", "T1.transfers", "W2.unanswered"]],
];
const WAITS = ["human", "bot", "customer", "before_first"];
/** Beyond this many conversations the whole archive is measured only when asked; what is open always is. */
const UNASKED = 20_000;

type Scope = "session" | "conversation" | "customer" | "archive";

/** A measure of any scope, ready to be drawn. */
interface Measure {
  value: Kpi["value"];
  share: { yes: number; n: number } | null;
  reason: string | null;
  n: number;
  flags: string[];
  reported: number | null;
  excluded: string;
}

/** `<st-kpis>`: the measures of the session in view, of its conversation, or of the archive. Every empty one says why. */
export class StKpis extends LitElement {
  static override properties = {
    client: { attribute: false },
    conversation: { type: String },
    customer: { type: String },
    session: { type: String },
    conversations: { type: Number },
    scope: { state: true },
    report: { state: true },
    fault: { state: true },
    busy: { state: true },
  };

  declare client: ArchiveClient | null;
  declare conversation: string | null;
  /** The customer that is open in place of a conversation. */
  declare customer: string | null;
  declare session: string | null;
  /** How many conversations there are, to know whether measuring them is a matter of a moment. */
  declare conversations: number;
  declare scope: Scope;
  declare report: KpiReport | null;
  declare fault: string;
  declare busy: boolean;

  #definitions = new Map<string, KpiDefinition>();
  #sessions = new Map<string, Record<string, Kpi>>();
  #conversations = new Map<string, Record<string, Kpi>>();
  #era = 0;

  constructor() {
    super();
    this.client = null;
    this.conversation = null;
    this.customer = null;
    this.session = null;
    this.conversations = 0;
    this.scope = "session";
    this.report = null;
    this.fault = "";
    this.busy = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.customer !== null && this.scope === "conversation") this.scope = "customer";
    if (this.customer === null && this.scope === "customer") this.scope = "conversation";
    const whole = this.scope === "archive";
    const other = changed.has("conversation") || changed.has("customer");
    const asked = changed.has("scope") && whole !== (changed.get("scope") === "archive");
    if (changed.has("client") || changed.has("conversations") || asked || (other && !whole)) this.refresh();
  }

  /** Measures anew after more files were read. */
  refresh(): void {
    this.#era += 1;
    this.report = null;
    this.fault = "";
    this.busy = false;
    const open = this.scope !== "archive";
    if (open ? this.#open !== null : this.conversations > 0 && this.conversations <= UNASKED) void this.measure();
  }

  /** The conversation or customer that is open. */
  get #open(): { conversation: string } | { customer: string } | null {
    if (this.customer !== null) return { customer: this.customer };
    return this.conversation === null ? null : { conversation: this.conversation };
  }

  async measure(): Promise<void> {
    const era = this.#era;
    if (!this.client) return;
    const scope = this.scope === "archive" ? {} : (this.#open ?? {});
    this.busy = true;
    try {
      const report = await this.client.kpis({ omit_episodes: true }, scope);
      if (era !== this.#era) return;
      this.#definitions = new Map(report.definitions.map((d) => [d.id, d]));
      this.#sessions = new Map(report.sessions.map((s) => [s.session ?? s.conversation, s.kpis]));
      this.#conversations = new Map(report.conversations.map((c) => [c.conversation, c.kpis]));
      this.report = report;
    } catch (fault) {
      if (era === this.#era) this.fault = faultText(fault);
    }
    if (era === this.#era) this.busy = false;
  }

  protected override render() {
    const t = strings.kpis;
    return html`
      <header><h2>${t.heading}</h2>
        <label for="scope" class="hidden">${t.scope}</label>
          <select id="scope" class="small" @change=${(event: Event) => {
            this.scope = (event.target as HTMLSelectElement).value as Scope;
          }}>
            ${(["session", this.customer === null ? "conversation" : "customer", "archive"] as const).map((scope) => html`<option value=${scope} .selected=${this.scope === scope}>${t[scope]}</option>`)}
          </select></header>
      <div class="body">${this.#body()}</div>`;
  }

  #body() {
    const t = strings.kpis;
    if (this.fault) return html`<p class="error small" role="alert">${t.failed}: ${this.fault}</p>`;
    if (this.busy) return html`<p class="quiet small" role="status">${t.measuring}…</p>`;
    if (!this.report) {
      return this.client && this.scope === "archive" && this.conversations > 0
        ? html`<p><button @click=${() => void this.measure()}>${t.measure(this.conversations)}</button></p>`
        : nothing;
    }
    const measures = this.#measures();
    if (!measures) return html`<p class="quiet small">${this.session === null ? t.noSession : t.none}</p>`;
    return html`
      ${this.#waits(measures)}
      ${GROUPS.map(([group, ids]) => {
        const rows = ids.filter((id) => measures.has(id));
        return rows.length
          ? html`<section><h3>${t.group[group]}</h3>${rows.map((id) => this.#measure(id, measures.get(id)!))}</section>`
          : nothing;
      })}
      <p class="quiet tiny">${t.wallClock}</p>`;
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
    return new Map(
      Object.entries(kpis).map(([id, kpi]) => [
        id,
        {
          value: kpi.value,
          share: null,
          reason: kpi.reason,
          n: kpi.n,
          flags: kpi.flags,
          reported: kpi.reported ?? null,
          excluded: "",
        },
      ]),
    );
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
    const { value } = measure;
    // The definitions name reasons by their ids; people get their words.
    const nullWhen = (definition?.nullWhen ?? "").replace(
      /\b[a-z]+(_[a-z]+)+\b/g,
      (id) => t.reasons[id] ?? asWords(id),
    );
    return html`
      <details class=${value === null ? "empty" : ""} data-kpi=${id}>
        <summary><span class="name">${t.names[id] ?? asWords(definition?.name ?? id)}</span>${this.#value(measure, unit)}${isFamily(value) && value.n > 0 ? html`<span class="spread quiet tiny number">${this.#spread(value, unit)}</span>` : nothing}${measure.share ? html`<span class="spread quiet tiny number">${t.share(measure.share.yes, measure.share.n)}</span>` : nothing}</summary>
        <div class="more small">
          ${isFamily(value) && value.n > 0 ? html`<dl class="family number">${(["mean", "median", "p90", "max"] as const).map((which) => html`<div><dt>${t[which]}</dt><dd>${part(value[which], unit)}</dd></div>`)}</dl>` : nothing}
          ${measure.reported === null ? nothing : html`<p>${t.reported(shown(measure.reported, unit))}</p>`}
          ${measure.excluded ? html`<p>${measure.excluded}</p>` : nothing}
          ${measure.flags.length ? html`<p class="flags">${measure.flags.map((flag) => t.flags[flag] ?? asWords(flag)).join(" · ")}</p>` : nothing}
          ${definition ? html`<p><span class="quiet">${t.definition}:</span> ${definition.formula} <code>${id}</code></p>` : nothing}
          ${nullWhen ? html`<p><span class="quiet">${t.nullWhen}:</span> ${nullWhen}</p>` : nothing}
        </div>
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

  static override styles = [
    theme,
    controls,
    css`
    :host { display: flex; flex-direction: column; min-height: 0; background: var(--_paper); }
    header { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; padding: 0.5rem 1rem; border-block-end: 1px solid var(--_rule); }
    .body { flex: 1; min-height: 0; overflow: auto; padding: 0.875rem 1rem 1.5rem; display: grid; gap: 1.25rem; align-content: start; }
    .waits h3 { display: flex; justify-content: space-between; }
    h3 { font-size: 0.8125rem; color: var(--_quiet); font-weight: 600; margin-block-end: 0.25rem; }
    details { border-block-end: 1px solid var(--_rule); }
    summary { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: baseline; column-gap: 0.75rem; padding-block: 0.375rem; list-style: none; color: inherit; font-weight: 400; }
    summary::-webkit-details-marker { display: none; }
    summary:hover .name { text-decoration: underline; text-underline-offset: 0.2em; }
    .spread { grid-column: 1 / -1; grid-row: 2; }
    .reason { max-width: 9.5rem; }
    .value { font-size: 1.0625rem; font-weight: 600; white-space: nowrap; }
    .reason { text-align: end; }
    .more { display: grid; gap: 0.375rem; padding-block: 0.25rem 0.75rem; }
    .family { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
    .family dt { font-size: 0.75rem; color: var(--_quiet); }
    .family dd { font-weight: 600; }
    .flags { color: var(--_warn); }
    code { font: 0.75rem var(--_mono); color: var(--_quiet); }
    .bar { display: flex; gap: 2px; height: 1rem; margin-block: 0.25rem 0.5rem; }
    .bar span { min-width: 2px; flex-basis: 0; }
    .human { background: var(--_agent); }
    .bot { background: repeating-linear-gradient(135deg, var(--_bot) 0 3px, transparent 3px 6px); outline: 1px solid var(--_bot); outline-offset: -1px; }
    .customer { background: var(--_paper); outline: 2px solid var(--_customer); outline-offset: -2px; }
    .before_first { background: var(--_rule); }
    .waits li { display: grid; grid-template-columns: auto 1fr auto 2.5rem; gap: 0.5rem; align-items: center; line-height: 1.6; }
    .waits time { font-weight: 600; }
    .share { text-align: end; }
    .key { width: 0.875rem; height: 0.875rem; }
    @media (forced-colors: active) { .bar span, .key { forced-color-adjust: none; } }
  `,
  ];
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
    share,
    reason: excluded.length === 1 ? excluded[0][0] : null,
    n: found?.n ?? 0,
    flags: [],
    reported: null,
    excluded: excluded
      .map(([reason, n]) => `${strings.kpis.excluded(n)}: ${strings.kpis.reasons[reason] ?? asWords(reason)}`)
      .join("; "),
  };
}
