import { css, html, LitElement, nothing } from "lit";
import type { FileReport, Gap, InspectReport, ReadOptions } from "./archive-client.js";
import { isContainer, stateOf, type FileState } from "./archive-client.js";
import { dayAndTime } from "./clock.js";
import { placeOf, reasonOf } from "./fault.js";
import { saveText } from "./saved.js";
import { asWords, count, strings } from "./strings.js";
import { controls, theme } from "./theme.js";

/** Diagnostics drawn at once; the rest is counted and can be saved. */
const DIAGNOSTICS_SHOWN = 200;
/** Letters of a reason that are shown before the rest of it is folded. */
const REASON_SHOWN = 200;

/**
 * `<st-report>`: what became of each file, what is likely missing, and what could not be read.
 *
 * @fires st-reread When a file is to be read once more: `detail` is `{name, readAs}`.
 */
export class StReport extends LitElement {
  static override properties = {
    report: { attribute: false },
    readable: { attribute: false },
    busy: { type: Boolean },
  };

  declare report: InspectReport | null;
  /** Whether a file can be read once more. */
  declare readable: (name: string) => boolean;
  /** While files are read. */
  declare busy: boolean;

  constructor() {
    super();
    this.report = null;
    this.readable = () => false;
    this.busy = false;
  }

