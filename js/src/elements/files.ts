import { html, LitElement, css, nothing, type PropertyValues } from "lit";
import type {
  ArchiveClient,
  ArchiveFile,
  FileReport,
  Gap,
  InspectReport,
  OpenArchive,
  Progress,
  ReadOptions,
} from "./archive-client.js";
import { isContainer, stateOf, type FileState } from "./archive-client.js";
import { dayAndTime } from "./clock.js";
import { pickedFiles } from "./dropped.js";
import { byteSize, wordDuration } from "./duration.js";
import { faultText, isCancel, placeOf, reasonOf } from "./fault.js";
import { asWords, count, strings } from "./strings.js";
import { controls, theme } from "./theme.js";

/** Diagnostics drawn at once; the rest is counted and can be saved. */
const DIAGNOSTICS_SHOWN = 200;

/**
 * `<st-files>`: opens files and says what became of each of them.
 *
 * Set `openArchive` (how a client is made) and, if wanted, `samples`. It makes the client with the first
 * files and adds later ones to it.
 *
 * @fires st-archive After files were read: `detail` is `{client, report}`.
 * @fires st-reading While files are read: `detail` is `{name, share}`, at the end null.
 * @fires st-lost When the engine stopped and everything that was read is gone.
 * @fires st-faults When files could not be opened: `detail` is their number.
 */
export class StFiles extends LitElement {
  static override properties = {
    openArchive: { attribute: false },
    samples: { attribute: false },
    client: { state: true },
    report: { state: true },
    progress: { state: true },
    faults: { state: true },
    said: { state: true },
    queue: { state: true },
    opening: { state: true },
  };

  declare openArchive: OpenArchive | null;
  declare samples: () => ArchiveFile[];
  declare client: ArchiveClient | null;
  declare report: InspectReport | null;
  declare progress: Progress | null;
  declare faults: { file: string; text: string }[];
  declare said: string;
  declare queue: ArchiveFile[];
  declare opening: boolean;

  #abort: AbortController | null = null;
  #started = 0;
  /** What was opened, by name: to be read once more. Of two files of one name neither can be meant. */
  readonly #opened = new Map<string, Blob | null>();

  constructor() {
    super();
    this.openArchive = null;
    this.samples = () => [];
    this.#forget();
  }