  /** Reads a file once more, as the person says. */
  #reread(event: SubmitEvent, name: string): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const said = (name: string) => String(form.get(name) ?? "").trim() || null;
    const readAs: ReadOptions = {
      format: said("format"),
      delimiter: said("delimiter"),
      dateOrder: said("order") as "mdy" | "dmy" | null,
      zone: said("zone"),
      zIsLocal: form.has("labelled") || null,
    };
    this.dispatchEvent(new CustomEvent("st-reread", { detail: { name, readAs } }));
  }

  #renderReadAs(file: FileReport) {
    const t = strings.files.readAs;
    if (!this.readable(file.file)) return nothing;
    const select = (name: string, label: string, first: string, options: [string, string][]) => html`
      <label>${label} <select name=${name}><option value="">${first}</option>${options.map(([value, words]) => html`<option value=${value}>${words}</option>`)}</select></label>`;
    const formats = Object.entries(strings.files.formats).filter(([name]) => !(name in strings.files.outcomes));
    return html`
      <details class="read-as small"><summary>${t.title}</summary>
        <form class="row" @submit=${(event: SubmitEvent) => this.#reread(event, file.file)}>
          ${select("format", t.format, t.byContent, formats)}
          ${select("delimiter", t.delimiter, t.byContent, t.delimiters)}
          ${select("order", t.order, t.asAll, t.orders)}
          <label>${t.zone} <input name="zone" list="zones" autocomplete="off" placeholder=${t.asAll}></label>
          <label><input type="checkbox" name="labelled"> ${t.labelled}</label>
          <button ?disabled=${this.busy}>${t.again}</button>
        </form>
      </details>`;
  }

  protected override render() {
    const t = strings.files;
    const { report } = this;
    if (!report) return nothing;
    const { read, shown, merged, filtered, diagnosed } = report.total.entries;
    const parts = { shown, merged, filtered, diagnosed };
    return html`
      <div class="part">
        <h2>${t.heading}</h2>
        <dl class="balance number">
          <div title=${t.readHint}><dt>${t.read}</dt><dd>${count(read)}</dd></div>
          ${(Object.keys(parts) as (keyof typeof parts)[]).map(
            (key, i) => html`
            <div class=${`${key}${parts[key] ? "" : " zero"}`} title=${t[`${key}Hint`]}><dt>${t[key]}</dt><dd><span class="sign" aria-hidden="true">${i ? "+" : "="}</span>${count(parts[key])}</dd></div>`,
          )}
        </dl>
      </div>
      ${report.total.gaps.length ? html`<div class="part"><h2>${t.gaps}</h2>${this.#renderGaps(report.total.gaps)}</div>` : nothing}
      ${report.diagnostics.length ? this.#renderDiagnostics(report) : nothing}
      <ul class="list" aria-label=${t.heading}>${report.files.map((file) => this.#renderFile(file, report))}</ul>
      <datalist id="zones">${Intl.supportedValuesOf("timeZone").map((zone) => html`<option value=${zone}></option>`)}</datalist>`;
  }

  #renderFile(file: FileReport, report: InspectReport) {
    const t = strings.files;
    const { read, shown, merged, filtered, diagnosed } = file.entries;
    const state = stateOf(file, report.diagnostics);
    const records = Object.entries(file.records);
    return html`
      <li class=${state}>
        <div class="name"><h3 dir="auto">${file.file}</h3><p class="small quiet">${t.formats[file.format] ?? file.format}</p></div>
        <div class="holds small number">
          ${records.length ? html`<p>${records.map(([kind, n]) => html`<span class="record">${count(n)} ${kind}</span> `)}</p>` : nothing}
          ${file.from || file.to ? html`<p class="quiet">${period(file.from, file.to)}</p>` : nothing}
          ${read > 0 ? html`<p class="quiet">${count(read)} = ${t.sum(shown, merged, filtered, diagnosed)}</p>` : nothing}
          <p class="quiet evidence">${file.evidence ? `${t.evidence}: ${file.evidence}` : nothing}</p>
        </div>
        <div class="state small"><p><strong>${t.status[state]}</strong>${diagnosed > 0 ? html` <span class="out number">· ${t.leftOut(diagnosed, 0)}</span>` : nothing}</p>
          <p class="quiet">${this.#nextStep(file, state, report)}</p>${file.warnings.map((warning) => html`<p class="out">${warning}</p>`)}</div>
        ${this.#renderGaps(file.gaps)}
        ${this.#renderReadAs(file)}
      </li>`;
  }

  /** What is likely missing, why, and the query that fetches it. */
  #renderGaps(gaps: readonly Gap[]) {
    const t = strings.files;
    if (gaps.length === 0) return nothing;
    return html`<ul class="gaps small" aria-label=${t.gaps}>${gaps.map(
      ({ code, message, advice, query }) => html`
      <li data-code=${code}><p><strong>${t.missing}: ${message}.</strong> ${advice}</p>
        ${query === null ? nothing : html`<details><summary>${t.query}</summary><pre tabindex="0">${query}</pre><button @click=${() => void navigator.clipboard?.writeText(query)}>${t.copy}</button></details>`}</li>`,
    )}</ul>`;
  }

  #nextStep(file: FileReport, state: FileState, report: InspectReport): string {
    const t = strings.files.steps;
    if (state === "unused") return t.unused;
    if (state === "copy") return t.copy;
    if (isContainer(file)) return t.container;
    const all = new Set(report.files.flatMap((f) => Object.keys(f.records)));
    if (report.total.entries.shown === 0) return t.sessionsOnly;
    if (!all.has("MessagingSession")) return t.messagesOnly;
    return file.entries.read > 0 ? t.good : "MessagingSession" in file.records ? t.sessionsGood : "";
  }

  #renderDiagnostics({ diagnostics, total }: InspectReport) {
    const t = strings.files;
    const shown = diagnostics.slice(0, DIAGNOSTICS_SHOWN);
    // The engine itself keeps so many of a file and counts the rest.
    const hidden = diagnostics.length - shown.length + total.moreDiagnostics;
    return html`
      <div class="part">
        <div class="row spread">
          <h2 id="diagnostics-heading">${t.diagnostics} <span class="quiet number">${count(diagnostics.length + total.moreDiagnostics)}</span></h2>
          <button class="plain" @click=${this.#saveDiagnostics}>${t.diagnosticsCopy}</button>
        </div>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="diagnostics-heading">
          <table class="small" role="table">
            <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${t.column.file}</th><th role="columnheader" scope="col" class="end">${t.column.record}</th><th role="columnheader" scope="col" class="end">${t.column.offset}</th><th role="columnheader" scope="col">${t.column.reason}</th></tr></thead>
            <tbody role="rowgroup">${shown.map(
              (d) => html`
              <tr role="row"><td role="cell" dir="auto" title=${placeOf(d)}>${d.file}</td><td role="cell" class="end number" data-name=${t.column.record}>${d.record == null ? "–" : count(d.record)}</td><td role="cell" class="end number" data-name=${t.column.offset}>${d.offset == null ? "–" : count(d.offset)}</td>
              <td role="cell"><strong>${asWords(d.code)}:</strong> ${folded(reasonOf(d.message))}${d.path ? html` <code>${d.path}</code>` : nothing}</td></tr>`,
            )}
            </tbody>
          </table>
        </div>
        ${hidden > 0 ? html`<p class="small quiet">${t.diagnosticsMore(hidden)}</p>` : nothing}
      </div>`;
  }

  #saveDiagnostics(): void {
    const lines = (this.report?.diagnostics ?? []).map((line) => `${JSON.stringify(line)}\n`);
    saveText("left-out.jsonl", lines.join(""));
  }

  static override styles = [
    theme,
    controls,
    css`
    :host { display: flex; flex-direction: column; gap: 1rem; }
    .spread { justify-content: space-between; }
    .part { display: grid; gap: 0.75rem; }
    .balance { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; }
    .balance div { display: grid; }
    .balance dt { font-size: 0.75rem; color: var(--_quiet); text-align: end; }
    .balance dd { font-size: 1.5rem; line-height: 1.2; letter-spacing: -0.01em; text-align: end; }
    .balance .sign { margin-inline-end: 0.75rem; color: var(--_quiet); font-weight: 400; }
    .balance .zero dd { color: var(--_quiet); }
    .balance .diagnosed:not(.zero) dd { color: var(--_seal); font-weight: 600; }
    .list { border: 1px solid var(--_rule); border-radius: var(--_radius); background: var(--_raised); }
    .list > li { display: grid; grid-template-columns: minmax(0, 1.1fr) minmax(0, 1.5fr) minmax(0, 1fr); gap: 0.25rem 1.5rem; padding: 0.75rem 1rem; overflow-wrap: anywhere; border-inline-start: 3px solid transparent; }
    .list > li + li { border-block-start: 1px solid var(--_rule); }
    .gaps { display: grid; gap: 0.5rem; overflow-wrap: anywhere; }
    .list .gaps, .read-as { grid-column: 1 / -1; }
    .gaps li { padding: 0.5rem 0.75rem; border-inline-start: 3px solid var(--_warn); background: var(--_paper); }
    .gaps pre { white-space: pre-wrap; margin-block: 0.5rem; }
    .list .unused { border-inline-start-color: var(--_seal); }
    .list .partly { border-inline-start-color: var(--_warn); }
    .unused .state strong { color: var(--_seal); }
    .partly .state strong { color: var(--_warn); }
    .evidence:empty { display: none; }
    .record { white-space: nowrap; margin-inline-end: 0.5rem; }
    .out { color: var(--_warn); }
    @media (max-width: 60rem) { .list > li { grid-template-columns: minmax(0, 1fr); } }
    .scroll { max-height: 24rem; overflow: auto; border: 1px solid var(--_rule); border-radius: var(--_radius); background: var(--_raised); }
    table { width: 100%; border-collapse: collapse; }
    th { position: sticky; inset-block-start: 0; background: var(--_raised); text-align: start; font-weight: 600; color: var(--_quiet); }
    th, td { padding: 0.375rem 0.75rem; border-block-end: 1px solid var(--_rule); vertical-align: top; text-align: start; overflow-wrap: anywhere; }
    td:first-child { min-width: clamp(9rem, 20vw, 16rem); }
    td:last-child { min-width: 14rem; }
    .end { text-align: end; white-space: nowrap; }
    /* Rows become blocks where they would be wider than the screen; the roles above keep them a table. */
    @media (max-width: 40rem) {
      .scroll { max-height: none; }
      table, tbody { display: block; }
      thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      tbody tr { display: flex; flex-wrap: wrap; gap: 0 0.75rem; padding: 0.5rem 0.75rem; border-block-end: 1px solid var(--_rule); }
      tbody tr:last-child { border: 0; }
      td, td:first-child, td:last-child { min-width: 0; padding: 0; border: 0; }
      td:first-child { flex: 1 1 100%; font-weight: 600; }
      td:last-child { flex: 1 1 100%; }
      td[data-name] { color: var(--_quiet); }
      td[data-name]::before { content: attr(data-name) ' '; }
    }
    code { font-family: var(--_mono); font-size: 0.9em; }
  `,
  ];
}

/** A reason, the rest of a long one behind a click. */
function folded(reason: string) {
  const end = reason.lastIndexOf(" ", 0.7 * REASON_SHOWN);
  return reason.length <= REASON_SHOWN || end < 0
    ? reason
    : html`${reason.slice(0, end)} <details><summary>${strings.files.reasonRest}</summary>${reason.slice(end + 1)}</details>`;
}

function period(from: string | null, to: string | null): string {
  return [from, to].map((at) => (at ? dayAndTime(Date.parse(at), "UTC") : "–")).join(" – ");
}