  #forget(): void {
    this.#opened.clear();
    this.client = null;
    this.report = null;
    this.progress = null;
    this.faults = [];
    this.said = "";
    this.queue = [];
    this.opening = false;
  }

  /** Opens files, or puts them behind the ones being read. */
  async open(files: Iterable<ArchiveFile>): Promise<void> {
    this.queue = [...this.queue, ...files];
    if (this.opening || this.queue.length === 0) return;
    this.opening = true;
    this.faults = [];
    this.#emit("st-reading", { name: "", share: 0 });
    while (this.queue.length > 0) {
      const batch = this.queue;
      this.queue = [];
      await this.#read(batch);
    }
    this.opening = false;
    this.progress = null;
    this.#emit("st-reading", null);
    if (this.faults.length > 0) this.#emit("st-faults", this.faults.length);
  }

  /** Reads the report anew, seen through another lens. */
  async refresh(): Promise<InspectReport | null> {
    if (this.client) this.report = await this.client.inspect();
    return this.report;
  }

  /** Stops reading. What was read completely stays. */
  cancel(): void {
    this.queue = [];
    this.#abort?.abort();
  }

  /** Frees the engine and forgets all that was read. */
  async close(): Promise<void> {
    this.cancel();
    const client = this.client;
    this.#forget();
    await client?.close();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("button")?.focus();
  }

  /** Shows the file picker. */
  pick(): void {
    this.renderRoot.querySelector<HTMLInputElement>("#pick")?.click();
  }

  async #read(files: ArchiveFile[]): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#started = performance.now();
    this.said = "";
    // Messages still under way when the reading has ended or was cancelled say nothing any more.
    const onProgress = (progress: Progress) => {
      if (this.#abort === abort && !abort.signal.aborted) this.#advance(progress);
    };
    const options = { signal: abort.signal, onProgress };
    try {
      if (this.client) await this.client.add(files, options);
      else if (this.openArchive) this.client = await this.openArchive(files, options);
    } catch (fault) {
      if (this.client && (fault as { recoverable?: boolean }).recoverable === false) {
        await this.#lose(faultText(fault));
        return;
      }
      if (isCancel(fault)) this.said = this.client ? strings.files.cancelled : strings.files.cancelledEmpty;
      else this.faults = [...this.faults, { file: files.length === 1 ? files[0].name : "", text: faultText(fault) }];
    }
    this.#abort = null;
    if (!this.client) return;
    try {
      this.report = await this.client.inspect();
      this.#remember(files);
      const { total } = await this.client.conversations(0, 1);
      this.said ||= strings.files.ready(this.report.files.length, total);
      this.#emit("st-archive", { client: this.client, report: this.report });
    } catch (fault) {
      this.faults = [...this.faults, { file: "", text: faultText(fault) }];
    }
  }

  /** The engine is gone, and the archive with it: says so where files are opened. */
  async #lose(text: string): Promise<void> {
    const { client, queue } = this;
    this.#forget();
    this.queue = queue;
    this.opening = true;
    this.faults = [{ file: "", text }];
    this.#emit("st-lost", null);
    await client?.close();
  }

  #remember(files: readonly ArchiveFile[]): void {
    for (const file of files) {
      const [name, blob, again] =
        "blob" in file
          ? [file.name, file.blob, file.readAs?.again]
          : [file.webkitRelativePath || file.name, file, false];
      this.#opened.set(name, again || !this.#opened.has(name) ? blob : null);
    }
  }

  /** Reads a file once more, as the person says. */
  #reread(event: SubmitEvent, name: string): void {
    event.preventDefault();
    const blob = this.#opened.get(name);
    if (!blob) return;
    const form = new FormData(event.target as HTMLFormElement);
    const said = (name: string) => String(form.get(name) ?? "").trim() || null;
    const readAs: ReadOptions = {
      format: said("format"),
      delimiter: said("delimiter"),
      dateOrder: said("order") as "mdy" | "dmy" | null,
      zone: said("zone"),
      zIsLocal: form.has("labelled") || null,
      again: true,
    };
    void this.open([{ name, blob, readAs }]);
  }

  #renderReadAs(file: FileReport) {
    const t = strings.files.readAs;
    if (!this.#opened.get(file.file)) return nothing;
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
          <button ?disabled=${this.opening}>${t.again}</button>
        </form>
      </details>`;
  }

  #advance(progress: Progress): void {
    this.progress = progress;
    this.#emit("st-reading", {
      name: progress.file,
      share: progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : 0,
    });
  }

  #emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    void this.open(pickedFiles(input.files));
    input.value = "";
  }

  #saveDiagnostics(): void {
    const lines = (this.report?.diagnostics ?? []).map((line) => `${JSON.stringify(line)}\n`);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(lines, { type: "application/x-ndjson" }));
    link.download = "left-out.jsonl";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  protected override willUpdate(_: PropertyValues): void {
    this.toggleAttribute("data-open", this.client !== null);
  }

  protected override render() {
    const t = strings.files;
    return html`
      <div class="choose">
        <p class="drop">${t.drop}</p>
        <div class="row">
          <button class="primary" @click=${this.pick}>${t.choose}</button>
          <button @click=${() => this.renderRoot.querySelector<HTMLInputElement>("#folder")?.click()}>${t.folder}</button>
          <button class="plain" @click=${() => void this.open(this.samples())}>${t.sample}</button>
        </div>
        <input id="pick" hidden type="file" multiple aria-label=${t.choose} @change=${this.#picked}>
        <input id="folder" hidden type="file" webkitdirectory aria-label=${t.folder} @change=${this.#picked}>
      </div>
      ${this.opening ? this.#renderProgress() : nothing}
      <p class="said small quiet" role="status">${this.opening ? "" : this.said}</p>
      ${
        this.faults.length
          ? html`<ul class="faults" role="alert">${this.faults.map(
              (fault) => html`
        <li class="error"><strong>${fault.file ? `${fault.file} ${t.failed}` : t.failedAll}.</strong> ${fault.text}</li>`,
            )}</ul>`
          : nothing
      }
      ${this.report ? this.#renderReport(this.report) : nothing}
    `;
  }

  #renderProgress() {
    const t = strings.files;
    const p = this.progress;
    const share = p && p.totalBytes > 0 ? p.bytes / p.totalBytes : null;
    const elapsed = performance.now() - this.#started;
    const left = share && elapsed > 800 ? (elapsed / share) * (1 - share) : null;
    const title = p ? t.reading(Math.min(p.fileIndex + 1, p.files), p.files, p.file) : strings.conversations.loading;
    return html`
      <div class="progress">
        <div class="row spread"><strong>${title}</strong><button @click=${this.cancel}>${t.cancel}</button></div>
        <progress aria-label=${title} max="1" .value=${share ?? 0}></progress>
        <p class="small quiet number">${p ? t.progress(byteSize(p.bytes), byteSize(p.totalBytes), p.entries) : nothing}${left === null ? nothing : html` · ${t.left(wordDuration(left))}`}</p>
        ${this.queue.length ? html`<p class="small quiet">${t.waiting(this.queue.length)}</p>` : nothing}
      </div>`;
  }

  #renderReport(report: InspectReport) {
    const t = strings.files;
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
          <table class="small">
            <thead><tr><th scope="col">${t.column.file}</th><th scope="col" class="end">${t.column.record}</th><th scope="col" class="end">${t.column.offset}</th><th scope="col">${t.column.reason}</th></tr></thead>
            <tbody>${shown.map(
              (d) => html`
              <tr><td dir="auto" title=${placeOf(d)}>${d.file}</td><td class="end number">${d.record == null ? "–" : count(d.record)}</td><td class="end number">${d.offset == null ? "–" : count(d.offset)}</td>
              <td><strong>${asWords(d.code)}:</strong> ${reasonOf(d.message)}${d.path ? html` <code>${d.path}</code>` : nothing}</td></tr>`,
            )}
            </tbody>
          </table>
        </div>
        ${hidden > 0 ? html`<p class="small quiet">${t.diagnosticsMore(hidden)}</p>` : nothing}
      </div>`;
  }

  static override styles = [
    theme,
    controls,
    css`
    :host { display: flex; flex-direction: column; gap: 1rem; }
    .choose { display: grid; gap: 0.75rem; padding: 1.5rem; border: 1px dashed var(--_edge); border-radius: calc(var(--_radius) * 2); background: var(--_paper); }
    :host([data-open]) .choose { padding: 0.75rem 1rem; display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; }
    .drop { font-size: 1.0625rem; font-weight: 550; }
    :host([data-open]) .drop { font-size: 0.9375rem; font-weight: 400; color: var(--_quiet); }
    .spread { justify-content: space-between; }
    .progress { display: grid; gap: 0.375rem; padding: 1rem; border: 1px solid var(--_rule); border-radius: var(--_radius); background: var(--_raised); overflow-wrap: anywhere; }
    .said:empty { display: none; }
    .faults { display: grid; gap: 0.5rem; }
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
    code { font-family: var(--_mono); font-size: 0.9em; }
  `,
  ];
}

function period(from: string | null, to: string | null): string {
  return [from, to].map((at) => (at ? dayAndTime(Date.parse(at), "UTC") : "–")).join(" – ");
}
